"""Adds the facts of a stretch of time up in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Integer, String, and_, case, cast, func, select, true
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot.insights.sums import KEYS, Key, Numbers, Span, Sums
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps

_c, _s, _r, _h = conversation_facts.c, steps.c, rulings.c, handoff_facts.c
OFTEN = 3
"""Who is asked the same thing so many times is stuck."""
TOGETHER_S = 10
"""Waits within so many seconds count as one."""


@dataclass(frozen=True)
class _Part:
    """Which numbers are added up, by which values, of which rows of a table beside the facts."""

    keys: tuple[Any, ...]
    numbers: tuple[Any, ...]
    table: Any = None
    where: Any = None


def _day(moment: Any) -> Any:
    return func.substr(cast(moment, String), 1, 10)


_talked = _c.messages > 0
_honest = _r.honest
_endings = tuple(func.sum(one) for one in (_c.left, _c.handed, _c.again, _c.fell, _c.handled_s))
_given = func.sum(case((_r.outcome.in_(("allow", "approve")), 1), else_=0))
_PARTS: Mapping[str, _Part] = {
    "steps": _Part(
        (_s.kind, _s.flow, _s.name, case((_s.times >= OFTEN, 1), else_=0), _s.fell),
        (func.count(), func.sum(_s.times), *_endings),
        steps,
        and_(_talked, _s.kind.not_in(("intent", "finished"))),
    ),
    "flows": _Part(
        (func.coalesce(_c.flow, ""), _c.solved_by),
        (func.count(), func.sum(_c.messages), *_endings),
        where=_talked,
    ),
    "lines": _Part(
        (
            _r.action,
            func.coalesce(_r.rule, ""),
            _r.outcome,
            _r.limits_version,
            _r.line,
            _r.currency,
        ),
        (
            func.count(),
            func.sum(_r.overruled),
            func.sum(case((_r.approval == "approved", 1), else_=0)),
            func.sum(case((_r.approval.in_(("approved", "denied")), 1), else_=0)),
            func.sum(_r.waited_s),
            func.sum(case((_r.overruled + _r.granted_minor > 0, 0), else_=_r.amount_minor)),
            func.sum(_r.granted_minor),
            func.sum(_honest),
            func.sum(_honest * _c.left),
            func.sum(_honest * _r.handed),
            func.sum(_honest * _c.again),
            func.sum(_honest * _r.fell),
            func.sum(_honest * _r.handled_s),
        ),
        rulings,
        and_(_talked, _r.outcome.in_(("refuse", "handover", "approve"))),
    ),
    "allowed": _Part(
        (_r.action,),
        (
            func.count(),
            func.sum(_c.left),
            func.sum(_r.handed),
            func.sum(_c.again),
            func.sum(_r.fell),
            func.sum(_r.handled_s),
        ),
        rulings,
        and_(_talked, _r.outcome == "allow"),
    ),
    "tiers": _Part(
        (_r.action, _r.tier),
        (func.count(), _given, func.sum(_r.granted_minor)),
        rulings,
        and_(_talked, _r.tier.is_not(None)),
    ),
    "languages": _Part(
        (_r.action, _r.language),
        (func.count(), _given, func.sum(_r.granted_minor)),
        rulings,
        and_(_talked, _r.language.is_not(None)),
    ),
    "days": _Part(
        (_day(_c.started_at), _c.solved_by, _day(_c.last_at)),
        (
            func.count(),
            func.sum(_c.again),
            func.sum(_c.fell),
            func.count(_c.score),
            func.sum(_c.score),
        ),
        where=_talked,
    ),
    # Also of those who asked for a person without a word.
    "waits": _Part(
        (cast(_h.waited_s / TOGETHER_S, Integer),),
        (func.count(), func.sum(_h.waited_s)),
        handoff_facts,
        true(),
    ),
}


def within(span: Span) -> ColumnElement[bool]:
    """Whether a conversation began then."""
    return and_(_c.started_at >= span.since, _c.started_at < span.until)


def part(connection: Connection, name: str, span: Span) -> dict[Key, Numbers]:
    """One part of the sums of a stretch of time."""
    one, size = _PARTS[name], KEYS[name]
    query = select(*one.keys, *one.numbers).select_from(conversation_facts)
    if one.table is not None:
        query = query.join(one.table, one.table.c.fact == _c.id)
    rows = connection.execute(query.where(within(span), one.where).group_by(*one.keys))
    return {tuple(row[:size]): tuple(int(n or 0) for n in row[size:]) for row in rows}


def everything(connection: Connection, span: Span) -> Sums:
    """All parts of the sums of a stretch of time."""
    return Sums({name: part(connection, name, span) for name in KEYS})
