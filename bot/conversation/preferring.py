"""Whether a customer's mood may be read: what they chose, and what holds until they do.

A choice holds in every conversation of a customer who is signed in. Without one the operators'
setting `empathy.mood_reading` decides, at every message anew: a setting that is changed holds at
once in the conversations that are open, too.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.conversation.record import Record
from bot.model import ConversationId, CustomerId
from bot.storage.conversation_tables import conversations, readings
from bot.storage.database import take_turn
from bot.storage.people_tables import preferences

OPT_OUT, ASK_FIRST, NEVER = "opt_out", "ask_first", "never"
AT_STAKE = "stakes_"
"""Signs of what needs a person at once; they are no mood, and stay when moods are not read."""


@dataclass(frozen=True)
class MoodChoice:
    """Whether moods are read, and whether that is what the customer chose."""

    on: bool
    chosen: bool


def decide(setting: str, chosen: bool | None) -> MoodChoice:
    """What holds for a customer who chose this, or nothing yet."""
    if setting == NEVER:
        return MoodChoice(False, chosen is False)
    return MoodChoice(setting == OPT_OUT, False) if chosen is None else MoodChoice(chosen, True)


def may_read(setting: str, record: Record) -> bool:
    """Whether moods are read in this conversation now."""
    return decide(setting, record.mood_on if record.mood_chosen else None).on


def told(setting: str, record: Record) -> str:
    """What the first message of the bot says of it: on, off, ask_first or never."""
    if setting == NEVER:
        return NEVER
    if may_read(setting, record):
        return "on"
    return "off" if record.mood_chosen else ASK_FIRST


def choice_of(connection: Connection, customer: CustomerId | None) -> bool | None:
    """What a known customer chose; None when they did not, and of a guest."""
    if customer is None:
        return None
    chosen = connection.execute(
        select(preferences.c.mood_on).where(preferences.c.customer == customer)
    ).scalar()
    return None if chosen is None else bool(chosen)


def choose(connection: Connection, record: Record, *, on: bool, now: datetime) -> None:
    """Keep a choice, here and for a known customer everywhere; off also empties what was read."""
    mine = conversations.c.id == record.id
    if record.customer is not None:
        _keep(connection, record.customer, on, now)
        mine = or_(mine, conversations.c.customer == record.customer)
    calm = {} if on else {"distress": 0.0}
    connection.execute(update(conversations).where(mine).values(
        mood_on=on, mood_chosen=True, **calm
    ))  # fmt: skip
    if not on:
        for id in connection.execute(select(conversations.c.id).where(mine)).scalars().all():
            _unread(connection, ConversationId(id))


def _keep(connection: Connection, customer: CustomerId, on: bool, now: datetime) -> None:
    take_turn(connection, f"preferences/{customer}")
    values = {"mood_on": on, "changed_at": now}
    mine = preferences.c.customer == customer
    if not connection.execute(update(preferences).where(mine).values(**values)).rowcount:
        connection.execute(insert(preferences).values(customer=customer, **values))


def _unread(connection: Connection, conversation: ConversationId) -> None:
    """Take out of the readings what was a mood; what was at stake stays."""
    mine = readings.c.conversation == conversation
    rows = connection.execute(
        select(readings.c.turn, readings.c.signals).where(mine, readings.c.signals != "[]")
    ).all()
    for row in rows:
        heavy = [one for one in json.loads(row.signals) if one["code"].startswith(AT_STAKE)]
        kept = json.dumps(heavy, ensure_ascii=False)
        connection.execute(update(readings).where(readings.c.turn == row.turn).values(signals=kept))
    connection.execute(update(readings).where(mine).values(level=0.0, mood="neutral"))
