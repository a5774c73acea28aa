"""Shadow: what the bot would have done, beside what a person then did."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.authority import audit
from bot.authority.canonical import loads
from bot.authority.errors import DecisionNotFound, ShadowRecorded
from bot.model import ConversationId, CustomerId, LocalText, Money, Outcome, StaffId
from bot.storage.authority_tables import decisions, shadow_outcomes

_d, _o = decisions.c, shadow_outcomes.c


class Did(str, Enum):
    """What a person did about a request that the bot only judged."""

    DONE = "done"
    MORE = "more"
    LESS = "less"
    REFUSED = "refused"
    NOTHING = "nothing"


AGREES = {
    Outcome.ALLOW: (Did.DONE,),
    Outcome.APPROVE: (Did.DONE,),
    Outcome.REFUSE: (Did.REFUSED, Did.NOTHING),
    Outcome.HANDOVER: tuple(Did),
}
"""Where a person's deed is what the limits would have done. A handover leaves it to the person."""


@dataclass(frozen=True)
class ShadowCase:
    """One request that was judged in shadow; `did` is None until a person's deed is known."""

    decision: str
    at: datetime
    conversation: ConversationId
    action: str
    would: Outcome
    amount: Money | None
    summary: LocalText
    did: Did | None
    did_amount: Money | None
    by: StaffId | None
    note: str | None

    @property
    def agrees(self) -> bool | None:
        """Whether the person did what the limits would have done; None while it is not known."""
        return None if self.did is None else self.did in AGREES.get(self.would, ())


@dataclass(frozen=True)
class OpenCase:
    """A case to be looked for in the systems of record."""

    decision: str
    at: datetime
    customer: CustomerId
    params: Mapping[str, Any]
    amount: Money | None


@dataclass(frozen=True)
class ShadowReport:
    """How often the limits and people came to the same, per action and outcome."""

    action: str
    would: Outcome
    cases: int
    known: int
    agreed: int
    did: tuple[tuple[Did, int], ...]


@dataclass(frozen=True)
class ShadowView:
    """The newest cases and the count of all."""

    cases: tuple[ShadowCase, ...]
    report: tuple[ShadowReport, ...]


def record(
    connection: Connection,
    decision: str,
    *,
    did: Did,
    amount: Money | None,
    by: StaffId,
    note: str,
    now: datetime,
) -> None:
    """Keep what a person did. DecisionNotFound when it was no shadow case, once per decision."""
    row = connection.execute(
        select(_d.action, _o.did.label("before"))
        .outerjoin(shadow_outcomes, _o.decision == _d.id)
        .where(_d.id == decision, _d.stage == "shadow", _d.would.is_not(None))
    ).first()
    if row is None:
        raise DecisionNotFound(f"there is no request {decision} that was judged in shadow")
    if row.before is not None:
        raise ShadowRecorded(f"what was done about {decision} is on record: {row.before}")
    connection.execute(
        insert(shadow_outcomes).values(
            decision=decision,
            did=did.value,
            amount_minor=amount.minor if amount else None,
            currency=amount.currency if amount else None,
            by=by,
            at=now,
            note=note or None,
        )
    )
    audit.append(
        connection,
        at=now,
        kind="shadow",
        actor=by,
        summary=f"a person did: {did.value}" + (f" {amount}" if amount else ""),
        decision=decision,
        action=row.action,
        did=did.value,
        amount=amount,
        reason=note,
    )


def cases(connection: Connection, *, since: datetime, limit: int = 200) -> tuple[ShadowCase, ...]:
    """What was judged in shadow, newest first."""
    rows = connection.execute(
        select(decisions, _o.did, _o.amount_minor.label("did_minor"), _o.by, _o.note)
        .add_columns(_o.currency.label("did_currency"))
        .join_from(decisions, shadow_outcomes, _o.decision == _d.id, isouter=True)
        .where(_d.stage == "shadow", _d.would.is_not(None), _d.at >= since)
        .order_by(_d.seq.desc())
        .limit(limit)
    )
    return tuple(_case(row) for row in rows)


def _case(row: Any) -> ShadowCase:
    return ShadowCase(
        decision=row.id,
        at=row.at,
        conversation=ConversationId(row.conversation),
        action=row.action,
        would=Outcome(row.would),
        amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        summary=loads(row.summary),
        did=Did(row.did) if row.did else None,
        did_amount=None if row.did_minor is None else Money(row.did_minor, row.did_currency),
        by=StaffId(row.by) if row.by else None,
        note=row.note,
    )


def open_cases(connection: Connection, *, since: datetime, limit: int) -> tuple[OpenCase, ...]:
    """Cases of which nobody knows yet what a person did, some of them in any order."""
    rows = connection.execute(
        select(decisions)
        .join_from(decisions, shadow_outcomes, _o.decision == _d.id, isouter=True)
        .where(_d.stage == "shadow", _d.would.in_(("allow", "approve", "refuse")))
        .where(_d.at >= since, _o.decision.is_(None), _d.customer.is_not(None))
        .order_by(func.random())
        .limit(limit)
    )
    return tuple(
        OpenCase(
            decision=row.id,
            at=row.at,
            customer=CustomerId(row.customer),
            params=loads(row.params),
            amount=None if row.amount_minor is None else Money(row.amount_minor, row.currency),
        )
        for row in rows
    )


def counted(connection: Connection, *, since: datetime) -> tuple[ShadowReport, ...]:
    """Per action and would-be outcome: how many, how many of them known, how many agreed."""
    rows = connection.execute(
        select(_d.action, _d.would, _o.did, func.count().label("cases"))
        .join_from(decisions, shadow_outcomes, _o.decision == _d.id, isouter=True)
        .where(_d.stage == "shadow", _d.would.is_not(None), _d.at >= since)
        .group_by(_d.action, _d.would, _o.did)
    ).all()
    return report((row.action, row.would, row.did, row.cases) for row in rows)


def report(rows: Iterable[tuple[str, str, str | None, int]]) -> tuple[ShadowReport, ...]:
    """Add up (action, would, did, cases)."""
    found: dict[tuple[str, Outcome], Counter[Did | None]] = {}
    for action, would, did, count in rows:
        counter = found.setdefault((action, Outcome(would)), Counter())
        counter[Did(did) if did else None] += count
    return tuple(
        ShadowReport(
            action=action,
            would=would,
            cases=sum(counter.values()),
            known=sum(n for did, n in counter.items() if did is not None),
            agreed=sum(counter[did] for did in AGREES.get(would, ())),
            did=tuple((did, counter[did]) for did in Did if counter[did]),
        )
        for (action, would), counter in sorted(found.items())
    )
