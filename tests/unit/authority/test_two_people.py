"""Approvals by tier: other roles above an amount, and two different people where the limits ask."""

from __future__ import annotations

import pytest

from bot.authority.agreement import Agreement, ApprovalRule, Tier
from bot.authority.errors import ApprovalClosed, NotPermitted
from bot.authority.limits import lint_text
from bot.authority.service import Approval
from bot.authority.spans import Span
from bot.model import Money, Outcome, ReservationState, StaffId
from tests.support.authority import LIMITS, World

ANNA, BEN, OMAR = StaffId("anna"), StaffId("ben"), StaffId("omar")
LINE = "    approve_up_to: 400.00 EUR"


def with_approval(approval: str) -> str:
    """The shop's limits with this under `approval:` of refund_order."""
    text = LIMITS.read_text(encoding="utf-8")
    start = text.index("  refund_order:")
    end = text.index("\n  rebook_trip:")
    action = "\n".join(
        line for line in text[start:end].splitlines() if not line.startswith("    approval:")
    )
    line = next(line for line in action.splitlines() if line.startswith(LINE))
    return text[:start] + action.replace(line, f"{line}\n    approval: {approval}") + text[end:]


async def waiting(world: World, approval: str) -> Approval:
    """A refund of 249 euro under limits that ask for this agreement."""
    await world.authority.apply(with_approval(approval), by=OMAR, reason="two people")
    await world.refund("O-20003")
    (found,) = await world.authority.approvals()
    return found


async def test_the_first_of_two_people_moves_nothing(world: World) -> None:
    approval = await waiting(world, "{people: 2}")
    assert (approval.people, approval.agreed) == (2, ())
    result = await world.authority.approve(approval.id, by=ANNA, role="approver", note="fine")
    assert (result.outcome, result.rule) == (Outcome.APPROVE, "second_person")
    assert result.state is ReservationState.RESERVED
    (still,) = await world.authority.approvals()
    assert still.agreed == (ANNA,)
    assert world.books().moved == 0


async def test_the_second_person_moves_the_money(world: World) -> None:
    approval = await waiting(world, "{people: 2}")
    await world.authority.approve(approval.id, by=ANNA, role="approver")
    result = await world.authority.approve(approval.id, by=BEN, role="admin")
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    assert world.books().moved == 24900


async def test_one_person_twice_is_not_two(world: World) -> None:
    approval = await waiting(world, "{people: 2}")
    await world.authority.approve(approval.id, by=ANNA, role="approver")
    with pytest.raises(ApprovalClosed, match="another person"):
        await world.authority.approve(approval.id, by=ANNA, role="admin")
    assert world.books().moved == 0


async def test_the_second_person_may_still_say_no(world: World) -> None:
    approval = await waiting(world, "{people: 2}")
    await world.authority.approve(approval.id, by=ANNA, role="approver")
    result = await world.authority.deny(approval.id, by=BEN, role="admin", reason="no")
    assert (result.outcome, world.books().moved) == (Outcome.REFUSE, 0)


async def test_the_requester_and_the_limits_author_are_nobodys_second_person(world: World) -> None:
    approval = await waiting(world, "{people: 2}")
    await world.authority.approve(approval.id, by=ANNA, role="approver")
    for barred in (OMAR, StaffId("bot")):
        with pytest.raises(NotPermitted):
            await world.authority.approve(approval.id, by=barred, role="admin")


async def test_above_a_tier_other_roles_have_to_agree(world: World) -> None:
    approval = await waiting(world, "{tiers: [{above: 200.00 EUR, by: [admin]}]}")
    with pytest.raises(NotPermitted):
        await world.authority.approve(approval.id, by=ANNA, role="approver")
    result = await world.authority.approve(approval.id, by=BEN, role="admin")
    assert result.state is ReservationState.SETTLED


async def test_a_yes_by_a_role_that_no_longer_agrees_does_not_count(world: World) -> None:
    approval = await waiting(world, "{people: 2}")
    await world.authority.approve(approval.id, by=ANNA, role="approver")
    stricter = with_approval("{by: [admin], people: 2}")
    await world.authority.apply(stricter, by=OMAR, reason="admins only")
    result = await world.authority.approve(approval.id, by=BEN, role="admin")
    assert (result.rule, world.books().moved) == ("second_person", 0)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("{people: 3}", "people: is how many"),
        ("{people: true}", "people: is how many"),
        ("{by: [boss]}", "unknown role 'boss'"),
        ("{tiers: {above: 1.00 EUR}}", "tiers: is a list"),
        ("{tiers: [{people: 2}]}", "the tier has no above:"),
        ("{tiers: [{above: 9.00 EUR}, {above: 5.00 EUR}]}", "tiers go from low to high"),
        ("{tiers: [{above: 9.00 EUR, persons: 2}]}", "persons"),
    ],
)
def test_a_wrong_agreement_is_told_with_its_line(written: str, told: str) -> None:
    report = lint_text(with_approval(written))
    assert not report.ok
    assert told in str(report)


def euro(amount: int) -> Money:
    return Money(amount * 100, "EUR")


ONE = ApprovalRule(Agreement(), (Tier(euro(200), Agreement(("admin",), 2)),), Span())


@pytest.mark.parametrize(
    "looser",
    [
        ApprovalRule(Agreement(), (), Span()),
        ApprovalRule(Agreement(), (Tier(euro(300), Agreement(("admin",), 2)),), Span()),
        ApprovalRule(Agreement(), (Tier(euro(200), Agreement(("admin",), 1)),), Span()),
        ApprovalRule(Agreement(("agent", "admin")), ONE.tiers, Span()),
    ],
)
def test_fewer_or_other_people_loosen_the_limits(looser: ApprovalRule) -> None:
    assert ONE.loosened(looser)


def test_more_people_sooner_loosen_nothing() -> None:
    stricter = ApprovalRule(
        Agreement(("approver",)), (Tier(euro(100), Agreement(("admin",), 2)),), Span()
    )
    assert not ONE.loosened(stricter)
