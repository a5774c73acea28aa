"""What the report on frictions costs over many conversations, at first and when some are new.

The conversations are generated like ordinary traffic with frictions in it, and derived like real
ones. Making a million takes minutes, so at full size they are kept for the next time.
"""

from __future__ import annotations

import asyncio
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path

from sqlalchemy import delete, func, select, update

from bench.figures import ROOT, Figure, machine
from bot.encoder import encoder
from bot.insights import days
from bot.insights.costs import Prices
from bot.insights.report import Report, Sources, make
from bot.insights.tally import Period
from bot.knowledge import articles as shelf
from bot.storage import insight_days
from bot.storage import insight_tables as tables
from bot.storage.database import Database
from bot.storage.knowledge_tables import unanswered
from tests.support import kept_history
from tests.support.planted_frictions import Traffic

FOLDER = ROOT / "bench" / "out" / "insights"
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
DAYS = 180
END = START + timedelta(days=DAYS)
MANY, FULL = 50_000, 1_000_000
NEW = 1_000
GOAL_S = 60.0
VERSION = 1
"""One more when the traffic is generated otherwise."""
_FACTS = (tables.steps, tables.rulings, tables.handoff_facts, tables.conversation_facts)


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Seconds for a report over everything, by the facts and by days, and for the next one."""
    count = FULL if full else MANY
    database, last = _made(count, full, progress)
    _forget_days(database)
    by_facts, first = _report(database)
    progress(f"a report over the facts: {by_facts:.1f} s")
    adding = _add_up(database)
    progress(f"every day added up: {adding:.1f} s")
    by_days, second = _report(database)
    progress(f"a report by days: {by_days:.1f} s")
    assert first == second, "the days say something else than the facts"
    _more(database, Traffic(2, END - timedelta(days=1), 1), NEW, after=last)
    again, _ = _report(database)
    progress(f"with {NEW:,} new ones: {again:.1f} s")
    _take_back(database, last)
    database.close_sync()
    if not full:
        shutil.rmtree(FOLDER)
    goal = GOAL_S * count / FULL
    return [
        _figure(f"the report on frictions over {last:,} conversations", by_days, goal, last),
        _figure(f"the same with {NEW:,} new ones", again, goal, last + NEW),
        _figure(f"all {DAYS} days of them added up anew", adding, None, last),
    ]


def _made(count: int, full: bool, progress: Callable[[str], None]) -> tuple[Database, int]:
    """A database with so many conversations, kept from before if possible; the last number."""
    file = FOLDER / f"facts-{count}-{VERSION}.db"
    database = Database(f"sqlite:///{file}")
    if not (full and file.exists()):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        part = Database(f"sqlite:///{FOLDER / 'part.db'}")
        part.upgrade_sync()
        progress(f"making {count:,} conversations")
        with _without_indexes(part):
            _more(part, Traffic(1, START, DAYS), count, after=0)
        part.overwrite_sync()
        part.close_sync()
        (FOLDER / "part.db").rename(file)
    database.upgrade_sync()
    most = select(func.max(tables.conversation_facts.c.id))
    last = int(database.read_sync(lambda c: c.execute(most).scalar()))
    progress(f"{last:,} conversations kept")
    return database, last


@contextmanager
def _without_indexes(database: Database) -> Iterator[None]:
    """Made anew at the end: a million rows one after the other would each look for their place."""
    indexes = [index for table in _FACTS for index in table.indexes]
    for index in indexes:
        database.run_sync(index.drop)
    yield
    for index in indexes:
        database.run_sync(index.create)


def _more(database: Database, traffic: Traffic, count: int, *, after: int) -> None:
    kept_history.keep(database, traffic.conversations(count), after=after)
    kept_history.ask(database, traffic.questions)


def _take_back(database: Database, last: int) -> None:
    """Only what was made at first is kept."""

    def work(connection) -> None:  # type: ignore[no-untyped-def]
        insight_days.spoil_those(connection, tables.conversation_facts.c.id > last)
        for table in _FACTS:
            number = table.c.id if table is tables.conversation_facts else table.c.fact
            connection.execute(delete(table).where(number > last))
        connection.execute(delete(unanswered).where(unanswered.c.turn.like("g2-%")))

    database.run_sync(work)


def _forget_days(database: Database) -> None:
    database.run_sync(lambda c: c.execute(update(tables.days).values(form=0, sums=None)))


def _add_up(database: Database) -> float:
    """What the round of deriving does at its end."""
    began = time.perf_counter()
    asyncio.run(days.add_up(database, END + timedelta(days=10)))
    return time.perf_counter() - began


def _report(database: Database) -> tuple[float, Report]:
    """The wall's clock: a report uses both processors."""
    articles = {one.id: one for one in shelf.load(Path("data/knowledge"))}
    prices = Prices("EUR", 4200, 200, 1500, 600)
    sources = Sources(database, prices, articles, {"goodwill"}, encoder().encode)
    began = time.perf_counter()
    found = make(sources, Period(START, END, END + timedelta(days=10)))
    return time.perf_counter() - began, found


def _figure(name: str, seconds: float, goal: float | None, count: int) -> Figure:
    return Figure(
        name=name,
        ours=round(seconds, 1),
        peer=None,
        peer_name=None,
        ratio=None,
        unit="s",
        n=count,
        machine=machine(),
        goal=goal,
        at_most=True,
    )
