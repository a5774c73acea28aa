"""What a customer can get by themselves: money that moves once, within the limits."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from bot.authority.errors import RequestConflict
from bot.authority.service import ActionRequest
from bot.connectors.demo.tables import trips
from bot.model import (
    ConversationId,
    CustomerId,
    Digest,
    Money,
    Outcome,
    ReceiptStatus,
    ReservationState,
    StaffId,
)
from tests.support.authority import World


async def test_a_small_refund_moves_the_money_at_once(world: World) -> None:
    result = await world.refund("O-20002")
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    assert result.amount == Money(10990, "EUR")
    assert result.reference is not None and result.reference.startswith("RF-")
    order = await world.connectors.shop.order("O-20002")
    assert order is not None and order.refunded == order.paid
    assert world.books().moved == 10990


async def test_what_was_refunded_is_in_the_ledger_and_in_every_budget(world: World) -> None:
    await world.refund("O-20002")
    books = world.books()
    assert books.held("settled") == 10990
    assert books.budget("refunds_per_day") == (0, 10990)
    assert books.budget("refunds_per_customer", "C-1001") == (0, 10990)
    assert books.budget("refunds_per_order", "O-20002") == (0, 10990)


async def test_the_receipt_is_written_with_the_settlement(world: World) -> None:
    result = await world.refund("O-20002")
    (row,) = await world.authority.outbox()
    assert row.receipt.status is ReceiptStatus.DONE
    assert row.receipt.reference == result.reference
    assert row.receipt.reservation == result.reservation
    assert row.receipt.to == result.to and row.receipt.expected == result.expected
    assert set(row.receipt.explanation) == {"en", "nl"}


async def test_a_sent_receipt_does_not_come_again(world: World) -> None:
    await world.refund("O-20002")
    rows = await world.authority.outbox()
    await world.authority.sent([row.id for row in rows])
    assert await world.authority.outbox() == ()


async def test_the_same_turn_again_gives_the_same_answer_and_no_second_effect(
    world: World,
) -> None:
    first = await world.refund("O-20002", turn="7")
    assert await world.refund("O-20002", turn="7") == first
    assert world.books().moved == 10990


async def test_the_same_turn_with_another_claim_is_an_error(world: World) -> None:
    await world.refund("O-20002", turn="7")
    with pytest.raises(RequestConflict):
        await world.refund("O-20002", turn="7", reason="other")


async def test_the_same_refund_in_another_turn_is_refused(world: World) -> None:
    await world.refund("O-20002", turn="1")
    again = await world.refund("O-20002", turn="2")
    assert again.outcome is Outcome.REFUSE
    assert world.books().moved == 10990


async def test_equal_partial_refunds_are_told_apart_by_their_items(world: World) -> None:
    await world.sign_in("c12", "C-1012")
    order = await world.connectors.shop.order("O-20017")
    assert order is not None
    ids = [item.id for item in order.items]
    one = await world.refund("O-20017", conversation="c12", turn="1", items=(ids[0],))
    two = await world.refund("O-20017", conversation="c12", turn="2", items=(ids[1],))
    both = await world.refund("O-20017", conversation="c12", turn="3", items=tuple(ids[:2]))
    assert one.state is two.state is ReservationState.SETTLED
    assert both.outcome is Outcome.REFUSE
    assert world.books().moved == order.paid.minor


async def test_an_item_of_another_order_is_refused(world: World) -> None:
    result = await world.refund("O-20002", items=("O-20003-1",))
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "items_of_the_order")


async def test_too_long_ago_is_refused_with_what_is_possible_instead(world: World) -> None:
    result = await world.refund("O-20004")
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "in_time")
    assert "warranty" in result.say["en"] and "garantie" in result.say["nl"]
    assert await world.authority.outbox() == (), "a plain refusal writes no receipt"


@pytest.mark.parametrize("order", ["O-20005", "O-99999", "B-30001", "", "'; DROP TABLE x"])
async def test_what_is_not_theirs_is_not_found_and_nothing_about_it_is_said(
    world: World, order: str
) -> None:
    result = await world.refund(order)
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "own_order")
    assert result.amount == Money(0, "EUR")
    assert "–" in result.summary["en"], "no word about somebody else's order"


async def test_a_stranger_is_asked_who_they_are(world: World) -> None:
    result = await world.refund("O-20002", conversation="nobody")
    assert (result.outcome, result.rule) == (Outcome.ASK, "signed_in")


async def test_an_expired_log_in_counts_as_a_stranger(world: World) -> None:
    world.now = world.now.replace(hour=23)
    result = await world.refund("O-20002")
    assert (result.outcome, result.rule) == (Outcome.ASK, "signed_in")


async def test_a_guest_can_do_it_for_what_they_proved_and_nothing_else(world: World) -> None:
    await world.prove("guest", "O-20020")
    proven = await world.refund("O-20020", conversation="guest", turn="1")
    other = await world.refund("O-20019", conversation="guest", turn="2")
    assert proven.state is ReservationState.SETTLED
    assert (other.outcome, other.rule) == (Outcome.ASK, "signed_in")


async def test_a_preview_changes_nothing(world: World) -> None:
    request = ActionRequest(
        "refund_order",
        ConversationId("c1"),
        "c1:1",
        {"order": "O-20002", "items": ()},
        {"reason": "damaged"},
    )
    result = await world.authority.preview(request)
    assert result.outcome is Outcome.ALLOW and result.reservation is None
    assert world.books().by_state == {}
    assert await world.authority.decisions(ConversationId("c1")) == ()


async def test_an_unknown_action_is_refused(world: World) -> None:
    request = ActionRequest("give_everything", ConversationId("c1"), "c1:1", {})
    result = await world.authority.request(request)
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "unknown_action")


async def test_a_late_order_gets_a_voucher_once(world: World) -> None:
    first = await world.goodwill("O-20001", turn="1")
    second = await world.goodwill("O-20001", turn="2")
    assert first.state is ReservationState.SETTLED
    assert first.reference is not None and first.reference.startswith("V-")
    assert (second.outcome, second.rule) == (Outcome.REFUSE, "once_per")
    assert len(await world.connectors.vouchers.vouchers_of(CustomerId("C-1001"))) == 1


async def test_an_order_on_time_gets_no_voucher(world: World) -> None:
    await world.sign_in("c7", "C-1007")
    result = await world.goodwill("O-20012", conversation="c7")
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "our_own_record")


async def test_a_trip_is_moved_only_after_a_yes_to_exactly_this(world: World) -> None:
    trip, other = (await world.connectors.bookings.alternatives("B-30001", None))[:2]
    asked = await world.authority.request(world.rebooking("B-30001", trip.id, turn="1"))
    assert (asked.outcome, asked.rule) == (Outcome.ASK, "confirm")
    elsewhere = await world.authority.request(
        world.rebooking("B-30001", other.id, turn="2", confirmed=asked.digest)
    )
    assert elsewhere.outcome is Outcome.ASK, "a yes to one trip is no yes to another"
    done = await world.authority.request(
        world.rebooking("B-30001", trip.id, turn="3", confirmed=asked.digest)
    )
    assert done.state is ReservationState.SETTLED
    booking = await world.connectors.bookings.booking("B-30001")
    assert booking is not None and booking.trip.id == trip.id


@pytest.mark.parametrize("extra", [-5_00, 25_00])
async def test_a_yes_does_not_hold_for_another_price(world: World, extra: int) -> None:
    booking = await world.connectors.bookings.booking("B-30001")
    assert booking is not None
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    each = booking.paid.minor // booking.passengers + extra
    _set_price(world, trip.id, each)
    asked = await world.authority.preview(world.rebooking("B-30001", trip.id))
    _set_price(world, trip.id, each + 100)
    again = await world.authority.request(
        world.rebooking("B-30001", trip.id, turn="2", confirmed=asked.digest)
    )
    assert (again.outcome, again.rule) == (Outcome.ASK, "confirm")
    assert again.digest != asked.digest


async def test_a_dearer_trip_is_paid_by_the_customer_and_counts_in_no_budget(
    world: World,
) -> None:
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    _set_price(world, trip.id, trip.price.minor + 50_00)
    asked = await world.authority.preview(world.rebooking("B-30001", trip.id))
    assert asked.shown["rebook.to_pay"].minor > 0
    done = await world.authority.request(
        world.rebooking("B-30001", trip.id, turn="2", confirmed=asked.digest)
    )
    assert (done.state, done.amount) == (ReservationState.SETTLED, Money(0, "EUR"))
    assert world.books().budget("changes_per_day") == (0, 0)
    receipt = (await world.authority.outbox())[-1].receipt
    assert (receipt.amount, receipt.to) == (None, None)


async def test_a_forged_confirmation_confirms_nothing(world: World) -> None:
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    result = await world.authority.request(
        world.rebooking("B-30001", trip.id, confirmed=Digest("f" * 64))
    )
    assert result.outcome is Outcome.ASK


async def test_a_saver_fare_cannot_be_moved(world: World) -> None:
    await world.sign_in("c9", "C-1009")
    found = await world.connectors.bookings.alternatives("B-30001", None)
    result = await world.authority.request(
        world.rebooking("B-30004", found[0].id, conversation="c9")
    )
    assert result.outcome is Outcome.REFUSE and "fare_can_change" in result.failed


async def test_the_stop_button_holds_from_that_moment(world: World) -> None:
    await world.authority.stop("action:refund_order", by=StaffId("olga"), reason="try")
    stopped = await world.refund("O-20002", turn="1")
    assert (stopped.outcome, stopped.rule) == (Outcome.HANDOVER, "stopped")
    other = await world.goodwill("O-20001", turn="2")
    assert other.state is ReservationState.SETTLED, "only this action is stopped"
    await world.authority.resume("action:refund_order", by=StaffId("olga"), reason="done")
    again = await world.refund("O-20002", turn="3")
    assert again.state is ReservationState.SETTLED


@pytest.mark.parametrize("scope", ["all", "channel:chat"])
async def test_everything_and_a_channel_can_be_stopped(world: World, scope: str) -> None:
    await world.authority.stop(scope, by=StaffId("olga"), reason="try")
    assert [stop.scope for stop in await world.authority.switch()] == [scope]
    assert (await world.refund("O-20002")).rule == "stopped"


async def test_a_customer_never_reads_an_amount_of_the_limits(world: World) -> None:
    await world.sign_in("c4", "C-1004")
    above = await world.refund("O-20009", conversation="c4", turn="1")
    assert above.outcome is Outcome.HANDOVER and above.rule == "approve_up_to"
    assert not any(digit in above.say["en"] for digit in "0123456789")


async def test_a_silent_shop_decides_nothing_and_writes_nothing(world: World) -> None:
    world.backend.faults.set("shop", "down", None)
    result = await world.refund("O-20002")
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "unavailable")
    world.backend.faults.clear()
    again = await world.refund("O-20002")
    assert again.state is ReservationState.SETTLED, "the same turn can succeed later"


async def test_what_was_decided_is_kept_with_the_line_that_decided(world: World) -> None:
    await world.refund("O-20004", turn="1")
    await world.refund("O-20002", turn="2")
    refused, allowed = await world.authority.decisions(ConversationId("c1"))
    assert refused.rule == "in_time" and "30" in refused.line["nl"]
    assert refused.why == refused.say
    assert allowed.rule is None and allowed.state is ReservationState.SETTLED
    assert allowed.limits == refused.limits and len(allowed.limits) == 64


async def test_the_brief_shows_what_is_still_possible(world: World) -> None:
    before = await world.authority.possible(ConversationId("c1"))
    assert ("refund_order", "O-20002", Outcome.ALLOW) in [
        (one.action, one.object, one.outcome) for one in before
    ]
    assert ("goodwill", "O-20001") in [(one.action, one.object) for one in before]
    assert ("rebook_trip", "B-30001") in [(one.action, one.object) for one in before]
    old = [one.action for one in before if one.object == "O-20004"]
    assert old == ["satisfaction_refund"], "too long ago for anything but the promise"
    await world.refund("O-20002")
    after = await world.authority.possible(ConversationId("c1"))
    assert ("refund_order", "O-20002") not in [(one.action, one.object) for one in after]


async def test_a_guest_without_proof_has_nothing_possible(world: World) -> None:
    assert await world.authority.possible(ConversationId("nobody")) == ()


def _set_price(world: World, trip: str, minor: int) -> None:
    world.backend.database.run_sync(
        lambda c: c.execute(update(trips).where(trips.c.id == trip).values(price_minor=minor))
    )
