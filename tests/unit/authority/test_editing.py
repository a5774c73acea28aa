"""Limits as fields: one number changes, everything else in the file stays as it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.authority.editing import (
    BadValue,
    UnknownField,
    changed,
    fields,
    without_tests,
)
from bot.authority.form_field import FieldKind
from bot.authority.limits import lint_text
from bot.authority.loosening import loosened
from bot.authority.loosening_words import WORDS
from bot.model import Money
from tests.support.authority import LIMITS

TEXT = LIMITS.read_text(encoding="utf-8")
FIELDS = fields(TEXT)
MOST = "budgets.replacements_per_day.max_count"
PATHS = [field.path for field in FIELDS]


def test_the_shops_limits_have_a_field_for_every_ordinary_number() -> None:
    assert {
        "actions.refund_order.allow_up_to",
        "actions.refund_order.approve_up_to",
        "actions.refund_order.require.in_time.when.at_most",
        "actions.rebook_trip.confirm",
        "budgets.refunds_per_day.cap",
        "budgets.refunds_per_customer.max_count",
    } <= set(PATHS)
    assert len(PATHS) == len(set(PATHS))


def test_a_field_names_its_line_and_its_sentence_in_every_language() -> None:
    for field in FIELDS:
        if field.kind not in (FieldKind.STAGE, FieldKind.ROLES) and field.line:
            assert field.value in TEXT.splitlines()[field.line - 1]
        assert set(field.sentence) == {"en", "nl"}
        assert all("{field}" in text for text in field.sentence.values())


def test_one_changed_field_changes_one_line() -> None:
    path = "actions.refund_order.allow_up_to"
    after = changed(TEXT, {path: "120.00 EUR"})
    pairs = zip(TEXT.splitlines(), after.splitlines(), strict=True)
    (difference,) = [(a, b) for a, b in pairs if a != b]
    assert difference[0].replace("150.00 EUR", "120.00 EUR") == difference[1]
    limits = lint_text(after.split("\nexamples:")[0] + "\n").limits
    assert limits is not None
    assert limits.actions["refund_order"].allow_up_to == Money(12000, "EUR")


TIERED = TEXT.replace(
    "approval: {by: [approver, admin], expires: 4h}",
    "approval: {people: 1, expires: 4h, tiers: [{above: 250.00 EUR, by: [admin], people: 2}]}",
    1,
)


def loosens(text: str, path: str, value: str) -> tuple[str, ...]:
    """What a changed field lets through that the file did not."""
    before, after = (lint_text(one).limits for one in (text, changed(text, {path: value})))
    assert before is not None and after is not None
    return tuple(one["en"] for one in loosened(before, after))


@pytest.mark.parametrize("role", ["agent", "approver", "admin"])
def test_a_larger_exception_of_a_person_needs_a_second_one(role: str) -> None:
    path = f"actions.refund_order.exceptions.{role}"
    assert loosens(TEXT, path, "500.00 EUR") == (
        "Refund an order: people may make larger exceptions.",
    )
    assert loosens(TEXT, path, "10.00 EUR") == ()


def test_what_lets_more_through_is_told_in_every_language() -> None:
    assert all(words.keys() == {"en", "nl"} for words in WORDS.values())
    wider = changed(TEXT, {MOST: "41"})
    before, after = (lint_text(one).limits for one in (TEXT, wider))
    assert before is not None and after is not None
    (told,) = loosened(before, after)
    title = before.budgets["replacements_per_day"].title["nl"]
    assert told["nl"] == f"{title}: het mag vaker."


def test_a_tier_has_fields_and_asking_fewer_people_needs_a_second_one() -> None:
    above, people = (f"actions.refund_order.approval.tiers.1.{key}" for key in ("above", "people"))
    found = {field.path: field for field in fields(TIERED)}
    assert (found[above].value, found[people].value) == ("250.00 EUR", "2")
    assert "250.00 EUR" in found[people].sentence["nl"]
    wider = ("Refund an order: fewer people, or others, have to agree.",)
    assert loosens(TIERED, above, "300.00 EUR") == wider
    assert loosens(TIERED, people, "1") == wider
    assert loosens(TIERED, above, "200.00 EUR") == ()


VALUES = {field.path: field.value for field in FIELDS}


@settings(deadline=None, max_examples=30)
@given(st.sets(st.sampled_from(PATHS)))
def test_writing_back_what_stands_there_changes_nothing(some: set[str]) -> None:
    assert changed(TEXT, {path: VALUES[path] for path in some}) == TEXT


def test_another_length_is_also_the_one_that_customers_read() -> None:
    after = changed(TEXT, {"actions.refund_order.require.in_time.when.at_most": "14d"})
    report = lint_text(after.split("\nexamples:")[0] + "\n")
    assert report.limits is not None, str(report)
    rules = {rule.id: rule for rule in report.limits.actions["refund_order"].rules}
    assert "14 days" in rules["in_time"].say["en"] and "14 dagen" in rules["in_time"].say["nl"]


def test_the_slot_stands_where_the_rule_names_the_length() -> None:
    (field,) = [
        one for one in FIELDS if one.path == "actions.refund_order.require.in_time.when.at_most"
    ]
    assert field.sentence["en"] == "A delivered order arrived at most {field} ago."


def test_several_fields_change_together() -> None:
    after = changed(
        TEXT,
        {
            "budgets.refunds_per_customer.max_count": "3",
            "actions.refund_order.require.in_time.when.at_most": "14d",
        },
    )
    values = {field.path: field.value for field in fields(after)}
    assert values["budgets.refunds_per_customer.max_count"] == "3"
    assert values["actions.refund_order.require.in_time.when.at_most"] == "14d"


def test_a_field_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownField):
        changed(TEXT, {"actions.refund_order.colour": "blue"})


@pytest.mark.parametrize("value", ["", "1\nrules: {}", "{a: b}", "x" * 41, "1 # 2", "!!python/x"])
def test_a_value_cannot_smuggle_in_anything_else(value: str) -> None:
    with pytest.raises(BadValue):
        changed(TEXT, {"actions.refund_order.allow_up_to": value})


def test_kinds_tell_a_page_what_to_ask() -> None:
    kinds = {field.path: field.kind for field in FIELDS}
    assert kinds["budgets.refunds_per_day.cap"] is FieldKind.MONEY
    assert kinds["actions.refund_order.require.in_time.when.at_most"] is FieldKind.LENGTH
    assert kinds["actions.rebook_trip.confirm"] is FieldKind.YES_NO


def test_a_test_that_pinned_the_old_number_can_go_with_it() -> None:
    after = changed(TEXT, {"actions.refund_order.require.in_time.when.at_most": "14d"})
    report = lint_text(after)
    objecting = {problem.line for problem in report.problems}
    assert objecting
    assert all(problem.message.startswith("test ") for problem in report.problems)
    left = without_tests(after, objecting)
    assert lint_text(left).ok
    assert left.count("\n") == after.count("\n") - len(objecting)
