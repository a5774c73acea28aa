"""Finds whose data a request is about: every conversation of a customer, also as a guest."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.model import ConversationId, CustomerId
from bot.storage.authority_tables import decisions
from bot.storage.conversation_tables import conversations
from bot.storage.people_tables import proof_tries, sessions
from bot.storage.personal import Whose
from bot.wiring import House


async def find(house: House, customer: CustomerId) -> Whose:
    """Everything of this customer. Raises ConnectorError when the shop cannot be asked.

    A guest who proved that an order or booking is theirs was this customer too.
    """
    orders = await house.connectors.shop.orders_of(customer)
    bookings = await house.connectors.bookings.bookings_of(customer)
    numbers = [*(order.id for order in orders), *(booking.id for booking in bookings)]
    return await house.database.read(lambda c: _find(c, customer, numbers))


async def is_known(house: House, whose: Whose) -> bool:
    """Whether the shop knows this customer, or anything is kept here."""
    assert whose.customer is not None
    return bool(whose.conversations) or (
        await house.connectors.shop.customer(whose.customer) is not None
    )


def _find(connection: Connection, customer: CustomerId, numbers: Collection[str]) -> Whose:
    queries = (
        select(conversations.c.id).where(conversations.c.customer == customer),
        select(sessions.c.conversation).where(sessions.c.customer == customer),
        select(decisions.c.conversation).where(decisions.c.customer == customer),
        select(proof_tries.c.conversation).where(
            proof_tries.c.proven.is_(True), proof_tries.c.number.in_(numbers)
        ),
    )
    found = {id for query in queries for id in connection.execute(query).scalars()}
    return Whose(tuple(ConversationId(id) for id in sorted(found)), customer)
