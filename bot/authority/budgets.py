"""What budgets hold and have spent: counted, taken under a guard, posted or freed.

Locks are taken in sorted order. A take is one guarded update; the trigger in the database is the
wall behind it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import and_, bindparam, func, insert, select, update
from sqlalchemy.engine import Connection

from bot.authority.decision import BudgetKey, Need, Used
from bot.storage.authority_tables import budget_locks, budget_rows, holds

_rows = budget_rows.c
# Made once: putting a statement together costs more than running it.
_BUMP = (
    update(budget_locks)
    .where(
        budget_locks.c.budget == bindparam("of_budget"),
        budget_locks.c.scope == bindparam("of_scope"),
    )
    .values(taken=budget_locks.c.taken + 1)
)
_USED = select(
    func.coalesce(func.sum(_rows.pending_minor + _rows.posted_minor), 0),
    func.coalesce(func.sum(_rows.pending_count + _rows.posted_count), 0),
).where(_rows.budget == bindparam("of_budget"), _rows.scope == bindparam("of_scope"))
_USED_ROLLING = _USED.where(_rows.bucket >= bindparam("bucket"))
_USED_IN_ONE = _USED.where(_rows.bucket == bindparam("bucket"))


class Exhausted(Exception):
    """A budget had no room left when it was taken."""

    def __init__(self, budget: str) -> None:
        self.budget = budget
        super().__init__(budget)


def lock(connection: Connection, needs: Iterable[Need]) -> None:
    """Hold the lock of every budget and scope to the end of the transaction, in sorted order."""
    for budget, scope in sorted({need.key for need in needs}):
        here = {"of_budget": budget, "of_scope": scope}
        if connection.execute(_BUMP, here).rowcount == 0:
            if connection.dialect.name == "postgresql":
                from sqlalchemy.dialects.postgresql import insert as upsert

                made = upsert(budget_locks).values(budget=budget, scope=scope, taken=0)
                connection.execute(made.on_conflict_do_nothing())
                connection.execute(_BUMP, here)
            else:
                connection.execute(insert(budget_locks).values(budget=budget, scope=scope, taken=1))


def used(
    connection: Connection, needs: Iterable[Need], without: str | None = None
) -> Mapping[BudgetKey, Used]:
    """What every needed budget holds now; `without` leaves out what one reservation holds."""
    found = {}
    for need in needs:
        minor, count = connection.execute(
            _USED_ROLLING if need.span else _USED_IN_ONE,
            {
                "of_budget": need.budget,
                "of_scope": need.scope,
                "bucket": need.oldest if need.span else need.bucket,
            },
        ).one()
        own_minor, own_count = _own(connection, need, without) if without else (0, 0)
        found[need.key] = Used(int(minor) - own_minor, int(count) - own_count)
    return found


def _own(connection: Connection, need: Need, reservation: str) -> tuple[int, int]:
    bucket = holds.c.bucket >= need.oldest if need.span else holds.c.bucket == need.bucket
    minor, count = connection.execute(
        select(
            func.coalesce(func.sum(holds.c.minor), 0), func.coalesce(func.sum(holds.c.count), 0)
        ).where(
            holds.c.reservation == reservation,
            holds.c.budget == need.budget,
            holds.c.scope == need.scope,
            bucket,
        )
    ).one()
    return int(minor), int(count)


def take(connection: Connection, needs: Iterable[Need], reservation: str, currency: str) -> None:
    """Hold what a reservation needs; Exhausted names the budget that had no room."""
    for need in sorted(needs, key=lambda need: need.key):
        here = and_(
            _rows.budget == need.budget, _rows.scope == need.scope, _rows.bucket == need.bucket
        )
        caps = {"cap_minor": need.cap_minor, "cap_count": need.cap_count, "span": need.span}
        if connection.execute(update(budget_rows).where(here).values(**caps)).rowcount == 0:
            connection.execute(
                insert(budget_rows).values(
                    budget=need.budget,
                    scope=need.scope,
                    bucket=need.bucket,
                    currency=currency,
                    pending_minor=0,
                    posted_minor=0,
                    pending_count=0,
                    posted_count=0,
                    **caps,
                )
            )
        taken = connection.execute(
            update(budget_rows)
            .where(here, *_guards(need))
            .values(
                pending_minor=_rows.pending_minor + need.minor,
                pending_count=_rows.pending_count + 1,
            )
        )
        if taken.rowcount != 1:
            raise Exhausted(need.budget)
        connection.execute(
            insert(holds).values(
                reservation=reservation,
                budget=need.budget,
                scope=need.scope,
                bucket=need.bucket,
                minor=need.minor,
                count=1,
            )
        )


def _guards(need: Need) -> list[Any]:
    other = budget_rows.alias("other")
    bucket = other.c.bucket >= need.oldest if need.span else other.c.bucket == need.bucket
    here = (other.c.budget == need.budget, other.c.scope == need.scope, bucket)
    guards: list[Any] = []
    if need.cap_minor is not None and need.minor:
        total = select(func.sum(other.c.pending_minor + other.c.posted_minor)).where(*here)
        guards.append(total.scalar_subquery() + need.minor <= need.cap_minor)
    if need.cap_count is not None:
        count = select(func.sum(other.c.pending_count + other.c.posted_count)).where(*here)
        guards.append(count.scalar_subquery() + 1 <= need.cap_count)
    return guards


def post(connection: Connection, reservation: str, reserved: int, actual: int) -> None:
    """What was held is spent; what was held too much is free again."""
    for hold in _held(connection, reservation):
        spent = actual if hold.minor == reserved else min(hold.minor, actual)
        connection.execute(
            update(budget_rows)
            .where(*_at(hold))
            .values(
                pending_minor=_rows.pending_minor - hold.minor,
                posted_minor=_rows.posted_minor + spent,
                pending_count=_rows.pending_count - hold.count,
                posted_count=_rows.posted_count + hold.count,
            )
        )
        connection.execute(
            update(holds)
            .where(
                holds.c.reservation == reservation,
                holds.c.budget == hold.budget,
                holds.c.scope == hold.scope,
                holds.c.bucket == hold.bucket,
            )
            .values(minor=spent)
        )


def free(connection: Connection, reservation: str) -> None:
    """Nothing happened: what was held is free again."""
    for hold in _held(connection, reservation):
        connection.execute(
            update(budget_rows)
            .where(*_at(hold))
            .values(
                pending_minor=_rows.pending_minor - hold.minor,
                pending_count=_rows.pending_count - hold.count,
            )
        )
    connection.execute(holds.delete().where(holds.c.reservation == reservation))


def _held(connection: Connection, reservation: str) -> list[Any]:
    return list(
        connection.execute(
            select(holds)
            .where(holds.c.reservation == reservation)
            .order_by(holds.c.budget, holds.c.scope, holds.c.bucket)
        )
    )


def _at(hold: Any) -> tuple[Any, ...]:
    return (
        _rows.budget == hold.budget,
        _rows.scope == hold.scope,
        _rows.bucket == hold.bucket,
    )


def totals(connection: Connection, budget: str, oldest: int, rolling: bool) -> list[Any]:
    """Per scope: what is pending and posted, in money and in times, the fullest first."""
    bucket = _rows.bucket >= oldest if rolling else _rows.bucket == oldest
    return list(
        connection.execute(
            select(
                _rows.scope,
                func.sum(_rows.pending_minor).label("pending"),
                func.sum(_rows.posted_minor).label("posted"),
                func.sum(_rows.pending_count + _rows.posted_count).label("count"),
            )
            .where(_rows.budget == budget, bucket)
            .group_by(_rows.scope)
            .order_by(func.sum(_rows.pending_minor + _rows.posted_minor).desc(), _rows.scope)
        )
    )
