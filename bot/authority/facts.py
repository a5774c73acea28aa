"""Read the facts of a request from the systems of record, just before it is decided.

What is not the customer's own stays unread: nothing about it can reach a rule or a text.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from bot.connectors.ports import (
    Booking,
    Connectors,
    CustomerRecord,
    Order,
    Retryable,
    Trip,
)
from bot.model import CustomerId

T = TypeVar("T")


@dataclass(frozen=True)
class Who:
    """Who the conversation is with: the identified customer, and what a guest has proven."""

    customer: CustomerId | None
    proven: frozenset[str] = frozenset()

    def owns(self, owner: CustomerId, number: str) -> bool:
        """Whether this order or booking may be talked about here."""
        return owner == self.customer or number in self.proven


class FactReader:
    """Asks the connectors for what a request is about."""

    def __init__(self, connectors: Connectors, timeout: timedelta) -> None:
        self._connectors = connectors
        self._timeout = timeout.total_seconds()

    async def read(
        self, params: Mapping[str, Any], who: Who, wanted: frozenset[str] = frozenset()
    ) -> dict[str, Any]:
        """Every fact about the order, booking and trip that `params` name.

        What costs a call of its own is read only when the limits speak about it (`wanted`).
        """
        facts: dict[str, Any] = {
            "session.customer": who.customer,
            "session.known": who.customer is not None
            or any(params.get(name) in who.proven for name in ("order", "booking")),
        }
        owner: CustomerId | None = who.customer
        if params.get("order"):
            order = await self._within(self._connectors.shop.order(str(params["order"])))
            mine = order is not None and who.owns(order.customer, order.id)
            facts["order.mine"] = mine
            if order is not None and mine:
                facts.update(order_facts(order))
                owner = order.customer
        if params.get("booking"):
            booking = await self._within(self._connectors.bookings.booking(str(params["booking"])))
            mine = booking is not None and who.owns(booking.customer, booking.id)
            facts["booking.mine"] = mine
            if booking is not None and mine:
                facts.update(booking_facts(booking))
                owner = booking.customer
        if params.get("trip"):
            trip = await self._within(self._connectors.bookings.trip(str(params["trip"])))
            facts.update(trip_facts(trip) if trip else {})
        if owner is not None:
            record = await self._within(self._connectors.shop.customer(owner))
            facts.update(customer_facts(record) if record else {"customer.id": owner})
            if wanted & {"customer.refunds", "customer.refunds_lately"}:
                paid = await self._within(self._connectors.payments.refunds_of(owner))
                facts["customer.refunds"] = tuple(
                    {"order": one.order, "amount": one.amount, "at": one.at} for one in paid
                )
            if "customer.vouchers" in wanted:
                given = await self._within(self._connectors.vouchers.vouchers_of(owner))
                facts["customer.vouchers"] = tuple(
                    {"code": one.code, "amount": one.amount, "expires_at": one.expires_at}
                    for one in given
                )
        return facts

    async def orders_of(self, customer: CustomerId) -> tuple[Order, ...]:
        """The customer's orders."""
        return await self._within(self._connectors.shop.orders_of(customer))

    async def bookings_of(self, customer: CustomerId) -> tuple[Booking, ...]:
        """The customer's bookings."""
        return await self._within(self._connectors.bookings.bookings_of(customer))

    async def proven(self, who: Who) -> tuple[tuple[Order, ...], tuple[Booking, ...]]:
        """What a guest has proven to be theirs."""
        orders, bookings = [], []
        for number in sorted(who.proven):
            order = await self._within(self._connectors.shop.order(number))
            booking = await self._within(self._connectors.bookings.booking(number))
            orders += [order] if order else []
            bookings += [booking] if booking else []
        return tuple(orders), tuple(bookings)

    async def nearest_trip(self, booking: Booking) -> str | None:
        """The other departure nearest to the booked one, if there is any with enough seats."""
        if booking.status not in ("confirmed", "cancelled_by_carrier"):
            return None
        trips = await self._within(self._connectors.bookings.alternatives(booking.id, None))
        return trips[0].id if trips else None

    async def customer(self, customer: CustomerId) -> CustomerRecord | None:
        """The customer as the shop knows them."""
        return await self._within(self._connectors.shop.customer(customer))

    async def _within(self, call: Awaitable[T]) -> T:
        try:
            return await asyncio.wait_for(call, self._timeout)
        except asyncio.TimeoutError as error:
            raise Retryable("timeout", "a system of record did not answer in time") from error


def order_facts(order: Order) -> dict[str, Any]:
    """An order as facts; what has not happened yet is left out."""
    return {
        "order.id": order.id,
        "order.status": order.status,
        "order.placed_at": order.placed_at,
        "order.promised_by": order.promised_by,
        "order.shipped_at": order.shipped_at,
        "order.delivered_at": order.delivered_at,
        "order.carrier": order.carrier,
        "order.paid": order.paid,
        "order.refunded": order.refunded,
        "order.paid_with": order.paid_with,
        "order.items": tuple(
            {
                "id": item.id,
                "status": item.status,
                "amount": item.total,
                "quantity": item.quantity,
                "stock": item.stock,
                "title": dict(item.title),
            }
            for item in order.items
        ),
    }


def booking_facts(booking: Booking) -> dict[str, Any]:
    """A booking as facts."""
    return {
        "booking.id": booking.id,
        "booking.status": booking.status,
        "booking.fare": booking.fare,
        "booking.passengers": booking.passengers,
        "booking.paid": booking.paid,
        "booking.paid_with": booking.paid_with,
        "booking.trip": booking.trip.id,
        "booking.title": dict(booking.trip.title),
        "booking.origin": booking.trip.origin,
        "booking.destination": booking.trip.destination,
        "booking.departs_at": booking.trip.departs_at,
        "booking.arrives_at": booking.trip.arrives_at,
        "booking.arrived_at": booking.trip.arrived_at,
    }


def trip_facts(trip: Trip) -> dict[str, Any]:
    """The trip that a booking would move to."""
    return {
        "trip.id": trip.id,
        "trip.title": dict(trip.title),
        "trip.origin": trip.origin,
        "trip.destination": trip.destination,
        "trip.departs_at": trip.departs_at,
        "trip.price": trip.price,
        "trip.seats": trip.seats,
    }


def customer_facts(customer: CustomerRecord) -> dict[str, Any]:
    """The customer, without name or address: no rule needs them."""
    return {
        "customer.id": customer.id,
        "customer.tier": customer.tier,
        "customer.language": customer.language,
    }
