"""Who waits for a person: their order, their place, and how long it has been taking lately."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from bot.conversation.record import Record, every
from bot.model import ConversationId, Mode
from bot.storage.conversation_tables import conversations, handoffs

LATELY = timedelta(days=7)
SAMPLE = 20
# A person in real distress goes before somebody calm who came up to this much earlier.
DISTRESS_WORTH = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue; `expected_wait_s` is None when nothing is known yet."""

    position: int
    expected_wait_s: int | None


def in_order(waiting: Iterable[Record], now: datetime) -> list[Record]:
    """Urgent ones first, then by waiting time, distress counting as time waited. Pure."""

    def rank(record: Record) -> tuple[bool, datetime, str]:
        since = record.waiting_since or now
        return (not record.urgent, since - DISTRESS_WORTH * record.distress, record.id)

    return sorted(waiting, key=rank)


def waiting(connection: Connection, now: datetime) -> list[Record]:
    """Everybody in the queue, in order."""
    return in_order(every(connection, conversations.c.mode == Mode.WAITING.value), now)


def with_people(
    connection: Connection, approvals: Iterable[ConversationId], now: datetime
) -> list[Record]:
    """The desk's list: who waits, who talks with a person, and where an approval waits."""
    shown = every(
        connection,
        or_(
            conversations.c.mode.in_([Mode.WAITING.value, Mode.HUMAN.value]),
            conversations.c.id.in_(list(approvals)),
        ),
    )
    return in_order(shown, now)


def place_of(connection: Connection, conversation: ConversationId, now: datetime) -> Place | None:
    """The place of one conversation, or None when it does not wait."""
    for position, record in enumerate(waiting(connection, now), start=1):
        if record.id == conversation:
            return Place(position, expected_wait(connection, now))
    return None


def expected_wait(connection: Connection, now: datetime) -> int | None:
    """How long people waited lately, on average, rounded up to whole minutes; None without data."""
    rows = connection.execute(
        select(handoffs.c.asked_at, handoffs.c.claimed_at)
        .where(handoffs.c.claimed_at > now - LATELY)
        .order_by(handoffs.c.claimed_at.desc())
        .limit(SAMPLE)
    ).all()
    if not rows:
        return None
    seconds = sum((row.claimed_at - row.asked_at).total_seconds() for row in rows) / len(rows)
    return max(60, -int(-seconds // 60) * 60)
