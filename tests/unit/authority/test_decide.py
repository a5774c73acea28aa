"""The decision itself: strictest line first, nothing granted on what is not known."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authority import evidence
from bot.authority.decide import decide, needs
from bot.authority.decision import Decision, Question, Used
from bot.authority.language import STRICTNESS, Limits
from bot.authority.limits import lint_text
from bot.model import Digest, Money, Outcome
from tests.support.limits_text import GOOD

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=timezone.utc)
FAILING = [outcome for outcome in STRICTNESS if outcome is not Outcome.ALLOW]
PAID = Money(100_00, "EUR")


def limits_with(*rules: str, change: tuple[str, str] = ("", "")) -> Limits:
    text = GOOD.replace(*change) + "".join(f"      - {rule}\n" for rule in rules)
    report = lint_text(text)
    assert report.limits is not None, str(report)
    return report.limits


def facts(amount: int = 50_00, **more: Any) -> dict[str, Any]:
    known = {
        "order.status": "delivered",
        "order.paid": Money(amount, "EUR"),
        "order.refunded": Money(0, "EUR"),
        "order.items": ({"id": "a", "status": "delivered", "amount": Money(amount, "EUR")},),
    }
    return {**known, **{name.replace("__", "."): value for name, value in more.items()}}


def judged(
    limits: Limits,
    given_facts: Mapping[str, Any] | None = None,
    *,
    confirmed: Digest | bool | None = None,
    used: int = 0,
    once: Mapping[str, str] | None = None,
    params: Mapping[str, Any] | None = None,
) -> Decision:
    question = Question(
        "refund_order",
        params or {"order": "O-1"},
        {},
        facts() if given_facts is None else given_facts,
        NOW,
        confirmed,
    )
    use = {need.key: Used(used) for need in needs(limits, question).budgets}
    return decide(limits, question, use, once)


def failing(name: str, outcome: Outcome, extra: str = "") -> str:
    texts = "" if outcome is Outcome.SILENT else ", say: {en: a, nl: b}"
    when = f"{{order.carrier: [{name}, GLS]}}"
    return f"{{id: {name}, when: {when}, else: {outcome.value}{texts}{extra}}}"


@pytest.mark.parametrize(("strict", "mild"), combinations(FAILING, 2))
def test_the_strictest_failing_line_decides_wherever_it_stands(
    strict: Outcome, mild: Outcome
) -> None:
    lines = (failing("strict", strict), failing("mild", mild))
    for order in (lines, lines[::-1]):
        decision = judged(limits_with(*order), facts(order__carrier="DHL"))
        assert (decision.outcome, decision.rule) == (strict, "strict")
        assert set(decision.failed) == {"strict", "mild"}


def test_of_two_equally_strict_lines_the_first_in_the_file_decides() -> None:
    limits = limits_with(failing("one", Outcome.REFUSE), failing("two", Outcome.REFUSE))
    decision = judged(limits, facts(order__carrier="DHL"))
    assert decision.rule == "one" and decision.failed == ("one", "two")


def test_a_gate_decides_alone_and_the_rest_is_still_judged() -> None:
    limits = limits_with(
        failing("strict", Outcome.REFUSE), failing("gate", Outcome.ASK, ", gate: true")
    )
    decision = judged(limits, facts(order__carrier="DHL"))
    assert (decision.outcome, decision.rule) == (Outcome.ASK, "gate")
    assert decision.failed == ("strict", "gate")


def test_every_line_is_judged_even_after_one_failed() -> None:
    limits = limits_with(failing("one", Outcome.REFUSE), failing("two", Outcome.HANDOVER))
    decision = judged(limits, facts(order__carrier="DHL", order__status="shipped"))
    results = {step.rule: step.result for step in decision.trace}
    assert results == {
        "delivered": "failed",
        "one": "failed",
        "two": "failed",
        "allow_up_to": "passed",
        "a_day": "passed",
        "once_per": "passed",
    }


def test_a_rule_that_does_not_apply_lets_through() -> None:
    rule = (
        "{id: x, only_if: {order.paid: {above: 90.00 EUR}}, when: {order.carrier: DHL}, "
        "say: {en: a, nl: b}}"
    )
    decision = judged(limits_with(rule))
    assert decision.outcome is Outcome.ALLOW
    assert ("x", "not_applicable") in [(step.rule, step.result) for step in decision.trace]


def test_a_rule_of_which_nobody_knows_whether_it_applies_fails() -> None:
    rule = (
        "{id: x, only_if: {booking.status: cancelled}, when: {order.status: delivered}, "
        "say: {en: a, nl: b}, else: handover}"
    )
    decision = judged(limits_with(rule))
    assert (decision.outcome, decision.rule) == (Outcome.HANDOVER, "x")


def test_without_any_fact_nothing_is_granted() -> None:
    decision = judged(limits_with(), {})
    assert decision.outcome is Outcome.REFUSE
    assert set(decision.failed) == {"delivered", "amount"}


@given(
    known=st.dictionaries(
        st.sampled_from(["order.status", "order.paid", "order.refunded", "order.items"]),
        st.sampled_from([None, "delivered", Money(50_00, "EUR"), Money(5, "USD"), (), ({},), 3]),
    )
)
def test_facts_of_any_shape_never_grant_without_the_complete_picture(
    known: dict[str, Any],
) -> None:
    decision = judged(limits_with(), known)
    complete = known.get("order.status") == "delivered" and {
        "order.paid",
        "order.refunded",
        "order.items",
    } <= set(known)
    assert decision.outcome is not Outcome.ALLOW or complete


@pytest.mark.parametrize(
    ("minor", "outcome", "rule"),
    [
        (100_00, Outcome.ALLOW, None),
        (100_01, Outcome.APPROVE, "allow_up_to"),
        (200_00, Outcome.APPROVE, "allow_up_to"),
        (200_01, Outcome.HANDOVER, "approve_up_to"),
    ],
)
def test_the_tiers_are_inclusive_to_the_cent(
    minor: int, outcome: Outcome, rule: str | None
) -> None:
    decision = judged(limits_with(), facts(minor))
    assert (decision.outcome, decision.rule) == (outcome, rule)


def test_above_the_tiers_can_be_refused_instead() -> None:
    limits = limits_with(change=("    approve_up_to: 200.00 EUR\n", "    above: refuse\n"))
    decision = judged(limits, facts(100_01))
    assert (decision.outcome, decision.rule) == (Outcome.REFUSE, "allow_up_to")


@pytest.mark.parametrize(("used", "outcome"), [(450_00, "allow"), (450_01, "handover")])
def test_a_budget_is_used_to_the_last_cent_and_not_beyond(used: int, outcome: str) -> None:
    decision = judged(limits_with(), used=used)
    assert decision.outcome.value == outcome
    assert outcome == "allow" or decision.rule == "a_day"


def test_a_budget_of_somebody_unknown_goes_to_a_person() -> None:
    limits = limits_with(change=("calendar_day}", "calendar_day, per: customer.id}"))
    decision = judged(limits)
    assert (decision.outcome, decision.rule) == (Outcome.HANDOVER, "a_day")


def test_an_amount_below_zero_is_never_granted() -> None:
    limits = limits_with(change=("amount: refund.amount", "amount: order.paid"))
    decision = judged(limits, facts(-1))
    assert (decision.outcome, decision.rule) == (Outcome.HANDOVER, "amount")


@pytest.mark.parametrize("state", ["reserved", "executing", "in_doubt", "settled"])
def test_what_happens_once_is_refused_whatever_became_of_it(state: str) -> None:
    limits = limits_with()
    question = Question("refund_order", {"order": "O-1"}, {}, facts(), NOW)
    (key,) = needs(limits, question).once
    decision = judged(limits, once={key: state})
    assert (decision.outcome, decision.rule) == (Outcome.REFUSE, "once_per")


def test_a_list_happens_once_for_each_of_its_elements() -> None:
    limits = limits_with(change=("once_per: [order]", "once_per: [order, items]"))

    def keys(*items: str) -> set[str]:
        question = Question("refund_order", {"order": "O-1", "items": items}, {}, facts(), NOW)
        return set(needs(limits, question).once)

    assert keys("a") | keys("b") == keys("a", "b") == keys("b", "a", "b")


CONFIRM = ("    once_per: [order]\n", "    confirm: true\n")


def test_a_confirmation_is_bound_to_exactly_what_was_shown() -> None:
    limits = limits_with(change=CONFIRM)
    asked = judged(limits)
    assert (asked.outcome, asked.rule) == (Outcome.ASK, "confirm")
    assert judged(limits, confirmed=asked.digest).outcome is Outcome.ALLOW
    dearer = judged(limits, facts(60_00), confirmed=asked.digest)
    other = judged(limits, confirmed=asked.digest, params={"order": "O-2"})
    assert dearer.outcome is other.outcome is Outcome.ASK


def test_the_yes_of_the_customer_comes_before_the_yes_of_a_person() -> None:
    limits = limits_with(change=CONFIRM)
    asked = judged(limits, facts(150_00))
    assert asked.outcome is Outcome.ASK
    assert judged(limits, facts(150_00), confirmed=asked.digest).outcome is Outcome.APPROVE


def test_an_offer_says_what_would_be_possible() -> None:
    rule = (
        "{id: left, when: {order.paid: {at_most: order.refunded}}, "
        "offer: {amount: {minus: [order.paid, order.refunded]}}, "
        'say: {en: "up to {offer.amount}", nl: "tot {offer.amount}"}}'
    )
    decision = judged(limits_with(rule))
    assert decision.offer == {"amount": Money(50_00, "EUR")}
    assert decision.say == {"en": "up to €50.00", "nl": "tot €\xa050,00"}


def test_final_says_that_not_even_a_person_can() -> None:
    limits = limits_with(failing("never", Outcome.REFUSE, ", final: true"))
    assert judged(limits, facts(order__carrier="DHL")).final
    assert not judged(limits_with(failing("x", Outcome.REFUSE))).final


def test_a_decision_holds_every_fact_and_the_version_of_what_was_worked_out() -> None:
    decision = judged(limits_with())
    assert decision.facts["refund.amount"] == Money(50_00, "EUR")
    assert decision.facts["request.order"] == "O-1"
    assert decision.derived["refund.amount"] >= 1


def test_the_same_question_always_gets_the_same_decision() -> None:
    assert judged(limits_with()) == judged(limits_with())


def test_staff_read_the_line_and_the_values_it_saw() -> None:
    decision = judged(limits_with(), facts(order__status="shipped"))
    assert decision.line["en"].startswith("The status of the order is delivered.")
    assert decision.line["nl"].startswith("De status van de bestelling is delivered.")
    assert "[the status of the order: shipped]" in decision.operator["en"]
    assert "[de status van de bestelling: shipped]" in decision.operator["nl"]


def test_staff_read_a_rules_own_words_in_their_language() -> None:
    own = '{en: "paid {order.paid}", nl: "{order.paid} betaald"}'
    decision = judged(limits_with(failing("x", Outcome.APPROVE, f", operator: {own}")))
    assert decision.operator == {"en": "paid €50.00", "nl": "€\xa050,00 betaald"}
    plain = judged(limits_with(failing("x", Outcome.APPROVE, ', operator: "one for all"')))
    assert plain.operator == {"en": "one for all", "nl": "one for all"}


def test_staff_read_in_every_language_why_an_amount_needs_them() -> None:
    decision = judged(limits_with(), facts(160_00))
    assert "€160.00 is above" in decision.operator["en"]
    assert "€\xa0160,00 is meer dan" in decision.operator["nl"]


def test_a_decision_of_the_first_release_keeps_its_english_evidence() -> None:
    assert evidence.kept("249.00 EUR is above 150.00 EUR") == {
        "en": "249.00 EUR is above 150.00 EUR"
    }
    assert evidence.kept('{"en": "above", "nl": "meer"}') == {"en": "above", "nl": "meer"}
    assert evidence.kept("") == {}
