"""Finds the newest conversations behind a finding, in the days in which there were some."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot.insights import adding
from bot.insights.adding import OFTEN
from bot.insights.sums import Stretch, Sums
from bot.insights.tally import Happened, Tally
from bot.storage.insight_tables import conversation_facts, rulings, steps

_c, _s, _r = conversation_facts.c, steps.c, rulings.c
AT_ONCE = 500


@dataclass(frozen=True)
class Example:
    """A conversation behind a finding."""

    conversation: str
    started_at: datetime


@dataclass(frozen=True)
class Looking:
    """Which conversations are looked for, and whether there can be any by the sums of a day."""

    which: ColumnElement
    there: Callable[[Sums], bool]


def of_step(one: Happened) -> Looking:
    """Those in which this happened."""

    def there(sums: Sums) -> bool:
        return any(
            key[:3] == (one.kind, one.flow, one.name) and key[3] >= one.often and key[4] >= one.fell
            for key in sums.part("steps")
        )

    happened = select(_s.fact).where(
        _s.fact == _c.id,
        _s.kind == one.kind,
        _s.flow == one.flow,
        _s.name == one.name,
        *((_s.times >= OFTEN,) if one.often else ()),
        *((_s.fell == 1,) if one.fell else ()),
    )
    return Looking(happened.exists(), there)


def of_line(action: str, rule: str) -> Looking:
    """Those of honest customers that this line held back."""
    held = and_(_r.action == action, func.coalesce(_r.rule, "") == rule, _r.honest == 1)
    return Looking(_ruled(held), _some("lines", (action, rule)))


def of_flow(flow: str) -> Looking:
    """Those that a person solved and that came back."""
    back = and_(_c.flow == flow, _c.taken == 1, _c.again == 1)
    return Looking(back, _some("flows", (flow, "person")))


def of_group(action: str, fact: str, value: str) -> Looking:
    """Those of this group that got no gesture."""
    column = _r.tier if fact == "tier" else _r.language
    none = and_(_r.action == action, column == value, _r.outcome.not_in(("allow", "approve")))
    part = "tiers" if fact == "tier" else "languages"
    return Looking(_ruled(none), _some(part, (action, value)))


def newest(
    connection: Connection, stretches: Sequence[Stretch], looking: Looking, most: int
) -> list[Example]:
    """The newest of them."""
    found: list[Example] = []
    for one in sorted(stretches, key=lambda one: one.span.since, reverse=True):
        if len(found) >= most:
            break
        if looking.there(one.sums):
            rows = connection.execute(
                select(_c.conversation, _c.started_at)
                .where(adding.within(one.span), _c.messages > 0, looking.which)
                .order_by(_c.started_at.desc(), _c.conversation)
                .limit(most - len(found))
            )
            found += [Example(row.conversation, row.started_at) for row in rows]
    return found


def endings(connection: Connection, names: Collection[str]) -> Tally:
    """What became of these conversations."""
    found, rest = Tally(), sorted(names)
    while rest:
        some, rest = rest[:AT_ONCE], rest[AT_ONCE:]
        row = connection.execute(
            select(
                func.count(),
                func.sum(_c.messages),
                func.sum(_c.left),
                func.sum(_c.handed),
                func.sum(_c.again),
                func.sum(_c.fell),
                func.sum(_c.handled_s),
            ).where(_c.conversation.in_(some))
        ).one()
        found = found + Tally(*(int(n or 0) for n in row))
    return found


def _ruled(which: Any) -> ColumnElement:
    return select(_r.decision).where(_r.fact == _c.id, which).exists()


def _some(part: str, begins: tuple[str, ...]) -> Callable[[Sums], bool]:
    return lambda sums: any(key[: len(begins)] == begins for key in sums.part(part))
