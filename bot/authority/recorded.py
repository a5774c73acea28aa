"""The recorded requests in the order they were decided, with what became of what they held.

Streamed row by row, so that a million of them need no memory; one consistent snapshot that waits
for no writer.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, func, or_, select, true
from sqlalchemy.engine import Connection

from bot.model import Money
from bot.storage.authority_tables import approvals, audit_trail, decisions, requests, reservations

_d, _r, _a = decisions.c, reservations.c, audit_trail.c
_ENDS = ("released", "withdrawn", "settled")
_PAGE = 2_000


@dataclass(frozen=True)
class Recorded:
    """One request as it was decided. `confirmed`: the customer's yes was to exactly this."""

    seq: int
    id: str
    at: datetime
    action: str
    facts: dict[str, Any]
    outcome: str
    rule: str | None
    minor: int
    confirmed: bool
    stopped: bool
    derived: dict[str, int]


@dataclass(frozen=True)
class Ending:
    """After a place in the order, what a decision held became `keeps` minor units, or free."""

    after: int
    decision: str
    keeps: int | None


# The same amounts and moments come again and again; both are values that nobody can change.
_money = lru_cache(maxsize=50_000)(Money)
_moment = lru_cache(maxsize=50_000)(datetime.fromisoformat)


def hook(found: dict[str, Any]) -> Any:
    """Money and times back from their spelling."""
    size = len(found)
    if size == 1 and "at" in found:
        return _moment(found["at"])
    if size == 2 and "minor" in found and "currency" in found:
        return _money(found["minor"], found["currency"])
    return found


_decode = json.JSONDecoder(object_hook=hook).decode


def count(connection: Connection, since: datetime | None) -> int:
    """How many requests were recorded since then."""
    query = select(func.count()).select_from(requests).join(decisions, requests.c.decision == _d.id)
    return int(connection.execute(query.where(_since(since))).scalar_one())


def stream(
    connection: Connection, *, since: datetime | None = None, granted_before: datetime | None = None
) -> Iterator[Recorded]:
    """Requests in the order they were decided: since a moment, or those granted before one."""
    wanted = _since(since)
    if granted_before is not None:
        wanted = and_(_d.at < granted_before, _d.outcome.in_(("allow", "approve")))
    rows = connection.execute(
        select(
            _d.seq, _d.id, _d.at, _d.action, _d.facts, _d.outcome, _d.rule, _d.amount_minor,
            _d.failed, _d.derived,
        )
        .join_from(decisions, requests, requests.c.decision == _d.id)
        .where(wanted)
        .order_by(_d.seq)
        .execution_options(yield_per=_PAGE)
    )  # fmt: skip
    for seq, id, at, action, text, outcome, rule, minor, failed, derived in rows:
        facts = _decode(text)
        yield Recorded(
            seq=seq,
            id=id,
            at=at,
            action=action,
            facts=facts,
            outcome=outcome,
            rule=rule,
            minor=minor or 0,
            confirmed=bool(facts.get("case.confirmed")) and '"confirm"' not in failed,
            stopped=facts.get("case.stopped") is True,
            derived=_versions(derived),
        )


@lru_cache(maxsize=1_000)
def _versions(text: str) -> dict[str, int]:
    """Few different ones: which derived facts, in which version."""
    found: dict[str, int] = json.loads(text)
    return found


def endings(connection: Connection) -> list[Ending]:
    """What was freed, settled for less or after a yes, with its place in the audit's order."""
    approved = _r.id.in_(select(approvals.c.reservation))
    ended = {
        row.id: (row.decision, None if row.state == "released" else row.actual_minor)
        for row in connection.execute(
            select(_r.id, _r.decision, _r.state, _r.actual_minor).where(
                or_(
                    _r.state == "released",
                    and_(_r.state == "settled", or_(_r.actual_minor != _r.amount_minor, approved)),
                )
            )
        )
    }
    if not ended:
        return []
    found = []
    for seq, body in connection.execute(
        select(_a.seq, _a.body).where(_a.kind.in_(_ENDS)).order_by(_a.seq)
    ).all():
        became = ended.get(json.loads(body)["details"]["reservation"])
        if became is not None:
            found.append(Ending(_place(connection, seq), *became))
    return found


def _place(connection: Connection, seq: int) -> int:
    """The number of the last decision that was audited before this entry."""
    body = connection.execute(
        select(_a.body).where(_a.kind == "decision", _a.seq < seq).order_by(_a.seq.desc()).limit(1)
    ).scalar_one()
    decision = json.loads(body)["details"]["decision"]
    return int(connection.execute(select(_d.seq).where(_d.id == decision)).scalar_one())


def _since(since: datetime | None) -> Any:
    return true() if since is None else _d.at >= since
