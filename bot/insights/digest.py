"""What was done about frictions: changes of limits, of articles, of what the bot says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.insights import changes
from bot.insights.changes import Seen
from bot.insights.tally import Period
from bot.model import LocalText
from bot.storage.authority_tables import limits_versions

LIMITS = "limits"


@dataclass(frozen=True)
class Done:
    """One thing that was done. `what`: `limits`, or what it was done to and how."""

    at: datetime
    what: str
    name: str = ""
    title: LocalText = field(default_factory=dict)
    by: str = ""
    reason: str = ""
    until: str = ""


def done(connection: Connection, period: Period) -> list[Done]:
    """What was done in a period, oldest first; the limits of the first start are no change."""
    _v = limits_versions.c
    rows = connection.execute(
        select(_v.applied_at, _v.version, _v.author, _v.reason)
        .where(_v.applied_at >= period.since, _v.applied_at < period.until, _v.version > 1)
        .order_by(_v.applied_at)
    )
    limits = [
        Done(at, LIMITS, name=str(version), by=by, reason=why) for at, version, by, why in rows
    ]
    others = [
        _of(at, one.what, one.seen)
        for at, one in changes.between(connection, period.since, period.until)
    ]
    return sorted([*limits, *others], key=lambda one: one.at)


def _of(at: datetime, what: str, seen: Seen) -> Done:
    return Done(
        at, f"{seen.kind}_{what}", seen.name, seen.title, by=seen.owner, until=seen.review_by
    )
