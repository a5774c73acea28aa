"""What the decisions show about the limits: proof and its friction, gestures and their fairness."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from bot.authority.judged import Judged
from bot.authority.kindness_report import kindness_report
from bot.authority.trust_report import proof_report
from bot.model import Money, Outcome
from tests.support.authority import NOW, World
from tests.unit.authority.test_proof import distrusting, give_photo

TEN = Money(1000, "EUR")


def case(number: int, outcome: Outcome, rule: str | None = None, **more: Any) -> Judged:
    """A goodwill decision about its own order."""
    values: dict[str, Any] = {
        "id": f"D-{number}",
        "at": NOW,
        "conversation": f"c{number}",
        "action": "goodwill",
        "object": (f"O-{number}",),
        "outcome": outcome,
        "rule": rule,
        "amount": TEN,
        "facts": {"customer.tier": "gold", "customer.language": "nl"},
        "lines": (("our_own_record", "passed"), ("kindness_per_week", "passed")),
    }
    return Judged(**{**values, **more})


def test_the_same_case_with_the_same_gesture_is_fair() -> None:
    cases = [case(1, Outcome.ALLOW), case(2, Outcome.ALLOW)]
    (found,) = kindness_report(cases, ["goodwill"], ["our_own_record"])
    assert (found.given, found.unequal) == (2, ())
    assert found.amounts == ((TEN, 2),)


def test_a_used_up_budget_shows_as_the_same_case_without_the_gesture() -> None:
    empty = (("our_own_record", "passed"), ("kindness_per_week", "failed"))
    cases = [
        case(1, Outcome.ALLOW),
        case(2, Outcome.HANDOVER, "kindness_per_week", lines=empty),
    ]
    (found,) = kindness_report(cases, ["goodwill"], ["our_own_record"])
    assert found.unequal[0].withheld == (("kindness_per_week", 1),)


def test_another_amount_for_the_same_case_shows() -> None:
    cases = [case(1, Outcome.ALLOW), case(2, Outcome.ALLOW, amount=Money(2500, "EUR"))]
    (found,) = kindness_report(cases, ["goodwill"], ["our_own_record"])
    assert found.unequal[0].amounts == (TEN, Money(2500, "EUR"))


def test_another_case_may_get_something_else() -> None:
    late = (("our_own_record", "failed"),)
    cases = [case(1, Outcome.ALLOW), case(2, Outcome.REFUSE, "our_own_record", lines=late)]
    (found,) = kindness_report(cases, ["goodwill"], ["our_own_record"])
    assert (found.cases, found.given, found.unequal) == (2, 1, ())


def test_asking_again_for_the_same_object_is_one_case() -> None:
    cases = [case(1, Outcome.ALLOW), case(1, Outcome.REFUSE, "once_per")]
    (found,) = kindness_report(cases, ["goodwill"], ["our_own_record"])
    assert (found.cases, found.given) == (1, 1)


def test_shares_show_per_tier_and_language() -> None:
    silver = {"customer.tier": "silver", "customer.language": "en"}
    cases = [case(1, Outcome.ALLOW), case(2, Outcome.REFUSE, facts=silver)]
    (found,) = kindness_report(cases, ["goodwill"], ["our_own_record"])
    assert [(s.value, s.given, s.cases) for s in found.shares] == [
        ("gold", 1, 1),
        ("silver", 0, 1),
        ("en", 0, 1),
        ("nl", 1, 1),
    ]


def test_who_went_away_when_asked_for_proof_is_counted() -> None:
    rules = {"refund": ("photo",)}
    asked = case(1, Outcome.ASK, "photo", action="refund")
    believed = case(2, Outcome.ALLOW, action="refund")
    (found,) = proof_report([asked, believed], rules)
    assert (found.requests, found.asked, found.believed) == (2, 1, 1)
    assert (found.given, found.left) == (0, 1)


async def test_the_report_follows_a_real_photo(world: World) -> None:
    await distrusting(world)
    await world.refund("O-20002")
    await give_photo(world)
    await world.refund("O-20002", turn="2")
    (found,) = (await world.authority.report(timedelta(days=30))).proof
    assert (found.rule, found.asked, found.given) == ("photo_after_several", 1, 1)
    assert (found.granted, found.refused, found.left) == (1, 0, 0)


async def test_the_report_follows_a_real_gesture(world: World) -> None:
    await world.goodwill("O-20001")
    (found,) = (await world.authority.report(timedelta(days=30))).kindness
    assert (found.action, found.cases) == ("goodwill", 1)
    assert found.given == 1 and found.unequal == ()
