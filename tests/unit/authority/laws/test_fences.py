"""The fences around money, each by itself: one owner, one lease, one version, one transaction."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.authority import budgets, ledger
from bot.authority.decision import Need
from bot.authority.ids import new_id
from bot.authority.reserving import decide_and_reserve
from bot.authority.service import ActionRequest
from bot.authority.values import Result
from bot.model import ConversationId, Money, ReservationState, StaffId
from bot.storage.authority_tables import budget_rows, holds, requests, reservations
from bot.storage.database import StorageError
from tests.support import authority as support
from tests.support.authority import LIMITS, World

LEASE = timedelta(seconds=90)


async def in_doubt(world: World) -> Result:
    """A refund whose answer was lost."""
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    assert result.state is ReservationState.IN_DOUBT
    return result


def sqlite(world: World, statement: str) -> None:
    world.database.run_sync(lambda c: c.execute(text(statement)))


async def test_what_is_reserved_is_claimed_by_one_owner_only(world: World) -> None:
    waiting = await world.refund("O-20003")
    assert waiting.reservation is not None

    def work(connection: Connection) -> tuple[bool, bool]:
        assert waiting.reservation is not None
        first = ledger.claim(connection, waiting.reservation, owner="one", now=world.now)
        second = ledger.claim(connection, waiting.reservation, owner="two", now=world.now)
        return first, second

    assert world.database.run_sync(work) == (True, False)


async def test_what_is_being_carried_out_cannot_be_withdrawn(world: World) -> None:
    result = await in_doubt(world)
    assert result.reservation is not None
    id = result.reservation
    freed = world.database.run_sync(
        lambda c: ledger.withdraw(c, id, problem="denied", now=world.now)
    )
    assert not freed
    assert world.books().budget("refunds_per_day") == (109_90, 0)


async def test_a_running_lease_keeps_recovery_away(world: World) -> None:
    result = await in_doubt(world)
    sqlite(world, "UPDATE authority_reservations SET state = 'executing'")
    before = world.database.read_sync(lambda c: support.reservation(c, result.reservation))
    world.now += LEASE - timedelta(seconds=1)
    other = World(world.folder, owner="other")
    other.now = world.now
    await other.authority.recover()
    other.close()
    after = world.database.read_sync(lambda c: support.reservation(c, result.reservation))
    assert after == before


def need(minor: int, cap: int) -> Need:
    return Need(
        budget="b", scope="all", bucket=0, oldest=0, span=0,
        minor=minor, cap_minor=cap, cap_count=3,
    )  # fmt: skip


@pytest.mark.parametrize(("held", "asked"), [((60, 40), 1), ((1, 1, 1), 1)])
async def test_the_guard_speaks_before_the_wall_in_the_database_does(
    world: World, held: tuple[int, ...], asked: int
) -> None:
    waiting = await world.refund("O-20003")

    def row(connection: Connection) -> Any:
        query = select(reservations).where(reservations.c.id == waiting.reservation)
        return connection.execute(query).one()._mapping

    def hold(connection: Connection, number: int, minor: int) -> None:
        values = {**row(connection), "id": f"R-{number}"}
        connection.execute(reservations.insert().values(**values))
        budgets.take(connection, [need(minor, 100)], f"R-{number}", "EUR")

    for number, minor in enumerate(held):
        world.database.run_sync(lambda c, n=number, m=minor: hold(c, n, m))  # type: ignore[misc]
    with pytest.raises(budgets.Exhausted):
        world.database.run_sync(lambda c: hold(c, 99, asked))


async def test_the_wall_in_the_database_holds_when_nothing_else_does(world: World) -> None:
    """As a program without any guard would do it."""
    await world.refund("O-20002")
    with pytest.raises(DBAPIError):
        sqlite(world, "UPDATE authority_budget_rows SET pending_minor = cap_minor + 1")
    assert world.books().budget("refunds_per_day") == (0, 109_90)


async def test_a_decision_under_limits_that_are_in_force_no_more_is_not_written(
    world: World,
) -> None:
    old = await world.authority._limits.current()
    stricter = LIMITS.read_text(encoding="utf-8").split("\ntests:")[0]
    stricter = stricter.replace("cap: 3000.00 EUR", "cap: 500.00 EUR", 1)
    await world.authority.apply(stricter, by=StaffId("olga"), reason="a smaller day")
    request = ActionRequest("refund_order", ConversationId("c1"), "9", {"order": "O-20002"})
    written = world.database.run_sync(
        lambda c: decide_and_reserve(
            c, request, {}, force=old, now=world.now, owner="me", new_id=new_id
        )
    )
    assert written is None


async def _tried(world: World, wanted: Callable[[World], Any]) -> None:
    with pytest.raises((StorageError, DBAPIError)):
        await wanted(world)


async def test_without_its_audit_record_nothing_is_held_and_nothing_is_paid(world: World) -> None:
    sqlite(
        world,
        "CREATE TRIGGER no_audit BEFORE INSERT ON authority_audit "
        "WHEN NEW.kind = 'decision' BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    await _tried(world, lambda w: w.refund("O-20002"))
    counts = world.database.read_sync(
        lambda c: [
            c.execute(select(func.count()).select_from(table)).scalar_one()
            for table in (requests, reservations, holds)
        ]
    )
    assert counts == [0, 0, 0]
    assert world.books().moved == 0


async def test_without_its_receipt_nothing_is_settled_and_later_it_is_told(world: World) -> None:
    sqlite(
        world,
        "CREATE TRIGGER no_receipt BEFORE INSERT ON authority_outbox "
        "WHEN NEW.status = 'done' BEGIN SELECT RAISE(ABORT, 'no'); END",
    )
    await _tried(world, lambda w: w.refund("O-20002"))
    assert world.books().budget("refunds_per_day") == (109_90, 0)
    sqlite(world, "DROP TRIGGER no_receipt")
    world.now += LEASE + timedelta(seconds=1)
    await world.authority.recover()
    assert world.books().budget("refunds_per_day") == (0, 109_90)
    (row,) = await world.authority.outbox()
    assert row.receipt.status.value == "done"


async def test_the_money_of_the_ledger_is_exact_to_the_cent() -> None:
    texts = [f"{cents // 100}.{cents % 100:02d} EUR" for cents in range(100_00)]
    assert [Money.parse(text).minor for text in texts] == list(range(100_00))


async def test_a_lowered_cap_can_be_written_over_what_is_spent_and_frees_nothing(
    world: World,
) -> None:
    await world.refund("O-20002")
    world.database.run_sync(lambda c: c.execute(update(budget_rows).values(cap_minor=1)))
    assert world.books().budget("refunds_per_day") == (0, 109_90)
