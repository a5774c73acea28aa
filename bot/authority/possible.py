"""What could be asked for a customer's orders and bookings; previews tell what is possible."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.authority.facts import FactReader, Who
from bot.authority.language import Action, Limits
from bot.authority.values import Possible, Result
from bot.connectors.ports import Booking, Order
from bot.model import LocalText

RECENT_ORDERS = 8
RECENT_BOOKINGS = 5
_POSSIBLE_WHEN = {"shop.cancel": "processing", "shop.take_back": "delivered"}
"""The deeds that an order can come to, by where it stands."""
_BACK_FOR = {"delivered": ("changed_mind", "not_satisfied")}
"""Why money can go back without anything being wrong; what was not delivered did not arrive."""


@dataclass(frozen=True)
class Candidate:
    """One thing to preview. The reason is the one that the records suggest, not a claim."""

    action: str
    object: str
    params: dict[str, Any]
    claims: dict[str, Any]

    def with_result(self, result: Result, title: LocalText) -> Possible:
        """What its preview said, for the brief."""
        return Possible(
            action=self.action,
            params=self.params,
            object=self.object,
            outcome=result.outcome,
            amount=result.amount,
            text=result.summary,
            title=title,
        )


def for_order(limits: Limits, order: Order, now: datetime) -> Iterator[Candidate]:
    """What an order could give rise to, by where it stands."""
    for action in limits.actions.values():
        if action.does == "payments.refund":
            for reason in _BACK_FOR.get(order.status, ("not_received",)):
                yield Candidate(action.id, order.id, {"order": order.id}, {"reason": reason})
        elif _POSSIBLE_WHEN.get(str(action.does)) == order.status:
            yield Candidate(action.id, order.id, {"order": order.id}, {})
        elif action.does == "shop.replace":
            for reason, items in _wrong_by_the_records(order):
                params = {"order": order.id, "items": items}
                yield Candidate(action.id, order.id, params, {"reason": reason})
        elif action.does == "vouchers.give" and order.is_late(now):
            yield Candidate(action.id, order.id, _late(action, "order", order.id), {})


def for_booking(limits: Limits, booking: Booking, trip: str | None) -> Iterator[Candidate]:
    """What a booking could give rise to; `trip` is the nearest other departure."""
    for action in limits.actions.values():
        if action.does == "bookings.rebook" and trip is not None:
            params = {"booking": booking.id, "trip": trip}
            yield Candidate(action.id, booking.id, params, {})
        elif action.does == _deed_for(booking):
            yield Candidate(action.id, booking.id, {"booking": booking.id}, {})
        elif action.does == "vouchers.give" and booking.status == "cancelled_by_carrier":
            yield Candidate(action.id, booking.id, _late(action, "booking", booking.id), {})


def _deed_for(booking: Booking) -> str | None:
    """A trip still to come can be cancelled, one that has arrived can have been late."""
    if booking.status in ("confirmed", "cancelled_by_carrier"):
        return "bookings.cancel"
    return "bookings.compensate" if booking.trip.arrived_at is not None else None


def _wrong_by_the_records(order: Order) -> Iterator[tuple[str, tuple[str, ...]]]:
    """What the records themselves show to be lost or damaged, with the reason."""
    if order.status == "lost":
        yield "not_received", tuple(item.id for item in order.items)
    damaged = tuple(item.id for item in order.items if item.status == "damaged")
    if damaged:
        yield "damaged", damaged


def _late(action: Action, name: str, number: str) -> dict[str, Any]:
    params: dict[str, Any] = {name: number}
    if "cause" in action.params:
        params["cause"] = "late"
    return params


async def candidates(facts: FactReader, limits: Limits, who: Who, now: datetime) -> list[Candidate]:
    """Everything worth a preview for the customer, or for what a guest has proven."""
    orders: list[Order] = []
    bookings: list[Booking] = []
    if who.customer is not None:
        orders += (await facts.orders_of(who.customer))[:RECENT_ORDERS]
        bookings += (await facts.bookings_of(who.customer))[:RECENT_BOOKINGS]
    proven_orders, proven_bookings = await facts.proven(who)
    orders += [order for order in proven_orders if order not in orders]
    bookings += [booking for booking in proven_bookings if booking not in bookings]
    found = [candidate for order in orders for candidate in for_order(limits, order, now)]
    for booking in bookings:
        found += for_booking(limits, booking, await facts.nearest_trip(booking))
    return found
