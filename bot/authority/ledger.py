"""Reservations: held, carried out by one owner at a time, then settled, freed, or in doubt.

Every step changes exactly one row or none. The fence is owner + epoch: who was overtaken by a
recovery changes nothing any more. Nothing here frees money because time has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.authority import budgets
from bot.authority.canonical import dumps, loads
from bot.authority.decision import OPEN_KEY, Need
from bot.connectors.ports import Effect
from bot.model import (
    ConversationId,
    LocalText,
    Money,
    ReservationId,
    ReservationState,
)
from bot.storage.authority_tables import once, reservations

_c = reservations.c
# Made once: putting a statement together costs more than running it.
_FIND = select(reservations).where(_c.id == bindparam("reservation"))
_DONE_IN = (
    select(_c.action)
    .where(_c.conversation == bindparam("conversation"), _c.state == "settled")
    .order_by(_c.finished_at)
)
_ONCE_STATES = (
    select(once.c.key, _c.state)
    .join_from(once, reservations, once.c.reservation == _c.id)
    .where(once.c.key.in_(bindparam("keys", expanding=True)))
)
_ONCE_STATES_WITHOUT = _ONCE_STATES.where(once.c.reservation != bindparam("without"))
HELD = ("reserved", "executing", "in_doubt", "settled")


@dataclass(frozen=True)
class Reservation:
    """One row of the ledger."""

    id: ReservationId
    decision: str
    conversation: ConversationId
    action: str
    does: str
    channel: str
    params: Mapping[str, Any]
    amount: Money
    state: ReservationState
    owner: str | None
    epoch: int
    tries: int
    claimed_at: datetime | None
    first_try_at: datetime | None
    actual: Money | None
    reference: str | None
    to: LocalText | None
    expected: LocalText | None
    problem: str | None


def once_states(
    connection: Connection, keys: Collection[str], without: str | None = None
) -> Mapping[str, str]:
    """The state of the reservation that holds each once-key."""
    if not keys:
        return {}
    if without is None:
        rows = connection.execute(_ONCE_STATES, {"keys": list(keys)})
    else:
        rows = connection.execute(_ONCE_STATES_WITHOUT, {"keys": list(keys), "without": without})
    return {row.key: row.state for row in rows}


def reserve(
    connection: Connection,
    *,
    id: ReservationId,
    decision: str,
    conversation: ConversationId,
    customer: str | None,
    action: str,
    does: str,
    channel: str,
    params: Mapping[str, Any],
    amount: Money,
    needs: Collection[Need],
    once_keys: Collection[str],
    now: datetime,
    owner: str | None,
) -> None:
    """Hold the money and the once-keys. With an owner it is claimed in the same step."""
    connection.execute(
        insert(reservations).values(
            id=id,
            decision=decision,
            conversation=conversation,
            customer=customer,
            action=action,
            does=does,
            channel=channel,
            params=dumps(params),
            amount_minor=amount.minor,
            currency=amount.currency,
            state="executing" if owner else "reserved",
            owner=owner,
            epoch=1 if owner else 0,
            tries=1 if owner else 0,
            claimed_at=now if owner else None,
            first_try_at=now if owner else None,
            created_at=now,
        )
    )
    budgets.take(connection, needs, id, amount.currency)
    for key in once_keys:
        connection.execute(insert(once).values(key=key, reservation=id, action=action))


def claim(connection: Connection, reservation: ReservationId, *, owner: str, now: datetime) -> bool:
    """The fence: from reserved to executing, for one owner; False when somebody else has it."""
    done = connection.execute(
        update(reservations)
        .where(_c.id == reservation, _c.state == "reserved")
        .values(
            state="executing",
            owner=owner,
            epoch=_c.epoch + 1,
            tries=_c.tries + 1,
            claimed_at=now,
            first_try_at=now,
        )
    )
    return bool(done.rowcount == 1)


def take_over(
    connection: Connection, seen: Reservation, *, owner: str, now: datetime, lease: timedelta
) -> bool:
    """Go on with a reservation that is in doubt, or whose owner's lease has run out.

    The slow owner is fenced off: its epoch is not the row's any more.
    """
    abandoned = and_(_c.state == "executing", _c.claimed_at <= now - lease)
    due = and_(_c.state == "in_doubt", or_(_c.next_try_at.is_(None), _c.next_try_at <= now))
    done = connection.execute(
        update(reservations)
        .where(_c.id == seen.id, _c.epoch == seen.epoch, or_(abandoned, due))
        .values(
            state="executing",
            owner=owner,
            epoch=_c.epoch + 1,
            tries=_c.tries + 1,
            claimed_at=now,
        )
    )
    return bool(done.rowcount == 1)


def unfinished(
    connection: Connection, now: datetime, lease: timedelta, limit: int = 100
) -> list[Reservation]:
    """What recovery has to look at: in doubt and due, or executing with a lease that ran out."""
    rows = connection.execute(
        select(reservations)
        .where(
            or_(
                and_(_c.state == "executing", _c.claimed_at <= now - lease),
                and_(_c.state == "in_doubt", or_(_c.next_try_at.is_(None), _c.next_try_at <= now)),
            )
        )
        .order_by(_c.created_at)
        .limit(limit)
    )
    return [_reservation(row) for row in rows]


def settle(
    connection: Connection, held: Reservation, effect: Effect, *, actual: Money, now: datetime
) -> bool:
    """It happened: the money is spent, what was held too much is free. Only for the claimer."""
    done = _finish(
        connection,
        held,
        state="settled",
        actual_minor=actual.minor,
        reference=effect.reference,
        to=dumps(effect.to),
        expected=dumps(effect.expected),
        finished_at=now,
        problem=None,
    )
    if done:
        budgets.post(connection, held.id, held.amount.minor, actual.minor)
        mine = once.c.reservation == held.id
        connection.execute(delete(once).where(mine, once.c.key.like(f"{OPEN_KEY}%")))
    return done


def release(connection: Connection, held: Reservation, *, problem: str, now: datetime) -> bool:
    """A definite no by the provider: everything that was held is free again."""
    done = _finish(connection, held, state="released", problem=problem, finished_at=now)
    if done:
        _free(connection, held.id)
    return done


def reopen(
    connection: Connection,
    reservation: ReservationId,
    effect: Effect,
    *,
    actual: Money,
    now: datetime,
) -> bool:
    """What was freed on a definite no has happened all the same: settled, and marked."""
    done = connection.execute(
        update(reservations)
        .where(_c.id == reservation, _c.state == "released", _c.epoch > 0)
        .values(
            state="settled",
            problem="moved_after_no",
            actual_minor=actual.minor,
            reference=effect.reference,
            to=dumps(effect.to),
            expected=dumps(effect.expected),
            finished_at=now,
        )
    )
    return bool(done.rowcount == 1)


def doubt(
    connection: Connection, held: Reservation, *, problem: str, next_try_at: datetime
) -> bool:
    """Nobody knows: it keeps counting, and recovery looks again at `next_try_at`."""
    return _finish(connection, held, state="in_doubt", problem=problem, next_try_at=next_try_at)


def withdraw(
    connection: Connection, reservation: ReservationId, *, problem: str, now: datetime
) -> bool:
    """Free a reservation that was never carried out: denied, expired, or no longer allowed."""
    done = connection.execute(
        update(reservations)
        .where(_c.id == reservation, _c.state == "reserved")
        .values(state="released", problem=problem, finished_at=now)
    )
    if done.rowcount == 1:
        _free(connection, reservation)
    return bool(done.rowcount == 1)


def _finish(connection: Connection, held: Reservation, **values: Any) -> bool:
    done = connection.execute(
        update(reservations)
        .where(
            _c.id == held.id,
            _c.state == "executing",
            _c.owner == held.owner,
            _c.epoch == held.epoch,
        )
        .values(**values)
    )
    return bool(done.rowcount == 1)


def _free(connection: Connection, reservation: ReservationId) -> None:
    budgets.free(connection, reservation)
    connection.execute(delete(once).where(once.c.reservation == reservation))


def find(connection: Connection, reservation: str) -> Reservation | None:
    """One reservation as it stands."""
    row = connection.execute(_FIND, {"reservation": reservation}).first()
    return _reservation(row) if row else None


def states(
    connection: Connection, wanted: Collection[ReservationId]
) -> dict[ReservationId, ReservationState]:
    """Where reservations stand; unknown ones are left out."""
    if not wanted:
        return {}
    rows = connection.execute(select(_c.id, _c.state).where(_c.id.in_(list(wanted))))
    return {ReservationId(row.id): ReservationState(row.state) for row in rows}


def done_in(connection: Connection, conversation: ConversationId) -> tuple[str, ...]:
    """The actions that were carried out in a conversation, in order."""
    rows = connection.execute(_DONE_IN, {"conversation": conversation})
    return tuple(row.action for row in rows)


def _reservation(row: Any) -> Reservation:
    return Reservation(
        id=ReservationId(row.id),
        decision=row.decision,
        conversation=ConversationId(row.conversation),
        action=row.action,
        does=row.does,
        channel=row.channel,
        params=loads(row.params),
        amount=Money(row.amount_minor, row.currency),
        state=ReservationState(row.state),
        owner=row.owner,
        epoch=row.epoch,
        tries=row.tries,
        claimed_at=row.claimed_at,
        first_try_at=row.first_try_at,
        actual=None if row.actual_minor is None else Money(row.actual_minor, row.currency),
        reference=row.reference,
        to=loads(row.to) if row.to else None,
        expected=loads(row.expected) if row.expected else None,
        problem=row.problem,
    )
