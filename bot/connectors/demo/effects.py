"""Carry out what a grant allows at most once, and remember it by its reservation."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.connectors.demo import faults
from bot.connectors.demo.tables import effects, refusals
from bot.connectors.errors import ConnectorError, Final, OutcomeUnknown, Retryable
from bot.connectors.ports import Effect
from bot.model import Grant, LocalText, Money, ReservationId

# Without letters and digits that look alike.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_LENGTH = 6


@dataclass(frozen=True)
class Done:
    """What an act did, before it gets its place in the books."""

    amount: Money
    to: LocalText
    expected: LocalText


Act = Callable[[Connection, Grant, str, datetime], Done]
"""Carries out a grant under a reference at a moment; raises Final before it changes anything."""


def once(
    connection: Connection, grant: Grant, *, port: str, prefix: str, now: datetime, act: Act
) -> Effect | ConnectorError:
    """Do it, or find it done. Faults come back as values, so that using one up is kept.

    A definite no is kept as well: it says that nothing will happen under this reservation, so the
    same call that comes again, late, must not succeed.
    """
    if faults.is_on(connection, port, "down"):
        faults.take(connection, port, "down")
        return Retryable("unavailable", f"{port} is switched down")
    if faults.take(connection, port, "retryable"):
        return Retryable("try_again", f"{port} is switched to fail")
    effect = found(connection, grant.reservation)
    if effect is None:
        refused = _refused(connection, grant.reservation)
        if refused is not None:
            return refused
        if faults.take(connection, port, "final"):
            declined = Final("declined", f"{port} is switched to decline")
            return _refuse(connection, grant, declined, now)
        reference = _free_reference(connection, prefix, grant.reservation)
        try:
            done = act(connection, grant, reference, now)
        except Final as no:
            return _refuse(connection, grant, no, now)
        effect = Effect(reference, now, done.amount, done.to, done.expected)
        _remember(connection, grant, port, effect)
    elif _recorded_request(connection, grant.reservation) != _request(grant):
        return Final("key_reused", "this reservation carried out something else")
    if faults.take(connection, port, "timeout_after_success"):
        return OutcomeUnknown("timeout", f"{port} is switched to lose its answer")
    return effect


def found(connection: Connection, reservation: ReservationId) -> Effect | None:
    """What was carried out under this reservation."""
    row = connection.execute(select(effects).where(effects.c.reservation == reservation)).first()
    if row is None:
        return None
    return Effect(
        reference=row.reference,
        at=row.at,
        amount=Money(row.amount_minor, row.currency),
        to=row.to,
        expected=row.expected,
    )


def _refused(connection: Connection, reservation: ReservationId) -> Final | None:
    row = connection.execute(select(refusals).where(refusals.c.reservation == reservation)).first()
    return Final(row.code, row.detail) if row else None


def _refuse(connection: Connection, grant: Grant, no: Final, now: datetime) -> Final:
    connection.execute(
        insert(refusals).values(
            reservation=grant.reservation, code=no.code, detail=no.detail, at=now
        )
    )
    return no


def _remember(connection: Connection, grant: Grant, port: str, effect: Effect) -> None:
    connection.execute(
        insert(effects).values(
            reservation=grant.reservation,
            port=port,
            request=_request(grant),
            reference=effect.reference,
            at=effect.at,
            amount_minor=effect.amount.minor,
            currency=effect.amount.currency,
            to=dict(effect.to),
            expected=dict(effect.expected),
        )
    )


def _recorded_request(connection: Connection, reservation: ReservationId) -> str:
    query = select(effects.c.request).where(effects.c.reservation == reservation)
    return str(connection.execute(query).scalar_one())


def _request(grant: Grant) -> str:
    content = {"action": grant.action, "params": grant.params, "amount": grant.amount.to_json()}
    return json.dumps(content, sort_keys=True, default=str)


def _free_reference(connection: Connection, prefix: str, reservation: ReservationId) -> str:
    taken = select(effects.c.reference)
    for attempt in range(100):
        reference = reference_for(prefix, f"{reservation}/{attempt}")
        if connection.execute(taken.where(effects.c.reference == reference)).first() is None:
            return reference
    raise Retryable("no_reference", "every reference tried was taken")


def reference_for(prefix: str, seed: str) -> str:
    """A short reference to read out on the phone, the same for the same seed."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8], "big")
    letters = []
    for _ in range(_LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        letters.append(_ALPHABET[rest])
    return f"{prefix}-{''.join(letters)}"
