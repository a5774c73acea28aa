"""Limits that are well formed and cannot mean what they say: told with line and remedy."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authority.catalogue import known_facts
from bot.authority.conditions import Condition
from bot.authority.grammar import condition
from bot.authority.limits import lint_text
from bot.authority.names import Scope
from bot.authority.regions import region
from bot.authority.source import Problems, read
from bot.authority.view import View
from tests.support.judging import NOON, SAY, ago, limits_of, mistakes, text_of
from tests.support.limits_text import GOOD

PAID = "{id: paid, when: {order.paid: {above: 0.00 EUR}}, say: {en: sorry, nl: helaas}}"


def both(first: str, second: str) -> str:
    return f"- {{id: one, when: {first}, {SAY}}}\n- {{id: two, when: {second}, {SAY}}}"


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("{order.status: delivered}", "{order.status: [delivered, lost]}", "two can never decide"),
        ("{order.paid: {below: 5.00 EUR}}", "{order.paid: {at_most: 9.00 EUR}}", "two can never"),
        ("{order.status: lost}", "{order.status: shipped}", "never both hold"),
        ("{order.late: true}", "{order.late: false}", "never both hold"),
        ("{order.late: true}", "{known: order.carrier}", None),
        ("{booking.passengers: {above: 3}}", "{booking.passengers: {below: 4}}", "never both"),
        ("{booking.passengers: {above: 3}}", "{booking.passengers: {below: 5}}", None),
        (
            "{age_of: order.placed_at, above: 24h}",
            "{age_of: order.placed_at, at_most: 24h}",
            "both",
        ),
        ("{age_of: order.placed_at, above: 24h}", "{age_of: order.placed_at, below: 30d}", None),
        (
            "{not: {any: [{order.status: lost}, {order.late: true}]}}",
            "{order.status: lost}",
            "never both hold",
        ),
        ("{order.status: [lost, shipped]}", "{order.status: [shipped, delivered]}", None),
    ],
)
def test_two_lines_are_held_against_each_other(
    first: str, second: str, message: str | None
) -> None:
    report = lint_text(text_of(both(first, second)))
    assert report.ok if message is None else message in str(report), str(report)
    assert all(problem.remedy for problem in report.problems)


@pytest.mark.parametrize(
    ("when", "message"),
    [
        ("{order.status: {in: [lost], not_in: [lost]}}", "can never hold"),
        ("{order.status: {is: lost, is_not: lost}}", "can never hold"),
        ("{value: {count: order.items}, below: 0}", "can never hold"),
        ("{all: [{known: order.paid}, {not: {known: order.paid}}]}", "can never hold"),
        ("{order.late: [true, false]}", "can never fail"),
        ("{customer.tier: [regular, silver, gold]}", "can never fail"),
    ],
)
def test_a_line_is_held_against_itself(when: str, message: str) -> None:
    told = mistakes(f"- {{id: one, when: {when}, {SAY}}}")
    assert f"one {message}" in told


def test_an_only_if_that_an_earlier_line_excludes_never_decides() -> None:
    later = f"- {{id: two, only_if: {{order.status: lost}}, when: {{order.late: true}}, {SAY}}}"
    told = mistakes(f"- {{id: one, when: {{order.status: delivered}}, {SAY}}}\n{later}")
    assert "two can never decide: one fails whenever it does" in told


STATUS = ("processing", "shipped", "delivered", "lost", "cancelled")
simple = st.one_of(
    st.sampled_from(STATUS).map(lambda word: {"order.status": word}),
    st.lists(st.sampled_from(STATUS), min_size=1, max_size=3).map(
        lambda words: {"order.status": {"not_in": words}}
    ),
    st.tuples(
        st.sampled_from(("at_most", "at_least", "below", "above", "is")), st.integers(0, 4)
    ).map(lambda bound: {"booking.passengers": {bound[0]: bound[1]}}),
    st.tuples(
        st.sampled_from(("at_most", "at_least", "below", "above")),
        st.sampled_from(("1d", "2d", "24h", "48h")),
    ).map(lambda bound: {"age_of": "order.placed_at", bound[0]: bound[1]}),
    st.sampled_from(({"known": "order.carrier"}, {"order.late": True}, {"order.late": False})),
)
conditions = st.recursive(
    simple,
    lambda inner: st.one_of(
        inner.map(lambda one: {"not": one}),
        st.tuples(
            st.sampled_from(("all", "any", "none")), st.lists(inner, min_size=1, max_size=3)
        ).map(lambda parts: {parts[0]: parts[1]}),
    ),
    max_leaves=5,
)
seen = st.fixed_dictionaries(
    {
        "order.status": st.sampled_from((*STATUS, None)),
        "booking.passengers": st.sampled_from((0, 1, 2, 3, 4, 5, None)),
        "order.placed_at": st.sampled_from((ago(hours=24), ago(hours=30), ago(days=3), None)),
        "order.late": st.sampled_from((True, False, None)),
        "order.carrier": st.sampled_from(("DHL", None)),
    }
)


def written(tree: Any) -> Condition:
    problems = Problems("a file")
    node = read(json.dumps(tree), problems)
    assert node is not None
    found = condition(node, Scope(known_facts(), {}, "EUR", problems))
    assert found is not None, problems.found
    return found


@given(first=conditions, second=conditions, facts=seen)
def test_what_is_called_impossible_never_happens(first: Any, second: Any, facts: Any) -> None:
    one, two, known = written(first), written(second), known_facts()
    view = View(facts, NOON, limits_of(f"- {PAID}").zone)
    mine, theirs = region(one, known), region(two, known)
    if one.holds(view) and two.holds(view):
        assert not mine.empty and not mine.both(theirs).empty
    if one.holds(view) and mine.inside(theirs):
        assert two.holds(view)


@pytest.mark.parametrize(
    ("extra", "top", "message"),
    [
        (
            "params: {amount: {type: money}}\namount: request.amount\nallow_up_to: 5.00 EUR",
            "",
            "the amount of act is whatever the customer says",
        ),
        (
            "amount: claim.damage\nallow_up_to: 5.00 EUR",
            "facts: {claim.damage: {type: money, trust: claim}}",
            "the amount of act is whatever the customer says",
        ),
        (
            "amount: budget.day.spent\nallow_up_to: 5.00 EUR\nbudgets: [day]",
            "budgets: {day: {title: {en: D, nl: D}, cap: 9.00 EUR, window: calendar_day}}",
            "follows from what a budget holds",
        ),
        (
            "budgets: [day]",
            "facts: {claim.cap: {type: money, trust: claim}}\n"
            "budgets: {day: {title: {en: D, nl: D}, cap: claim.cap, window: calendar_day}}",
            "the cap of day is whatever the customer says",
        ),
        (
            "amount: 10.00 EUR\nallow_up_to: 10.00 EUR\nbudgets: [day]",
            "budgets: {day: {title: {en: D, nl: D}, cap: 9.99 EUR, window: calendar_day}}",
            "day has room for 9.99 EUR, and each act takes 10.00 EUR",
        ),
        (
            "budgets: [day]",
            "budgets: {day: {title: {en: D, nl: D}, max_count: 0, window: calendar_day}}",
            "day has room for nothing",
        ),
        (
            "amount: order.paid\nallow_up_to: 5.00 EUR\napprove_up_to: 9.00 EUR\n"
            "approval: {tiers: [{above: 9.00 EUR, people: 2}]}",
            "",
            "no amount of act that a person can agree to is above 9.00 EUR",
        ),
        (
            "amount: order.paid\nallow_up_to: 5.00 EUR\napprove_up_to: 9.00 EUR\n"
            "approval: {people: 2, tiers: [{above: 7.00 EUR, people: 2}]}",
            "",
            "above 7.00 EUR the same people have to agree as below it",
        ),
    ],
)
def test_an_amount_that_nothing_holds_is_a_mistake(extra: str, top: str, message: str) -> None:
    assert message in mistakes(f"- {PAID}", top=top, extra=extra)


def test_the_smaller_of_what_is_asked_and_what_is_recorded_is_held() -> None:
    limits_of(
        f"- {PAID}",
        extra="""
        params: {amount: {type: money}}
        amount: {min: [request.amount, refund.amount]}
        allow_up_to: 5.00 EUR
        """,
    )


def test_a_budget_or_a_score_is_not_told() -> None:
    say = 'say: {en: "{budget.a_day.spent} is spent", nl: nee}'
    text = GOOD.replace("say: {en: not yet, nl: nog niet}", say)
    report = lint_text(text)
    assert "tells the customer budget.a_day.spent" in str(report)
    assert report.problems[0].line == len(text.splitlines())


@pytest.mark.parametrize(
    ("require", "top", "message"),
    [
        ("{value: {percent: 1000000, of: order.paid}, above: 0.00 EUR}", "", "whole number"),
        (
            "{value: {percent: 15, of: booking.passengers}, above: 0.00 EUR}",
            "",
            "a whole number has no percents",
        ),
        ("{order.items: {contains: lamp}}", "", "a list of things"),
        (
            "{value: {table: free, row: customer.tier}, above: 0}",
            "tables: {free: {regular: 1, silver: 2}}",
            "nothing for gold",
        ),
        (
            "{value: {table: free, row: order.late}, above: 0}",
            'tables: {free: {"true": 1}}',
            "nothing for false",
        ),
    ],
)
def test_a_value_that_cannot_be_is_a_mistake(require: str, top: str, message: str) -> None:
    told = mistakes(f"- {{id: one, when: {require}, {SAY}}}", top=top)
    assert message in told


def test_reading_a_rule_keeps_where_its_facts_stand() -> None:
    limits = limits_of(f"- id: one\n  when:\n    order.late: false\n  {SAY}")
    lines = limits.actions["act"].rules[0].lines
    assert lines["fact order.late"] == lines["when"] + 1
