"""What was done about the frictions, and the ten largest of a month as they were told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.insights.tally import Period
from bot.storage.authority_tables import limits_versions


@dataclass(frozen=True)
class Done:
    """A change of the limits that came into force, and why."""

    at: datetime
    version: int
    author: str
    reason: str


def done(connection: Connection, period: Period) -> list[Done]:
    """The changes of a period, oldest first; the file of the first start is no change."""
    _v = limits_versions.c
    rows = connection.execute(
        select(_v.applied_at, _v.version, _v.author, _v.reason)
        .where(_v.applied_at >= period.since, _v.applied_at < period.until, _v.version > 1)
        .order_by(_v.applied_at)
    )
    return [Done(*row) for row in rows]
