"""What budgets hold and have spent: counted, taken under a guard, posted or freed.

Locks are taken in sorted order. A take is one guarded update; the trigger in the database is the
wall behind it.

A scope is a customer's number or that of an order. It is kept as its digest: what somebody has had
goes on counting, and the number itself stands nowhere here.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, and_, bindparam, func, select, text, update
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.engine import Connection

from bot.authority.decision import BudgetKey, Need, Used
from bot.storage.authority_tables import budget_locks, budget_rows, holds
from bot.storage.prepared import Prepared, inserting

_rows = budget_rows.c


def _row(table: Table, *names: str) -> Any:
    """The row of a table with these columns, each given as `of_<column>`."""
    return and_(*(table.c[name] == bindparam(f"of_{name}") for name in names))


def _window(minor: Any, count: Any, table: Table, *names: str) -> tuple[Prepared, Prepared]:
    """What is counted from a bucket on, for rolling windows, and in one bucket alone."""
    found = select(
        func.coalesce(func.sum(minor), 0).label("minor"),
        func.coalesce(func.sum(count), 0).label("count"),
    ).where(_row(table, *names))
    bucket = table.c.bucket
    rolling, one = bucket >= bindparam("of_bucket"), bucket == bindparam("of_bucket")
    return Prepared(found.where(rolling)), Prepared(found.where(one))


_BUMP = Prepared(
    update(budget_locks)
    .where(_row(budget_locks, "budget", "scope"))
    .values(taken=budget_locks.c.taken + 1)
)
_USED = _window(
    _rows.pending_minor + _rows.posted_minor,
    _rows.pending_count + _rows.posted_count,
    budget_rows,
    "budget",
    "scope",
)
_OWN = _window(holds.c.minor, holds.c.count, holds, "reservation", "budget", "scope")
# The row is made or raised in one step, and only while there is room: the guard looks at the whole
# window. The casts are for PostgreSQL, which cannot tell the type of a value that is not there.
_TAKE = """
    INSERT INTO authority_budget_rows AS held (budget, scope, bucket, span, currency, cap_minor,
        cap_count, pending_minor, posted_minor, pending_count, posted_count)
    SELECT :of_budget, :of_scope, :bucket, :span, :currency, CAST(:cap_minor AS BIGINT),
        CAST(:cap_count AS INTEGER), :minor, 0, 1, 0
    WHERE GUARDS
    ON CONFLICT (budget, scope, bucket) DO UPDATE SET
        span = excluded.span, cap_minor = excluded.cap_minor, cap_count = excluded.cap_count,
        pending_minor = held.pending_minor + excluded.pending_minor,
        pending_count = held.pending_count + 1
"""
_TOTAL = """(SELECT COALESCE(SUM(COLUMNS), 0) FROM authority_budget_rows r
    WHERE r.budget = :of_budget AND r.scope = :of_scope AND r.bucket COMPARED :of_bucket)"""
_MINOR_FITS = _TOTAL.replace("COLUMNS", "r.pending_minor + r.posted_minor") + (
    " + :minor <= :cap_minor"
)
_COUNT_FITS = _TOTAL.replace("COLUMNS", "r.pending_count + r.posted_count") + (" + 1 <= :cap_count")
_HOLD = inserting(holds, "reservation", "budget", "scope", "bucket", "minor", "count")
_HELD = Prepared(
    select(holds)
    .where(holds.c.reservation == bindparam("reservation"))
    .order_by(holds.c.budget, holds.c.scope, holds.c.bucket)
)
_here = _row(budget_rows, "budget", "scope", "bucket")
_POST = Prepared(
    update(budget_rows)
    .where(_here)
    .values(
        pending_minor=_rows.pending_minor - bindparam("minor"),
        posted_minor=_rows.posted_minor + bindparam("spent"),
        pending_count=_rows.pending_count - bindparam("times"),
        posted_count=_rows.posted_count + bindparam("times"),
    )
)
_SPENT = Prepared(
    update(holds)
    .where(_row(holds, "reservation", "budget", "scope", "bucket"))
    .values(minor=bindparam("spent"))
)
_FREE = Prepared(
    update(budget_rows)
    .where(_here)
    .values(
        pending_minor=_rows.pending_minor - bindparam("minor"),
        pending_count=_rows.pending_count - bindparam("times"),
    )
)
_LET_GO = Prepared(holds.delete().where(holds.c.reservation == bindparam("reservation")))


ALL = "all"
"""The scope of a budget that everybody shares."""


@lru_cache(maxsize=4096)
def kept_scope(scope: str) -> str:
    """A scope as the database has it."""
    return scope if scope == ALL else hashlib.sha256(scope.encode()).hexdigest()


def _in_order(need: Need) -> BudgetKey:
    return need.budget, kept_scope(need.scope)


class Exhausted(Exception):
    """A budget had no room left when it was taken."""

    def __init__(self, budget: str) -> None:
        self.budget = budget
        super().__init__(budget)


def lock(connection: Connection, needs: Iterable[Need]) -> None:
    """Hold the lock of every budget and scope to the end of the transaction, in sorted order.

    On SQLite the transaction is alone anyway.
    """
    if connection.dialect.name != "postgresql":
        return
    for budget, scope in sorted({_in_order(need) for need in needs}):
        here = {"of_budget": budget, "of_scope": scope}
        if _BUMP.change(connection, here) == 0:
            made = upsert(budget_locks).values(budget=budget, scope=scope, taken=0)
            connection.execute(made.on_conflict_do_nothing())
            _BUMP.change(connection, here)


def used(
    connection: Connection, needs: Iterable[Need], without: str | None = None
) -> Mapping[BudgetKey, Used]:
    """What every needed budget holds now; `without` leaves out what one reservation holds."""
    found = {}
    for need in needs:
        here = {
            "of_budget": need.budget,
            "of_scope": kept_scope(need.scope),
            "of_bucket": need.oldest if need.span else need.bucket,
        }
        total = _USED[not need.span].first(connection, here)
        minor, count = int(total.minor), int(total.count)
        if without is not None:
            own = _OWN[not need.span].first(connection, {**here, "of_reservation": without})
            minor, count = minor - int(own.minor), count - int(own.count)
        found[need.key] = Used(minor, count)
    return found


def take(connection: Connection, needs: Iterable[Need], reservation: str, currency: str) -> None:
    """Hold what a reservation needs; Exhausted names the budget that had no room."""
    for need in sorted(needs, key=_in_order):
        values = {
            "of_budget": need.budget,
            "of_scope": kept_scope(need.scope),
            "of_bucket": need.oldest if need.span else need.bucket,
            "bucket": need.bucket,
            "span": need.span,
            "currency": currency,
            "cap_minor": need.cap_minor,
            "cap_count": need.cap_count,
            "minor": need.minor,
        }
        if _taking(_guards(need), need.span > 0).change(connection, values) != 1:
            raise Exhausted(need.budget)
        _HOLD.change(
            connection,
            {
                "reservation": reservation,
                "budget": need.budget,
                "scope": kept_scope(need.scope),
                "bucket": need.bucket,
                "minor": need.minor,
                "count": 1,
            },
        )


def _guards(need: Need) -> tuple[str, ...]:
    """What has to hold for a take: a budget without a cap takes everything."""
    guards: tuple[str, ...] = ()
    if need.cap_minor is not None and need.minor:
        guards += (_MINOR_FITS,)
    if need.cap_count is not None:
        guards += (_COUNT_FITS,)
    return guards


@lru_cache
def _taking(guards: tuple[str, ...], rolling: bool) -> Prepared:
    where = " AND ".join(guards) or "TRUE"
    made = _TAKE.replace("GUARDS", where.replace("COMPARED", ">=" if rolling else "="))
    return Prepared(text(made))


def post(connection: Connection, reservation: str, reserved: int, actual: int) -> None:
    """What was held is spent; what was held too much is free again."""
    for hold in _HELD.all(connection, {"reservation": reservation}):
        spent = actual if hold.minor == reserved else min(hold.minor, actual)
        values = {**_at(hold), "minor": hold.minor, "times": hold.count, "spent": spent}
        _POST.change(connection, values)
        if spent != hold.minor:
            _SPENT.change(connection, values)


def free(connection: Connection, reservation: str) -> None:
    """Nothing happened: what was held is free again."""
    here = {"reservation": reservation}
    for hold in _HELD.all(connection, here):
        _FREE.change(connection, {**_at(hold), "minor": hold.minor, "times": hold.count})
    _LET_GO.change(connection, here)


def _at(hold: Any) -> dict[str, Any]:
    return {
        "of_reservation": hold.reservation,
        "of_budget": hold.budget,
        "of_scope": hold.scope,
        "of_bucket": hold.bucket,
    }


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
