"""In doubt beyond every retry: a person finds out what happened, and only then it ends."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.authority.errors import BadRequest, NotPermitted, ReservationNotFound
from bot.authority.resolving import Happened
from bot.connectors.demo.faults import FaultMode
from bot.connectors.ports import Retryable
from bot.model import Money, ReceiptStatus, ReservationId, ReservationState, StaffId
from tests.support.authority import World, prepare

ANNA = StaffId("anna")
SEEN = Happened("BANK-77", Money(10990, "EUR"))


@pytest.fixture(scope="module")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("found_out")
    prepare(folder)
    return folder


@pytest_asyncio.fixture
async def world(made_world: Path, tmp_path: Path) -> AsyncIterator[World]:
    made = World(tmp_path, prepared=made_world)
    await made.authority.start()
    await made.sign_in("c1", "C-1001")
    yield made
    made.close()


async def in_doubt(world: World, fault: FaultMode = "retryable", hours: int = 21) -> ReservationId:
    """A refund of 109.90 euro whose provider never said what happened."""
    world.backend.faults.set("payments", fault, None)
    result = await world.refund("O-20002")
    world.now += timedelta(hours=hours)
    world.backend.faults.clear()
    assert result.reservation is not None
    return result.reservation


async def receipts(world: World) -> list[ReceiptStatus]:
    return [row.receipt.status for row in await world.authority.outbox()]


async def test_what_is_in_doubt_for_less_than_the_retries_is_not_put_before_a_person(
    world: World,
) -> None:
    held = await in_doubt(world, hours=19)
    assert await world.authority.doubts.waiting() == ()
    with pytest.raises(ReservationNotFound):
        await world.authority.doubts.resolve(held, SEEN, by=ANNA, role="approver", reason="x")


async def test_a_person_sees_what_waits_for_them(world: World) -> None:
    held = await in_doubt(world)
    (doubt,) = await world.authority.doubts.waiting()
    assert (doubt.reservation, doubt.amount) == (held, Money(10990, "EUR"))


async def test_it_happened_settles_with_the_reference_that_was_found(world: World) -> None:
    held = await in_doubt(world)
    state = await world.authority.doubts.resolve(
        held, SEEN, by=ANNA, role="approver", reason="seen in the bank's list"
    )
    assert state is ReservationState.SETTLED
    assert world.books().budget("refunds_per_customer", "C-1001") == (0, 10990)
    assert await receipts(world) == [ReceiptStatus.CHECKING, ReceiptStatus.DONE]
    assert (await world.authority.outbox())[-1].receipt.reference == "BANK-77"
    assert await world.authority.doubts.waiting() == ()
    last = (await world.authority.audit())[-1]
    assert (last.kind, last.actor) == ("resolved", ANNA)
    assert (await world.authority.verify()).ok


async def test_it_never_happened_frees_the_money_and_tells_the_customer(world: World) -> None:
    held = await in_doubt(world)
    state = await world.authority.doubts.resolve(
        held, None, by=ANNA, role="admin", reason="the bank has nothing"
    )
    assert state is ReservationState.RELEASED
    assert world.books().budget("refunds_per_customer", "C-1001") == (0, 0)
    assert await receipts(world) == [ReceiptStatus.CHECKING, ReceiptStatus.REFUSED]
    world.now += timedelta(days=2)
    await world.authority.recover()
    assert world.books().moved == 0


async def test_what_the_provider_knows_goes_before_what_a_person_says(world: World) -> None:
    held = await in_doubt(world, "timeout_after_success")
    state = await world.authority.doubts.resolve(
        held, None, by=ANNA, role="approver", reason="I think not"
    )
    assert state is ReservationState.SETTLED
    assert world.books().moved == 10990


async def test_the_provider_is_asked_again_and_what_it_knows_ends_the_doubt(world: World) -> None:
    held = await in_doubt(world, "timeout_after_success")
    state = await world.authority.doubts.ask_again(held, by=ANNA, role="approver")
    assert state is ReservationState.SETTLED
    assert await receipts(world) == [ReceiptStatus.CHECKING, ReceiptStatus.DONE]
    last = (await world.authority.audit())[-1]
    assert (last.kind, last.actor) == ("resolved", ANNA)


async def test_a_provider_that_knows_nothing_leaves_the_doubt_to_a_person(world: World) -> None:
    held = await in_doubt(world)
    state = await world.authority.doubts.ask_again(held, by=ANNA, role="approver")
    assert state is ReservationState.IN_DOUBT
    assert world.books().budget("refunds_per_customer", "C-1001") == (10990, 0)
    (doubt,) = await world.authority.doubts.waiting()
    assert (doubt.reservation, doubt.summary["nl"][:8]) == (held, "€\xa0109,90")
    with pytest.raises(NotPermitted):
        await world.authority.doubts.ask_again(held, by=ANNA, role="agent")


async def test_a_no_that_cannot_be_checked_frees_nothing(world: World) -> None:
    held = await in_doubt(world)
    world.backend.faults.set("payments", "down", None)
    with pytest.raises(Retryable):
        await world.authority.doubts.resolve(held, None, by=ANNA, role="approver", reason="no")
    assert world.books().budget("refunds_per_customer", "C-1001") == (10990, 0)


@pytest.mark.parametrize("role", ["agent", "operator"])
async def test_only_who_may_approve_may_find_out(world: World, role: str) -> None:
    held = await in_doubt(world)
    with pytest.raises(NotPermitted):
        await world.authority.doubts.resolve(held, SEEN, by=ANNA, role=role, reason="x")


@pytest.mark.parametrize(
    "wrong",
    [
        Happened("", Money(10990, "EUR")),
        Happened("B" * 65, Money(10990, "EUR")),
        Happened("B", Money(10991, "EUR")),
        Happened("B", Money(-1, "EUR")),
        Happened("B", Money(100, "USD")),
    ],
)
async def test_more_than_was_held_or_no_reference_is_refused(world: World, wrong: Happened) -> None:
    held = await in_doubt(world)
    with pytest.raises(BadRequest):
        await world.authority.doubts.resolve(held, wrong, by=ANNA, role="approver", reason="x")
    assert len(await world.authority.doubts.waiting()) == 1


async def test_a_second_answer_changes_nothing(world: World) -> None:
    held = await in_doubt(world)
    await world.authority.doubts.resolve(held, SEEN, by=ANNA, role="approver", reason="yes")
    with pytest.raises(ReservationNotFound):
        await world.authority.doubts.resolve(held, None, by=ANNA, role="approver", reason="no")
    assert world.books().budget("refunds_per_customer", "C-1001") == (0, 10990)
