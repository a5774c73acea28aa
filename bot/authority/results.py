"""What callers get to hear: built from the rows, so that asking again says the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.authority import evidence, ledger, proof, records
from bot.authority.canonical import loads
from bot.authority.decide import decide
from bot.authority.decision import Decision, Question
from bot.authority.language import Limits
from bot.authority.records import Asked
from bot.authority.values import ActionRequest, Result
from bot.model import Digest, LocalText, Money, Outcome, ReservationState


def of_decision(decision: Decision, *, id: str = "") -> Result:
    """A decision that nothing was done about: a preview, or a no."""
    return Result(
        outcome=decision.outcome,
        action=decision.action,
        decision=id,
        rule=decision.rule,
        failed=decision.failed,
        say=decision.say,
        operator=decision.operator,
        summary=decision.summary,
        digest=decision.digest,
        offer=decision.offer,
        amount=decision.amount,
        shown=decision.shown,
        final=decision.final,
    )


def of_silence(limits: Limits, request: ActionRequest, now: datetime, code: str) -> Result:
    """A system of record gives no answer: nothing can be decided, a person has to look."""
    question = Question(request.action, request.params, request.claims, {}, now)
    decision = replace(
        decide(limits, question),
        outcome=Outcome.HANDOVER,
        rule="unavailable",
        failed=("unavailable",),
        say=limits.texts["unavailable"],
        operator=evidence.note(limits, "no_answer", code),
    )
    return of_decision(decision)


def of_asked(connection: Connection, asked: Asked, limits: Limits) -> Result:
    """A request that was decided, with where its reservation stands now."""
    row = records.decision_row(connection, asked.decision)
    held = ledger.find(connection, asked.reservation) if asked.reservation else None
    outcome = Outcome(row.outcome)
    state = held.state if held else None
    return Result(
        outcome=outcome,
        action=row.action,
        decision=row.id,
        rule=row.rule,
        failed=loads(row.failed),
        say=_say(loads(row.say), loads(row.explain), outcome, state, limits),
        operator=evidence.kept(row.operator),
        summary=loads(row.summary),
        digest=Digest(row.digest),
        offer=loads(row.offer) if row.offer else None,
        amount=_amount(row.amount_minor, row.currency, held),
        reservation=asked.reservation,
        state=state,
        reference=held.reference if held else None,
        to=held.to if held else None,
        expected=held.expected if held else None,
        approval=asked.approval,
        shown=loads(row.shown),
        final=bool(row.final),
        wants_proof=outcome is Outcome.ASK and _reads_proof(limits, row.action, row.rule),
    )


def _reads_proof(limits: Limits, action: str, rule: str | None) -> bool:
    known = limits.actions.get(action)
    rules = known.rules if known else ()
    return any(proof.FACT in one.when.facts() for one in rules if one.id == rule)


def _say(
    say: LocalText,
    explain: LocalText,
    outcome: Outcome,
    state: ReservationState | None,
    limits: Limits,
) -> LocalText:
    if state is ReservationState.SETTLED:
        return explain
    if state in (ReservationState.EXECUTING, ReservationState.IN_DOUBT):
        return limits.texts["checking"]
    if state is ReservationState.RELEASED:
        return limits.texts["failed" if outcome is Outcome.ALLOW else "denied"]
    return say


def _amount(
    minor: int | None, currency: str | None, held: ledger.Reservation | None
) -> Money | None:
    if held is not None and held.actual is not None:
        return held.actual
    return None if minor is None or currency is None else Money(minor, currency)
