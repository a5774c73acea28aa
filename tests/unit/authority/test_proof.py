"""Trust first: proof is asked only on a signal that the limits name, and then it is enough."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.authority import proof
from bot.authority.derived import refunds_lately
from bot.authority.view import View
from bot.model import ConversationId, Money, Outcome, ReservationState, StaffId
from tests.support.authority import LIMITS, NOW, World

OMAR, BEN, UTC = StaffId("omar"), StaffId("ben"), ZoneInfo("UTC")


async def distrusting(world: World) -> None:
    """Limits that ask everybody for a photo of damaged goods."""
    text = LIMITS.read_text(encoding="utf-8")
    (line,) = [one for one in text.splitlines() if "refunds_lately: {at_least: 3}" in one]
    text = text.replace(f"{line}\n", "").split("\nexamples:")[0] + "\n"
    version = await world.authority.apply(text, by=OMAR, reason="photos of everything")
    await world.authority.agree(version.number, by=BEN, role="admin")


async def give_photo(world: World, conversation: str = "c1") -> None:
    await world.database.run(
        lambda c: proof.give(
            c, ConversationId(conversation), kind=proof.PHOTO, reference="p-1", now=world.now
        )
    )


async def test_a_customer_without_many_refunds_is_believed(world: World) -> None:
    result = await world.refund("O-20002")
    assert (result.outcome, result.wants_proof) == (Outcome.ALLOW, False)


async def test_on_the_signal_a_photo_is_asked_and_nothing_is_held(world: World) -> None:
    await distrusting(world)
    result = await world.refund("O-20002")
    assert (result.outcome, result.rule) == (Outcome.ASK, "photo_after_several")
    assert result.wants_proof
    assert result.reservation is None and world.books().moved == 0


async def test_with_the_photo_the_same_refund_is_paid_at_once(world: World) -> None:
    await distrusting(world)
    await world.refund("O-20002")
    await give_photo(world)
    result = await world.refund("O-20002", turn="2")
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)


async def test_a_photo_in_another_conversation_proves_nothing_here(world: World) -> None:
    await distrusting(world)
    await give_photo(world, "c2")
    assert (await world.refund("O-20002")).wants_proof


async def test_no_number_of_the_rule_is_told_to_the_customer(world: World) -> None:
    await distrusting(world)
    result = await world.refund("O-20002")
    for text in result.say.values():
        assert not any(letter.isdigit() for letter in text)


@pytest.mark.parametrize(("days", "counted"), [(0, 1), (90, 1), (91, 0), (-1, 0)])
def test_only_refunds_of_the_last_ninety_days_count(days: int, counted: int) -> None:
    refund = {"order": "O-1", "amount": Money(100, "EUR"), "at": NOW - timedelta(days=days)}
    view = View({"customer.refunds": (refund,)}, NOW, UTC)
    assert refunds_lately(view) == counted


def test_what_is_not_known_is_not_none() -> None:
    view = View({}, NOW, UTC)
    assert refunds_lately(view) is None
