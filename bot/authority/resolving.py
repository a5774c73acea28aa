"""What stayed in doubt beyond every retry: a person finds out, and says what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.authority import audit, finishing, ledger
from bot.authority.canonical import loads
from bot.authority.carrying import RETRY_FOR
from bot.authority.errors import BadRequest, NotPermitted, ReservationNotFound
from bot.authority.in_force import LimitsInForce
from bot.authority.ledger import Reservation
from bot.authority.providers import Providers
from bot.connectors.ports import Effect
from bot.model import (
    Clock,
    ConversationId,
    LocalText,
    Money,
    ReservationId,
    ReservationState,
    StaffId,
)
from bot.storage.authority_tables import decisions, reservations
from bot.storage.database import Database

ROLES = ("approver", "admin")
_c = reservations.c


@dataclass(frozen=True)
class Doubt:
    """Money or a booking of which nobody knows whether it moved; it goes on counting."""

    reservation: ReservationId
    action: str
    summary: LocalText
    amount: Money
    conversation: ConversationId
    since: datetime
    tries: int
    problem: str


@dataclass(frozen=True)
class Happened:
    """What a person found out: it did happen, under this reference, with this amount."""

    reference: str
    amount: Money


def _for_a_person(now: datetime) -> ColumnElement[bool]:
    late = and_(_c.first_try_at.is_not(None), _c.first_try_at <= now - RETRY_FOR)
    return and_(_c.state == "in_doubt", or_(late, _c.problem == "more_than_reserved"))


def open_doubts(connection: Connection, now: datetime) -> tuple[Doubt, ...]:
    """What a person has to find out about, oldest first."""
    rows = connection.execute(
        select(reservations, decisions.c.summary)
        .join_from(reservations, decisions, _c.decision == decisions.c.id)
        .where(_for_a_person(now))
        .order_by(_c.created_at)
        .limit(200)
    )
    return tuple(
        Doubt(
            reservation=ReservationId(row.id),
            action=row.action,
            summary=loads(row.summary),
            amount=Money(row.amount_minor, row.currency),
            conversation=ConversationId(row.conversation),
            since=row.first_try_at,
            tries=row.tries,
            problem=row.problem or "",
        )
        for row in rows
    )


def take(
    connection: Connection, reservation: ReservationId, *, owner: str, now: datetime
) -> Reservation:
    """Claim it for the one step that ends it; recovery and slow owners are fenced off."""
    done = connection.execute(
        update(reservations)
        .where(_c.id == reservation, _for_a_person(now))
        .values(state="executing", owner=owner, epoch=_c.epoch + 1, claimed_at=now)
    )
    held = ledger.find(connection, reservation)
    if done.rowcount != 1 or held is None:
        raise ReservationNotFound(f"{reservation} does not wait for a person to find out")
    return held


class Doubts:
    """The list for people, and their answer."""

    def __init__(
        self,
        *,
        database: Database,
        limits: LimitsInForce,
        providers: Providers,
        clock: Clock,
        owner: str,
    ) -> None:
        self._database = database
        self._limits = limits
        self._providers = providers
        self._clock = clock
        self._owner = owner

    async def waiting(self) -> tuple[Doubt, ...]:
        """What a person has to find out about."""
        now = self._clock()
        return await self._database.read(lambda c: open_doubts(c, now))

    async def resolve(
        self,
        reservation: ReservationId,
        happened: Happened | None,
        *,
        by: StaffId,
        role: str,
        reason: str,
    ) -> ReservationState:
        """Settle it with what a person found, or free it when they found that it never happened.

        The provider is asked once more, and what it knows goes before what a person says.
        Raises NotPermitted, ReservationNotFound, BadRequest, or ConnectorError when "it did not
        happen" cannot be checked with the provider now.
        """
        doubt = await self._open(reservation, role)
        if happened is not None:
            _check(doubt, happened)
        known = await self._lookup(reservation) if happened is None else None
        effect = known or _effect(happened, self._clock())
        return await self._end(reservation, effect, by, reason)

    async def ask_again(
        self, reservation: ReservationId, *, by: StaffId, role: str
    ) -> ReservationState:
        """Ask the provider once more: what it knows ends it; else it goes on waiting for a person.

        Raises NotPermitted, ReservationNotFound, or ConnectorError when it gives no answer.
        """
        await self._open(reservation, role)
        known = await self._lookup(reservation)
        if known is None:
            return ReservationState.IN_DOUBT
        return await self._end(reservation, known, by, None)

    async def _open(self, reservation: ReservationId, role: str) -> Doubt:
        if role not in ROLES:
            raise NotPermitted(f"the role {role} does not decide what is in doubt")
        waiting = {doubt.reservation: doubt for doubt in await self.waiting()}
        if reservation not in waiting:
            raise ReservationNotFound(f"{reservation} does not wait for a person to find out")
        return waiting[reservation]

    async def _lookup(self, reservation: ReservationId) -> Effect | None:
        does = await self._database.read(lambda c: _deed(c, reservation))
        return await self._providers.lookup(does, reservation)

    async def _end(
        self, reservation: ReservationId, effect: Effect | None, by: StaffId, reason: str | None
    ) -> ReservationState:
        """`reason`: how the person found out; None when only the provider was asked again."""
        limits, now = (await self._limits.current()).limits, self._clock()

        def work(connection: Connection) -> ReservationState:
            held = take(connection, reservation, owner=self._owner, now=now)
            if effect is not None:
                finishing.settle(connection, held, effect, limits, now)
            else:
                finishing.release(connection, held, "a_person_found_out", limits, now)
            ended = ledger.find(connection, reservation)
            assert ended is not None
            how = reason or "the provider was asked again"
            audit.append(
                connection,
                at=now,
                kind="resolved",
                actor=by,
                summary=f"{ended.action} {ended.state.value} by a person: {how}",
                reservation=reservation,
                action=ended.action,
                amount=ended.amount,
                state=ended.state.value,
                reason=reason,
                reference=effect.reference if effect else None,
            )
            return ended.state

        return await self._database.run(work)


def _check(doubt: Doubt, happened: Happened) -> None:
    if not 0 < len(happened.reference) <= 64:
        raise BadRequest("the provider's reference is missing, or longer than 64 characters")
    amount = happened.amount
    if amount.currency != doubt.amount.currency or not 0 <= amount.minor <= doubt.amount.minor:
        raise BadRequest(f"at most {doubt.amount} was held for it")


def _effect(happened: Happened | None, now: datetime) -> Effect | None:
    if happened is None:
        return None
    return Effect(happened.reference, now, happened.amount, {}, {})


def _deed(connection: Connection, reservation: ReservationId) -> str:
    held = ledger.find(connection, reservation)
    assert held is not None
    return held.does
