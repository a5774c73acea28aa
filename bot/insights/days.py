"""Sums of whole days are kept, so that a report adds up days; the rest it adds up itself.

A day whose facts changed is spoiled in the same transaction (`bot.storage.insight_days`), and
added up again in the next round of deriving. What is kept and what is added up is the same.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.insights.adding import everything
from bot.insights.sums import FORM, Span, Stretch, Sums
from bot.storage.database import Database
from bot.storage.insight_tables import days

DAY = timedelta(days=1)


def kept(connection: Connection, span: Span) -> tuple[list[Stretch], list[Span]]:
    """The whole days of this stretch whose sums hold; and what is left to be added up."""
    rows = connection.execute(
        select(days.c.day, days.c.sums)
        .where(
            days.c.form == FORM,
            days.c.day >= _from(span.since).isoformat(),
            days.c.day < span.until.astimezone(timezone.utc).date().isoformat(),
        )
        .order_by(days.c.day)
    )
    found = [Stretch(_whole(row.day), Sums.of_text(row.sums)) for row in rows]
    return found, list(_between(span, (one.span for one in found)))


def stale(connection: Connection, today: datetime) -> list[str]:
    """The days that are over and whose sums do not hold, the newest first.

    Today is added up by each report: it changes with every message.
    """
    over = today.astimezone(timezone.utc).date().isoformat()
    query = select(days.c.day).where(days.c.form != FORM, days.c.day < over)
    return list(connection.execute(query.order_by(days.c.day.desc())).scalars())


@dataclass(frozen=True)
class Added:
    """The sums of a day as they were under this stamp."""

    day: str
    stamp: int
    sums: Sums


def add(connection: Connection, day: str) -> Added | None:
    """Add a day up. The stamp is read first: who changes the day meanwhile changes the stamp."""
    stamp = connection.execute(select(days.c.stamp).where(days.c.day == day)).scalar()
    return None if stamp is None else Added(day, stamp, everything(connection, _whole(day)))


async def add_up(
    database: Database, today: datetime, may: Callable[[], Awaitable[bool]] | None = None
) -> int:
    """Add up the days that are over and changed, as long as one `may`; how many are kept."""
    done = 0
    for day in await database.read(lambda c: stale(c, today)):
        added = await database.read(lambda c, d=day: add(c, d))  # type: ignore[misc]
        if added is not None:
            done += await database.run(lambda c, a=added: hold(c, a))  # type: ignore[misc]
        if may is not None and not await may():
            break
    return done


def hold(connection: Connection, added: Added) -> bool:
    """Keep the sums of a day, unless it changed since they were added up."""
    changed = connection.execute(
        update(days)
        .where(days.c.day == added.day, days.c.stamp == added.stamp)
        .values(form=FORM, sums=added.sums.text())
    )
    return bool(changed.rowcount)


def _from(moment: datetime) -> date:
    """The first day that lies whole behind this moment."""
    at = moment.astimezone(timezone.utc)
    return at.date() if at.time() == time() else at.date() + DAY


def _whole(day: str) -> Span:
    since = datetime.combine(date.fromisoformat(day), time(), timezone.utc)
    return Span(since, since + DAY)


def _between(span: Span, taken: Iterable[Span]) -> Iterator[Span]:
    """What is left of a stretch beside these, which are in order."""
    since = span.since
    for one in taken:
        if since < one.since:
            yield Span(since, one.since)
        since = one.until
    if since < span.until:
        yield Span(since, span.until)
