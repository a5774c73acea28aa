"""Several processes on one budget, and processes that die in the middle."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot.authority import finishing, ledger
from bot.authority.service import Authority
from bot.model import ReservationId, ReservationState
from bot.storage.authority_tables import reservations
from bot.storage.liveness import Liveness
from tests.support import authority as support
from tests.support.authority import LIMITS, World
from tests.support.authority_racers import WITHIN_S, many_orders, race, start
from tests.support.limits_text import GOOD


@pytest.mark.slow
async def test_processes_racing_for_one_budget_never_exceed_it(
    made_world: Path, tmp_path: Path
) -> None:
    limits = tmp_path / "small.yml"
    limits.write_text(GOOD.replace("cap: 500.00 EUR", "cap: 400.00 EUR"), encoding="utf-8")
    world = World(tmp_path, prepared=made_world, limits=limits)
    await world.authority.start()
    numbers = many_orders(world, 12, 90_00)
    for number in numbers:
        await world.sign_in(f"of-{number}", "C-1001")
    # 400 euro a day: at most four refunds of 90 euro.
    lines = race(world, limits, {f"p{n}": numbers[n::3] for n in range(3)})
    books = world.books()
    assert len(lines) == 12
    assert books.moved == books.held("settled") == 4 * 90_00
    assert books.budget("a_day") == (0, 4 * 90_00)
    assert sum("handover a_day" in line for line in lines) == 8
    assert (await world.authority.verify()).ok
    world.close()


@pytest.mark.slow
async def test_processes_racing_for_the_same_order_pay_it_once(world: World) -> None:
    (number,) = many_orders(world, 1, 90_00)
    await world.sign_in(f"of-{number}", "C-1001")
    lines = race(world, LIMITS, {f"p{n}": [number] for n in range(3)})
    assert sum("SETTLED" in line for line in lines) == 1
    assert world.books().moved == 90_00


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "moved_before"),
    [("before_the_call", 0), ("after_the_call", 109_90), ("while_settling", 109_90)],
)
async def test_what_a_killed_process_left_is_finished_exactly_once(
    world: World, where: str, moved_before: int
) -> None:
    await world.sign_in("of-O-20002", "C-1001")
    victim = start("killed", str(world.folder), str(LIMITS), where, "O-20002")
    out, _ = victim.communicate(timeout=WITHIN_S)
    assert victim.returncode == -9 and "survived" not in out
    assert world.books().moved == moved_before
    assert world.books().budget("refunds_per_day") == (109_90, 0), "held while nobody knows"
    await world.authority.recover()
    assert world.books().held("executing") == 109_90, "the lease still runs: hands off"
    world.now += timedelta(seconds=91)
    await world.authority.recover()
    await world.authority.recover()
    books = world.books()
    assert books.moved == books.held("settled") == 109_90
    assert books.budget("refunds_per_day") == (0, 109_90)
    again = await world.refund("O-20002", conversation="of-O-20002", turn="1")
    assert again.state is ReservationState.SETTLED, "the turn that is run again hears the end"


async def test_a_slow_owner_is_fenced_off_and_nothing_happens_twice(world: World) -> None:
    """Recovery takes over while the first owner is merely slow; both go to the provider."""
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    assert result.reservation is not None
    # As it was before the slow owner wrote anything down.
    world.database.run_sync(
        lambda c: c.execute(
            update(reservations)
            .where(reservations.c.id == result.reservation)
            .values(state="executing", claimed_at=world.now - timedelta(hours=1))
        )
    )
    slow = world.database.read_sync(lambda c: support.reservation(c, result.reservation))
    other = World(world.folder, owner="other")
    await other.authority.recover()
    await world.authority._carrier.carry_out(slow)
    books = world.books()
    assert books.moved == books.held("settled") == 109_90
    assert books.budget("refunds_per_day") == (0, 109_90)
    statuses = [row.receipt.status.value for row in await world.authority.outbox()]
    assert statuses == ["checking", "done"]
    other.close()


async def test_who_was_overtaken_can_neither_free_nor_settle_nor_doubt(world: World) -> None:
    """The provider's no to the slow owner must not free what the new owner is paying out."""
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    world.now += timedelta(hours=1)
    force = await world.authority._limits.current()
    effect = await world.connectors.payments.lookup(ReservationId(str(result.reservation)))
    assert effect is not None

    def work(connection: Connection) -> None:
        first = support.reservation(connection, result.reservation)
        lease = timedelta(seconds=90)
        assert ledger.take_over(connection, first, owner="slow", now=world.now, lease=lease)
        slow = support.reservation(connection, result.reservation)
        later = world.now + lease
        assert ledger.take_over(connection, slow, owner="slow", now=later, lease=lease)
        assert not ledger.take_over(connection, slow, owner="third", now=later, lease=lease)
        assert not finishing.release(connection, slow, "declined", force.limits, later)
        assert not finishing.doubt(connection, slow, "timeout", force.limits, later)
        assert not finishing.settle(connection, slow, effect, force.limits, later)
        now = support.reservation(connection, result.reservation)
        assert now.state is ReservationState.EXECUTING
        assert finishing.settle(connection, now, effect, force.limits, later)

    world.database.run_sync(work)
    assert world.books().budget("refunds_per_day") == (0, 109_90)


async def test_what_a_process_that_is_gone_had_begun_is_finished_before_its_lease(
    world: World,
) -> None:
    """Nobody waits for an owner that cannot come back, but for the call that it may have made."""
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    world.database.run_sync(
        lambda c: c.execute(
            update(reservations)
            .where(reservations.c.id == result.reservation)
            .values(state="executing", owner="first", claimed_at=world.now)
        )
    )
    first, second = Liveness(world.folder / "running"), Liveness(world.folder / "running")
    first.live("first")
    other = Authority(
        database=world.database,
        connectors=world.connectors,
        clock=lambda: world.now,
        limits_path=LIMITS,
        owner="second",
        liveness=second,
    )
    await other.start()
    await other.recover()
    assert world.books().held("executing") == 109_90
    first.close()
    await other.recover()
    assert world.books().held("executing") == 109_90
    world.now += timedelta(seconds=15)
    await other.recover()
    books = world.books()
    assert books.moved == books.held("settled") == 109_90
    assert second.gone() == frozenset()
