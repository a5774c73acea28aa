"""What-if: the same limits say the same again, other limits say what would have been."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.authority import recorded
from bot.authority.decision import Need, Needs, Used
from bot.authority.limits import LimitsError, lint_text
from bot.authority.looking_back import again
from bot.authority.replay_report import ReplayReport
from bot.authority.simulated import SimulatedLedger
from bot.commands.limits_replay import HONEST, as_json
from bot.model import Money, Outcome, StaffId
from bot.storage.authority_tables import decisions, requests
from tests.support.authority import LIMITS, World

ANNA, BEN = StaffId("anna"), StaffId("ben")
TEXT = LIMITS.read_text(encoding="utf-8").split("\nexamples:")[0] + "\n"
TIER = "    allow_up_to: 150.00 EUR"


async def mixed(world: World) -> None:
    """A few days with everything in them: yes, no, people, stops, a failing provider, doubles."""
    shop, authority = world.backend, world.authority
    await world.refund("O-20002")
    await world.refund("O-20002", turn="2")
    await world.refund("O-20001", turn="3", reason="not_received")
    await world.refund("O-20002", turn="4", reason=None)
    await world.goodwill("O-20001", turn="5")
    await world.refund("O-20003", turn="6")
    (waiting,) = await authority.approvals()
    await authority.deny(waiting.id, by=ANNA, role="approver", reason="no")
    world.now += timedelta(hours=3)
    await world.sign_in("c5", "C-1001")
    await world.refund("O-20003", conversation="c5", turn="7")
    world.now += timedelta(hours=6)
    await authority.recover()
    await world.sign_in("c6", "C-1001")
    await world.refund("O-20003", conversation="c6", turn="8")
    (waiting,) = await authority.approvals()
    await authority.approve(waiting.id, by=ANNA, role="approver")
    await authority.stop("action:goodwill", by=BEN, reason="look")
    await world.goodwill("O-20001", conversation="c6", turn="9")
    await authority.resume("action:goodwill", by=BEN, reason="fine")
    await world.sign_in("c2", "C-1002")
    for number, order in enumerate(await world.connectors.shop.orders_of("C-1002")):  # type: ignore[arg-type]
        if number == 1:
            shop.faults.set("payments", "final")
        await world.refund(order.id, conversation="c2", turn=str(number))
        await world.refund(order.id, conversation="c2", turn=f"again{number}")
        await world.goodwill(order.id, conversation="c2", turn=f"kind{number}")
    booking = await world.connectors.bookings.booking("B-30001")
    assert booking is not None
    trip = (await world.connectors.bookings.alternatives(booking.id, None))[0]
    await world.sign_in("c3", booking.customer)
    asked = await authority.request(world.rebooking(booking.id, trip.id, conversation="c3"))
    await authority.request(
        world.rebooking(booking.id, trip.id, conversation="c3", turn="2", confirmed=asked.digest)
    )


async def what_if(world: World, change: Callable[[str], str]) -> ReplayReport:
    return await world.authority.what_if(change(TEXT))


async def test_the_same_limits_reproduce_every_decision(world: World) -> None:
    await mixed(world)
    limits = lint_text(TEXT).limits
    assert limits is not None
    found = await world.database.read(lambda c: list(again(c, limits, None)))
    assert len(found) >= 15
    assert {one.recorded.outcome for one in found} >= {"allow", "approve", "refuse", "ask"}
    for one in found:
        assert (one.outcome, one.rule) == (one.recorded.outcome, one.recorded.rule), one


async def test_every_recorded_request_is_read_once_and_in_order(world: World) -> None:
    await mixed(world)
    found = await world.database.read(lambda c: [one.id for one in recorded.stream(c, {})])
    query = select(decisions.c.id).join_from(requests, decisions).order_by(decisions.c.seq)
    assert found == await world.database.read(lambda c: list(c.execute(query).scalars()))


async def test_the_same_limits_change_nothing(world: World) -> None:
    await mixed(world)
    report = await what_if(world, lambda text: text)
    assert (report.changed, report.lines) == (0, ())
    assert report.paid_before == report.paid_after


async def test_the_period_counts_what_was_granted_before_it(world: World) -> None:
    await mixed(world)
    limits = lint_text(TEXT).limits
    assert limits is not None
    since = world.now - timedelta(hours=2)
    found = await world.database.read(lambda c: list(again(c, limits, since)))
    assert found
    for one in found:
        assert (one.outcome, one.rule) == (one.recorded.outcome, one.recorded.rule), one


async def test_a_lower_tier_shows_under_its_name_with_its_money(world: World) -> None:
    await world.refund("O-20002")
    report = await what_if(world, lambda text: text.replace(TIER, "    allow_up_to: 50.00 EUR", 1))
    (line,) = report.lines
    assert (line.action, line.rule, line.newly) == ("refund_order", "allow_up_to", {"approve": 1})
    assert line.money.minor < 0 and report.paid_after.minor == 0
    assert line.line is not None and "refund_order" in TEXT.splitlines()[line.line - 1]


async def test_a_higher_tier_shows_under_the_line_that_had_decided(world: World) -> None:
    await world.refund("O-20003")
    report = await what_if(world, lambda text: text.replace(TIER, "    allow_up_to: 300.00 EUR", 1))
    (line,) = report.lines
    assert (line.rule, line.newly, line.money) == ("allow_up_to", {"allow": 1}, Money(24900, "EUR"))


async def test_a_smaller_budget_shows_which_request_no_longer_fits(world: World) -> None:
    await world.refund("O-20002")
    await world.refund("O-20003", turn="2")
    report = await what_if(world, lambda text: text.replace("max_count: 4", "max_count: 1"))
    (line,) = report.lines
    assert (line.rule, line.newly) == ("refunds_per_customer", {"handover": 1})
    assert line.line is not None and "refunds_per_customer" in TEXT.splitlines()[line.line - 1]


async def test_a_bad_file_is_told_and_nothing_is_replayed(world: World) -> None:
    with pytest.raises(LimitsError):
        await what_if(world, lambda text: text.replace("version: 1", "version: 9"))


async def test_replay_changes_nothing(world: World) -> None:
    await mixed(world)
    books, trail = world.books(), await world.authority.audit(limit=1000)
    await what_if(world, lambda text: text.replace(TIER, "    allow_up_to: 1.00 EUR", 1))
    assert world.books() == books
    assert await world.authority.audit(limit=1000) == trail


async def test_the_report_says_what_it_is_not(world: World) -> None:
    found = as_json(await what_if(world, lambda text: text))
    assert found["note"] == HONEST and "not how people" in HONEST
    assert json.dumps(found)


TAKES = st.lists(
    st.tuples(st.integers(0, 400), st.integers(0, 900), st.booleans()), min_size=1, max_size=40
)


@settings(max_examples=200, deadline=None)
@given(TAKES, st.integers(1, 200))
def test_a_rolling_window_is_the_sum_of_its_hours_also_when_the_clock_goes_back(
    takes: list[tuple[int, int, bool]], span: int
) -> None:
    ledger = SimulatedLedger()
    held: list[tuple[int, int]] = []
    for number, (hour, minor, freed) in enumerate(takes):
        need = Need("b", "all", minor, None, None, hour, span, hour - span)
        within = [one for one in held if one[0] >= hour - span]
        assert ledger.used(need) == Used(sum(one[1] for one in within), len(within))
        ledger.hold(str(number), Outcome.ALLOW, Needs((need,), (), ()))
        held.append((hour, minor))
        if freed:
            ledger.end(str(number), None)
            held.pop()


def test_the_command_is_there(tmp_path: Path) -> None:
    from bot.cli import parser

    arguments = parser().parse_args(["limits", "replay", "--limits", "x.yml", "--since", "30d"])
    assert (arguments.limits, arguments.since) == ("x.yml", "30d")
