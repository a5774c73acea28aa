"""Honest figures: what lasts, who left, who came back, how long a person took. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.insights.shares import Share
from bot.insights.tally import DayTally, Waited

WHO = ("bot", "person")


@dataclass(frozen=True)
class Solved:
    """What one side solved. `known`: those whose seven days are over.

    `score`: the mean of what customers gave for how it felt, of `scored` that said so.
    """

    conversations: int
    known: int
    lasting: Share
    reopened: Share
    fell: Share
    scored: int
    score: float | None


@dataclass(frozen=True)
class Week:
    """The week that begins on this Monday."""

    begins: date
    conversations: int
    lasting: Mapping[str, Share]
    abandoned: Share


@dataclass(frozen=True)
class Waits:
    """How long it took until a person came, in seconds; `came` of those who asked for one."""

    came: Share
    middle_s: int | None
    slow_s: int | None


@dataclass(frozen=True)
class Figures:
    """The figures of a period, the bot beside people."""

    conversations: int
    by: Mapping[str, Solved]
    abandoned: Share
    lasting: Share
    waits: Waits
    weeks: tuple[Week, ...]


def figures(days: Sequence[DayTally], waits: Waited) -> Figures:
    """Put together what was added up."""
    everything = sum(day.n for day in days)
    by = {who: _solved([day for day in days if day.solved_by == who]) for who in WHO}
    known = sum(day.known for day in days)
    lasting = sum(day.lasting for day in days if day.solved_by in WHO)
    return Figures(
        conversations=everything,
        by=by,
        abandoned=_abandoned(days),
        lasting=Share(lasting, known),
        waits=Waits(waits.share, waits.within(0.5), waits.within(0.9)),
        weeks=tuple(_weeks(days)),
    )


def _solved(days: Sequence[DayTally]) -> Solved:
    n = sum(day.n for day in days)
    known = sum(day.known for day in days)
    scored = sum(day.scored for day in days)
    return Solved(
        conversations=n,
        known=known,
        lasting=Share(sum(day.lasting for day in days), known),
        reopened=Share(sum(day.again for day in days), known),
        fell=Share(sum(day.fell for day in days), n),
        scored=scored,
        score=sum(day.score for day in days) / scored if scored else None,
    )


def _abandoned(days: Iterable[DayTally]) -> Share:
    found = list(days)
    return Share(
        sum(day.n for day in found if day.solved_by == "nobody"), sum(day.n for day in found)
    )


def _weeks(days: Sequence[DayTally]) -> Iterable[Week]:
    found: dict[date, list[DayTally]] = {}
    for day in days:
        when = date.fromisoformat(day.day)
        found.setdefault(when - timedelta(days=when.weekday()), []).append(day)
    for begins, mine in sorted(found.items()):
        sides = {who: [day for day in mine if day.solved_by == who] for who in WHO}
        yield Week(
            begins=begins,
            conversations=sum(day.n for day in mine),
            lasting={who: _solved(days).lasting for who, days in sides.items()},
            abandoned=_abandoned(mine),
        )
