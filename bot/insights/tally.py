"""Adds the facts up in the database: per thing that happened, per flow, per line of the limits."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, String, and_, case, cast, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot.insights.facts import WITHIN
from bot.insights.shares import Share
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps
from bot.storage.tables import UtcDateTime

_c, _s, _r, _h = conversation_facts.c, steps.c, rulings.c, handoff_facts.c
OFTEN = 3
"""Who is asked the same thing so many times is stuck."""


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
    def known_until(self) -> datetime:
        """Whoever had their last word before this had seven days to come back."""
        return self.now - WITHIN


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


def happened(connection: Connection, period: Period) -> dict[Happened, Tally]:
    """Everything that happened, with what became of those conversations."""
    often = case((_s.times >= OFTEN, 1), else_=0)
    rows = connection.execute(
        select(_s.kind, _s.flow, _s.name, often, _s.fell, *_endings(func.sum(_s.times)))
        .join(conversation_facts, _c.id == _s.fact)
        .where(_within(period), _s.kind.not_in(("intent", "finished")))
        .group_by(_s.kind, _s.flow, _s.name, often, _s.fell)
    )
    return {
        Happened(row[0], row[1], row[2], bool(row[3]), bool(row[4])): _tally(row[5:])
        for row in rows
    }


def flows(connection: Connection, period: Period) -> dict[tuple[str, str], Tally]:
    """By flow and who solved it."""
    rows = connection.execute(
        select(func.coalesce(_c.flow, ""), _c.solved_by, *_endings(func.sum(_c.messages)))
        .where(_within(period))
        .group_by(func.coalesce(_c.flow, ""), _c.solved_by)
    )
    return {(row[0], row[1]): _tally(row[2:]) for row in rows}


def of_conversations(connection: Connection, names: Collection[str]) -> Tally:
    """What became of these conversations."""
    found, rest = Tally(), sorted(names)
    while rest:
        some, rest = rest[:500], rest[500:]
        row = connection.execute(
            select(*_endings(func.sum(_c.messages))).where(_c.conversation.in_(some))
        ).one()
        found = found + _tally(row)
    return found


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


def lines(connection: Connection, period: Period) -> list[LineTally]:
    """Every line that held something back, by version of the limits."""
    mine = _r.honest
    held = _r.outcome.in_(("refuse", "handover", "approve"))
    query = (
        select(
            _r.action,
            func.coalesce(_r.rule, ""),
            _r.outcome,
            _r.limits_version,
            func.max(_r.line),
            func.max(_r.currency),
            func.count(),
            func.sum(_r.overruled),
            func.sum(case((_r.approval == "approved", 1), else_=0)),
            func.sum(case((_r.approval.in_(("approved", "denied")), 1), else_=0)),
            func.sum(_r.waited_s),
            func.sum(case((_r.overruled + _r.granted_minor > 0, 0), else_=_r.amount_minor)),
            func.sum(_r.granted_minor),
            func.sum(mine),
            func.sum(mine),
            func.sum(mine * _c.left),
            func.sum(mine * _r.handed),
            func.sum(mine * _c.again),
            func.sum(mine * _r.fell),
            func.sum(mine * _r.handled_s),
        )
        .join(conversation_facts, _c.id == _r.fact)
        .where(_within(period), held)
        .group_by(_r.action, func.coalesce(_r.rule, ""), _r.outcome, _r.limits_version)
    )
    return [
        LineTally(
            action=row[0],
            rule=row[1],
            outcome=row[2],
            version=row[3],
            line=row[4],
            currency=row[5],
            rulings=row[6],
            honest=_tally(row[13:]),
            overruled=int(row[7]),
            approved=int(row[8]),
            decided=int(row[9]),
            waited_s=int(row[10]),
            saved_minor=int(row[11]),
            granted_minor=int(row[12]),
        )
        for row in connection.execute(query)
    ]


def allowed(connection: Connection, period: Period) -> dict[str, Tally]:
    """By action: the conversations in which the bot could do it at once."""
    rows = connection.execute(
        select(
            _r.action,
            func.count(),
            func.count(),
            func.sum(_c.left),
            func.sum(_r.handed),
            func.sum(_c.again),
            func.sum(_r.fell),
            func.sum(_r.handled_s),
        )
        .join(conversation_facts, _c.id == _r.fact)
        .where(_within(period), _r.outcome == "allow")
        .group_by(_r.action)
    )
    return {row[0]: _tally(row[1:]) for row in rows}


@dataclass(frozen=True)
class GroupTally:
    """How many cases of one action a group of customers had, and how many were granted."""

    action: str
    fact: str
    value: str
    share: Share
    granted_minor: int


def groups(connection: Connection, period: Period, actions: Collection[str]) -> list[GroupTally]:
    """Gestures by customer group: tier, and language."""
    found = []
    for fact, column in (("tier", _r.tier), ("language", _r.language)):
        rows = connection.execute(
            select(
                _r.action,
                column,
                func.count(),
                func.sum(case((_r.outcome.in_(("allow", "approve")), 1), else_=0)),
                func.sum(_r.granted_minor),
            )
            .join(conversation_facts, _c.id == _r.fact)
            .where(_within(period), column.is_not(None), _r.action.in_(sorted(actions)))
            .group_by(_r.action, column)
            .order_by(_r.action, column)
        )
        found += [
            GroupTally(row[0], fact, row[1], Share(int(row[3]), int(row[2])), int(row[4]))
            for row in rows
        ]
    return found


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


def days(connection: Connection, period: Period) -> list[DayTally]:
    """Per day and who solved it."""
    day = func.substr(cast(_c.started_at, String), 1, 10)
    known = case((_c.last_at <= period.known_until, 1), else_=0)
    rows = connection.execute(
        select(
            day,
            _c.solved_by,
            func.count(),
            func.sum(known),
            func.sum(known * (1 - _c.again)),
            func.sum(known * _c.again),
            func.sum(_c.fell),
            func.count(_c.score),
            func.coalesce(func.sum(_c.score), 0),
        )
        .where(_within(period))
        .group_by(day, _c.solved_by)
        .order_by(day)
    )
    return [DayTally(row[0], row[1], *(int(n) for n in row[2:])) for row in rows]


def waits(connection: Connection, period: Period) -> tuple[int, int, list[int]]:
    """Who asked for a person: how many, how many got one, and the waiting times in order."""
    asked = and_(_h.asked_at >= period.since, _h.asked_at < period.until)
    minute = cast(_h.waited_s / 10, Integer)
    rows = connection.execute(
        select(minute, func.count(), func.sum(_h.waited_s))
        .where(asked)
        .group_by(minute)
        .order_by(minute)
    ).all()
    count = sum(row[1] for row in rows)
    came = [row for row in rows if row[0] is not None]
    times: list[int] = []
    for _, number, seconds in came:
        times += [int(seconds / number)] * number
    return count, sum(row[1] for row in came), sorted(times)


@dataclass(frozen=True)
class Example:
    """A conversation behind a finding."""

    conversation: str
    started_at: datetime


def examples_of_step(
    connection: Connection, period: Period, one: Happened, most: int
) -> list[Example]:
    """The newest conversations in which this happened."""
    query = (
        select(_c.conversation, _c.started_at)
        .join(steps, _c.id == _s.fact)
        .where(
            _s.kind == one.kind,
            _s.flow == one.flow,
            _s.name == one.name,
            _s.times >= OFTEN if one.often else True,
            _s.fell == 1 if one.fell else True,
            _within(period),
        )
    )
    return _examples(connection, query, most)


def examples_of_line(
    connection: Connection, period: Period, action: str, rule: str, most: int
) -> list[Example]:
    """The newest conversations of honest customers that this line held back."""
    query = (
        select(_c.conversation, _c.started_at)
        .join(rulings, _c.id == _r.fact)
        .where(_r.action == action, _r.rule == rule, _r.honest == 1, _within(period))
        .distinct()
    )
    return _examples(connection, query, most)


def examples_of_flow(connection: Connection, period: Period, flow: str, most: int) -> list[Example]:
    """The newest that a person solved and that came back."""
    query = select(_c.conversation, _c.started_at).where(
        _c.flow == flow, _c.taken == 1, _c.again == 1, _within(period)
    )
    return _examples(connection, query, most)


def examples_of_group(
    connection: Connection, period: Period, action: str, fact: str, value: str, most: int
) -> list[Example]:
    """The newest of this group that got no gesture."""
    column = _r.tier if fact == "tier" else _r.language
    query = (
        select(_c.conversation, _c.started_at)
        .join(rulings, _c.id == _r.fact)
        .where(
            _r.action == action,
            column == value,
            _r.outcome.not_in(("allow", "approve")),
            _within(period),
        )
        .distinct()
    )
    return _examples(connection, query, most)


def _examples(connection: Connection, query: Any, most: int) -> list[Example]:
    rows = connection.execute(query.order_by(_c.started_at.desc()).limit(most))
    return [Example(row.conversation, row.started_at) for row in rows]


def _within(period: Period) -> ColumnElement[bool]:
    """Whether a conversation began in the period.

    Not by the index on the beginning: a walk in the order of the tables, beside which their steps
    lie, reads a million conversations five times as fast as jumping from one to the other.
    """
    began = func.coalesce(_c.started_at, _c.started_at, type_=UtcDateTime)
    return and_(began >= period.since, began < period.until, _c.messages > 0)


def _endings(times: Any) -> tuple[Any, ...]:
    return (
        func.count(),
        times,
        func.sum(_c.left),
        func.sum(_c.handed),
        func.sum(_c.again),
        func.sum(_c.fell),
        func.sum(_c.handled_s),
    )


def _tally(values: Iterable[Any]) -> Tally:
    return Tally(*(int(value or 0) for value in values))
