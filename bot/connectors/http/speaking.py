"""The four ports over HTTP. What comes back is held against what was asked."""

from __future__ import annotations

import logging
from datetime import date
from typing import Any

from bot.connectors.errors import OutcomeUnknown, Retryable
from bot.connectors.http import templates
from bot.connectors.http.client import Client
from bot.connectors.ports import (
    Booking,
    CustomerRecord,
    Effect,
    Order,
    Refund,
    Trip,
    Voucher,
)
from bot.model import CustomerId, Grant, ReservationId

logger = logging.getLogger(__name__)


class _Port:
    """What all four have in common."""

    name = ""

    def __init__(self, client: Client) -> None:
        self._client = client

    async def _one(self, method: str, id: str) -> Any:
        """One record. Raises Retryable when the answer is about another one."""
        found = await self._client.call(f"{self.name}.{method}", {"id": id})
        if found is not None and found.id != id:
            raise _foreign(f"{self.name}.{method}")
        return found

    async def _of(self, method: str, customer: CustomerId) -> tuple[Any, ...]:
        """A customer's records. One of somebody else's spoils the whole answer."""
        found = await self._client.call(f"{self.name}.{method}", {"customer": str(customer)})
        if any(getattr(one, "customer", customer) != customer for one in found or ()):
            raise _foreign(f"{self.name}.{method}")
        return tuple(found or ())

    async def _do(self, method: str, grant: Grant, *, at_most: bool = False) -> Effect:
        """Carry a grant out. An answer about anything else leaves the outcome unknown."""
        name = f"{self.name}.{method}"
        values = templates.values_of(grant)
        seen = await self._client.call(name, values, key=str(grant.reservation))
        if seen is None:
            raise OutcomeUnknown("bad_answer", f"{name} answered with nothing")
        effect: Effect = seen.effect()
        amount, granted = effect.amount, grant.amount
        fits = amount.currency == granted.currency and (
            0 <= amount.minor <= granted.minor if at_most else amount.minor == granted.minor
        )
        if seen["reservation"] != grant.reservation or not fits:
            logger.error("connector_answer_differs call=%s reservation=%s", name, grant.reservation)
            raise OutcomeUnknown("answer_differs", f"{name} answered about something else")
        return effect

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What the provider knows under our reservation."""
        values = templates.lookup_values(reservation)
        seen = await self._client.call(f"{self.name}.lookup", values)
        if seen is None:
            return None
        if seen["reservation"] != reservation:
            raise _foreign(f"{self.name}.lookup")
        effect: Effect = seen.effect()
        return effect


class HttpShop(_Port):
    """Customers, their orders, and what can be done with these."""

    name = "shop"

    async def customer(self, id: CustomerId) -> CustomerRecord | None:
        """One customer."""
        found: CustomerRecord | None = await self._one("customer", id)
        return found

    async def order(self, id: str) -> Order | None:
        """One order."""
        found: Order | None = await self._one("order", id)
        return found

    async def orders_of(self, customer: CustomerId) -> tuple[Order, ...]:
        """The customer's orders, newest first."""
        found = await self._of("orders_of", customer)
        return tuple(sorted(found, key=lambda order: order.placed_at, reverse=True))

    async def evidence(self, number: str, evidence: str) -> bool:
        """Whether an e-mail address or postcode belongs to this number."""
        values = {"number": number, "evidence": evidence}
        return bool(await self._client.call("shop.evidence", values))

    async def cancel(self, grant: Grant) -> Effect:
        """Stop an order."""
        return await self._do("cancel", grant)

    async def take_back(self, grant: Grant) -> Effect:
        """Announce a return."""
        return await self._do("take_back", grant)

    async def replace(self, grant: Grant) -> Effect:
        """Send goods once more."""
        return await self._do("replace", grant, at_most=True)

    async def change_address(self, grant: Grant) -> Effect:
        """Send an order elsewhere."""
        return await self._do("change_address", grant)

    async def send_invoice(self, grant: Grant) -> Effect:
        """Mail an invoice."""
        return await self._do("send_invoice", grant)


class HttpBookings(_Port):
    """Booked trips, and what they can be changed to."""

    name = "bookings"

    async def booking(self, id: str) -> Booking | None:
        """One booking."""
        found: Booking | None = await self._one("booking", id)
        return found

    async def bookings_of(self, customer: CustomerId) -> tuple[Booking, ...]:
        """The customer's bookings, next departure first, travelled ones last."""
        found = await self._of("bookings_of", customer)
        return tuple(
            sorted(found, key=lambda one: (one.status == "travelled", one.trip.departs_at))
        )

    async def trip(self, id: str) -> Trip | None:
        """One departure."""
        found: Trip | None = await self._one("trip", id)
        return found

    async def alternatives(self, booking: str, around: date | None) -> tuple[Trip, ...]:
        """Other departures, in the order of the answer."""
        values = {"booking": booking, "around": around.isoformat() if around else None}
        return tuple(await self._client.call("bookings.alternatives", values) or ())

    async def rebook(self, grant: Grant) -> Effect:
        """Move a booking to another trip."""
        return await self._do("rebook", grant, at_most=True)

    async def cancel(self, grant: Grant) -> Effect:
        """Cancel a booking."""
        return await self._do("cancel", grant)

    async def compensate(self, grant: Grant) -> Effect:
        """Pay for a delay."""
        return await self._do("compensate", grant)


class HttpPayments(_Port):
    """Money back to where it came from."""

    name = "payments"

    async def refund(self, grant: Grant) -> Effect:
        """Pay back."""
        return await self._do("refund", grant)

    async def refunds_of(self, customer: CustomerId) -> tuple[Refund, ...]:
        """Refunds the customer received, newest first."""
        found = await self._of("refunds_of", customer)
        return tuple(sorted(found, key=lambda refund: refund.at, reverse=True))


class HttpVouchers(_Port):
    """Gestures: money to spend later."""

    name = "vouchers"

    async def give(self, grant: Grant) -> Effect:
        """Give a voucher."""
        return await self._do("give", grant)

    async def vouchers_of(self, customer: CustomerId) -> tuple[Voucher, ...]:
        """Vouchers the customer has, newest first."""
        found = await self._of("vouchers_of", customer)
        return tuple(sorted(found, key=lambda voucher: voucher.expires_at, reverse=True))


def _foreign(name: str) -> Retryable:
    """An answer about somebody or something else; nothing of it is shown."""
    logger.error("connector_answer_foreign call=%s", name)
    return Retryable("answer_differs", f"{name} answered about something else")
