"""Constructs that only the ledger can keep: one open at a time, counters, offers that are taken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.authority.service import ActionRequest, Result
from bot.model import ConversationId, Money, ReservationState, StaffId
from tests.support.authority import World
from tests.support.judging import money, text_of

Open = Callable[..., World]


@pytest.fixture
def opened(made_world: Path, tmp_path: Path) -> Iterator[Open]:
    """A world with limits of its own."""
    worlds: list[World] = []

    def make(require: str, *, top: str = "", extra: str = "") -> World:
        file = tmp_path / "own.yml"
        file.write_text(text_of(require, top=top, extra=extra), encoding="utf-8")
        worlds.append(World(tmp_path, prepared=made_world, limits=file))
        return worlds[-1]

    yield make
    for world in worlds:
        world.close()


async def asked(world: World, turn: str, order: str, amount: Money | None = None) -> Result:
    params = {"order": order, **({"amount": amount} if amount else {})}
    conversation = ConversationId("c1")
    return await world.authority.request(ActionRequest("act", conversation, turn, params))


OWN = "- signed_in\n- own_order"
REFUND = """
does: payments.refund
amount: refund.amount
allow_up_to: 0.00 EUR
approve_up_to: 400.00 EUR
"""


async def test_construct_40_a_second_one_has_to_wait_until_the_first_is_decided(
    opened: Open,
) -> None:
    world = opened(OWN, extra=REFUND + "one_open_per: [customer.id]")
    await world.sign_in("c1", "C-1001")
    first = await asked(world, "1", "O-20002")
    assert first.outcome.value == "approve" and first.approval is not None
    second = await asked(world, "2", "O-20003")
    assert (second.outcome.value, second.rule) == ("refuse", "once_per")
    assert "waiting for a colleague" in second.say["en"]
    done = await world.authority.approve(first.approval, by=StaffId("anna"), role="approver")
    assert done.state is ReservationState.SETTLED
    assert (await asked(world, "3", "O-20003")).outcome.value == "approve"


async def test_construct_40_a_no_makes_room_as_well(opened: Open) -> None:
    world = opened(OWN, extra=REFUND + "one_open_per: [customer.id]")
    await world.sign_in("c1", "C-1001")
    first = await asked(world, "1", "O-20002")
    assert first.approval is not None
    await world.authority.deny(first.approval, by=StaffId("anna"), role="approver", reason="no")
    assert (await asked(world, "2", "O-20003")).outcome.value == "approve"


COUNTED = """
budgets:
  refunds:
    title: {en: Refunds, nl: Terugbetalingen}
    max_count: 5
    window: WINDOW
    per: customer.id
"""
AT_ONCE = REFUND.replace("allow_up_to: 0.00", "allow_up_to: 300.00") + "budgets: [refunds]"
NO_SECOND = (
    OWN
    + """
- id: none_before
  when: {budget.refunds.times: {below: 1}}
  say: {en: one a year, nl: een per jaar}
"""
)


@pytest.mark.parametrize("window", ["calendar_year", "rolling 365d"])
async def test_constructs_43_and_47_what_was_given_counts_against_the_next(
    opened: Open, window: str
) -> None:
    world = opened(NO_SECOND, top=COUNTED.replace("WINDOW", window), extra=AT_ONCE)
    await world.sign_in("c1", "C-1001")
    assert (await asked(world, "1", "O-20002")).state is ReservationState.SETTLED
    second = await asked(world, "2", "O-20003")
    assert (second.outcome.value, second.rule) == ("refuse", "none_before")
    assert second.say["en"] == "one a year"


async def test_construct_50_a_cap_out_of_a_table_holds_in_the_ledger(opened: Open) -> None:
    caps = """
    tables: {a_day: {regular: 300.00 EUR, silver: 900.00 EUR, gold: 2000.00 EUR}}
    budgets:
      day:
        title: {en: Day, nl: Dag}
        cap: {table: a_day, row: customer.tier}
        window: calendar_day
        per: customer.id
    """
    world = opened(OWN, top=caps, extra=AT_ONCE.replace("[refunds]", "[day]"))
    await world.sign_in("c1", "C-1001")
    assert (await asked(world, "1", "O-20002")).amount == money("109.90")
    full = await asked(world, "2", "O-20003")
    assert (full.outcome.value, full.rule) == ("handover", "day")
    assert world.books().moved == 109_90


COUNTER_OFFER = (
    OWN
    + """
- id: within_what_was_paid
  when: {request.amount: {at_most: refund.amount}}
  offer: {amount: refund.amount}
  say:
    en: "That is more than was paid. I can refund {offer.amount}; shall I?"
    nl: "Dat is meer dan er betaald is. Ik kan {offer.amount} terugbetalen; zal ik dat doen?"
"""
)
PARTLY = """
does: payments.refund
params: {amount: {type: money}}
amount: request.amount
allow_up_to: 300.00 EUR
"""


async def test_a_counter_offer_is_granted_when_it_is_taken(opened: Open) -> None:
    world = opened(COUNTER_OFFER, extra=PARTLY)
    await world.sign_in("c1", "C-1001")
    refused = await asked(world, "1", "O-20002", money("250.00"))
    assert (refused.outcome.value, refused.rule) == ("refuse", "within_what_was_paid")
    assert refused.offer == {"amount": money("109.90")}
    assert "€109.90" in refused.say["en"]
    taken = await asked(world, "2", "O-20002", refused.offer["amount"])
    assert (taken.outcome.value, taken.state) == ("allow", ReservationState.SETTLED)
    assert world.books().moved == 109_90


async def test_less_than_is_possible_is_given_too(opened: Open) -> None:
    world = opened(COUNTER_OFFER, extra=PARTLY)
    await world.sign_in("c1", "C-1001")
    assert (await asked(world, "1", "O-20002", money("10.00"))).amount == money("10.00")
    assert world.books().moved == 10_00


async def test_an_offer_that_would_not_be_granted_is_not_made(opened: Open) -> None:
    small = COUNTED.replace("max_count: 5", "cap: 50.00 EUR").replace("WINDOW", "calendar_day")
    world = opened(COUNTER_OFFER, top=small, extra=PARTLY + "budgets: [refunds]")
    await world.sign_in("c1", "C-1001")
    refused = await asked(world, "1", "O-20002", money("250.00"))
    assert refused.outcome.value == "refuse" and refused.offer is None
    assert "109" not in refused.say["en"] and refused.say["en"].startswith("That is something")


async def test_what_is_no_amount_is_never_paid(opened: Open) -> None:
    world = opened(COUNTER_OFFER, extra=PARTLY)
    await world.sign_in("c1", "C-1001")
    params = {"order": "O-20002", "amount": "all of it"}
    request = ActionRequest("act", ConversationId("c1"), "1", params)
    assert (await world.authority.request(request)).outcome.value != "allow"
    assert world.books().moved == 0
