"""Who waits for a person: their order, their place, and how long it has been taking lately."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from bot.conversation.record import Record, every
from bot.model import ConversationId, Mode
from bot.settings import Opening
from bot.storage.conversation_tables import conversations, handoffs

LATELY = timedelta(days=7)
SAMPLE = 20
# A person in real distress goes before somebody calm who came up to this much earlier.
DISTRESS_WORTH = timedelta(minutes=10)


@dataclass(frozen=True)
class Place:
    """Where somebody stands in the queue; `expected_wait_s` is None when nothing is known yet.

    Outside the hours of the desk there is no wait to expect, but `back_at`.
    """

    position: int
    expected_wait_s: int | None
    back_at: datetime | None = None


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


def place_of(
    connection: Connection, conversation: ConversationId, now: datetime, opening: Opening
) -> Place | None:
    """The place of one conversation, or None when it does not wait."""
    for place, record in places(connection, now, opening):
        if record.id == conversation:
            return place
    return None


def places(
    connection: Connection, now: datetime, opening: Opening
) -> Iterator[tuple[Place, Record]]:
    """Everybody in the queue with their place, in order."""
    back_at = opening.opens(now)
    is_open = opening.is_open(now)
    expected = expected_wait(connection, now, opening) if is_open else None
    for position, record in enumerate(waiting(connection, now), start=1):
        yield Place(position, expected, back_at), record


def expected_wait(connection: Connection, now: datetime, opening: Opening) -> int | None:
    """How long people waited lately, on average, rounded up to whole minutes; None without data.

    A night between question and answer is not counted: only time in which the desk was open is.
    """
    rows = connection.execute(
        select(handoffs.c.asked_at, handoffs.c.claimed_at)
        .where(handoffs.c.claimed_at > now - LATELY)
        .order_by(handoffs.c.claimed_at.desc())
        .limit(SAMPLE)
    ).all()
    if not rows:
        return None
    waits = [opening.open_seconds(row.asked_at, row.claimed_at) for row in rows]
    return max(60, -int(-sum(waits) / len(waits) // 60) * 60)
