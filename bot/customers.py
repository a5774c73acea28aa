"""The customer's picture: who a conversation is with, and what is theirs to see.

Whatever is not theirs and not proven does not exist here: the answer is the same as for a number
that nobody ever used.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.connectors.ports import (
    Booking,
    ConnectorError,
    Connectors,
    CustomerRecord,
    Item,
    Order,
    Refund,
    Trip,
    Voucher,
)
from bot.connectors.remembering import forget, once
from bot.model import Clock, ConversationId, CustomerId
from bot.storage.customer_history import NOTHING_BEFORE, Earlier, History, Promise, history_of
from bot.storage.database import Database, take_turn
from bot.storage.people_tables import proof_tries, sessions
from bot.storage.sessions import Session, session_of

__all__ = [
    "Booking",
    "Customers",
    "Earlier",
    "Item",
    "Order",
    "Picture",
    "Promise",
    "Session",
    "Trip",
]

TRIES_PER_CONVERSATION = 5
# Nobody gets more tries at one number by opening more conversations.
TRIES_PER_NUMBER = 20
NUMBER_WINDOW = timedelta(hours=24)


# Postcodes that only one of the countries writes so.
_POSTCODES = {
    "nl": re.compile(r"[1-9]\d{3} ?[A-Z]{2}"),
    "be": re.compile(r"(?:B-?)?[1-9]\d{3}"),
    "gb": re.compile(r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}"),
}


def country_of(postcode: str) -> str | None:
    """The country that a postcode is of, or None when its form does not tell."""
    given = postcode.strip().upper()
    return next((name for name, form in _POSTCODES.items() if form.fullmatch(given)), None)


@dataclass(frozen=True)
class Picture:
    """What the desk sees of a customer; `record` is None for a guest who proved something."""

    record: CustomerRecord | None
    orders: tuple[Order, ...]
    bookings: tuple[Booking, ...]
    vouchers: tuple[Voucher, ...]
    refunds: tuple[Refund, ...]
    history: History = NOTHING_BEFORE


class Customers:
    """Sessions of customers and guests, and their own orders and bookings."""

    def __init__(self, *, database: Database, connectors: Connectors, clock: Clock) -> None:
        self._database = database
        self._connectors = connectors
        self._clock = clock

    async def bind(
        self, conversation: ConversationId, customer: CustomerId, expires: datetime
    ) -> None:
        """Remember a verified identity; a later token of the same customer renews it.

        Raises ValueError for another customer: that one gets a conversation of their own.
        """
        now = self._clock()

        def work(connection: Connection) -> None:
            take_turn(connection, f"session/{conversation}")
            known = connection.execute(
                select(sessions.c.customer).where(sessions.c.conversation == conversation)
            ).scalar()
            if known is not None and known != customer:
                raise ValueError("a conversation belongs to one customer")
            values = {"customer": customer, "expires": expires, "bound_at": now}
            changed = connection.execute(
                update(sessions).where(sessions.c.conversation == conversation).values(values)
            )
            if changed.rowcount == 0:
                connection.execute(insert(sessions).values(conversation=conversation, **values))

        await self._database.run(work)
        forget()

    async def session(self, conversation: ConversationId) -> Session:
        """Who this conversation is with; check `identified(now)`, an identity ends."""
        return await once(
            ("session", conversation),
            lambda: self._database.read(lambda connection: session_of(connection, conversation)),
        )

    async def identified(self, conversation: ConversationId) -> CustomerId | None:
        """The customer whose identity holds now, or None for a guest."""
        return (await self.session(conversation)).identified(self._clock())

    async def country(self, conversation: ConversationId, *, within_s: float = 1.0) -> str | None:
        """Where a signed-in customer lives, as a code such as nl; None when that is not known soon.

        Somebody in danger is waiting for the answer: a shop that is slow or broken gives None.
        """
        customer = await self.identified(conversation)
        if customer is None:
            return None
        try:
            asked = self._connectors.shop.customer(customer)
            found = await asyncio.wait_for(asked, within_s)
        except (ConnectorError, asyncio.TimeoutError):
            return None
        return country_of(found.postcode) if found else None

    async def prove(self, conversation: ConversationId, number: str, evidence: str) -> bool:
        """A guest shows that an order or booking is theirs, by its e-mail address or postcode.

        False means wrong, unknown or too many tries, and never which of these.
        """
        number = number.strip().upper()[:64]
        attempt = await self._database.run(lambda c: self._begin_try(c, conversation, number))
        if attempt is None:
            return False
        try:
            right = await self._connectors.shop.evidence(number, evidence.strip())
        except ConnectorError:
            await self._database.run(
                lambda c: c.execute(delete(proof_tries).where(proof_tries.c.id == attempt))
            )
            raise
        if right:
            await self._database.run(
                lambda c: c.execute(
                    update(proof_tries).where(proof_tries.c.id == attempt).values(proven=True)
                )
            )
            forget()
        return right

    def _begin_try(
        self, connection: Connection, conversation: ConversationId, number: str
    ) -> int | None:
        take_turn(connection, f"proof/{conversation}")
        take_turn(connection, f"proof/{number}")
        # Counted before it is checked: tries at the same moment cannot share one place.
        failed = select(func.count()).where(proof_tries.c.proven.is_(False))
        here = connection.execute(failed.where(proof_tries.c.conversation == conversation))
        since = self._clock() - NUMBER_WINDOW
        everywhere = connection.execute(
            failed.where(proof_tries.c.number == number, proof_tries.c.at > since)
        )
        if (
            here.scalar_one() >= TRIES_PER_CONVERSATION
            or everywhere.scalar_one() >= TRIES_PER_NUMBER
        ):
            return None
        added = connection.execute(
            insert(proof_tries).values(
                conversation=conversation, number=number, at=self._clock(), proven=False
            )
        )
        return int(added.inserted_primary_key[0])

    async def orders(self, conversation: ConversationId) -> tuple[Order, ...]:
        """Their own orders and proven ones, newest first."""
        session = await self.session(conversation)
        customer = session.identified(self._clock())
        own = await self._connectors.shop.orders_of(customer) if customer else ()
        known = {order.id for order in own}
        found = [await self._connectors.shop.order(n) for n in sorted(session.proven - known)]
        return tuple(
            sorted(
                (*own, *(order for order in found if order is not None)),
                key=lambda order: order.placed_at,
                reverse=True,
            )
        )

    async def order(self, conversation: ConversationId, id: str) -> Order | None:
        """One order, when it is theirs or proven; otherwise None, as if it did not exist."""
        id = id.strip().upper()
        session = await self.session(conversation)
        customer = session.identified(self._clock())
        if customer is None and id not in session.proven:
            return None
        order = await self._connectors.shop.order(id)
        if order is None or not (order.customer == customer or id in session.proven):
            return None
        return order

    async def bookings(self, conversation: ConversationId) -> tuple[Booking, ...]:
        """Their own bookings and proven ones, next departure first."""
        session = await self.session(conversation)
        customer = session.identified(self._clock())
        own = await self._connectors.bookings.bookings_of(customer) if customer else ()
        known = {booking.id for booking in own}
        found = [await self._connectors.bookings.booking(n) for n in sorted(session.proven - known)]
        return (*own, *(booking for booking in found if booking is not None))

    async def booking(self, conversation: ConversationId, id: str) -> Booking | None:
        """One booking, when it is theirs or proven; otherwise None, as if it did not exist."""
        id = id.strip().upper()
        session = await self.session(conversation)
        customer = session.identified(self._clock())
        if customer is None and id not in session.proven:
            return None
        booking = await self._connectors.bookings.booking(id)
        if booking is None or not (booking.customer == customer or id in session.proven):
            return None
        return booking

    async def alternatives(
        self, conversation: ConversationId, booking: str, around: date | None = None
    ) -> tuple[Trip, ...]:
        """Departures this booking can be changed to; none when the booking is not theirs."""
        own = await self.booking(conversation, booking)
        if own is None:
            return ()
        return await self._connectors.bookings.alternatives(own.id, around)

    async def picture(self, conversation: ConversationId) -> Picture | None:
        """Everything the desk should see at a glance; None when nothing is known."""
        customer = await self.identified(conversation)
        orders = await self.orders(conversation)
        bookings = await self.bookings(conversation)
        if customer is None:
            return Picture(None, orders, bookings, (), ()) if orders or bookings else None
        return Picture(
            record=await self._connectors.shop.customer(customer),
            orders=orders,
            bookings=bookings,
            vouchers=await self._connectors.vouchers.vouchers_of(customer),
            refunds=await self._connectors.payments.refunds_of(customer),
            history=await self._database.read(
                lambda c: history_of(c, customer, besides=conversation, now=self._clock())
            ),
        )
