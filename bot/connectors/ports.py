"""The ports: what the house asks of a shop's own systems, and the records they answer with.

Every method that changes something takes a `Grant`, happens at most once per `grant.reservation`
and raises `Retryable`, `Final` or `OutcomeUnknown`. `Final` is kept: the same reservation that
comes again, late, gets the same no, because its money may have been freed by then. Reads raise
`Retryable` when the system is down, and return None for what does not exist.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, Protocol

from bot.connectors.errors import ConnectorError, Final, OutcomeUnknown, Retryable
from bot.model import CustomerId, Grant, LocalText, Money, ReservationId

__all__ = [
    "Booking",
    "Bookings",
    "ConnectorError",
    "Connectors",
    "CustomerRecord",
    "Effect",
    "Final",
    "Item",
    "Order",
    "OutcomeUnknown",
    "Payments",
    "Refund",
    "Retryable",
    "Shop",
    "Trip",
    "Voucher",
    "Vouchers",
]

Tier = Literal["regular", "silver", "gold"]
OrderStatus = Literal["processing", "shipped", "delivered", "lost", "cancelled"]
ItemStatus = Literal[
    "ordered",
    "shipped",
    "delivered",
    "damaged",
    "lost",
    "cancelled",
    "refunded",
    "returning",
    "replaced",
]
BookingStatus = Literal["confirmed", "cancelled_by_carrier", "cancelled", "travelled"]
Fare = Literal["saver", "standard", "flex"]


@dataclass(frozen=True)
class CustomerRecord:
    """A customer as the shop knows them."""

    id: CustomerId
    name: str
    email: str
    postcode: str
    language: str
    tier: Tier


@dataclass(frozen=True)
class Item:
    """One line of an order. `price` is for one piece; `damaged`: the carrier reported it.

    `returning`: a return is announced and the goods are not back yet; `replaced`: a new one was
    sent. `stock` is how many pieces can be sent at once, None when nobody knows.
    """

    id: str
    order: str
    title: LocalText
    price: Money
    quantity: int
    status: ItemStatus
    stock: int | None = None

    @property
    def total(self) -> Money:
        """What the customer paid for the whole line."""
        return Money(self.price.minor * self.quantity, self.price.currency)


@dataclass(frozen=True)
class Order:
    """An order of goods. `paid` and `refunded` are what really moved; `paid_with` is a label."""

    id: str
    customer: CustomerId
    placed_at: datetime
    status: OrderStatus
    promised_by: datetime
    shipped_at: datetime | None
    delivered_at: datetime | None
    carrier: str
    paid: Money
    refunded: Money
    paid_with: str
    items: tuple[Item, ...]

    def is_late(self, now: datetime) -> bool:
        """The promise has passed and the goods are still on their way, or lost."""
        return self.status in ("processing", "shipped", "lost") and self.promised_by < now


@dataclass(frozen=True)
class Trip:
    """A departure that can be booked; `price` is for one passenger, `seats` is what is left.

    `arrives_at` is the plan, `arrived_at` what really happened, None as long as it is not known.
    """

    id: str
    title: LocalText
    origin: str
    destination: str
    departs_at: datetime
    arrives_at: datetime
    price: Money
    seats: int
    arrived_at: datetime | None = None


@dataclass(frozen=True)
class Booking:
    """A booked trip for one or more passengers."""

    id: str
    customer: CustomerId
    trip: Trip
    passengers: int
    paid: Money
    paid_with: str
    status: BookingStatus
    fare: Fare


@dataclass(frozen=True)
class Voucher:
    """Money to spend in the shop later."""

    code: str
    customer: CustomerId
    amount: Money
    expires_at: datetime


@dataclass(frozen=True)
class Refund:
    """Money that went back to a customer for an order."""

    reference: str
    order: str
    amount: Money
    at: datetime


@dataclass(frozen=True)
class Effect:
    """Something that really happened: its reference, when, how much, where to and when it arrives.

    `amount` is what moved and never negative. For a rebooking it is the money that went back to
    the customer, zero when the new trip costs the same or more; zero too when only goods or a
    letter were sent. `to` and `expected` are told to the customer: nothing personal stands there.
    """

    reference: str
    at: datetime
    amount: Money
    to: LocalText
    expected: LocalText


class Shop(Protocol):
    """Customers and their orders, and what can be done with an order and its goods."""

    async def customer(self, id: CustomerId) -> CustomerRecord | None: ...

    async def order(self, id: str) -> Order | None: ...

    async def orders_of(self, customer: CustomerId) -> tuple[Order, ...]:
        """The customer's orders, newest first."""
        ...

    async def evidence(self, number: str, evidence: str) -> bool:
        """Whether an e-mail address or postcode belongs to this order or booking number."""
        ...

    async def cancel(self, grant: Grant) -> Effect:
        """Stop order `params["order"]` before it is sent; `grant.amount` goes back."""
        ...

    async def take_back(self, grant: Grant) -> Effect:
        """Announce the return of `params["items"]` and send the label; moves no money."""
        ...

    async def replace(self, grant: Grant) -> Effect:
        """Send `params["items"]` of `params["order"]` once more, for free.

        `grant.amount` is what they are worth; no money moves. `to` names the new order.
        """
        ...

    async def change_address(self, grant: Grant) -> Effect:
        """Send order `params["order"]` to `params["address"]`, `params["postcode"]` instead."""
        ...

    async def send_invoice(self, grant: Grant) -> Effect:
        """Mail the invoice of `params["order"]` or `["booking"]` to the address on file."""
        ...

    async def lookup(self, reservation: ReservationId) -> Effect | None: ...


class Bookings(Protocol):
    """Booked trips, and what they can be changed to."""

    async def booking(self, id: str) -> Booking | None: ...

    async def bookings_of(self, customer: CustomerId) -> tuple[Booking, ...]:
        """The customer's bookings, next departure first, travelled ones last."""
        ...

    async def trip(self, id: str) -> Trip | None: ...

    async def alternatives(self, booking: str, around: date | None) -> tuple[Trip, ...]:
        """Other departures of the same route with enough seats, nearest to `around` first."""
        ...

    async def rebook(self, grant: Grant) -> Effect:
        """Move `params["booking"]` to `params["trip"]`.

        `grant.amount` is the most that may go back to the customer. When `params["difference"]`
        is given ({"minor", "currency"}: new total minus paid, as the customer saw it) any other
        difference is `Final("price_changed")`.
        """
        ...

    async def cancel(self, grant: Grant) -> Effect:
        """Cancel `params["booking"]`; `grant.amount` goes back to where it was paid from."""
        ...

    async def compensate(self, grant: Grant) -> Effect:
        """Pay `grant.amount` for the delay of `params["booking"]`, at most once a booking."""
        ...

    async def lookup(self, reservation: ReservationId) -> Effect | None: ...


class Payments(Protocol):
    """Money back to where it came from."""

    async def refund(self, grant: Grant) -> Effect:
        """Pay `grant.amount` of order `params["order"]`, for `params["items"]`, back."""
        ...

    async def refunds_of(self, customer: CustomerId) -> tuple[Refund, ...]:
        """Refunds the customer received, newest first."""
        ...

    async def lookup(self, reservation: ReservationId) -> Effect | None: ...


class Vouchers(Protocol):
    """Gestures: money to spend later."""

    async def give(self, grant: Grant) -> Effect:
        """A voucher of `grant.amount` for the customer of `params["order"]` or `["booking"]`.

        The effect's reference is the voucher's code.
        """
        ...

    async def vouchers_of(self, customer: CustomerId) -> tuple[Voucher, ...]:
        """Vouchers the customer has, newest first."""
        ...

    async def lookup(self, reservation: ReservationId) -> Effect | None: ...


async def _nothing_to_close() -> None:
    """For systems that hold no connection open."""


@dataclass(frozen=True)
class Connectors:
    """The shop's systems, bundled. `close` is awaited when the process stops."""

    shop: Shop
    bookings: Bookings
    payments: Payments
    vouchers: Vouchers
    close: Callable[[], Awaitable[None]] = _nothing_to_close
