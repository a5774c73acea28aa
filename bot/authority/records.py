"""Decisions as they are kept: written with every fact, found again by the request that asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from bot.authority import evidence
from bot.authority.canonical import digest, loads
from bot.authority.decision import Decision
from bot.authority.errors import RequestConflict
from bot.authority.spelling import spelled
from bot.authority.values import ActionRequest, DecisionRecord
from bot.authority.versions import Version
from bot.model import (
    ApprovalId,
    ConversationId,
    Money,
    Outcome,
    ReservationId,
    ReservationState,
)
from bot.storage.authority_tables import decisions, requests, reservations
from bot.storage.prepared import Prepared, inserting

_REQUEST = Prepared(select(requests).where(requests.c.id == bindparam("request")))
_DECISION = Prepared(select(decisions).where(decisions.c.id == bindparam("decision")))
_WRITE_REQUEST = inserting(requests, "id", "content", "decision", "reservation", "approval", "at")
_WRITE_DECISION = inserting(decisions, *(c.name for c in decisions.columns if c.name != "seq"))


def request_id(request: ActionRequest) -> str:
    """One turn asks for one thing on one object once: that is what makes a request the same."""
    return digest([request.conversation, request.turn, request.action, dict(request.params)])


def content_of(request: ActionRequest) -> str:
    """Everything else about the request; the same id with another content is an error."""
    return digest(
        {
            "claims": dict(request.claims),
            "confirmed": request.confirmed,
            "channel": request.channel,
            "actor": request.actor,
        }
    )


@dataclass(frozen=True)
class Asked:
    """A request that was decided before, with what came of it."""

    decision: str
    reservation: ReservationId | None
    approval: ApprovalId | None


def earlier(connection: Connection, request: ActionRequest) -> Asked | None:
    """The same request, if it came before; RequestConflict when its content was another one."""
    row = _REQUEST.first(connection, {"request": request_id(request)})
    if row is None:
        return None
    if row.content != content_of(request):
        raise RequestConflict("this request came before with other claims or another confirmation")
    return Asked(
        row.decision,
        ReservationId(row.reservation) if row.reservation else None,
        ApprovalId(row.approval) if row.approval else None,
    )


def write_request(
    connection: Connection,
    request: ActionRequest,
    *,
    decision: str,
    reservation: str | None,
    approval: str | None,
    now: datetime,
) -> None:
    """Remember the request id; the primary key lets only one of two racing ones in."""
    _WRITE_REQUEST.change(
        connection,
        {
            "id": request_id(request),
            "content": content_of(request),
            "decision": decision,
            "reservation": reservation,
            "approval": approval,
            "at": now,
        },
    )


def write_decision(
    connection: Connection,
    decision: Decision,
    request: ActionRequest,
    *,
    id: str,
    version: Version,
    now: datetime,
    actor: str,
) -> None:
    """Keep a decision with the complete facts, so that it can be made again."""
    _WRITE_DECISION.change(
        connection,
        {
            "id": id,
            "at": now,
            "conversation": request.conversation,
            "turn": request.turn,
            "customer": decision.facts.get("customer.id"),
            "action": request.action,
            "actor": actor,
            "channel": request.channel,
            "params": spelled(dict(request.params)),
            "claims": spelled(dict(request.claims)),
            "facts": spelled(dict(decision.facts)),
            "outcome": decision.outcome.value,
            "rule": decision.rule,
            "failed": spelled(decision.failed),
            "trace": spelled(
                [[step.rule, step.result, step.outcome.value] for step in decision.trace]
            ),
            "say": spelled(decision.say),
            "operator": spelled(decision.operator),
            "why": spelled(decision.why),
            "line": spelled(decision.line),
            "explain": spelled(decision.explain),
            "shown": spelled(decision.shown),
            "final": int(decision.final),
            "summary": spelled(decision.summary),
            "offer": spelled(decision.offer) if decision.offer is not None else None,
            "digest": decision.digest,
            "amount_minor": decision.amount.minor,
            "currency": decision.amount.currency,
            "limits_version": version.number,
            "limits_sha256": version.sha256,
            "derived": spelled(decision.derived),
            "stage": decision.stage,
            "would": decision.would.value if decision.would else None,
        },
    )


def decision_row(connection: Connection, id: str) -> Any:
    """One decision as it was written, its columns as attributes."""
    row = _DECISION.first(connection, {"decision": id})
    assert row is not None, "a decision that something names was written before it"
    return row


def of_conversation(
    connection: Connection, conversation: ConversationId
) -> tuple[DecisionRecord, ...]:
    """What was asked in a conversation and what was decided, oldest first."""
    rows = connection.execute(
        select(
            decisions,
            reservations.c.id.label("reservation"),
            reservations.c.state,
            reservations.c.reference,
            reservations.c.finished_at,
            reservations.c.expected,
        )
        .join_from(requests, decisions, requests.c.decision == decisions.c.id)
        .outerjoin(reservations, requests.c.reservation == reservations.c.id)
        .where(decisions.c.conversation == conversation)
        .order_by(decisions.c.seq)
    )
    return tuple(_record(row) for row in rows)


def _record(row: Any) -> DecisionRecord:
    return DecisionRecord(
        id=row.id,
        at=row.at,
        conversation=ConversationId(row.conversation),
        turn=row.turn,
        actor=row.actor,
        action=row.action,
        params=loads(row.params),
        outcome=Outcome(row.outcome),
        rule=row.rule,
        failed=loads(row.failed),
        why=loads(row.why),
        line=loads(row.line),
        say=loads(row.say),
        operator=evidence.kept(row.operator),
        summary=loads(row.summary),
        amount=amount_of(row),
        reservation=ReservationId(row.reservation) if row.reservation else None,
        state=ReservationState(row.state) if row.state else None,
        reference=row.reference,
        limits=row.limits_sha256,
        finished_at=row.finished_at,
        expected=loads(row.expected) if row.expected else None,
    )


def amount_of(row: Any) -> Money | None:
    """The amount of a decision row."""
    return None if row.amount_minor is None else Money(row.amount_minor, row.currency)
