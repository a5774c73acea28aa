"""A database that is full, read-only, cut off or restarted: nothing is paid that is not held."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text, update

from bot.authority.service import Authority
from bot.connectors.ports import Effect
from bot.model import Clock, Grant, ReservationState
from bot.storage.authority_tables import decisions
from bot.storage.database import DatabaseUnavailable, StorageError
from tests.support.authority import LIMITS, World
from tests.support.authority_crash import Case
from tests.support.authority_crew import Crew, full_size
from tests.support.authority_racers import many_orders, roomy_limits
from tests.support.authority_servers import postgres
from tests.support.authority_unruly import Unruly
from tests.support.authority_verdict import budget_problems

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    with postgres() as running:
        yield running


async def agree(world: World) -> None:
    """The provider did what the ledger settled, and the rest of the books are right."""
    books = world.books()
    assert books.moved == books.held("settled")
    assert books.held("executing", "in_doubt") == 0
    assert world.database.read_sync(budget_problems) == []
    assert (await world.authority.verify()).ok


async def test_a_database_without_room_pays_nothing_and_goes_on_when_there_is_room(
    made_world: Path, tmp_path: Path
) -> None:
    limits = tmp_path / "roomy.yml"
    limits.write_text(roomy_limits(), encoding="utf-8")
    world = World(tmp_path, prepared=made_world, limits=limits)
    await world.authority.start()
    numbers = many_orders(world, 40, 20_00)
    for number in numbers:
        await world.sign_in(f"of-{number}", "C-1001")
    most = [1]

    def bound(driver: Any, *_: Any) -> None:
        driver.execute(f"PRAGMA max_page_count={most[0]}")

    event.listen(world.database.engine(), "checkout", bound)
    full: list[str] = []
    for number in numbers:
        try:
            await world.refund(number, conversation=f"of-{number}")
        except DatabaseUnavailable:
            full.append(number)
    assert full, "it never became full"
    books = world.books()
    assert books.moved == books.held("settled", "executing"), "nothing is paid that is not held"
    most[0] = 1_000_000
    world.now += timedelta(seconds=91)
    await world.authority.recover()
    for number in full:
        again = await world.refund(number, conversation=f"of-{number}")
        assert again.state is ReservationState.SETTLED
    assert world.books().moved == 40 * 20_00
    await agree(world)
    world.close()


async def test_a_database_that_may_not_be_written_refuses_before_anything_is_paid(
    world: World,
) -> None:
    read_only = [True]

    def bound(driver: Any, *_: Any) -> None:
        driver.execute(f"PRAGMA query_only={'ON' if read_only[0] else 'OFF'}")

    event.listen(world.database.engine(), "checkout", bound)
    with pytest.raises(DatabaseUnavailable):
        await world.refund("O-20002")
    assert world.books().moved == 0 and world.books().by_state == {}
    read_only[0] = False
    assert (await world.refund("O-20002")).state is ReservationState.SETTLED
    await agree(world)


async def test_one_that_cannot_be_finished_does_not_keep_later_ones_from_it(world: World) -> None:
    world.backend.faults.set("payments", "timeout_after_success", 2)
    spoilt = await world.refund("O-20002", turn="1")
    world.now += timedelta(seconds=1)
    await world.sign_in("c2", "C-1008")
    sound = await world.refund("O-20014", conversation="c2", turn="1")
    world.database.run_sync(
        lambda c: c.execute(
            update(decisions).where(decisions.c.id == spoilt.decision).values(explain="{")
        )
    )
    world.now += timedelta(minutes=1)
    await world.authority.recover()
    assert spoilt.reservation is not None and sound.reservation is not None
    states = await world.authority.states([spoilt.reservation, sound.reservation])
    assert states[sound.reservation] is ReservationState.SETTLED
    assert states[spoilt.reservation] is ReservationState.EXECUTING, "it is tried again later"


def test_connections_that_are_cut_at_any_statement_lose_nothing(server: Any) -> None:
    crew = Crew(server.get_uri())
    try:
        stories = crew.points if full_size() else ("allow",)
        cases = [
            Case(story, point, "cut", ("recovery", "retry")[point // 2 % 2])
            for story in stories
            for point in range(0, len(crew.points[story]), 1 if full_size() else 2)
        ]
        figures = crew.judge(cases)
    finally:
        crew.close()
    print(f"\ncut off on PostgreSQL: {figures}")
    assert figures.wrong == []


class Slow(Unruly):
    """Says that it was called, and answers when it may."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self.called, self.may_answer = asyncio.Event(), asyncio.Event()

    async def refund(self, grant: Grant) -> Effect:
        """Wait, then pay."""
        self.called.set()
        await self.may_answer.wait()
        return await super().refund(grant)


@pytest.mark.parametrize("back_in_time", [True, False], ids=["is back", "is still down"])
async def test_a_database_that_crashes_during_the_call_finds_the_payment_again(
    server: Any, made_world: Path, tmp_path: Path, back_in_time: bool
) -> None:
    from pgserver import _commands

    def control(*words: str) -> None:
        run = _commands.pg_ctl  # type: ignore[attr-defined]
        run(["-w", *words], pgdata=server.pgdata, user=server.system_user)

    world = World(tmp_path, prepared=made_world, url=server.get_uri())
    world.database.run_sync(
        lambda c: c.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public"))
    )
    await world.database.upgrade()
    slow = Slow(world.clock)
    world.authority = Authority(
        database=world.database,
        connectors=replace(world.connectors, payments=slow),
        clock=world.clock,
        limits_path=LIMITS,
    )
    await world.authority.start()
    await world.sign_in("c1", "C-1001")
    asked = asyncio.create_task(world.refund("O-20002"))
    await slow.called.wait()
    if back_in_time:
        await asyncio.to_thread(control, "restart", "-m", "immediate")
        slow.may_answer.set()
        assert (await asked).state is ReservationState.SETTLED
    else:
        await asyncio.to_thread(control, "stop", "-m", "immediate")
        slow.may_answer.set()
        with pytest.raises(StorageError):
            await asked
        await asyncio.to_thread(server.ensure_postgres_running)
        world.now += timedelta(seconds=91)
        await world.authority.recover()
    assert slow.moved == world.books().held("settled") == 109_90 and len(slow.paid) == 1
    assert world.database.read_sync(budget_problems) == []
    assert (await world.authority.verify()).ok
    world.close()
