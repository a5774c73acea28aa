"""What the report on frictions costs over many conversations, at first and when some are new.

The conversations are generated like ordinary traffic with frictions in it, and derived like real
ones; made once and kept, because making a million takes longer than reading them.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path

from bench.figures import ROOT, Figure, machine
from bot.encoder import encoder
from bot.insights.costs import Prices
from bot.insights.report import Sources, make
from bot.insights.tally import Period
from bot.knowledge import articles as shelf
from bot.storage.database import Database
from tests.support import kept_history
from tests.support.planted_frictions import Traffic

FOLDER = ROOT / "bench" / "out" / "insights"
START = datetime(2026, 1, 1, tzinfo=timezone.utc)
DAYS = 180
MANY, FULL = 50_000, 1_000_000
NEW = 1_000
GOAL_S = 60.0


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Seconds for a report over everything, and for the next one."""
    count = FULL if full else MANY
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    database = Database(f"sqlite:///{FOLDER / 'facts.db'}")
    database.upgrade_sync()
    progress(f"making {count:,} conversations")
    last = _more(database, count, seed=1, after=0)
    progress(f"{last:,} conversations kept")
    first = _report(database)
    progress(f"the first report: {first:.1f} s")
    _more(database, NEW, seed=2, after=last)
    again = _report(database)
    progress(f"with {NEW:,} new ones: {again:.1f} s")
    database.close_sync()
    shutil.rmtree(FOLDER)
    share = count / FULL
    return [
        _figure(f"a report over {last:,} conversations", first, GOAL_S * share, last),
        _figure(f"the same with {NEW:,} new ones", again, GOAL_S * share, last + NEW),
    ]


def _more(database: Database, count: int, *, seed: int, after: int) -> int:
    traffic = Traffic(seed, START, DAYS)
    last = kept_history.keep(database, traffic.conversations(count), after=after)
    kept_history.ask(database, traffic.questions)
    return last


def _report(database: Database) -> float:
    """The wall's clock: a report uses both processors."""
    articles = {one.id: one for one in shelf.load(Path("data/knowledge"))}
    prices = Prices("EUR", 4200, 200, 1500, 600)
    sources = Sources(database, prices, articles, {"goodwill"}, encoder().encode)
    end = START + timedelta(days=DAYS)
    began = time.perf_counter()
    make(sources, Period(START, end, end + timedelta(days=10)))
    return time.perf_counter() - began


def _figure(name: str, seconds: float, goal: float, count: int) -> Figure:
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
