"""Versions of the limits: seeded once, changed by applying, loosened only by two people."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.authority import versions
from bot.authority.errors import NotPermitted, VersionNotFound
from bot.authority.limits import LimitsError, lint_in_force, lint_text
from bot.authority.loosening import loosened
from bot.model import Outcome, StaffId
from tests.support.authority import LIMITS, World
from tests.support.limits_text import GOOD

ANNA, BEN = StaffId("anna"), StaffId("ben")
# Without the examples in the file, which would rightly object to what is tried here.
SHIPPED = LIMITS.read_text(encoding="utf-8").split("\ntests:")[0]


async def test_the_file_comes_into_force_at_the_first_start_only(
    world: World, tmp_path: Path
) -> None:
    other = tmp_path / "limits.yml"
    other.write_text(SHIPPED.replace("allow_up_to: 150.00", "allow_up_to: 50.00"), "utf-8")
    again = World(world.folder, limits=other)
    await again.authority.start()
    view = await again.authority.limits()
    assert view.version == 1
    assert view.problem is not None and "not in force" in view.problem
    again.close()


async def test_a_bad_file_never_comes_into_force_and_is_told(world: World, tmp_path: Path) -> None:
    bad = tmp_path / "limits.yml"
    bad.write_text(SHIPPED.replace("age_of", "aeg_of"), "utf-8")
    again = World(world.folder, limits=bad)
    await again.authority.start()
    view = await again.authority.limits()
    assert view.version == 1 and view.problem is not None and "limits.yml:" in view.problem
    assert (await again.refund("O-20002")).outcome is Outcome.ALLOW, "the old limits stay"
    again.close()


async def test_a_bad_file_at_the_very_first_start_stops_it(
    made_world: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "limits.yml"
    bad.write_text("version: 7\n", "utf-8")
    fresh = World(tmp_path, prepared=made_world, limits=bad)
    with pytest.raises(LimitsError, match=r"limits\.yml:1:"):
        await fresh.authority.start()
    with pytest.raises(LimitsError):
        await fresh.authority.limits()
    fresh.close()


async def test_limits_in_force_that_a_newer_linter_objects_to_stay_in_force(
    made_world: Path, tmp_path: Path
) -> None:
    asks = "approval: {by: [approver, admin], expires: 4h"
    told = SHIPPED.replace(f"{asks}}}", f"{asks}, tiers: [{{above: 250.00 EUR}}]}}", 1)
    report = lint_text(told)
    assert report.limits is None and "the same people" in str(report), "the linter objects today"
    older = lint_in_force(told, "limits.yml").limits
    assert older is not None
    file = tmp_path / "limits.yml"
    file.write_text(told, "utf-8")
    upgraded = World(tmp_path, prepared=made_world, limits=file)
    await upgraded.database.run(lambda c: versions.seed(c, older, upgraded.clock()))
    await upgraded.authority.start()
    view = await upgraded.authority.limits()
    assert view.version == 1 and view.problem is not None and "stays in force" in view.problem
    await upgraded.sign_in("c1", "C-1001")
    assert (await upgraded.refund("O-20002")).outcome is Outcome.ALLOW
    with pytest.raises(LimitsError, match="the same people"):
        await upgraded.authority.apply(told + "# kept\n", by=ANNA, reason="a remark")
    mended = await upgraded.authority.apply(SHIPPED, by=ANNA, reason="no tier")
    if mended.applied_at is None:
        await upgraded.authority.agree(mended.number, by=BEN, role="operator")
    assert (await upgraded.authority.limits()).problem is None
    upgraded.close()


async def test_stricter_limits_come_into_force_at_once_in_every_process(world: World) -> None:
    other = World(world.folder)
    assert (await other.authority.limits()).version == 1
    stricter = SHIPPED.replace("allow_up_to: 150.00", "allow_up_to: 100.00")
    version = await world.authority.apply(stricter, by=ANNA, reason="quiet season")
    assert version.applied_at is not None
    assert (await other.authority.limits()).version == version.number
    result = await other.refund("O-20002")
    assert result.outcome is Outcome.APPROVE
    other.close()


async def test_looser_limits_wait_for_a_second_person(world: World) -> None:
    looser = SHIPPED.replace("allow_up_to: 150.00", "allow_up_to: 300.00")
    version = await world.authority.apply(looser, by=ANNA, reason="trust")
    assert version.applied_at is None
    assert (await world.authority.limits()).version == 1
    with pytest.raises(NotPermitted):
        await world.authority.agree(version.number, by=ANNA, role="admin")
    with pytest.raises(NotPermitted):
        await world.authority.agree(version.number, by=BEN, role="agent")
    await world.authority.agree(version.number, by=BEN, role="operator")
    assert (await world.authority.limits()).version == version.number
    assert (await world.refund("O-20003")).outcome is Outcome.ALLOW
    with pytest.raises(VersionNotFound):
        await world.authority.agree(version.number, by=BEN, role="operator")


async def test_what_waits_is_overtaken_by_a_newer_version(world: World) -> None:
    looser = SHIPPED.replace("allow_up_to: 150.00", "allow_up_to: 300.00")
    stricter = SHIPPED.replace("allow_up_to: 150.00", "allow_up_to: 100.00")
    waiting = await world.authority.apply(looser, by=ANNA, reason="trust")
    await world.authority.apply(stricter, by=ANNA, reason="less trust")
    with pytest.raises(VersionNotFound):
        await world.authority.agree(waiting.number, by=BEN, role="admin")


async def test_a_bad_text_cannot_be_applied(world: World) -> None:
    with pytest.raises(LimitsError):
        await world.authority.apply("version: 1\n", by=ANNA, reason="oops")
    assert (await world.authority.limits()).version == 1


async def test_a_cap_may_be_lowered_below_what_is_spent(world: World) -> None:
    await world.refund("O-20002")
    lower = SHIPPED.replace("cap: 3000.00 EUR", "cap: 100.00 EUR")
    await world.authority.apply(lower, by=ANNA, reason="stop spending")
    result = await world.refund("O-20003", turn="2")
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "refunds_per_day")


async def test_the_limits_read_as_sentences_in_both_languages(world: World) -> None:
    view = await world.authority.limits()
    refund = next(action for action in view.actions if action.action == "refund_order")
    assert refund.sentence["en"].startswith("Up to €150.00 at once; up to €400.00")
    assert refund.sentence["nl"].startswith("Tot en met €\xa0150,00 meteen")
    texts = [line.text for line in refund.lines]
    assert all(set(text) == {"en", "nl"} and all(text.values()) for text in texts)
    assert any("€\xa03.000,00 per dag" in text["nl"] for text in texts)
    assert any("at most 4 times" in text["en"] for text in texts)
    assert {"in_time", "refunds_per_day", "once_per"} <= {line.id for line in refund.lines}


async def test_the_use_of_every_budget_is_shown(world: World) -> None:
    await world.refund("O-20002")
    await world.refund("O-20003", turn="2")
    use = {one.id: one for one in await world.authority.budgets()}
    day = use["refunds_per_day"]
    assert (day.posted.minor, day.pending.minor, day.count) == (109_90, 249_00, 2)
    assert day.cap is not None and day.cap.minor == 3000_00 and day.resets_at is not None
    person = use["refunds_per_customer"]
    assert (person.scope, person.max_count, person.count) == ("customer.id", 4, 2)


async def test_a_stopped_action_shows_as_stopped(world: World) -> None:
    await world.authority.stop("action:goodwill", by=ANNA, reason="too kind")
    view = await world.authority.limits()
    assert {action.action for action in view.actions if action.stopped} == {"goodwill"}


@pytest.mark.parametrize(
    ("old", "new", "loose"),
    [
        ("allow_up_to: 100", "allow_up_to: 90", False),
        ("allow_up_to: 100", "allow_up_to: 110", True),
        ("approve_up_to: 200.00 EUR\n", "approve_up_to: 250.00 EUR\n", True),
        ("    approve_up_to: 200.00 EUR\n", "", False),
        ("cap: 500", "cap: 400", False),
        ("cap: 500", "cap: 501", True),
        ("calendar_day", "calendar_week", True),
        ("    once_per: [order]\n", "", True),
        ("{order.status: delivered}", "{order.status: [delivered, shipped]}", True),
        (", say: {en: not yet, nl: nog niet}", ", else: approve", True),
        ("{en: not yet, nl: nog niet}", "{en: sorry, nl: helaas}", False),
        ("refund_order:", "refund_parcel:", True),
        ("does: payments.refund", "does: vouchers.give", True),
        ("    amount:", "    approval: {by: [agent]}\n    amount:", True),
    ],
)
def test_whatever_lets_more_through_is_seen(old: str, new: str, loose: bool) -> None:
    before, after = lint_text(GOOD).limits, lint_text(GOOD.replace(old, new)).limits
    assert before is not None and after is not None
    assert bool(loosened(before, after)) is loose
