"""What thirteen real actions taught about the language, one lesson a test."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.authority.limits import lint_text
from bot.authority.loosening import loosened
from bot.authority.views import action_view
from tests.support.judging import NOON, SAY, ago, judge, limits_of, mistakes, money, outcome
from tests.support.limits_text import GOOD

NOTE = "facts: {parcel.note: {type: text, optional: true}}"


@pytest.mark.parametrize(
    "turned",
    [
        "unless: {parcel.note: fragile}",
        "when: {parcel.note: {is_not: fragile}}",
        "when: {parcel.note: {not_in: [fragile, heavy]}}",
        "when: {not: {parcel.note: fragile}}",
        "when: {none: [{parcel.note: fragile}, {order.late: true}]}",
    ],
)
def test_a_turned_test_over_something_that_may_be_missing_is_a_mistake(turned: str) -> None:
    assert "parcel.note, which may be missing" in mistakes(
        f"- {{id: one, {turned}, {SAY}}}", top=NOTE
    )
    applies = f"- {{id: one, only_if: {{known: parcel.note}}, {turned}, {SAY}}}"
    assert outcome(limits_of(applies, top=NOTE), {"order.late": False}) == "allow"


def test_what_is_missing_passes_neither_a_test_nor_its_opposite() -> None:
    straight = limits_of(f"- {{id: one, when: {{order.late: true}}, {SAY}}}")
    turned = limits_of(f"- {{id: one, unless: {{order.late: true}}, {SAY}}}")
    assert outcome(straight) == outcome(turned) == "refuse by one"


def test_a_claim_that_narrows_needs_no_licence_and_one_that_widens_does() -> None:
    top = "facts: {claim.asked: {type: bool, trust: claim}}"
    limits_of(f"- {{id: one, when: {{claim.asked: true, order.late: true}}, {SAY}}}", top=top)
    told = mistakes(
        f"- {{id: one, when: {{any: [{{claim.asked: true}}, {{order.late: true}}]}}, {SAY}}}",
        top=top,
    )
    assert "lets the claim claim.asked widen" in told


def test_a_refusal_is_final_only_when_it_says_so() -> None:
    rule = f"- {{id: one, when: {{order.late: true}}, {SAY}FINAL}}"
    plain, final = (limits_of(rule.replace("FINAL", end)) for end in ("", ", final: true"))
    late = {"order.late": False}
    assert (judge(plain, late).final, judge(final, late).final) == (False, True)


def test_the_sum_of_nothing_is_zero_in_the_currency_of_the_file() -> None:
    total = "{sum: order.items, of: amount}"
    limits = limits_of(f"- {{id: one, when: {{value: {total}, is: 0.00 EUR}}, {SAY}}}")
    assert outcome(limits, {"order.items": ()}) == "allow"
    assert outcome(limits, {"order.items": ({"amount": money("0.01")},)}) == "refuse by one"


def test_a_miss_of_an_enum_is_told_by_the_rule_about_it_with_its_words() -> None:
    limits = limits_of(
        "- {id: cause, when: {request.cause: [late]}, say: {en: only late, nl: alleen te laat}}",
        extra="params: {cause: {type: enum, values: [late]}}",
    )
    found = judge(limits, params={"cause": "rain"})
    assert (found.rule, found.say["en"]) == ("cause", "only late")


def test_a_time_of_making_after_now_is_not_younger_than_a_day() -> None:
    limits = limits_of(f"- {{id: day, when: {{age_of: order.placed_at, at_most: 24h}}, {SAY}}}")
    found = judge(limits, {"order.placed_at": NOON + timedelta(seconds=1)})
    assert [(step.rule, step.result) for step in found.trace] == [("day", "unknown")]
    assert outcome(limits, {"order.placed_at": NOON}) == "allow"


def test_24_hours_are_elapsed_and_a_day_is_a_date() -> None:
    hours, days = (
        limits_of(f"- {{id: one, when: {{age_of: order.placed_at, at_most: {span}}}, {SAY}}}")
        for span in ("24h", "1d")
    )
    early_yesterday = {"order.placed_at": ago(hours=33)}
    assert outcome(days, early_yesterday) == "allow"
    assert outcome(hours, early_yesterday) == "refuse by one"


def test_nobody_signed_in_is_asked_and_facts_that_no_rule_reads_are_accepted() -> None:
    limits = limits_of("- signed_in")
    more = {"weather": "rain", "order.paid": money("1.00")}
    assert outcome(limits, {"session.known": False, **more}) == "ask by signed_in"
    assert outcome(limits, {"session.known": True, **more}) == "allow"


def test_a_rule_that_is_built_in_can_be_said_in_own_words() -> None:
    own = """
    rules:
      signed_in: {gate: true, when: {session.known: true}, else: ask, say: {en: "Who?", nl: "Wie?"}}
    """
    assert judge(limits_of("- signed_in", top=own)).say == {"en": "Who?", "nl": "Wie?"}
    assert set(judge(limits_of("- signed_in")).say) == {"en", "nl"}


def test_a_file_speaks_the_languages_of_its_texts() -> None:
    german = GOOD.replace("nl:", "de:")
    assert lint_text(german).ok
    told = str(lint_text(german.replace("de: nog niet", "nl: nog niet")))
    assert "missing in de" in told and "no key 'nl'" in told
    assert "missing in en and de" in str(
        lint_text(german.replace("  stopped: {en: no, de: nee}\n", ""))
    )


OPEN = "    once_per: [order]\n    one_open_per: [customer.id]\n"
LATER = "      - {id: late, when: {order.late: false}, say: {en: a, nl: b}, final: true}\n"
CLAIM = "facts: {parcel.lost: {type: bool, trust: TRUST}}\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (GOOD.replace("    once_per: [order]\n", OPEN), GOOD),
        (GOOD + LATER, (GOOD + LATER).replace(", final: true", "")),
        (GOOD, GOOD.replace("    once_per", "    unasked: true\n    once_per")),
        (
            GOOD.replace("    once_per", "    above: refuse\n    once_per"),
            GOOD.replace("    once_per", "    above: handover\n    once_per"),
        ),
        (
            GOOD.replace("budgets:\n", CLAIM.replace("TRUST", "claim") + "budgets:\n", 1),
            GOOD.replace("budgets:\n", CLAIM.replace("TRUST", "record") + "budgets:\n", 1),
        ),
        (GOOD, GOOD.replace("{id: delivered,", "{id: delivered, gate: true,")),
        (
            GOOD.replace("cap: 500.00 EUR", "cap: {percent: 50, of: order.paid}"),
            GOOD.replace("cap: 500.00 EUR", "cap: {percent: 60, of: order.paid}"),
        ),
        (
            GOOD.replace("{order.status: delivered}", "{budget.a_day.times: {below: 2}}"),
            GOOD.replace("{order.status: delivered}", "{budget.a_day.times: {below: 3}}"),
        ),
    ],
    ids=["one_open", "final", "unasked", "above", "trust", "gate", "percent", "budget_fact"],
)
def test_every_new_way_to_let_more_through_waits_for_a_second_person(
    before: str, after: str
) -> None:
    old, new = lint_text(before), lint_text(after)
    assert old.limits is not None and new.limits is not None, f"{old}\n{new}"
    assert loosened(old.limits, new.limits)
    assert not loosened(old.limits, old.limits)


def test_a_wider_table_waits_for_a_second_person() -> None:
    file = GOOD.replace(
        "budgets:\n", "tables: {caps: {regular: 1, silver: 2, gold: 3}}\nbudgets:\n"
    )
    file = file.replace(
        "{order.status: delivered}",
        "{booking.passengers: {at_most: {table: caps, row: customer.tier}}}",
    )
    old, new = lint_text(file).limits, lint_text(file.replace("gold: 3", "gold: 4")).limits
    assert old is not None and new is not None
    assert loosened(old, new)


def test_a_fact_of_another_kind_than_promised_makes_no_amount() -> None:
    limits = limits_of(
        f"- {{id: one, when: {{order.late: false}}, {SAY}}}",
        extra="amount: {times: [5.00 EUR, booking.passengers]}\nallow_up_to: 50.00 EUR",
    )
    on_time = {"order.late": False}
    assert outcome(limits, {**on_time, "booking.passengers": "two"}) == "handover by amount"
    assert outcome(limits, {**on_time, "booking.passengers": 2}) == "allow"


def test_staff_read_what_happens_once_and_what_is_open_one_at_a_time() -> None:
    limits = limits_of("- own_order", extra="does: payments.refund\none_open_per: [customer.id]")
    view = action_view(limits, limits.actions["act"], False)
    lines = {line.id: line.text for line in view.lines}
    assert lines["once_per"]["en"] == "Only one open at a time for the customer."
    assert lines["once_per"]["nl"] == "Maar één tegelijk open voor de klant."
