"""The report of a period: figures, frictions with their cost, and what changed since before."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, TypeVar

from sqlalchemy.engine import Connection

from bot.insights import adding, days, examples, tally
from bot.insights.costs import Prices
from bot.insights.examples import Looking
from bot.insights.figures import Figures, figures
from bot.insights.findings import LEAST, Finding, Seen, find
from bot.insights.kinds import About
from bot.insights.sums import KEYS, Key, Numbers, Span, Stretch, Sums, together
from bot.insights.tally import GroupTally, Happened, Period, Tally
from bot.knowledge import unanswered
from bot.knowledge.articles import Article
from bot.storage.database import Database

if TYPE_CHECKING:
    from bot.insights.questions import Encode, Group

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
    flows: Mapping[tuple[str, str], Tally]
    """By flow and who solved it."""
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
        looks = _look(sources, period, reads)
        looks_before = _look(sources, period.before, reads) if compare else None
        seen, stretches, sums = looks()
        found = find(seen, sources.prices)
        shown = reads.begin(lambda c: [_with_examples(c, stretches, one) for one in found])
        before = None
        if looks_before is not None:
            seen_before, _, _ = looks_before()
            before = tuple(find(seen_before, sources.prices))
        return Report(
            period=period,
            prices=sources.prices,
            figures=figures(tally.days(sums, period), tally.waits(sums)),
            findings=tuple(shown()),
            overdue=_overdue(seen, period),
            groups=tuple(seen.groups),
            flows=seen.flows,
            before=before,
        )


class _Reads:
    """Reads that run beside each other."""

    def __init__(self, pool: ThreadPoolExecutor, database: Database) -> None:
        self._pool = pool
        self._database = database

    def begin(self, work: Callable[[Connection], T]) -> Callable[[], T]:
        """Begin one; call what comes back for its result."""
        return self._pool.submit(self._database.read_sync, work).result


def _stretches(reads: _Reads, span: Span) -> Callable[[], list[Stretch]]:
    """Begin to read the sums of a stretch of time: whole days as they are kept, the rest added."""
    kept, rest = reads.begin(lambda c: days.kept(c, span))()
    begun = [
        (one, name, reads.begin(lambda c, name=name, one=one: adding.part(c, name, one)))  # type: ignore[misc]
        for one in rest
        for name in KEYS
    ]

    def read() -> list[Stretch]:
        parts: dict[Span, dict[str, Mapping[Key, Numbers]]] = {one: {} for one in rest}
        for one, name, result in begun:
            parts[one][name] = result()
        return [*kept, *(Stretch(one, Sums(parts[one])) for one in rest)]

    return read


def _look(
    sources: Sources, period: Period, reads: _Reads
) -> Callable[[], tuple[Seen, list[Stretch], Sums]]:
    """Begin to read everything that frictions are looked for in; call it for the result."""
    summed = _stretches(reads, period.span)
    asked = reads.begin(lambda c: _questions(c, sources, period))

    def seen() -> tuple[Seen, list[Stretch], Sums]:
        parts = summed()
        sums = together(one.sums for one in parts)
        return (
            Seen(
                tallies=tally.happened(sums),
                flows=tally.flows(sums),
                lines=tally.lines(sums),
                allowed=tally.allowed(sums),
                groups=tally.groups(sums, sources.gestures),
                questions=asked(),
                articles=sources.articles,
                today=period.now.date(),
            ),
            parts,
            sums,
        )

    return seen


def _questions(
    connection: Connection, sources: Sources, period: Period
) -> list[tuple[Group, Tally]]:
    from bot.insights import questions  # numpy, which a gateway without a report does not need

    asked = [one for one in unanswered.since(connection, period.since) if one.at < period.until]
    return [
        (group, examples.endings(connection, group.conversations))
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


def _with_examples(connection: Connection, stretches: Sequence[Stretch], one: Finding) -> Finding:
    looking = _looking(one)
    if looking is None:
        return one
    found = examples.newest(connection, stretches, looking, EXAMPLES)
    return replace(one, examples=tuple(found))


def _looking(one: Finding) -> Looking | None:
    if one.kind in _STEPS:
        return examples.of_step(_STEPS[one.kind](one))
    if one.about is About.LINE:
        return examples.of_line(one.flow, one.name)
    if one.kind == "coaching":
        return examples.of_flow(one.flow)
    if one.about is About.GROUP:
        fact, _, value = one.name.partition(":")
        return examples.of_group(one.flow, fact, value)
    return None
