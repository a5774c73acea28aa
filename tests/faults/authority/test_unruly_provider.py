"""A provider with bad habits, and the bugs that such providers have led to elsewhere."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.authority import finishing
from bot.authority.service import Authority, Result
from bot.connectors.ports import Effect
from bot.model import Money, ReceiptStatus, ReservationState
from bot.storage.authority_tables import holds, outbox_rows
from tests.support import authority as support
from tests.support.authority import LIMITS, World
from tests.support.authority_unruly import Habit, Unruly
from tests.support.authority_verdict import budget_problems

ONE = 109_90


@pytest.fixture
def provider(world: World) -> Unruly:
    """The provider that takes the place of the shop's own."""
    unruly = Unruly(world.clock)
    world.connectors = replace(world.connectors, payments=unruly)
    world.authority = authority(world, "p1")
    return unruly


def authority(world: World, owner: str) -> Authority:
    return Authority(
        database=world.database,
        connectors=world.connectors,
        clock=world.clock,
        limits_path=LIMITS,
        owner=owner,
    )


async def state(world: World, result: Result) -> ReservationState:
    assert result.reservation is not None
    return (await world.authority.states([result.reservation]))[result.reservation]


async def hours(world: World, count: int) -> None:
    """Recovery runs every hour."""
    for _ in range(count):
        world.now += timedelta(hours=1)
        await world.authority.recover()


async def told(world: World) -> list[ReceiptStatus]:
    return [row.receipt.status for row in await world.authority.outbox()]


async def agree(world: World) -> None:
    """Every budget is the sum of what is held in it, and the chain of the audit is whole."""
    assert world.database.read_sync(budget_problems) == []
    assert (await world.authority.verify()).ok


@pytest.mark.parametrize(
    "habits",
    [
        ["pay_and_lose"],
        ["fail", "pay"],
        ["fail", "fail", "pay_and_lose"],
        ["fail_but_pay"],
        ["fail_but_pay", "fail_but_pay", "fail_but_pay", "fail_but_pay"],
        ["fail"] * 9,
        ["fail", "fail", "fail_but_pay", "pay_and_lose", "fail"],
    ],
    ids=" ".join,
)
async def test_whatever_it_answers_it_pays_once_under_one_key(
    world: World, provider: Unruly, habits: list[Habit]
) -> None:
    """Elsewhere the key was made anew after an error, or after the second one: paid twice."""
    provider.habits = list(habits)
    result = await world.refund("O-20002")
    await hours(world, 4)
    assert await state(world, result) is ReservationState.SETTLED
    assert [paid.amount.minor for paid in provider.paid] == [ONE]
    assert set(provider.calls) == {result.reservation}
    assert (await told(world)).count(ReceiptStatus.DONE) == 1
    assert world.books().held("settled") == provider.moved
    await agree(world)


async def test_money_that_moves_only_after_25_hours_is_found_and_counted_once(
    world: World, provider: Unruly
) -> None:
    provider.habits = ["pay_late"]
    result = await world.refund("O-20002")
    await hours(world, 19)
    called = len(provider.calls)
    await hours(world, 5)
    assert provider.moved == 0 and await state(world, result) is ReservationState.IN_DOUBT
    assert len(provider.calls) == called, "after 20 hours it only looks"
    assert world.books().budget("refunds_per_day") == (ONE, 0), "it goes on counting"
    await hours(world, 3)
    assert await state(world, result) is ReservationState.SETTLED
    assert provider.moved == world.books().held("settled") == ONE
    assert world.books().budget("refunds_per_day") == (0, ONE)
    await agree(world)


async def test_a_provider_that_forgot_the_key_is_not_asked_to_pay_again(
    world: World, provider: Unruly
) -> None:
    """The lost answer, a search that is down, and a day later the key means nothing any more."""
    provider.habits, provider.remembers, provider.looks_up = (
        ["pay_and_lose"],
        timedelta(hours=24),
        False,
    )
    result = await world.refund("O-20002")
    await hours(world, 30)
    assert provider.calls == [result.reservation] and provider.moved == ONE
    assert await state(world, result) is ReservationState.IN_DOUBT
    provider.looks_up = True
    await hours(world, 2)
    assert await state(world, result) is ReservationState.SETTLED
    assert len(provider.paid) == 1
    await agree(world)


async def test_a_key_forgotten_far_too_early_does_no_harm_because_we_look_first(
    world: World, provider: Unruly
) -> None:
    provider.habits, provider.remembers = ["pay_and_lose"], timedelta(minutes=1)
    await world.refund("O-20002")
    await hours(world, 3)
    assert len(provider.paid) == 1 and world.books().held("settled") == ONE


async def test_nobody_pays_late_with_a_key_that_may_be_forgotten(
    world: World, provider: Unruly
) -> None:
    """The claim was made, and then the process stood still for a day before it called."""
    provider.remembers = timedelta(hours=24)
    provider.habits = ["pay_and_lose"]
    result = await world.refund("O-20002")
    held = world.database.read_sync(lambda c: support.reservation(c, result.reservation))
    slow = replace(held, owner="p1", state=ReservationState.EXECUTING)
    await hours(world, 1)
    assert await state(world, result) is ReservationState.SETTLED
    world.now += timedelta(hours=25)
    await world.authority._carrier.carry_out(slow)
    assert len(provider.paid) == 1 and len(provider.calls) == 1


async def test_less_than_was_asked_is_told_as_it_is_and_the_rest_is_free(
    world: World, provider: Unruly
) -> None:
    provider.amount = lambda asked: Money(asked.minor - 9_90, asked.currency)
    result = await world.refund("O-20002")
    assert result.state is ReservationState.SETTLED
    assert result.amount == Money(100_00, "EUR")
    (row,) = await world.authority.outbox()
    assert row.receipt.amount == Money(100_00, "EUR")
    assert world.books().budget("refunds_per_day") == (0, 100_00)
    await agree(world)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda asked: Money(asked.minor + 1, asked.currency),
        lambda asked: Money(asked.minor, "USD"),
    ],
    ids=["a cent more", "another currency"],
)
async def test_more_than_was_asked_is_never_told_as_done_and_a_person_has_to_look(
    world: World, provider: Unruly, wrong: object
) -> None:
    provider.amount = wrong  # type: ignore[assignment]
    result = await world.refund("O-20002")
    await hours(world, 30)
    assert await state(world, result) is ReservationState.IN_DOUBT
    assert await told(world) == [ReceiptStatus.CHECKING]
    assert len(provider.paid) == 1
    assert world.books().budget("refunds_per_day") == (ONE, 0), "what was held goes on counting"
    assert any("more_than_reserved" in line.summary for line in await world.authority.audit())
    await agree(world)


async def test_the_same_news_twice_settles_once(world: World, provider: Unruly) -> None:
    """A provider's webhook comes twice as a rule, and the second time with another amount."""
    provider.habits = ["pay_and_lose"]
    result = await world.refund("O-20002")
    world.now += timedelta(minutes=1)
    await world.authority.recover()
    held = world.database.read_sync(lambda c: support.reservation(c, result.reservation))
    before = world.database.read_sync(lambda c: c.execute(select(holds)).all())
    limits = (await world.authority._limits.current()).limits
    effect = await provider.lookup(held.id)
    assert effect is not None
    executing = replace(held, state=ReservationState.EXECUTING)

    def again(news: Effect) -> bool:
        return world.database.run_sync(
            lambda c: finishing.settle(c, executing, news, limits, world.now)
        )

    assert not again(effect)
    assert not again(replace(effect, amount=Money(1_00, "EUR")))
    after = world.database.read_sync(lambda c: c.execute(select(holds)).all())
    assert before == after and world.books().budget("refunds_per_day") == (0, ONE)
    assert (await told(world)).count(ReceiptStatus.DONE) == 1
    await agree(world)


async def test_two_equal_partial_refunds_are_told_apart_by_reference_not_by_amount(
    world: World, provider: Unruly
) -> None:
    """Elsewhere a second refund of the same amount was taken for the first one, or paid twice."""
    order = await world.connectors.shop.order("O-20002")
    assert order is not None and len(order.items) >= 2
    provider.amount = lambda asked: Money(10_00, asked.currency)
    provider.habits = ["pay_and_lose", "fail", "fail", "fail"]
    first = await world.refund("O-20002", turn="1", items=(order.items[0].id,))
    second = await world.refund("O-20002", turn="2", items=(order.items[1].id,))
    assert await state(world, first) is await state(world, second) is ReservationState.IN_DOUBT
    await hours(world, 2)
    assert [paid.key for paid in provider.paid] == [first.reservation, second.reservation]
    assert world.books().held("settled") == provider.moved == 20_00
    await agree(world)


async def test_many_at_once_never_go_over_a_cap_that_each_of_them_saw_open(
    world: World, provider: Unruly
) -> None:
    """Check, then act: elsewhere every one of them saw room, and all of them paid."""
    source = LIMITS.read_text(encoding="utf-8").split("\ntests:")[0]
    assert "cap: 600.00 EUR" in source
    await world.authority.apply(
        source.replace("cap: 600.00 EUR", "cap: 150.00 EUR"),
        by="olga",  # type: ignore[arg-type]
        reason="a small cap",
    )
    crowd = [authority(world, f"p{number}") for number in range(6)]
    for number in range(6):
        await world.sign_in(f"k{number}", "C-1001")
    asked = []
    for number, one in enumerate(crowd):
        world.authority = one
        order = ("O-20002", "O-20001")[number % 2]
        asked.append(
            world.refund(order, conversation=f"k{number}", reason="not_received")
            if order == "O-20001"
            else world.refund(order, conversation=f"k{number}")
        )
    await asyncio.gather(*asked)
    assert 0 < provider.moved <= 150_00
    assert world.books().held("settled") == provider.moved
    await agree(world)


async def test_what_a_slow_owner_makes_a_provider_do_after_its_no_is_in_the_books(
    world: World, provider: Unruly
) -> None:
    """A provider that breaks its word: it said no to the recovery and paid the slow owner."""
    waiting, go_on = asyncio.Event(), asyncio.Event()
    pay = provider.refund

    async def slowly(grant: object) -> Effect:
        waiting.set()
        await go_on.wait()
        return await pay(grant)  # type: ignore[arg-type]

    provider.refund = slowly  # type: ignore[method-assign]
    slow = asyncio.create_task(world.refund("O-20002"))
    await waiting.wait()
    provider.refund = pay  # type: ignore[method-assign]
    provider.habits = ["decline"]
    world.now += timedelta(seconds=91)
    await authority(world, "rescuer").recover()
    assert world.books().held("released") == ONE and provider.moved == 0
    go_on.set()
    result = await slow
    assert result.state is ReservationState.SETTLED and provider.moved == ONE
    assert world.books().held("settled") == ONE
    assert any("needs_a_person" in line.summary for line in await world.authority.audit())
    rows = world.database.read_sync(lambda c: c.execute(select(outbox_rows.c.status)).all())
    assert [row.status for row in rows] == ["refused", "done"]
    assert (await world.authority.verify()).ok
