"""Says which days of facts changed: in the transaction that changes them, by whoever does."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timezone

from sqlalchemy import select, text
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot.storage.insight_tables import conversation_facts

_BEGIN = text(
    "INSERT INTO insight_days (day, stamp, form) VALUES (:day, 0, 0) ON CONFLICT (day) DO NOTHING"
)
_SPOIL = text("UPDATE insight_days SET stamp = stamp + 1, form = 0, sums = NULL WHERE day = :day")


def day_of(moment: datetime) -> str:
    """The day in UTC, as it is kept."""
    return moment.astimezone(timezone.utc).date().isoformat()


def spoil(connection: Connection, moments: Iterable[datetime]) -> None:
    """The sums of the days on which these conversations began no longer hold.

    The rows stay locked to the end of the transaction, in order, so that two do not wait for
    each other.
    """
    for day in sorted({day_of(moment) for moment in moments}):
        connection.execute(_BEGIN, {"day": day})
        connection.execute(_SPOIL, {"day": day})


def spoil_those(connection: Connection, which: ColumnElement) -> None:
    """The same for the days of these facts, before they go."""
    began = connection.execute(select(conversation_facts.c.started_at).where(which))
    for day in sorted({day_of(moment) for moment in began.scalars()}):
        connection.execute(_SPOIL, {"day": day})
