"""Requests that wait for a person: opened with their reservation, decided once, or expired."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.authority import evidence
from bot.authority.canonical import loads
from bot.authority.errors import ApprovalClosed, ApprovalNotFound
from bot.authority.values import Approval
from bot.model import (
    ApprovalId,
    ConversationId,
    CustomerId,
    Digest,
    Money,
    ReservationId,
    StaffId,
)
from bot.storage.authority_tables import approval_votes, approvals, decisions

_c = approvals.c
_WITH_AMOUNT = select(approvals, decisions.c.amount_minor, decisions.c.currency).join_from(
    approvals, decisions, _c.decision == decisions.c.id
)


@dataclass(frozen=True)
class Pending:
    """One approval as it stands."""

    id: ApprovalId
    reservation: ReservationId
    decision: str
    conversation: ConversationId
    digest: Digest
    state: str
    requested_by: str
    expires_at: datetime
    amount: Money


def open_one(
    connection: Connection,
    *,
    id: ApprovalId,
    reservation: ReservationId,
    decision: str,
    conversation: ConversationId,
    digest: Digest,
    requested_by: str,
    now: datetime,
    expires_at: datetime,
) -> None:
    """Ask a person; the digest binds their yes to exactly this."""
    connection.execute(
        insert(approvals).values(
            id=id,
            reservation=reservation,
            decision=decision,
            conversation=conversation,
            digest=digest,
            state="open",
            requested_by=requested_by,
            requested_at=now,
            expires_at=expires_at,
        )
    )


def find(connection: Connection, approval: ApprovalId) -> Pending:
    """One approval, open or closed. ApprovalNotFound when there is none."""
    row = connection.execute(_WITH_AMOUNT.where(_c.id == approval)).first()
    if row is None:
        raise ApprovalNotFound(f"there is no approval {approval}")
    return _pending(row)


def close(
    connection: Connection,
    approval: ApprovalId,
    *,
    state: str,
    by: str,
    note: str,
    now: datetime,
) -> None:
    """Decide an open approval; of two who decide at once, one gets ApprovalClosed."""
    done = connection.execute(
        update(approvals)
        .where(_c.id == approval, _c.state == "open")
        .values(state=state, decided_by=by, decided_at=now, note=note)
    )
    if done.rowcount != 1:
        raise ApprovalClosed(f"approval {approval} was decided before")


def vote(
    connection: Connection, approval: ApprovalId, *, by: str, role: str, note: str, now: datetime
) -> dict[str, str]:
    """Write down one person's yes; the role of everybody who has agreed so far, by person.

    ApprovalClosed when this person agreed before: it takes another one.
    """
    before = votes(connection, approval)
    if by in before:
        raise ApprovalClosed("you have agreed already: now another person has to")
    connection.execute(
        insert(approval_votes).values(approval=approval, by=by, role=role, note=note, at=now)
    )
    return {**before, by: role}


def votes(connection: Connection, approval: str) -> dict[str, str]:
    """Who has agreed so far, in order, each with the role they had then."""
    cast = approval_votes.c
    rows = connection.execute(
        select(cast.by, cast.role).where(cast.approval == approval).order_by(cast.at, cast.by)
    )
    return {row.by: row.role for row in rows}


def expired(connection: Connection, now: datetime, limit: int = 100) -> list[Pending]:
    """Open approvals whose time has passed."""
    rows = connection.execute(
        _WITH_AMOUNT.where(_c.state == "open", _c.expires_at <= now)
        .order_by(_c.expires_at)
        .limit(limit)
    )
    return [_pending(row) for row in rows]


def waiting(connection: Connection, conversation: ConversationId | None) -> list[Approval]:
    """The open approvals, oldest first, with what staff need to decide."""
    query = (
        select(
            approvals,
            decisions.c.action,
            decisions.c.customer,
            decisions.c.summary,
            decisions.c.line,
            decisions.c.operator,
            decisions.c.amount_minor,
            decisions.c.currency,
        )
        .join_from(approvals, decisions, approvals.c.decision == decisions.c.id)
        .where(_c.state == "open")
        .order_by(_c.requested_at, _c.id)
    )
    if conversation is not None:
        query = query.where(_c.conversation == conversation)
    found = connection.execute(query).all()
    return [_approval(row, tuple(votes(connection, row.id))) for row in found]


def _approval(row: Any, agreed: tuple[str, ...]) -> Approval:
    return Approval(
        id=ApprovalId(row.id),
        conversation=ConversationId(row.conversation),
        action=row.action,
        summary=loads(row.summary),
        amount=Money(row.amount_minor, row.currency),
        why=loads(row.line),
        operator=evidence.kept(row.operator),
        requested_at=row.requested_at,
        expires_at=row.expires_at,
        customer=CustomerId(row.customer) if row.customer else None,
        customer_name=None,
        reservation=ReservationId(row.reservation),
        agreed=tuple(StaffId(by) for by in agreed),
        requested_by=row.requested_by,
    )


def _pending(row: Any) -> Pending:
    return Pending(
        id=ApprovalId(row.id),
        reservation=ReservationId(row.reservation),
        decision=row.decision,
        conversation=ConversationId(row.conversation),
        digest=Digest(row.digest),
        state=row.state,
        requested_by=row.requested_by,
        expires_at=row.expires_at,
        amount=Money(row.amount_minor, row.currency),
    )
