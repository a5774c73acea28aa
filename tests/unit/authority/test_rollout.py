"""Roll-out: off, shadow, a share of the customers, live; and what people did beside a shadow."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authority.errors import DecisionNotFound, ShadowRecorded
from bot.authority.limits import lint_text
from bot.authority.observing import seen_in_refunds
from bot.authority.rollout import Reach, reach
from bot.authority.rollout_stage import Rollout, Stage
from bot.authority.shadow import Did, OpenCase, report
from bot.connectors.ports import Refund
from bot.model import CustomerId, Money, Outcome, StaffId
from tests.support.authority import LIMITS, NOW, World

OMAR, BEN = StaffId("omar"), StaffId("ben")
ROLLOUTS = st.one_of(
    st.sampled_from([Rollout(Stage.OFF), Rollout(Stage.SHADOW), Rollout()]),
    st.integers(0, 100).map(lambda share: Rollout(Stage.PERCENT, share)),
)


def with_rollout(rollout: str, action: str = "refund_order") -> str:
    """The shop's limits with this roll-out for one action."""
    text = LIMITS.read_text(encoding="utf-8")
    return text.replace(f"  {action}:\n", f"  {action}:\n    rollout: {rollout}\n", 1)


async def staged(world: World, rollout: str, action: str = "refund_order") -> None:
    """Bring a roll-out into force; with anything below live nobody has to agree."""
    version = await world.authority.apply(with_rollout(rollout, action), by=OMAR, reason="step")
    assert version.applied_at is not None


async def test_in_shadow_nothing_is_held_or_paid_and_a_person_takes_over(world: World) -> None:
    await staged(world, "shadow")
    result = await world.refund("O-20002")
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "rollout")
    assert result.reservation is None
    assert world.books().moved == 0 and world.books().budget("refunds_per_day") == (0, 0)


async def test_in_shadow_it_is_kept_what_the_limits_would_have_done(world: World) -> None:
    await staged(world, "shadow")
    await world.refund("O-20002")
    (case,) = (await world.authority.shadow(timedelta(days=1))).cases
    assert (case.would, case.did, case.agrees) == (Outcome.ALLOW, None, None)
    assert case.amount is not None and case.amount.minor > 0


async def test_in_shadow_a_refusal_is_left_to_a_person_too(world: World) -> None:
    await staged(world, "shadow")
    result = await world.refund("O-20002", reason="not_received")
    (case,) = (await world.authority.shadow(timedelta(days=1))).cases
    assert result.outcome is Outcome.HANDOVER
    assert case.would in (Outcome.REFUSE, Outcome.HANDOVER)


async def test_in_shadow_a_question_is_still_asked(world: World) -> None:
    await staged(world, "shadow")
    result = await world.refund("O-20002", reason=None)
    assert (result.outcome, result.rule) == (Outcome.ASK, "reason_given")


async def test_in_shadow_nobody_is_asked_to_confirm_what_will_not_be_done(world: World) -> None:
    await staged(world, "shadow", "rebook_trip")
    booking = await world.connectors.bookings.booking("B-30001")
    assert booking is not None
    trip = (await world.connectors.bookings.alternatives(booking.id, None))[0]
    result = await world.authority.preview(world.rebooking(booking.id, trip.id))
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "rollout")


async def test_off_a_person_does_it_and_no_case_is_kept(world: World) -> None:
    await staged(world, "off")
    result = await world.refund("O-20002")
    assert (result.outcome, result.rule) == (Outcome.HANDOVER, "rollout")
    assert (await world.authority.shadow(timedelta(days=1))).cases == ()


async def test_a_share_of_everybody_is_everybody_and_of_nobody_nobody(world: World) -> None:
    await staged(world, "{percent: 0}")
    assert (await world.refund("O-20002")).rule == "rollout"
    waiting = await world.authority.apply(
        with_rollout("{percent: 100}"), by=OMAR, reason="everybody"
    )
    assert waiting.applied_at is None, "more customers is looser: a second person agrees"
    await world.authority.agree(waiting.number, by=BEN, role="operator")
    assert (await world.refund("O-20002", turn="2")).outcome is Outcome.ALLOW


@given(st.integers(0, 10**6), st.integers(0, 100), st.integers(0, 100))
def test_a_higher_share_only_ever_adds_customers(customer: int, one: int, other: int) -> None:
    low, high = sorted((one, other))
    within = [
        reach(Rollout(Stage.PERCENT, share), "refund_order", f"C-{customer}") is Reach.LIVE
        for share in (low, high)
    ]
    assert within != [True, False]


@pytest.mark.parametrize("share", [1, 10, 50, 90])
def test_a_share_is_that_share_of_many_customers(share: int) -> None:
    rollout = Rollout(Stage.PERCENT, share)
    inside = sum(reach(rollout, "refund", f"C-{n}") is Reach.LIVE for n in range(20_000))
    assert abs(inside / 200 - share) < 1.2


def test_another_salt_picks_other_customers() -> None:
    picked = [
        {n for n in range(500) if reach(Rollout(Stage.PERCENT, 50, salt), "a", n) is Reach.LIVE}
        for salt in ("spring", "autumn")
    ]
    assert picked[0] != picked[1]


def test_a_share_never_holds_for_somebody_unknown() -> None:
    assert reach(Rollout(Stage.PERCENT, 100), "refund_order", None) is Reach.SHADOW


@given(ROLLOUTS, ROLLOUTS, st.integers(0, 300))
def test_whoever_is_newly_let_through_needs_a_second_person(
    old: Rollout, new: Rollout, customer: int
) -> None:
    before, after = (reach(one, "refund_order", f"C-{customer}") for one in (old, new))
    if after is Reach.LIVE and before is not Reach.LIVE:
        assert old.loosened(new)


@pytest.mark.parametrize(
    "written", ["half", "percent", "{percent: 101}", "{percent: ten}", "{share: 1}", "[shadow]"]
)
def test_a_wrong_rollout_is_told_with_what_is_allowed(written: str) -> None:
    report_ = lint_text(with_rollout(written))
    assert not report_.ok
    assert any(word in str(report_) for word in ("rollout", "percent", "share"))


def test_the_tests_in_the_file_run_as_if_everybody_had_it() -> None:
    assert lint_text(with_rollout("off")).ok


async def test_what_a_person_did_is_written_down_once(world: World) -> None:
    await staged(world, "shadow")
    await world.refund("O-20002")
    (case,) = (await world.authority.shadow(timedelta(days=1))).cases
    await world.authority.did(case.decision, Did.REFUSED, by=BEN, note="not ours")
    with pytest.raises(ShadowRecorded):
        await world.authority.did(case.decision, Did.DONE, by=OMAR)
    with pytest.raises(DecisionNotFound):
        await world.authority.did("D-NONE", Did.DONE, by=OMAR)
    view = await world.authority.shadow(timedelta(days=1))
    assert (view.cases[0].did, view.cases[0].by, view.cases[0].agrees) == (Did.REFUSED, BEN, False)
    assert (view.report[0].cases, view.report[0].known, view.report[0].agreed) == (1, 1, 0)
    assert (await world.authority.verify()).ok


async def test_a_refund_that_a_person_made_is_seen_in_the_records(world: World) -> None:
    await staged(world, "shadow")
    await world.refund("O-20002")
    live = await world.authority.apply(
        LIMITS.read_text(encoding="utf-8"), by=OMAR, reason="a person does it"
    )
    await world.authority.agree(live.number, by=BEN, role="operator")
    world.now += timedelta(minutes=5)
    assert (await world.refund("O-20002", turn="2")).outcome is Outcome.ALLOW
    await world.authority.recover()
    (case,) = (await world.authority.shadow(timedelta(days=1))).cases
    assert (case.did, case.agrees) == (Did.DONE, True)


@pytest.mark.parametrize(
    ("paid", "did"), [(3000, Did.LESS), (4000, Did.DONE), (5000, Did.MORE), (None, None)]
)
def test_another_amount_than_the_bot_would_have_paid_is_seen(
    paid: int | None, did: Did | None
) -> None:
    case = OpenCase("D-1", NOW, CustomerId("C-1"), {"order": "O-1"}, Money(4000, "EUR"))
    refunds = [
        Refund("R-0", "O-1", Money(100, "EUR"), NOW - timedelta(days=1)),
        Refund("R-9", "O-2", Money(100, "EUR"), NOW),
    ]
    if paid is not None:
        refunds.append(Refund("R-1", "O-1", Money(paid, "EUR"), NOW + timedelta(hours=1)))
    found = seen_in_refunds(case, refunds)
    assert (found[0] if found else None) == did


def test_the_report_adds_up_per_action_and_outcome() -> None:
    rows = [
        ("refund", "allow", "done", 7),
        ("refund", "allow", None, 2),
        ("refund", "allow", "less", 1),
    ]
    (found,) = report(rows)
    assert (found.cases, found.known, found.agreed) == (10, 8, 7)
