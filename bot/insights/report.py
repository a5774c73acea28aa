"""The report of a period: figures, frictions with their cost, and what changed since before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TypeVar

from sqlalchemy.engine import Connection

from bot.insights import questions, tally
from bot.insights.costs import Prices
from bot.insights.figures import Figures, figures
from bot.insights.findings import LEAST, Finding, Seen, find
from bot.insights.questions import Encode, Group
from bot.insights.tally import Example, GroupTally, Happened, Period, Tally
from bot.knowledge import unanswered
from bot.knowledge.articles import Article
from bot.storage.database import Database

T = TypeVar("T")
EXAMPLES = 5
TOP = 10
AT_ONCE = 2


@dataclass(frozen=True)
class Overdue:
    """An article whose review is due, and how many conversations it was told in."""

    article: Article
    told: int


@dataclass(frozen=True)
class Report:
    """Everything that is shown."""

    period: Period
    prices: Prices
    figures: Figures
    findings: tuple[Finding, ...]
    overdue: tuple[Overdue, ...]
    groups: tuple[GroupTally, ...]
    before: tuple[Finding, ...] | None


@dataclass(frozen=True)
class Sources:
    """Where a report is made from."""

    database: Database
    prices: Prices
    articles: Mapping[str, Article]
    gestures: Collection[str]
    encode: Encode


def make(sources: Sources, period: Period, *, compare: bool = True) -> Report:
    """Read and judge a period; `compare` with the one before it as well.

    The reads run side by side, as many as a small machine has processors.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        reads = _Reads(pool, sources.database)
        seen = _look(sources, period, reads)
        earlier = _look(sources, period.before, reads) if compare else None
        days = reads.begin(lambda c: tally.days(c, period))
        waits = reads.begin(lambda c: tally.waits(c, period))
        now = seen()
        found = find(now, sources.prices)
        shown = reads.begin(lambda c: [_with_examples(c, period, one) for one in found])
        before = None if earlier is None else find(earlier(), sources.prices)
        return Report(
            period=period,
            prices=sources.prices,
            figures=figures(days(), waits()),
            findings=tuple(shown()),
            overdue=_overdue(now, period),
            groups=tuple(now.groups),
            before=None if before is None else tuple(before),
        )


class _Reads:
    """Reads that run beside each other."""

    def __init__(self, pool: ThreadPoolExecutor, database: Database) -> None:
        self._pool = pool
        self._database = database

    def begin(self, work: Callable[[Connection], T]) -> Callable[[], T]:
        """Begin one; call what comes back for its result."""
        return self._pool.submit(self._database.read_sync, work).result


def _look(sources: Sources, period: Period, reads: _Reads) -> Callable[[], Seen]:
    """Begin to read everything that frictions are looked for in; call it for the result."""
    tallies = reads.begin(lambda c: tally.happened(c, period))
    flows = reads.begin(lambda c: tally.flows(c, period))
    lines = reads.begin(lambda c: tally.lines(c, period))
    allowed = reads.begin(lambda c: tally.allowed(c, period))
    groups = reads.begin(lambda c: tally.groups(c, period, sources.gestures))
    asked = reads.begin(lambda c: _questions(c, sources, period))

    def seen() -> Seen:
        return Seen(
            tallies=tallies(),
            flows=flows(),
            lines=lines(),
            allowed=allowed(),
            groups=groups(),
            questions=asked(),
            articles=sources.articles,
            today=period.now.date(),
        )

    return seen


def _questions(
    connection: Connection, sources: Sources, period: Period
) -> list[tuple[Group, Tally]]:
    asked = [one for one in unanswered.since(connection, period.since) if one.at < period.until]
    return [
        (group, tally.of_conversations(connection, group.conversations))
        for group in questions.group(asked, sources.encode, least=LEAST)
    ]


def _overdue(seen: Seen, period: Period) -> tuple[Overdue, ...]:
    told: dict[str, int] = {}
    for what, one in seen.tallies.items():
        if what.kind == "article":
            told[what.name] = told.get(what.name, 0) + one.n
    late = [one for one in seen.articles.values() if one.overdue(seen.today)]
    found = [Overdue(one, told.get(one.id, 0)) for one in late]
    return tuple(sorted(found, key=lambda one: (-one.told, one.article.id)))


_STEPS: Mapping[str, Callable[[Finding], Happened]] = {
    "stuck": lambda one: Happened("asked", one.flow, one.name, True, False),
    "dropout": lambda one: Happened("left", one.flow, one.name, False, False),
    "asked_on": lambda one: Happened("asked_on", one.flow, "", False, False),
    "misunderstood": lambda one: Happened("fallback", one.flow, "", False, False),
    "comes_back": lambda one: Happened("article", one.flow, one.name, False, False),
    "overdue": lambda one: Happened("article", one.flow, one.name, False, False),
    "repeated": lambda one: Happened("repeated", one.flow, one.name, False, False),
    "angers": lambda one: Happened(
        "said" if one.flow else "article", one.flow, one.name, False, True
    ),
}


def _with_examples(connection: Connection, period: Period, one: Finding) -> Finding:
    found: list[Example] = list(one.examples)
    if one.kind in _STEPS:
        found = tally.examples_of_step(connection, period, _STEPS[one.kind](one), EXAMPLES)
    elif one.kind in ("clash", "overruled"):
        found = tally.examples_of_line(connection, period, one.flow, one.name, EXAMPLES)
    elif one.kind == "coaching":
        found = tally.examples_of_flow(connection, period, one.flow, EXAMPLES)
    elif one.kind == "unfair":
        fact, _, value = one.name.partition(":")
        found = tally.examples_of_group(connection, period, one.flow, fact, value, EXAMPLES)
    return replace(one, examples=tuple(found))
