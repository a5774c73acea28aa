"""A person's yes or no to a waiting request, in one transaction with what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.authority import (
    approvals,
    at_desk,
    audit,
    budgets,
    finishing,
    ledger,
    records,
    standing,
    stops,
    versions,
)
from bot.authority.agreement import Hindrance, hindrance
from bot.authority.approvals import Pending
from bot.authority.canonical import loads
from bot.authority.decide import needs
from bot.authority.decision import Decision
from bot.authority.errors import ApprovalClosed, NotPermitted, Stopped
from bot.authority.exceptions import CHANNEL
from bot.authority.facts import Who
from bot.authority.in_force import InForce
from bot.authority.ledger import Reservation
from bot.authority.reserving import NewId, judge, question_of
from bot.authority.values import ActionRequest
from bot.model import (
    ApprovalId,
    ConversationId,
    CustomerId,
    Outcome,
)

GRANTS = (Outcome.ALLOW, Outcome.APPROVE)


def asked_for(connection: Connection, pending: Pending) -> tuple[ActionRequest, Who]:
    """The request as it was made, and whose object it is by the facts of then."""
    row = records.decision_row(connection, pending.decision)
    facts = loads(row.facts)
    request = ActionRequest(
        action=row.action,
        conversation=ConversationId(row.conversation),
        turn=row.turn,
        params=loads(row.params),
        claims=loads(row.claims),
        confirmed=pending.digest,
        channel=row.channel,
        actor=row.actor,
    )
    # Their log-in may have run out since; that they owned it when they asked is on record.
    owner = facts.get("customer.id")
    return request, Who(CustomerId(owner) if owner else None)


def check_person(
    pending: Pending, action: str, force: InForce, *, by: str, role: str, now: datetime
) -> None:
    """Whether this person may decide it: the role, not the requester, not the limits' author."""
    known = force.limits.actions.get(action)
    found = hindrance(
        known.approval.needed(pending.amount).by if known else (),
        requested_by=pending.requested_by,
        author=force.version.author,
        person=by,
        role=role,
    )
    if found is Hindrance.ROLE:
        raise NotPermitted(f"the role {role} does not approve {action} of {pending.amount}")
    if found is Hindrance.OWN:
        raise NotPermitted("who asked for it cannot approve it")
    if found is Hindrance.AUTHOR:
        raise NotPermitted("who wrote the limits in force cannot approve under them")
    if pending.state != "open" or pending.expires_at <= now:
        raise ApprovalClosed(f"approval {pending.id} is closed")


def approve(
    connection: Connection,
    pending: Pending,
    request: ActionRequest,
    facts: Mapping[str, Any],
    *,
    force: InForce,
    by: str,
    role: str,
    note: str,
    now: datetime,
    owner: str,
    new_id: NewId,
) -> tuple[Decision, Reservation] | None:
    """Decide again with what is true now; carry on only with exactly what was asked.

    Where the limits want two people, the first one's yes is written down and it goes on waiting.
    None when newer limits came into force meanwhile: then it has to be judged by those.
    """
    standing.hold(connection)
    if versions.number_in_force(connection) != force.version.number:
        return None
    if stops.stopped(connection, request.action, request.channel):
        raise Stopped(f"{request.action} is stopped")
    question = replace(question_of(connection, request, facts, now), confirmed=pending.digest)
    limits = force.limits
    if request.channel == CHANNEL:
        limits = at_desk.agreed_to(limits, request.action)
    budgets.lock(connection, needs(limits, question).budgets)
    decision = judge(connection, limits, question, without=pending.reservation)
    unchanged = decision.digest == pending.digest
    granted = decision.outcome in GRANTS and unchanged
    if granted and not _enough(connection, pending, request, force, by, role, note, now):
        waits = replace(decision, outcome=Outcome.APPROVE, rule="second_person")
        return waits, _held(connection, pending)
    records.write_decision(
        connection,
        decision,
        request,
        id=new_id("D"),
        version=force.version,
        now=now,
        actor=by,
    )
    state = "approved" if granted else "void"
    approvals.close(connection, pending.id, state=state, by=by, note=note, now=now)
    held = _held(connection, pending)
    _note(connection, held, pending.id, state, note, by, now)
    if not granted:
        say = decision.say if unchanged else force.limits.texts["changed"]
        problem = decision.rule or "changed" if unchanged else "changed"
        finishing.withdraw(connection, held, problem=problem, say=say, actor=by, now=now)
        outcome = decision.outcome if decision.outcome not in GRANTS else Outcome.REFUSE
        return replace(decision, outcome=outcome, rule=problem, say=say), _held(connection, pending)
    if not ledger.claim(connection, held.id, owner=owner, now=now):
        raise ApprovalClosed(f"approval {pending.id} holds nothing any more")
    return replace(decision, outcome=Outcome.ALLOW, rule=None), _held(connection, pending)


def _enough(
    connection: Connection,
    pending: Pending,
    request: ActionRequest,
    force: InForce,
    by: str,
    role: str,
    note: str,
    now: datetime,
) -> bool:
    """Count this yes; whether with it enough people agreed who may do so by today's limits."""
    agreement = force.limits.actions[request.action].approval.needed(pending.amount)
    cast = approvals.vote(connection, pending.id, by=by, role=role, note=note, now=now)
    barred = (pending.requested_by, force.version.author)
    count = sum(1 for who, had in cast.items() if had in agreement.by and who not in barred)
    if count >= agreement.people:
        return True
    held, votes = _held(connection, pending), {"count": count, "people": agreement.people}
    _note(connection, held, pending.id, "vote", note, by, now, **votes)
    return False


def deny(
    connection: Connection,
    pending: Pending,
    *,
    force: InForce,
    by: str,
    reason: str,
    now: datetime,
    state: str = "denied",
) -> Reservation:
    """A person's no, or nobody's answer in time: what was held is free and the customer is told."""
    approvals.close(connection, pending.id, state=state, by=by, note=reason, now=now)
    held = _held(connection, pending)
    said = reason if state == "denied" else ""
    _note(connection, held, pending.id, state, said, by, now)
    finishing.withdraw(
        connection, held, problem=state, say=force.limits.texts[state], actor=by, now=now
    )
    return _held(connection, pending)


def _held(connection: Connection, pending: Pending) -> Reservation:
    held = ledger.find(connection, pending.reservation)
    assert held is not None
    return held


def _note(
    connection: Connection,
    held: Reservation,
    approval: ApprovalId,
    step: str,
    reason: str,
    by: str,
    now: datetime,
    **details: int,
) -> None:
    voted = f"{details['count']} of {details['people']} agreed" if details else f"approval {step}"
    audit.append(
        connection,
        at=now,
        kind="approval",
        actor=by,
        summary=f"{voted}: {reason}",
        approval=approval,
        reservation=held.id,
        action=held.action,
        amount=held.amount,
        step=step,
        reason=reason,
        **details,
    )
