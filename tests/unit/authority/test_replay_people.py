"""What-if and people: exceptions and own deeds are judged by what the new limits let people do."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.engine import Connection

from bot.authority.limits import lint_text
from bot.authority.looking_back import again
from bot.authority.replay_report import LineReport, ReplayReport
from bot.commands.limits_replay import as_json
from bot.model import Digest, Money, Outcome
from bot.storage.authority_tables import decisions
from tests.support.acting import ANNA, C1, FEMKE, MARIA, does, excepts
from tests.support.authority import LIMITS, World

TEXT = LIMITS.read_text(encoding="utf-8").split("\nexamples:")[0] + "\n"
EXCEPTIONS = "    exceptions: {agent: 50.00 EUR, approver: 400.00 EUR, admin: 400.00 EUR}"
AT_DESK = "    at_desk: {agent: 150.00 EUR, approver: 400.00 EUR, admin: 400.00 EUR}"
IN_TIME = "        when: {age_of: order.delivered_at, at_most: 30d}\n"
SMALL, LARGE, LATE = "O-20002", "O-20003", "O-20004"
CUSTOMERS = {"c1": "C-1001", "c2": "C-1002", "c3": "C-1003", "c8": "C-1008"}


def days(count: int) -> tuple[tuple[str, str], ...]:
    """So many days to send something back, instead of 30."""
    words = (("30 days", f"{count} days"), ("30 dagen", f"{count} dagen"))
    return ((IN_TIME, IN_TIME.replace("30d", f"{count}d")), *words, *words)


async def what_if(
    world: World, *changes: tuple[str, str], since: timedelta | None = None
) -> ReplayReport:
    text = TEXT
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return await world.authority.what_if(text, since=since)


async def only_line(world: World, *changes: tuple[str, str]) -> LineReport:
    """The one line that makes a difference, with where the file says it."""
    (line,) = (await what_if(world, *changes)).lines
    return line


async def reproduced(world: World, since: timedelta | None = None) -> list[str]:
    """Every recorded outcome; the same limits have to say the same again."""
    limits = lint_text(TEXT).limits
    assert limits is not None
    after = None if since is None else world.now - since
    found = await world.database.read(lambda c: list(again(c, limits, after)))
    for one in found:
        assert (one.outcome, one.rule) == (one.recorded.outcome, one.recorded.rule), one
        assert one.outcome is not Outcome.ALLOW or one.minor == one.recorded.minor
    return [one.recorded.outcome for one in found if one.recorded.acting is not None]


async def excepted(world: World) -> int:
    """A refund that came too late, made an exception to; how many cents it was."""
    assert (await world.refund(LATE)).rule == "in_time"
    result = await excepts(world, FEMKE)
    assert result is not None and result.outcome is Outcome.ALLOW and result.amount is not None
    return result.amount.minor


async def a_busy_day(world: World, chance: random.Random) -> None:
    """Customers ask, people refund, agree, deny and make exceptions, and a provider fails."""
    orders = {}
    for conversation, customer in CUSTOMERS.items():
        if conversation != "c1":
            await world.sign_in(conversation, customer)
        orders[conversation] = [
            one.id
            for one in await world.connectors.shop.orders_of(customer)  # type: ignore[arg-type]
        ]
    for number in range(30):
        conversation = chance.choice(sorted(orders))
        order, by = chance.choice(orders[conversation]), chance.choice((MARIA, FEMKE))
        reason = chance.choice(("damaged", "not_received", "changed_mind"))
        if chance.random() < 0.15:
            world.backend.faults.set("payments", "final")
        step = chance.randrange(4)
        if step == 0:
            await world.refund(order, conversation=conversation, turn=f"t{number}", reason=reason)
        elif step == 1:
            await does(world, by, order, reason=reason, conversation=conversation)
        elif step == 2:
            await excepts(world, by, conversation=conversation)
        else:
            for waiting in await world.authority.approvals():
                if chance.random() < 0.5:
                    await world.authority.deny(waiting.id, by=ANNA, role="approver", reason="no")
                else:
                    await world.authority.approve(waiting.id, by=ANNA, role="approver")
        world.now += timedelta(minutes=chance.randrange(1, 4))


@pytest.mark.parametrize("seed", [0, 3, 4, 5])
async def test_the_same_limits_reproduce_what_people_did_among_all_the_rest(
    world: World, seed: int
) -> None:
    await a_busy_day(world, random.Random(seed))
    assert len(await reproduced(world)) >= 5
    await reproduced(world, timedelta(minutes=30))
    report = await what_if(world)
    assert (report.changed, report.unjudged, report.lines) == (0, 0, ())


async def test_an_exception_and_deeds_of_every_outcome_are_reproduced(world: World) -> None:
    await excepted(world)
    await does(world, MARIA, SMALL)
    await does(world, MARIA, SMALL)
    await does(world, MARIA, LARGE)
    assert await reproduced(world) == ["allow", "allow", "refuse", "approve"]
    report = await what_if(world)
    assert (report.requests, report.changed) == (5, 0)
    assert report.paid_before == report.paid_after == Money(world.books().moved, "EUR")


async def test_an_exception_to_something_else_than_was_seen_stays_a_question(world: World) -> None:
    await world.refund(LATE)
    (offer,) = await world.authority.exceptions.offers(C1)
    await world.authority.exceptions.grant(
        C1, offer.decision, Digest("0" * 64), by=FEMKE.id, role=FEMKE.role, reason="x"
    )
    assert await reproduced(world) == ["ask"]


async def test_a_lower_amount_for_a_role_refuses_its_exceptions_on_that_line(world: World) -> None:
    minor = await excepted(world)
    lower = EXCEPTIONS.replace("approver: 400", "approver: 1")
    line = await only_line(world, (EXCEPTIONS, lower))
    assert (line.action, line.rule, line.newly) == (
        "refund_order",
        "exceptions.approver",
        {"refuse": 1},
    )
    assert line.money == Money(-minor, "EUR")
    assert (
        line.line is not None
        and "approver: 1.00" in TEXT.replace(EXCEPTIONS, lower).splitlines()[line.line - 1]
    )


@pytest.mark.parametrize("without", ["    exceptions: {agent: 50.00 EUR}", "    # nobody"])
async def test_a_role_that_makes_no_exceptions_any_more_is_told_at_their_line(
    world: World, without: str
) -> None:
    minor = await excepted(world)
    line = await only_line(world, (EXCEPTIONS, without))
    assert (line.rule, line.newly) == ("exceptions.approver", {"refuse": 1})
    assert (line.money, line.line) == (
        Money(-minor, "EUR"),
        TEXT.split(EXCEPTIONS)[0].count("\n") + 1,
    )


async def test_a_line_made_final_holds_against_the_exception_that_was_made_to_it(
    world: World,
) -> None:
    minor = await excepted(world)
    line = await only_line(world, (IN_TIME, IN_TIME + "        final: true\n"))
    assert (line.rule, line.newly, line.money) == ("in_time", {"refuse": 1}, Money(-minor, "EUR"))


async def test_an_exception_that_is_no_longer_needed_is_not_counted_twice(world: World) -> None:
    await excepted(world)
    report = await what_if(world, *days(90))
    (line,) = report.lines
    assert (line.rule, line.newly, line.money) == (
        "in_time",
        {"allow": 1, "refuse": 1},
        Money(0, "EUR"),
    )
    assert report.paid_before == report.paid_after


async def test_less_room_at_the_desk_makes_a_second_person_agree(world: World) -> None:
    result = await does(world, MARIA, SMALL)
    assert result.amount is not None
    line = await only_line(world, (AT_DESK, AT_DESK.replace("agent: 150", "agent: 10")))
    assert (line.rule, line.newly) == ("at_desk.agent", {"approve": 1})
    assert line.money == Money(-result.amount.minor, "EUR")


async def test_more_room_at_the_desk_shows_what_need_not_have_waited(world: World) -> None:
    waiting = await does(world, MARIA, LARGE)
    assert waiting.outcome is Outcome.APPROVE and waiting.amount is not None
    line = await only_line(world, (AT_DESK, AT_DESK.replace("agent: 150", "agent: 300")))
    assert (line.rule, line.newly, line.money) == (
        "at_desk.agent",
        {"allow": 1},
        Money(waiting.amount.minor, "EUR"),
    )


async def test_a_role_that_may_nothing_by_itself_any_more_is_told_at_the_desks_line(
    world: World,
) -> None:
    await does(world, MARIA, SMALL)
    line = await only_line(world, (AT_DESK, AT_DESK.replace("agent: 150.00 EUR, ", "")))
    assert (line.rule, line.newly) == ("at_desk.agent", {"refuse": 1})
    assert line.line is not None and "at_desk:" in TEXT.splitlines()[line.line - 1]


async def test_what_a_person_did_fills_the_budget_of_what_customers_ask_next(world: World) -> None:
    await does(world, MARIA, SMALL)
    await world.refund(LARGE, turn="2")
    line = await only_line(world, ("max_count: 4", "max_count: 1"))
    assert (line.rule, line.newly) == ("refunds_per_customer", {"handover": 1})


@pytest.mark.parametrize("by_hand", [False, True])
async def test_what_was_granted_before_the_period_fills_budgets_though_it_would_be_refused_now(
    world: World, by_hand: bool
) -> None:
    await (does(world, MARIA, SMALL) if by_hand else world.refund(SMALL))
    world.now += timedelta(minutes=50)
    await world.sign_in("c2", "C-1002")
    lost = await world.refund("O-20005", conversation="c2", reason="not_received")
    assert lost.outcome in (Outcome.ALLOW, Outcome.APPROVE) and lost.amount is not None
    cap = f"cap: {lost.amount.minor // 100 + 1}.00 EUR"
    changes = (*days(2), (AT_DESK, "    # nobody"), ("cap: 3000.00 EUR", cap))
    report = await what_if(world, *changes, since=timedelta(minutes=20))
    (line,) = report.lines
    assert (report.requests, line.rule, line.newly) == (1, "refunds_per_day", {"handover": 1})


def _forgets(change: Callable[[str], str]) -> Callable[[Connection], None]:
    def work(connection: Connection) -> None:
        row = connection.execute(
            decisions.select().where(decisions.c.channel == "desk").order_by(decisions.c.seq)
        ).first()
        assert row is not None
        facts = change(row.facts)
        assert facts != row.facts
        connection.execute(update(decisions).where(decisions.c.id == row.id).values(facts=facts))

    return work


def _role_gone(facts: str) -> str:
    return facts.replace('"case.role"', '"case.gone"')


async def test_a_deed_without_its_role_on_record_is_told_and_keeps_what_it_held(
    world: World,
) -> None:
    await does(world, MARIA, SMALL)
    await world.refund(LARGE, turn="2")
    await world.database.run(_forgets(_role_gone))
    report = await what_if(world)
    assert (report.requests, report.unjudged, report.changed) == (1, 1, 0)
    assert as_json(report)["unjudged"] == 1
    line = await only_line(world, ("max_count: 4", "max_count: 1"))
    assert (line.rule, line.newly) == ("refunds_per_customer", {"handover": 1})


async def test_an_exception_of_an_older_record_is_known_by_what_was_kept_of_it(
    world: World,
) -> None:
    await excepted(world)
    await world.database.run(_forgets(_role_gone))
    assert await reproduced(world) == ["allow"]
    assert (await what_if(world)).unjudged == 0
