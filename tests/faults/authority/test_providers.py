"""Providers that fail: nothing happens twice, nothing is told as done that is not known to be."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from bot.model import ConversationId, Outcome, ReceiptStatus, ReservationState, StaffId
from bot.storage.authority_tables import audit_trail
from tests.support.authority import World


async def receipts(world: World) -> list[ReceiptStatus]:
    return [row.receipt.status for row in await world.authority.outbox()]


async def test_a_plain_not_now_is_tried_again_with_the_same_key(world: World) -> None:
    world.backend.faults.set("payments", "retryable", 2)
    result = await world.refund("O-20002")
    assert result.state is ReservationState.SETTLED
    assert list(world.books().provider) == [result.reservation]


async def test_the_key_stays_the_same_however_often_it_fails(world: World) -> None:
    world.backend.faults.set("payments", "retryable", 7)
    result = await world.refund("O-20002")
    assert result.state is ReservationState.IN_DOUBT
    for _ in range(3):
        world.now += timedelta(hours=1)
        await world.authority.recover()
    assert list(world.books().provider) == [result.reservation]
    assert world.books().held("settled") == world.books().moved == 10990


async def test_a_definite_no_frees_everything_and_is_not_told_as_done(world: World) -> None:
    world.backend.faults.set("payments", "final")
    result = await world.refund("O-20002", turn="1")
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.RELEASED)
    assert "did not go through" in result.say["en"]
    assert world.books().budget("refunds_per_day") == (0, 0)
    again = await world.refund("O-20002", turn="2")
    assert again.state is ReservationState.SETTLED, "it can be asked for again"


async def test_a_lost_answer_is_in_doubt_and_never_told_as_done(world: World) -> None:
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    assert result.state is ReservationState.IN_DOUBT
    assert "can't say that it is done" in result.say["en"]
    assert await receipts(world) == [ReceiptStatus.CHECKING]
    assert world.books().budget("refunds_per_day") == (10990, 0), "it goes on counting"


async def test_a_lost_answer_is_found_again_without_a_second_effect(world: World) -> None:
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    world.now += timedelta(minutes=1)
    await world.authority.recover()
    books = world.books()
    assert books.provider == {result.reservation: 10990}
    assert books.held("settled") == 10990 and books.budget("refunds_per_day") == (0, 10990)
    assert await receipts(world) == [ReceiptStatus.CHECKING, ReceiptStatus.DONE]


async def test_asking_again_while_in_doubt_pays_nothing(world: World) -> None:
    world.backend.faults.set("payments", "timeout_after_success")
    await world.refund("O-20002", turn="1")
    again = await world.refund("O-20002", turn="2")
    assert again.outcome is Outcome.REFUSE
    assert world.books().moved == 10990


async def test_a_provider_that_is_down_is_asked_again_until_it_is_up(world: World) -> None:
    world.backend.faults.set("payments", "retryable", None)
    result = await world.refund("O-20002")
    world.backend.faults.set("payments", "down", None)
    assert result.state is ReservationState.IN_DOUBT
    for _ in range(3):
        world.now += timedelta(hours=1)
        await world.authority.recover()
    assert world.books().moved == 0
    world.backend.faults.clear()
    world.now += timedelta(hours=1)
    await world.authority.recover()
    assert world.books().provider == {result.reservation: 10990}
    assert await receipts(world) == [ReceiptStatus.CHECKING, ReceiptStatus.DONE]


async def test_doubt_is_not_freed_by_time(world: World) -> None:
    world.backend.faults.set("payments", "retryable", None)
    result = await world.refund("O-20002")
    world.backend.faults.set("payments", "down", None)
    for _ in range(30):
        world.now += timedelta(hours=1)
        await world.authority.recover()
    assert result.reservation is not None
    states = await world.authority.states([result.reservation])
    assert states[result.reservation] is ReservationState.IN_DOUBT
    assert world.books().budget("refunds_per_customer", "C-1001") == (10990, 0)


async def test_after_twenty_hours_it_is_only_looked_up(world: World) -> None:
    world.backend.faults.set("payments", "retryable", None)
    result = await world.refund("O-20002")
    world.now += timedelta(hours=21)
    world.backend.faults.clear()
    await world.authority.recover()
    assert world.books().moved == 0, "a provider may have forgotten the key by now"
    assert result.reservation is not None
    states = await world.authority.states([result.reservation])
    assert states[result.reservation] is ReservationState.IN_DOUBT
    kinds = [record.summary for record in await world.authority.audit()]
    assert any("needs_a_person" in summary for summary in kinds)


async def test_a_late_success_is_still_found_after_a_day(world: World) -> None:
    world.backend.faults.set("payments", "timeout_after_success")
    await world.refund("O-20002")
    world.now += timedelta(hours=25)
    await world.authority.recover()
    assert world.books().held("settled") == world.books().moved == 10990


async def test_the_stop_button_holds_back_retries_but_not_looking(world: World) -> None:
    world.backend.faults.set("payments", "retryable", 3)
    held_back = await world.refund("O-20002", turn="1")
    world.backend.faults.set("vouchers", "timeout_after_success")
    lost = await world.goodwill("O-20001", turn="2")
    await world.authority.stop("all", by=StaffId("olga"), reason="stop")
    world.now += timedelta(hours=1)
    await world.authority.recover()
    assert held_back.reservation is not None and lost.reservation is not None
    states = await world.authority.states([held_back.reservation, lost.reservation])
    assert states[held_back.reservation] is ReservationState.IN_DOUBT
    assert states[lost.reservation] is ReservationState.SETTLED
    assert list(world.books().provider) == [lost.reservation]


async def test_a_rebooking_whose_answer_is_lost_happens_once(world: World) -> None:
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    asked = await world.authority.preview(world.rebooking("B-30001", trip.id))
    world.backend.faults.set("bookings", "timeout_after_success")
    result = await world.authority.request(
        world.rebooking("B-30001", trip.id, turn="2", confirmed=asked.digest)
    )
    assert result.state is ReservationState.IN_DOUBT
    world.now += timedelta(minutes=1)
    await world.authority.recover()
    booking = await world.connectors.bookings.booking("B-30001")
    assert booking is not None and booking.trip.id == trip.id
    assert len(world.books().provider) == 1


async def test_every_step_is_in_the_audit_trail_and_the_chain_holds(world: World) -> None:
    world.backend.faults.set("payments", "timeout_after_success")
    await world.refund("O-20002")
    world.now += timedelta(minutes=1)
    await world.authority.recover()
    kinds = [record.kind for record in await world.authority.audit()]
    assert kinds == ["limits", "decision", "in_doubt", "settled"]
    assert (await world.authority.verify()).ok


async def test_the_audit_trail_names_no_customer(world: World) -> None:
    await world.refund("O-20002")
    rows = world.database.read_sync(lambda c: c.execute(select(audit_trail.c.body)).all())
    assert not any("C-1001" in row.body or "Emma" in row.body for row in rows)
    assert await world.authority.decisions(ConversationId("c1"))
