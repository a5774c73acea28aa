"""What a known customer chose once for every conversation: whether their mood may be read."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.model import CustomerId
from bot.storage.conversation_tables import conversations
from bot.storage.database import take_turn
from bot.storage.people_tables import preferences


def mood_on(connection: Connection, customer: CustomerId | None) -> bool:
    """Whether a mood may be read where nothing else was said; of a guest it may."""
    if customer is None:
        return True
    chosen = connection.execute(
        select(preferences.c.mood_on).where(preferences.c.customer == customer)
    ).scalar()
    return chosen is None or bool(chosen)


def choose_mood(connection: Connection, customer: CustomerId, *, on: bool, now: datetime) -> None:
    """Keep the choice, and follow it in the other conversations that are open."""
    take_turn(connection, f"preferences/{customer}")
    values = {"mood_on": on, "changed_at": now}
    mine = preferences.c.customer == customer
    if not connection.execute(update(preferences).where(mine).values(**values)).rowcount:
        connection.execute(insert(preferences).values(customer=customer, **values))
    theirs = conversations.c.customer == customer
    calm = {} if on else {"distress": 0.0}
    connection.execute(update(conversations).where(theirs).values(mood_on=on, **calm))
