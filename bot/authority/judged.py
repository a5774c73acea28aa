"""Recorded decisions as reports read them: what was asked, what each line said, what came."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.authority.canonical import loads
from bot.model import Money, Outcome
from bot.storage.authority_tables import decisions, requests

_d = decisions.c


@dataclass(frozen=True)
class Judged:
    """One decision about a customer's request; re-decisions at an approval are left out."""

    id: str
    at: datetime
    conversation: str
    action: str
    object: tuple[str, ...]
    outcome: Outcome
    rule: str | None
    amount: Money
    facts: Mapping[str, Any]
    lines: tuple[tuple[str, str], ...]


_OBJECTS = ("order", "booking")


def judged(
    connection: Connection, *, since: datetime, actions: Collection[str] | None = None
) -> tuple[Judged, ...]:
    """What was decided since then, oldest first."""
    query = (
        select(decisions)
        .join_from(requests, decisions, requests.c.decision == _d.id)
        .where(_d.at >= since, _d.channel != "desk")
        .order_by(_d.seq)
    )
    if actions is not None:
        query = query.where(_d.action.in_(sorted(actions)))
    return tuple(_read(row) for row in connection.execute(query))


def _read(row: Any) -> Judged:
    params = loads(row.params)
    return Judged(
        id=row.id,
        at=row.at,
        conversation=row.conversation,
        action=row.action,
        object=tuple(str(params[name]) for name in _OBJECTS if params.get(name)),
        outcome=Outcome(row.outcome),
        rule=row.rule,
        amount=Money(row.amount_minor or 0, row.currency or "EUR"),
        facts=loads(row.facts),
        lines=tuple((step[0], step[1]) for step in loads(row.trace)),
    )
