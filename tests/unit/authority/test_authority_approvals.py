"""What waits for a person: held, bound to exactly what was asked, decided again, or expired."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.authority import versions
from bot.authority.errors import ApprovalClosed, ApprovalNotFound, NotPermitted, Stopped
from bot.authority.service import Approval
from bot.connectors.demo.tables import items, orders
from bot.connectors.ports import Retryable
from bot.model import ApprovalId, Outcome, ReceiptStatus, ReservationState, StaffId
from tests.support.authority import World

ANNA, BEN = StaffId("anna"), StaffId("ben")


async def waiting(world: World) -> Approval:
    """A refund of 249 euro, which a person has to agree to."""
    result = await world.refund("O-20003")
    assert result.outcome is Outcome.APPROVE and result.state is ReservationState.RESERVED
    (approval,) = await world.authority.approvals()
    assert approval.id == result.approval
    return approval


async def receipts(world: World) -> list[ReceiptStatus]:
    return [row.receipt.status for row in await world.authority.outbox()]


async def test_a_larger_refund_waits_with_its_money_held(world: World) -> None:
    approval = await waiting(world)
    assert approval.amount.minor == 24900
    assert approval.customer_name == "Emma de Vries"
    assert world.books().budget("refunds_per_day") == (24900, 0)
    assert world.books().moved == 0
    assert await receipts(world) == [ReceiptStatus.WAITING]


async def test_asking_again_while_it_waits_asks_nobody_twice(world: World) -> None:
    await waiting(world)
    again = await world.refund("O-20003", turn="2")
    assert (again.outcome, again.rule) == (Outcome.REFUSE, "once_per")
    assert "waiting for a colleague" in again.say["en"]
    assert len(await world.authority.approvals()) == 1


async def test_a_yes_moves_the_money_and_tells_the_customer(world: World) -> None:
    approval = await waiting(world)
    result = await world.authority.approve(approval.id, by=ANNA, role="approver", note="fine")
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    assert world.books().moved == 24900
    assert world.books().budget("refunds_per_day") == (0, 24900)
    assert await receipts(world) == [ReceiptStatus.WAITING, ReceiptStatus.DONE]
    assert await world.authority.approvals() == ()


async def test_a_no_frees_the_money_and_tells_the_customer(world: World) -> None:
    approval = await waiting(world)
    result = await world.authority.deny(approval.id, by=ANNA, role="approver", reason="no")
    assert (result.outcome, result.state) == (Outcome.REFUSE, ReservationState.RELEASED)
    assert world.books().budget("refunds_per_day") == (0, 0)
    assert await receipts(world) == [ReceiptStatus.WAITING, ReceiptStatus.REFUSED]


async def test_after_a_no_it_can_be_asked_again(world: World) -> None:
    approval = await waiting(world)
    await world.authority.deny(approval.id, by=ANNA, role="approver", reason="no")
    again = await world.refund("O-20003", turn="2")
    assert again.outcome is Outcome.APPROVE


async def test_of_two_approvers_at_once_one_wins(world: World) -> None:
    approval = await waiting(world)
    outcomes = await asyncio.gather(
        world.authority.approve(approval.id, by=ANNA, role="approver"),
        world.authority.approve(approval.id, by=BEN, role="admin"),
        return_exceptions=True,
    )
    closed = [one for one in outcomes if isinstance(one, ApprovalClosed)]
    assert len(closed) == 1
    assert world.books().moved == 24900


async def test_a_yes_and_a_no_at_once_have_one_effect(world: World) -> None:
    approval = await waiting(world)
    outcomes = await asyncio.gather(
        world.authority.approve(approval.id, by=ANNA, role="approver"),
        world.authority.deny(approval.id, by=BEN, role="approver", reason="no"),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ApprovalClosed) for one in outcomes) == 1
    books = world.books()
    assert books.moved == books.held("settled")


@pytest.mark.parametrize("role", ["agent", "operator", "", "customer"])
async def test_only_the_roles_of_the_limits_may_approve(world: World, role: str) -> None:
    approval = await waiting(world)
    with pytest.raises(NotPermitted):
        await world.authority.approve(approval.id, by=ANNA, role=role)
    assert world.books().moved == 0


async def test_who_asked_cannot_approve(world: World) -> None:
    approval = await waiting(world)
    with pytest.raises(NotPermitted):
        await world.authority.approve(approval.id, by=StaffId("bot"), role="approver")


async def test_who_wrote_the_limits_cannot_approve_under_them(world: World) -> None:
    stricter = (await _source(world)).replace("approve_up_to: 400.00", "approve_up_to: 399.00")
    await world.authority.apply(stricter, by=ANNA, reason="stricter")
    approval = await waiting(world)
    with pytest.raises(NotPermitted):
        await world.authority.approve(approval.id, by=ANNA, role="approver")
    result = await world.authority.approve(approval.id, by=BEN, role="approver")
    assert result.state is ReservationState.SETTLED


async def test_an_unknown_approval_is_not_found(world: World) -> None:
    with pytest.raises(ApprovalNotFound):
        await world.authority.approve(ApprovalId("A-NONE"), by=ANNA, role="approver")


async def test_it_is_decided_again_with_what_is_true_now(world: World) -> None:
    approval = await waiting(world)
    _change(world, update(orders).where(orders.c.id == "O-20003").values(status="cancelled"))
    result = await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "not_cancelled")
    assert result.state is ReservationState.RELEASED
    assert world.books().moved == 0 and world.books().budget("refunds_per_day") == (0, 0)
    assert await receipts(world) == [ReceiptStatus.WAITING, ReceiptStatus.REFUSED]


async def test_a_yes_holds_for_exactly_what_was_asked(world: World) -> None:
    approval = await waiting(world)
    _change(world, update(items).where(items.c.order == "O-20003").values(price_minor=20000))
    result = await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "changed")
    assert world.books().moved == 0


async def test_stricter_limits_hold_for_what_waits(world: World) -> None:
    approval = await waiting(world)
    stricter = (await _source(world)).replace("approve_up_to: 400.00", "approve_up_to: 200.00")
    await world.authority.apply(stricter, by=BEN, reason="stricter")
    result = await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "approve_up_to")
    assert world.books().moved == 0


async def test_a_log_in_that_ran_out_does_not_void_what_waits(world: World) -> None:
    approval = await waiting(world)
    world.now += timedelta(hours=2)
    result = await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert result.state is ReservationState.SETTLED


async def test_the_stop_button_holds_for_approvals_too(world: World) -> None:
    approval = await waiting(world)
    await world.authority.stop("all", by=BEN, reason="stop")
    with pytest.raises(Stopped):
        await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert len(await world.authority.approvals()) == 1, "it stays open"
    await world.authority.resume("all", by=BEN, reason="go")
    result = await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert result.state is ReservationState.SETTLED


async def test_nobody_in_time_frees_the_money_and_says_so(world: World) -> None:
    approval = await waiting(world)
    world.now = approval.expires_at
    await world.authority.recover()
    assert await world.authority.approvals() == ()
    assert world.books().budget("refunds_per_day") == (0, 0)
    assert await receipts(world) == [ReceiptStatus.WAITING, ReceiptStatus.REFUSED]
    with pytest.raises(ApprovalClosed):
        await world.authority.approve(approval.id, by=ANNA, role="approver")


async def test_an_expired_approval_cannot_be_given_before_anybody_closed_it(world: World) -> None:
    approval = await waiting(world)
    world.now = approval.expires_at
    with pytest.raises(ApprovalClosed):
        await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert world.books().moved == 0


async def test_silent_records_leave_the_approval_open(world: World) -> None:
    approval = await waiting(world)
    world.backend.faults.set("shop", "down", None)
    with pytest.raises(Retryable):
        await world.authority.approve(approval.id, by=ANNA, role="approver")
    world.backend.faults.clear()
    assert len(await world.authority.approvals()) == 1


async def test_a_provider_s_no_after_a_yes_reaches_the_customer(world: World) -> None:
    approval = await waiting(world)
    world.backend.faults.set("payments", "final")
    result = await world.authority.approve(approval.id, by=ANNA, role="approver")
    assert result.state is ReservationState.RELEASED
    assert await receipts(world) == [ReceiptStatus.WAITING, ReceiptStatus.REFUSED]


async def _source(world: World) -> str:
    version = await world.database.read(versions.in_force)
    assert version is not None
    return version.source


def _change(world: World, statement: Any) -> None:
    world.backend.database.run_sync(lambda c: c.execute(statement))
