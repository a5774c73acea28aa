"""The end of a reservation: settled, freed or in doubt, with its receipt and audit line."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.engine import Connection

from bot.authority import audit, ledger, outbox
from bot.authority.canonical import loads
from bot.authority.language import Limits
from bot.authority.ledger import Reservation
from bot.connectors.ports import Effect
from bot.model import LocalText, Money, ReceiptStatus
from bot.storage.authority_tables import decisions
from bot.storage.prepared import Prepared

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)
_EXPLAIN = Prepared(select(decisions.c.explain).where(decisions.c.id == bindparam("decision")))


def settle(
    connection: Connection, held: Reservation, effect: Effect, limits: Limits, now: datetime
) -> bool:
    """It happened. False when another owner took over: then nothing is written here."""
    actual = effect.amount
    if actual.currency != held.amount.currency or actual.minor > held.amount.minor:
        # More moved than was held: posting it would break the budget, so a person has to look.
        return doubt(connection, held, "more_than_reserved", limits, now)
    if not ledger.settle(connection, held, effect, actual=actual, now=now):
        _moved_after_all(connection, held, effect, actual, now)
        return False
    outbox.write(
        connection,
        held,
        status=ReceiptStatus.DONE,
        explanation=_explain(connection, held),
        now=now,
        effect=effect,
    )
    summary = f"{_what(held, actual)} settled: {effect.reference}"
    reference = effect.reference
    _note(connection, held, "settled", summary, now, actual=actual, reference=reference)
    return True


def _moved_after_all(
    connection: Connection, held: Reservation, effect: Effect, actual: Money, now: datetime
) -> None:
    """A provider did for a slow owner what it had refused to the one that overtook it.

    By the contract of the ports that cannot be. If it is, the books say what is true and a person
    has to look: the budgets were freed and do not count it.
    """
    if ledger.reopen(connection, held.id, effect, actual=actual, now=now):
        outbox.write(
            connection,
            held,
            status=ReceiptStatus.DONE,
            explanation=_explain(connection, held),
            now=now,
            effect=effect,
        )
        summary = f"{_what(held, actual)} moved after a definite no: needs_a_person"
        _note(connection, held, "moved_after_no", summary, now, actual=actual)


def release(
    connection: Connection, held: Reservation, problem: str, limits: Limits, now: datetime
) -> bool:
    """A definite no. The customer gets a receipt when something left the matter open for them.

    That is an earlier receipt, or an owner that was gone before it could answer.
    """
    told = held.epoch > 1 or outbox.told_before(connection, held.id)
    if not ledger.release(connection, held, problem=problem, now=now):
        return False
    if told:
        outbox.write(
            connection,
            held,
            status=ReceiptStatus.REFUSED,
            explanation=limits.texts["failed"],
            now=now,
        )
    summary = f"{_what(held, held.amount)} not done: {problem}"
    _note(connection, held, "released", summary, now, problem=problem)
    return True


def doubt(
    connection: Connection, held: Reservation, problem: str, limits: Limits, now: datetime
) -> bool:
    """Nobody knows whether it happened: it goes on counting and is looked at again."""
    pause = min(FIRST_PAUSE * 2 ** min(held.tries - 1, 10), LONGEST_PAUSE)
    if not ledger.doubt(connection, held, problem=problem, next_try_at=now + pause):
        return False
    outbox.write(
        connection,
        held,
        status=ReceiptStatus.CHECKING,
        explanation=limits.texts["checking"],
        now=now,
    )
    if held.problem != problem:
        summary = f"{_what(held, held.amount)} in doubt: {problem}"
        _note(connection, held, "in_doubt", summary, now, problem=problem)
    return True


def withdraw(
    connection: Connection,
    held: Reservation,
    *,
    problem: str,
    say: LocalText,
    actor: str,
    now: datetime,
) -> bool:
    """It was never carried out and will not be: denied, expired or no longer allowed."""
    if not ledger.withdraw(connection, held.id, problem=problem, now=now):
        return False
    outbox.write(connection, held, status=ReceiptStatus.REFUSED, explanation=say, now=now)
    summary = f"{_what(held, held.amount)} withdrawn: {problem}"
    _note(connection, held, "withdrawn", summary, now, actor, problem=problem)
    return True


def _explain(connection: Connection, held: Reservation) -> LocalText:
    row = _EXPLAIN.first(connection, {"decision": held.decision})
    explain: LocalText = loads(row.explain)
    return explain


def _what(held: Reservation, amount: Money) -> str:
    return f"{held.action} {amount}" if amount.minor else held.action


def _note(
    connection: Connection,
    held: Reservation,
    kind: str,
    summary: str,
    now: datetime,
    actor: str = "ledger",
    **details: Any,
) -> None:
    audit.append(
        connection,
        at=now,
        kind=kind,
        actor=actor,
        summary=summary,
        reservation=held.id,
        action=held.action,
        amount=held.amount,
        epoch=held.epoch,
        **details,
    )
