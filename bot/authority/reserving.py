"""One transaction from question to reservation: what was decided is held, or nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.authority import (
    approvals,
    audit,
    budgets,
    evidence,
    ledger,
    outbox,
    proof,
    records,
    standing,
    stops,
    versions,
)
from bot.authority.catalogue import DEEDS
from bot.authority.decide import decide, needs
from bot.authority.decision import Decision, Question
from bot.authority.in_force import InForce
from bot.authority.language import Action, Limits
from bot.authority.ledger import Reservation
from bot.authority.records import Asked
from bot.authority.values import ActionRequest
from bot.model import ApprovalId, Outcome, ReceiptStatus, ReservationId
from bot.storage.prepared import savepoint

NewId = Callable[[str], str]
"""Makes a fresh id that starts with the given letters."""

_TRIES = 4


@dataclass(frozen=True)
class Written:
    """What was written. `claimed`: this process has to carry out the reservation now."""

    asked: Asked
    claimed: Reservation | None = None


def question_of(
    connection: Connection, request: ActionRequest, facts: Mapping[str, Any], now: datetime
) -> Question:
    """The request with its facts, what this conversation did before, and the stop button.

    The yes and the stop stand among the facts too, so that the record alone can be judged again.
    """
    stopped = stops.stopped(connection, request.action, request.channel)
    return Question(
        action=request.action,
        params=request.params,
        claims=request.claims,
        facts={
            **facts,
            "case.done": ledger.done_in(connection, request.conversation),
            "case.confirmed": request.confirmed,
            "case.stopped": stopped,
            proof.FACT: proof.given(connection, request.conversation),
        },
        now=now,
        confirmed=request.confirmed,
        stopped=stopped,
    )


def judge(
    connection: Connection,
    limits: Limits,
    question: Question,
    *,
    exhausted: frozenset[str] = frozenset(),
    without: str | None = None,
) -> Decision:
    """Decide with the budgets and once-keys as the database has them now."""
    wanted = needs(limits, question)
    decision = decide(
        limits,
        question,
        budgets.used(connection, wanted.read, without),
        ledger.once_states(connection, wanted.once, without),
        exhausted,
    )
    action = limits.actions.get(question.action)
    grants = decision.outcome in (Outcome.ALLOW, Outcome.APPROVE)
    if grants and (action is None or action.does is None):
        return replace(
            decision,
            outcome=Outcome.HANDOVER,
            rule="nothing_does_it",
            failed=(*decision.failed, "nothing_does_it"),
            say=limits.texts["handover"],
            why=limits.texts["handover"],
            operator=evidence.note(limits, "nothing_does_it"),
        )
    return decision


def decide_and_reserve(
    connection: Connection,
    request: ActionRequest,
    facts: Mapping[str, Any],
    *,
    force: InForce,
    now: datetime,
    owner: str,
    new_id: NewId,
) -> Written | None:
    """Decide and hold what was granted; None when newer limits came into force meanwhile."""
    standing.hold(connection)
    if versions.number_in_force(connection) != force.version.number:
        return None
    again = records.earlier(connection, request)
    if again is not None:
        return Written(again)
    question = question_of(connection, request, facts, now)
    budgets.lock(connection, needs(force.limits, question).budgets)
    exhausted: frozenset[str] = frozenset()
    for attempt in range(_TRIES):
        decision = judge(connection, force.limits, question, exhausted=exhausted)
        try:
            with savepoint(connection):
                return _write(connection, request, decision, force, now, owner, new_id)
        except budgets.Exhausted as full:
            exhausted |= {full.budget}
        except IntegrityError:
            # Another transaction took the same once-key or request id between look and write.
            again = records.earlier(connection, request)
            if again is not None:
                return Written(again)
            if attempt == _TRIES - 1:
                raise
    raise AssertionError("a budget was exhausted more often than there are budgets")


def _write(
    connection: Connection,
    request: ActionRequest,
    decision: Decision,
    force: InForce,
    now: datetime,
    owner: str,
    new_id: NewId,
) -> Written:
    id = new_id("D")
    records.write_decision(
        connection,
        decision,
        request,
        id=id,
        version=force.version,
        now=now,
        actor=request.actor,
    )
    held: Reservation | None = None
    approval: ApprovalId | None = None
    if decision.outcome in (Outcome.ALLOW, Outcome.APPROVE):
        action = force.limits.actions[request.action]
        reservation = ReservationId(new_id("R"))
        held = _hold(connection, request, decision, action, id, reservation, owner, now)
        if decision.outcome is Outcome.APPROVE:
            approval = ApprovalId(new_id("A"))
            _ask(connection, request, decision, action, held, approval, now)
    records.write_request(
        connection,
        request,
        decision=id,
        reservation=held.id if held else None,
        approval=approval,
        now=now,
    )
    audit.append(
        connection,
        at=now,
        kind="decision",
        actor=request.actor,
        summary=_summary(request, decision),
        decision=id,
        action=request.action,
        about=_about(request),
        conversation=request.conversation,
        turn=request.turn,
        outcome=decision.outcome.value,
        rule=decision.rule,
        digest=decision.digest,
        amount=decision.amount,
        reservation=held.id if held else None,
        approval=approval,
        limits=force.version.sha256,
    )
    asked = Asked(id, held.id if held else None, approval)
    return Written(asked, held if approval is None else None)


def _hold(
    connection: Connection,
    request: ActionRequest,
    decision: Decision,
    action: Action,
    id: str,
    reservation: ReservationId,
    owner: str,
    now: datetime,
) -> Reservation:
    assert action.does is not None
    passed = {name: decision.facts.get(fact) for name, fact in DEEDS[action.does].passes.items()}
    known = {name: value for name, value in passed.items() if value is not None}
    return ledger.reserve(
        connection,
        id=reservation,
        decision=id,
        conversation=request.conversation,
        customer=decision.facts.get("customer.id"),
        action=request.action,
        does=action.does,
        channel=request.channel,
        params={**request.params, **known},
        amount=decision.amount,
        needs=decision.needs.budgets,
        once_keys=decision.needs.once,
        now=now,
        owner=owner if decision.outcome is Outcome.ALLOW else None,
    )


def _ask(
    connection: Connection,
    request: ActionRequest,
    decision: Decision,
    action: Action,
    held: Reservation,
    approval: ApprovalId,
    now: datetime,
) -> None:
    approvals.open_one(
        connection,
        id=approval,
        reservation=held.id,
        decision=held.decision,
        conversation=request.conversation,
        digest=decision.digest,
        requested_by=request.actor,
        now=now,
        expires_at=now + timedelta(seconds=action.approval.expires.seconds),
    )
    outbox.write(connection, held, status=ReceiptStatus.WAITING, explanation=decision.say, now=now)


def _about(request: ActionRequest) -> list[str]:
    return [str(value) for key, value in request.params.items() if key in ("order", "booking")]


def _summary(request: ActionRequest, decision: Decision) -> str:
    words = [request.action, *_about(request), decision.outcome.value]
    if decision.amount.minor:
        words.append(str(decision.amount))
    if decision.rule:
        words.append(f"by {decision.rule}")
    return " ".join(words)
