"""A line of the limits raised by half: the fields of the shipped file that change."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.authority.editing import changed, fields
from bot.authority.limits import lint_text
from bot.insights.higher import higher

SOURCE = Path("limits.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("action", "rule", "changes"),
    [
        ("refund_order", "allow_up_to", {"actions.refund_order.allow_up_to": "225.00 EUR"}),
        ("refund_order", "approve_up_to", {"actions.refund_order.approve_up_to": "600.00 EUR"}),
        ("refund_order", "in_time", {"actions.refund_order.require.in_time.when.at_most": "45d"}),
        ("refund_order", "refunds_per_day", {"budgets.refunds_per_day.cap": "4500.00 EUR"}),
        ("refund_order", "own_order", {}),
        ("nothing", "allow_up_to", {}),
    ],
)
def test_half_as_much_again(action: str, rule: str, changes: dict[str, str]) -> None:
    assert higher(fields(SOURCE), action, rule) == changes


def test_a_tier_takes_the_one_above_it_along() -> None:
    source = SOURCE.replace("approve_up_to: 400.00 EUR", "approve_up_to: 200.00 EUR", 1)
    found = higher(fields(source), "refund_order", "allow_up_to")
    assert found["actions.refund_order.approve_up_to"] == "225.00 EUR"


def test_what_comes_out_is_fit_but_for_tests_that_pin_the_old_number() -> None:
    report = lint_text(changed(SOURCE, higher(fields(SOURCE), "refund_order", "allow_up_to")))
    assert all(one.message.startswith("test ") for one in report.problems)
