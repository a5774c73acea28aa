"""Reservations: held, carried out by one owner at a time, then settled, freed, or in doubt.

Every step changes exactly one row or none. The fence is owner + epoch: who was overtaken by a
recovery changes nothing any more. Nothing here frees money because time has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, delete, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.authority import budgets
from bot.authority.canonical import loads, plain, restored
from bot.authority.decision import OPEN_KEY, Need
from bot.authority.spelling import spelled
from bot.connectors.ports import Effect
from bot.model import (
    ConversationId,
    LocalText,
    Money,
    ReservationId,
    ReservationState,
)
from bot.storage.authority_tables import once, reservations
from bot.storage.prepared import Prepared, inserting

_c = reservations.c
_one = _c.id == bindparam("reservation")
_FIND = Prepared(select(reservations).where(_one))
_DONE_IN = Prepared(
    select(_c.action)
    .where(_c.conversation == bindparam("conversation"), _c.state == "settled")
    .order_by(_c.finished_at)
)
_ONCE_STATE = Prepared(
    select(once.c.reservation, _c.state)
    .join_from(once, reservations, once.c.reservation == _c.id)
    .where(once.c.key == bindparam("key"))
)
_RESERVE = inserting(
    reservations,
    *("id", "decision", "conversation", "customer", "action", "does", "channel", "params"),
    *("amount_minor", "currency", "state", "owner", "epoch", "tries", "claimed_at"),
    *("first_try_at", "created_at"),
)
_ONCE = inserting(once, "key", "reservation", "action")
_mine = and_(
    _one,
    _c.state == "executing",
    _c.owner == bindparam("claimer"),
    _c.epoch == bindparam("claim"),
)
_SETTLE = Prepared(
    update(reservations)
    .where(_mine)
    .values(
        state="settled",
        actual_minor=bindparam("spent"),
        reference=bindparam("provider"),
        to=bindparam("goes"),
        expected=bindparam("comes"),
        finished_at=bindparam("now"),
        problem=None,
    )
)
_NOT_OPEN = Prepared(
    delete(once).where(
        once.c.reservation == bindparam("reservation"), once.c.key.like(f"{OPEN_KEY}%")
    )
)
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
    actual: Money | None = None
    reference: str | None = None
    to: LocalText | None = None
    expected: LocalText | None = None
    problem: str | None = None


def once_states(
    connection: Connection, keys: Collection[str], without: str | None = None
) -> Mapping[str, str]:
    """The state of the reservation that holds each once-key."""
    found = {}
    for key in keys:
        row = _ONCE_STATE.first(connection, {"key": key})
        if row is not None and row.reservation != without:
            found[key] = row.state
    return found


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
) -> Reservation:
    """Hold the money and the once-keys. With an owner it is claimed in the same step."""
    claimed = owner is not None
    _RESERVE.change(
        connection,
        {
            "id": id,
            "decision": decision,
            "conversation": conversation,
            "customer": customer,
            "action": action,
            "does": does,
            "channel": channel,
            "params": spelled(dict(params)),
            "amount_minor": amount.minor,
            "currency": amount.currency,
            "state": "executing" if claimed else "reserved",
            "owner": owner,
            "epoch": int(claimed),
            "tries": int(claimed),
            "claimed_at": now if claimed else None,
            "first_try_at": now if claimed else None,
            "created_at": now,
        },
    )
    budgets.take(connection, needs, id, amount.currency)
    for key in once_keys:
        _ONCE.change(connection, {"key": key, "reservation": id, "action": action})
    return Reservation(
        id=id,
        decision=decision,
        conversation=conversation,
        action=action,
        does=does,
        channel=channel,
        params=restored(plain(params)),
        amount=amount,
        state=ReservationState.EXECUTING if claimed else ReservationState.RESERVED,
        owner=owner,
        epoch=int(claimed),
        tries=int(claimed),
        claimed_at=now if claimed else None,
        first_try_at=now if claimed else None,
    )


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
    connection: Connection,
    seen: Reservation,
    *,
    owner: str,
    now: datetime,
    lease: timedelta,
    gone: Collection[str] = (),
    grace: timedelta = timedelta(),
) -> bool:
    """Go on with a reservation that is in doubt, or whose owner is gone or its lease has run out.

    The slow owner is fenced off: its epoch is not the row's any more.
    """
    abandoned = _abandoned(now, lease, gone, grace)
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


def _abandoned(
    now: datetime, lease: timedelta, gone: Collection[str], grace: timedelta
) -> ColumnElement[bool]:
    late = and_(_c.owner.in_(sorted(gone)), _c.claimed_at <= now - grace)
    return and_(_c.state == "executing", or_(_c.claimed_at <= now - lease, late))


def owners(connection: Connection) -> frozenset[str]:
    """Who is carrying something out."""
    query = select(_c.owner).where(_c.state == "executing").distinct()
    return frozenset(connection.execute(query).scalars())


def unfinished(
    connection: Connection,
    now: datetime,
    lease: timedelta,
    gone: Collection[str] = (),
    grace: timedelta = timedelta(),
    limit: int = 100,
) -> list[Reservation]:
    """What recovery has to look at: in doubt and due, or executing for an owner that is gone or
    whose lease ran out.
    """
    rows = connection.execute(
        select(reservations)
        .where(
            or_(
                _abandoned(now, lease, gone, grace),
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
    values = {
        "reservation": held.id,
        "claimer": held.owner,
        "claim": held.epoch,
        "spent": actual.minor,
        "provider": effect.reference,
        "goes": spelled(effect.to),
        "comes": spelled(effect.expected),
        "now": now,
    }
    done = _SETTLE.change(connection, values) == 1
    if done:
        budgets.post(connection, held.id, held.amount.minor, actual.minor)
        _NOT_OPEN.change(connection, values)
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
            to=spelled(effect.to),
            expected=spelled(effect.expected),
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
    fence = {"reservation": held.id, "claimer": held.owner, "claim": held.epoch}
    done = connection.execute(update(reservations).where(_mine).values(**values), fence)
    return bool(done.rowcount == 1)


def _free(connection: Connection, reservation: ReservationId) -> None:
    budgets.free(connection, reservation)
    connection.execute(delete(once).where(once.c.reservation == reservation))


def find(connection: Connection, reservation: str) -> Reservation | None:
    """One reservation as it stands."""
    row = _FIND.first(connection, {"reservation": reservation})
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
    rows = _DONE_IN.all(connection, {"conversation": conversation})
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
