"""What-if over recorded requests: read them from the database, judge them anew, report by line."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from bench import recorded_requests
from bench.figures import ROOT, Figure, machine
from bot.authority.language import Limits
from bot.authority.looking_back import looking_back
from bot.authority.replay_report import ReplayReport
from bot.storage.database import Database

FOLDER = ROOT / "bench" / "out" / "what_if"
MILLION = 1_000_000
T = TypeVar("T")
STRICTER = {
    "allow_up_to: 150.00 EUR": "allow_up_to: 90.00 EUR",
    "max_count: 4": "max_count: 3",
    "at_most: 30d": "at_most: 14d",
    "30 days": "14 days",
    "30 dagen": "14 dagen",
}
"""A change of a tier, of a budget and of a rule, with the words that go with it."""


@dataclass(frozen=True)
class Spent:
    """Seconds: of this process, and by the clock."""

    processor: float
    clock: float

    def of_a_million(self, count: int) -> Spent:
        """As many seconds for each request, a million times."""
        return Spent(self.processor * MILLION / count, self.clock * MILLION / count)

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.processor + other.processor, self.clock + other.clock)


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Seconds for a million requests on one core: reading the new limits, judging, the report."""
    count = MILLION if full else 100_000
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    database = recorded_requests.build(FOLDER / "requests.db", count, progress)
    old, _ = timed(lambda: recorded_requests.limits_of(recorded_requests.text()))
    same, _ = timed(lambda: replayed(database, old, old))
    if same.requests != count or same.changed:
        raise AssertionError(f"the same limits decide otherwise: {same}")
    progress("the same limits change nothing")
    new, reading = timed(lambda: recorded_requests.limits_of(stricter()))
    report, judging = timed(lambda: replayed(database, old, new))
    progress(f"other limits change {report.changed:,} of {report.requests:,} requests")
    database.close_sync()
    shutil.rmtree(FOLDER)
    spent = reading + judging.of_a_million(count)
    name = "what-if over 1,000,000 recorded requests"
    return [
        Figure(f"{name}, {how}", seconds, None, None, None, "s", count, machine(),
               goal=30, at_most=True)
        for how, seconds in (("processor time", spent.processor), ("by the clock", spent.clock))
    ]  # fmt: skip


def stricter() -> str:
    """Other limits than the requests were judged by."""
    text = recorded_requests.text()
    for old, new in STRICTER.items():
        if old not in text:
            raise ValueError(f"limits.yml has no {old!r} any more")
        text = text.replace(old, new)
    return text


def replayed(database: Database, old: Limits, new: Limits) -> ReplayReport:
    """From the database to the report, in this process alone, as an operator asks for it."""
    return database.read_sync(
        lambda connection: looking_back(connection, old, new, None, lambda done, of: None)
    )


def timed(work: Callable[[], T]) -> tuple[T, Spent]:
    """What comes of it, and how long it took."""
    processor, clock = time.process_time(), time.perf_counter()
    found = work()
    return found, Spent(time.process_time() - processor, time.perf_counter() - clock)
