"""Reads sums as what became of conversations: per thing that happened, flow, line, group and day.

Pure: `bot.insights.adding` adds up in the database.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timezone

from bot.insights.facts import WITHIN
from bot.insights.shares import Share
from bot.insights.sums import Span, Sums


@dataclass(frozen=True)
class Period:
    """From when to when conversations began; `now` decides whose seven days are over."""

    since: datetime
    until: datetime
    now: datetime

    @property
    def before(self) -> Period:
        """The period of the same length before it."""
        return Period(self.since - (self.until - self.since), self.since, self.now)

    @property
    def span(self) -> Span:
        """From when to when."""
        return Span(self.since, self.until)

    @property
    def known_before(self) -> str:
        """Whoever had their last word before this day had seven days to come back."""
        return (self.now.astimezone(timezone.utc) - WITHIN).date().isoformat()


@dataclass(frozen=True)
class Tally:
    """What became of a number of conversations."""

    n: int = 0
    times: int = 0
    left: int = 0
    handed: int = 0
    again: int = 0
    fell: int = 0
    handled_s: int = 0

    def __add__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __sub__(self, other: Tally) -> Tally:
        return Tally(*(getattr(self, f.name) - getattr(other, f.name) for f in fields(self)))

    def share(self, name: str) -> Share:
        """The share of the conversations with this ending."""
        return Share(getattr(self, name), self.n)


def total(tallies: Iterable[Tally]) -> Tally:
    """All of them together."""
    found = Tally()
    for one in tallies:
        found = found + one
    return found


@dataclass(frozen=True)
class Happened:
    """One kind of thing, as often or less often than `OFTEN`, with or without a fall of mood."""

    kind: str
    flow: str
    name: str
    often: bool
    fell: bool


def happened(sums: Sums) -> dict[Happened, Tally]:
    """Everything that happened, with what became of those conversations."""
    return {
        Happened(kind, flow, name, bool(often), bool(fell)): Tally(*numbers)
        for (kind, flow, name, often, fell), numbers in sums.part("steps").items()
    }


def flows(sums: Sums) -> dict[tuple[str, str], Tally]:
    """By flow and who solved it."""
    return {(flow, by): Tally(*numbers) for (flow, by), numbers in sums.part("flows").items()}


@dataclass(frozen=True)
class LineTally:
    """What one line of the limits did. `honest` are those against whom nothing speaks."""

    action: str
    rule: str
    outcome: str
    version: int
    line: str
    currency: str
    rulings: int
    honest: Tally
    overruled: int
    approved: int
    decided: int
    waited_s: int
    saved_minor: int
    granted_minor: int


def lines(sums: Sums) -> list[LineTally]:
    """Every line that held something back, by version of the limits."""
    return [
        LineTally(
            action=action,
            rule=rule,
            outcome=outcome,
            version=version,
            line=line,
            currency=currency,
            rulings=numbers[0],
            overruled=numbers[1],
            approved=numbers[2],
            decided=numbers[3],
            waited_s=numbers[4],
            saved_minor=numbers[5],
            granted_minor=numbers[6],
            honest=Tally(numbers[7], *numbers[7:]),
        )
        for (action, rule, outcome, version, line, currency), numbers in sorted(
            sums.part("lines").items()
        )
    ]


def allowed(sums: Sums) -> dict[str, Tally]:
    """By action: the conversations in which the bot could do it at once."""
    found = sums.part("allowed").items()
    return {action: Tally(numbers[0], *numbers) for (action,), numbers in found}


@dataclass(frozen=True)
class GroupTally:
    """How many cases of one action a group of customers had, and how many were granted."""

    action: str
    fact: str
    value: str
    share: Share
    granted_minor: int


def groups(sums: Sums, actions: Collection[str]) -> list[GroupTally]:
    """Gestures by customer group: tier, and language."""
    return [
        GroupTally(action, fact, value, Share(given, of), granted)
        for part, fact in (("tiers", "tier"), ("languages", "language"))
        for (action, value), (of, given, granted) in sorted(sums.part(part).items())
        if action in actions
    ]


@dataclass(frozen=True)
class DayTally:
    """One day: who solved how many, and how many of those whose week is over came back."""

    day: str
    solved_by: str
    n: int
    known: int
    lasting: int
    again: int
    fell: int
    scored: int
    score: int


def days(sums: Sums, period: Period) -> list[DayTally]:
    """Per day and who solved it."""
    found: dict[tuple[str, str], list[int]] = {}
    for (day, by, last), (n, again, fell, scored, score) in sums.part("days").items():
        known = last < period.known_before
        known_n, known_again = (n, again) if known else (0, 0)
        more = (n, known_n, known_n - known_again, known_again, fell, scored, score)
        before = found.setdefault((day, by), [0] * len(more))
        found[day, by] = [one + other for one, other in zip(before, more, strict=True)]
    return [DayTally(day, by, *numbers) for (day, by), numbers in sorted(found.items())]


@dataclass(frozen=True)
class Waited:
    """Who asked for a person: how many, and how long those waited to whom one came."""

    asked: int = 0
    came: Mapping[int, int] = field(default_factory=dict)
    """By seconds, how many."""

    @property
    def share(self) -> Share:
        """How many of them got one."""
        return Share(sum(self.came.values()), self.asked)

    def within(self, share: float) -> int | None:
        """The seconds within which a person came to so many of them."""
        left = int(self.share.part * share)
        for seconds, count in sorted(self.came.items()):
            if left < count:
                return seconds
            left -= count
        return max(self.came, default=None)


def waits(sums: Sums) -> Waited:
    """How long people waited for a person."""
    found = sums.part("waits")
    came = {bucket: (n, s) for (bucket,), (n, s) in found.items() if bucket is not None}
    return Waited(
        asked=sum(n for n, _ in found.values()),
        came={int(seconds / n): n for n, seconds in came.values()},
    )
