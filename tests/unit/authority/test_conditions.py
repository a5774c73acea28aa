"""Conditions in three values, ages at their very edge, and claims that widen."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from bot.authority import grammar
from bot.authority.catalogue import known_facts
from bot.authority.conditions import literals
from bot.authority.kinds import Kind, read_value
from bot.authority.limits import lint_text
from bot.authority.names import Scope
from bot.authority.source import Problems, Table, read
from bot.authority.view import View
from bot.model import Money
from tests.support.limits_text import GOOD

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
NOW = datetime(2026, 6, 15, 10, 0, tzinfo=timezone.utc)


def holds(condition: str, *, now: datetime = NOW, **facts: Any) -> bool | None:
    """Judge one condition; facts are written with __ for the dot."""
    problems = Problems("test")
    root = read(f"when: {condition}", problems)
    assert root is not None
    node = root.get("when")
    assert isinstance(node, Table)
    declared = known_facts()
    tables = {"bags": {"silver": {"economy": 1, "business": 2}, "gold": {"economy": 2}}}
    scope = Scope(declared, tables, "EUR", problems)
    read_in = grammar.condition(node, scope)
    assert read_in is not None, problems.found
    named = {name.replace("__", "."): value for name, value in facts.items()}
    known = {
        name: read_value(name, declared[name].kind, value, declared[name].fields)
        for name, value in named.items()
    }
    return read_in.holds(View(known, now, AMSTERDAM))


TRUE, FALSE, UNKNOWN = "{order.mine: true}", "{order.mine: false}", "{booking.mine: true}"


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (TRUE, True),
        (FALSE, False),
        (UNKNOWN, None),
        (f"{{not: {UNKNOWN}}}", None),
        (f"{{not: {FALSE}}}", True),
        (f"{{all: [{TRUE}, {UNKNOWN}]}}", None),
        (f"{{all: [{FALSE}, {UNKNOWN}]}}", False),
        (f"{{any: [{TRUE}, {UNKNOWN}]}}", True),
        (f"{{any: [{FALSE}, {UNKNOWN}]}}", None),
        (f"{{none: [{FALSE}, {UNKNOWN}]}}", None),
        (f"{{none: [{TRUE}, {UNKNOWN}]}}", False),
        (f"{{none: [{FALSE}, {FALSE}]}}", True),
        ("{known: booking.mine}", False),
        ("{known: order.mine}", True),
        ("{booking.status: {is_not: cancelled}}", None),
        ("{booking.status: {not_in: [cancelled]}}", None),
        ("{none_of: {list: order.items, where: {status: refunded}}}", None),
    ],
)
def test_what_is_missing_is_not_known_and_makes_nothing_true(
    condition: str, expected: bool | None
) -> None:
    assert holds(condition, order__mine=True) is expected


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("{order.paid: 12.50 EUR}", True),
        ("{order.paid: {at_most: 12.50 EUR}}", True),
        ("{order.paid: {below: 12.50 EUR}}", False),
        ("{order.paid: {above: 12.49 EUR, below: 12.51 EUR}}", True),
        ("{value: {minus: [order.paid, order.refunded]}, at_least: 10.00 EUR}", True),
        ("{value: {plus: [order.paid, order.refunded]}, is: 15.00 EUR}", True),
        ("{value: {times: [order.refunded, 5]}, is: order.paid}", True),
        ("{value: {min: [order.paid, order.refunded]}, is: 2.50 EUR}", True),
        ("{value: {max: [order.paid, order.refunded]}, is: 12.50 EUR}", True),
        ("{value: {minus: [order.paid, booking.paid]}, above: 0.00 EUR}", None),
        ("{order.status: [shipped, delivered]}", True),
        ("{order.status: {in: [lost]}}", False),
        ("{order.status: delivered, order.carrier: DHL}", True),
        ("{case.done: {contains: rebook_trip}}", True),
        ("{case.done: {contains: refund_order}}", False),
        ("{value: {count: order.items}, is: 2}", True),
        ("{value: {count: order.items, where: {status: refunded}}, is: 1}", True),
        ("{value: {sum: order.items, of: amount}, is: 12.50 EUR}", True),
        ("{every: {list: order.items, where: {amount: {above: 1.00 EUR}}}}", True),
        ("{any_of: {list: order.items, where: {status: refunded}}}", True),
        ("{none_of: {list: order.items, where: {status: lost}}}", True),
        ("{value: {table: bags, row: customer.tier, column: booking.fare}, at_least: 1}", None),
    ],
)
def test_values_are_compared_exactly(condition: str, expected: bool | None) -> None:
    facts: dict[str, Any] = {
        "order__paid": "12.50 EUR",
        "order__refunded": "2.50 EUR",
        "order__status": "delivered",
        "order__carrier": "DHL",
        "case__done": ["rebook_trip"],
        "order__items": [
            {"id": "a", "status": "delivered", "amount": "10.00 EUR", "quantity": 1},
            {"id": "b", "status": "refunded", "amount": "2.50 EUR", "quantity": 1},
        ],
        "customer__tier": "silver",
        "booking__fare": "flex",
    }
    assert holds(condition, **facts) is expected


def test_of_an_empty_list_every_holds_and_its_sum_is_zero() -> None:
    every = "{every: {list: order.items, where: {status: lost}}}"
    total = "{value: {sum: order.items, of: amount}, is: 0.00 EUR}"
    assert holds(every, order__items=[]) is True
    assert holds(total, order__items=[]) is True


def test_another_currency_is_not_known_rather_than_more_or_less() -> None:
    assert holds("{order.paid: {at_most: 12.50 EUR}}", order__paid="1.00 USD") is None


@pytest.mark.parametrize(
    ("limit", "age", "expected"),
    [
        ("at_most: 24h", timedelta(hours=24), True),
        ("at_most: 24h", timedelta(hours=24, seconds=1), False),
        ("below: 24h", timedelta(hours=24), False),
        ("at_least: 24h1s", timedelta(hours=24, seconds=1), True),
        ("above: 90m", timedelta(minutes=90), False),
        ("at_most: 24h", timedelta(seconds=-1), None),
        ("at_most: 30d", timedelta(days=30), True),
        ("at_most: 30d", timedelta(days=31), False),
    ],
)
def test_an_age_is_judged_to_the_second_or_by_the_day(
    limit: str, age: timedelta, expected: bool | None
) -> None:
    condition = f"{{age_of: order.delivered_at, {limit}}}"
    assert holds(condition, order__delivered_at=NOW - age) is expected


def test_a_day_is_a_calendar_day_where_the_shop_is() -> None:
    # 23:30 in Amsterdam is still the day before, although 30 x 24 hours have not passed.
    delivered = datetime(2026, 5, 15, 21, 30, tzinfo=timezone.utc)
    late = datetime(2026, 6, 14, 21, 59, tzinfo=timezone.utc)
    past_midnight = datetime(2026, 6, 14, 22, 1, tzinfo=timezone.utc)
    condition = "{age_of: order.delivered_at, at_most: 30d}"
    assert holds(condition, now=late, order__delivered_at=delivered) is True
    assert holds(condition, now=past_midnight, order__delivered_at=delivered) is False


@pytest.mark.parametrize(
    ("start", "hours"),
    [
        (datetime(2026, 3, 28, 11, tzinfo=timezone.utc), 23),  # the clock goes forward
        (datetime(2026, 10, 24, 10, tzinfo=timezone.utc), 25),  # and back
    ],
)
def test_a_day_with_a_clock_change_is_one_day_and_24_hours_stay_24_hours(
    start: datetime, hours: int
) -> None:
    same_time_next_day = start + timedelta(hours=hours)
    days = "{age_of: order.delivered_at, at_most: 1d}"
    elapsed = "{age_of: order.delivered_at, at_most: 24h}"
    assert holds(days, now=same_time_next_day, order__delivered_at=start) is True
    assert holds(elapsed, now=same_time_next_day, order__delivered_at=start) is (hours <= 24)


def test_a_time_to_come_is_judged_ahead() -> None:
    condition = "{time_until: booking.departs_at, at_least: 24h}"
    assert holds(condition, booking__departs_at=NOW + timedelta(hours=24)) is True
    assert holds(condition, booking__departs_at=NOW + timedelta(hours=23)) is False
    assert holds(condition, booking__departs_at=NOW - timedelta(hours=1)) is None


def rule_with(condition: str) -> str:
    return GOOD + f"      - {{id: x, {condition}, say: {{en: a, nl: b}}}}\n"


@pytest.mark.parametrize(
    ("condition", "widens"),
    [
        ("when: {claim.reason: damaged}", False),
        ("when: {all: [{claim.reason: damaged}, {order.late: true}]}", False),
        ("unless: {claim.reason: other}", False),
        ("unless: {all: [{claim.reason: other}, {order.late: true}]}", False),
        ("only_if: {claim.reason: other}, when: {order.late: true}", False),
        ("when: {any: [{claim.reason: damaged}, {order.late: true}]}", True),
        (
            "when: {any: [{order.late: true}, "
            "{all: [{claim.reason: damaged}, {order.mine: true}]}]}",
            True,
        ),
        ("when: {any: [{order.late: true}, {claim.reason: [damaged, other]}]}", True),
        ("when: {not: {all: [{order.late: true}, {claim.reason: {is_not: damaged}}]}}", True),
        ("only_if: {not: {claim.reason: damaged}}, when: {order.late: true}", True),
        ("only_if: {claim.reason: {is_not: damaged}}, when: {order.late: true}", True),
    ],
)
def test_a_claim_that_widens_needs_the_policy_line_named(condition: str, widens: bool) -> None:
    report = lint_text(rule_with(condition))
    told = [problem for problem in report.problems if "widen" in problem.message]
    assert bool(told) is widens, str(report)


def test_a_claim_may_widen_where_the_policy_line_is_named() -> None:
    licensed = '{claim.reason: {is: damaged, may_rely_on_claim: "policy 4.2"}}'
    report = lint_text(rule_with(f"when: {{any: [{licensed}, {{order.late: true}}]}}"))
    assert report.ok, str(report)


def test_every_simple_test_inside_a_condition_is_found() -> None:
    text = rule_with("when: {any: [{order.late: true}, {not: {order.mine: true}}]}")
    limits = lint_text(text).limits
    assert limits is not None
    found = list(literals(limits.actions["refund_order"].rules[-1].when))
    assert [(positive, alternative) for _, positive, alternative in found] == [
        (True, True),
        (False, True),
    ]


@pytest.mark.parametrize("value", ["12.5 EUR", "12,50 EUR", "12.50", "EUR 12.50", "1e3 EUR", "€12"])
def test_only_exact_money_is_money(value: str) -> None:
    with pytest.raises(ValueError, match="not money"):
        read_value("x", Kind.MONEY, value)


def test_money_comes_as_text_or_as_minor_units() -> None:
    expected = Money(1250, "EUR")
    assert read_value("x", Kind.MONEY, "12.50 EUR") == expected
    assert read_value("x", Kind.MONEY, {"minor": 1250, "currency": "EUR"}) == expected
    with pytest.raises(ValueError, match="not money"):
        read_value("x", Kind.MONEY, {"minor": 12.5, "currency": "EUR"})


def test_yaml_never_gets_to_make_money_a_float() -> None:
    assert isinstance(yaml.safe_load("150.00 EUR"), str)
