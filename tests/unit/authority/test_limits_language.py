"""Mistakes in a limits file: each is told with its line, what is wrong and what is allowed."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.authority.limits import LimitsError, lint, lint_text, load
from tests.support.authority import LIMITS
from tests.support.limits_text import ACTION, GOOD, HEAD, TEXTS


def line_of(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_small_file_is_good() -> None:
    assert lint_text(GOOD).ok


def test_the_file_that_ships_is_good_and_its_tests_run() -> None:
    report = lint(LIMITS)
    assert report.ok, str(report)
    assert report.tests >= 25


def test_a_new_action_takes_at_most_fifteen_lines() -> None:
    assert len(ACTION.split("actions:\n")[1].splitlines()) <= 15


RULE = "when: {order.status: delivered}"

MISTAKES = [
    # what is there, what it becomes, where the mistake is told, the message, the remedy
    ("version: 1", "version: 2", "version: 2", "version of the language", "version: 1"),
    ("currency: EUR", "currency: euro", "currency: euro", "currency:", "currency: EUR"),
    ("Europe/Amsterdam", "Europe/Nowhere", "timezone", "timezone:", "Europe/Amsterdam"),
    ("name: small", "nme: small", "nme", "no key 'nme'", "did you mean name"),
    ("a_day: {title", "&x a_day: {title", "a_day", "anchors", "share a rule by its name"),
    ("cap: 500.00 EUR", "cap: 500.00", "a_day", "not a number that is exact", "12.50 EUR"),
    ("cap: 500.00 EUR", "cap: 500", "a_day", "not money", "money has its currency"),
    ("cap: 500.00 EUR", "cap: 500.00 USD", "a_day", "not in EUR", "counts in EUR"),
    ("calendar_day", "calendar_decade", "a_day", "unknown window", "calendar_day"),
    ("calendar_day}", "calendar_day, per: customer.ids}", "a_day", "unknown fact", "customer.id"),
    ("cap: 500.00 EUR, ", "", "a_day", "limits nothing", "max_count"),
    ("{en: Day, nl: Dag}", "{en: Day}", "a_day", "missing in nl", "en and nl"),
    ("budgets: [a_day]", "budgets: [a_week]", "a_week", "unknown budget", "a_day"),
    ("    budgets: [a_day]\n", "", "a_day: {title", "no action counts in a_day", "remove it"),
    ("payments.refund", "payments.gift", "payments.gift", "nothing can do", "payments.refund"),
    ("amount: refund.amount", "amount: refund.amout", "amout", "not money", "refund.amount"),
    ("allow_up_to: 100.00 EUR", "allow_up_to: 100.5 EUR", "100.5", "not an amount", "12.50 EUR"),
    ("allow_up_to: 100.00 EUR", "allow_up_to: -1.00 EUR", "-1.00", "not an amount", "12.50"),
    ("    allow_up_to: 100.00 EUR\n", "", "refund_order:", "small amounts", "allow_up_to"),
    ("approve_up_to: 200", "approve_up_to: 99", "approve_up_to", "nobody is ever asked", "raise"),
    ("once_per: [order]", "once_per: [ordr]", "ordr", "unknown parameter", "order"),
    ("id: delivered, ", "", "order.status", "no id", "id:"),
    (RULE, "when: {order.state: delivered}", "order.state", "unknown fact", "order.status"),
    (RULE, "when: {order.status: deliverd}", "deliverd", "is never 'deliverd'", "delivered"),
    (RULE, "when: {order.paid: 10000}", "order.paid", "not money", "currency"),
    (RULE, "when: {order.paid: {at_most: 3}}", "at_most: 3", "not money", "currency"),
    (RULE, "when: {order.status: {at_most: delivered}}", "at_most", "has no order", "is"),
    (RULE, "when: {order.status: {atmost: delivered}}", "atmost", "unknown comparison", "at_most"),
    (RULE, "when: {age_of: order.delivered_at, at_most: 30}", "age_of", "length of time", "30d"),
    (RULE, "when: {age_of: order.delivered_at, at_most: 1d2h}", "1d2h", "length of time", "30d"),
    (RULE, "when: {age_of: order.status, at_most: 30d}", "age_of", "not a time", "at_most: 30d"),
    (RULE, "when: {age_of: order.delivered_at}", "age_of", "needs one of", "at_most: 30d"),
    (RULE, "when: {all: []}", "all:", "needs a list", "all: ["),
    (RULE, "when: {any: [{order.statu: x}]}", "statu", "unknown fact", "order.status"),
    (RULE, "when: {}", "when: {}", "not a condition", "age_of"),
    (RULE, "when: delivered", "when: delivered", "not a condition", "age_of"),
    (RULE, "only_if: {order.late: true}", "only_if", "needs a condition", "when: or unless:"),
    (RULE, RULE + ", else: maybe", "maybe", "unknown outcome", "handover"),
    (RULE, RULE + ", gate: true, else: approve", "gate", "only withhold", "ask, refuse"),
    (RULE, "when: {value: {plus: [order.paid, 3]}, at_most: order.paid}", "plus", "mix", "money"),
    (
        RULE,
        "when: {value: {times: [order.paid, order.paid]}, above: 1.00 EUR}",
        "times",
        "one am",
        "",
    ),
    (RULE, "when: {every: {list: order.paid, where: {a: b}}}", "every", "not a list", "type list"),
    (RULE, "when: {every: {list: order.items, where: {colour: red}}}", "colour", "no field", "id"),
    (
        RULE,
        "when: {value: {sum: order.items, of: status}, above: 1.00 EUR}",
        "of: status",
        "added up",
        "",
    ),
    (RULE, "when: {value: 1.00 EUR, above: 2.00 EUR}", "value", "reads no fact", "always"),
    ("say: {en: not yet, nl: nog niet}", "else: refuse", "delivered", "what to say", "en:"),
    ("en: not yet", "en: 'not {order.statu}'", "statu", "nothing is known as", "order.status"),
    ("en: not yet", "en: 'not {yet'", "not {yet", "brace is left open", "{order.id}"),
    ("en: not yet", "en: 'only up to €100'", "up to €100", "tells the customer", "threshold"),
    ("en: not yet", "en: 'up to 500.00 a day'", "500.00 a day", "tells the customer", "threshold"),
    ("  approve: {en: no, nl: nee}\n", "  approve: {en: no}\n", "approve:", "missing in nl", "nl"),
]


@pytest.mark.parametrize(("old", "new", "where", "message", "remedy"), MISTAKES)
def test_a_mistake_is_told_with_line_and_remedy(
    old: str, new: str, where: str, message: str, remedy: str
) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    report = lint_text(text, "limits.yml")
    assert not report.ok
    told = [problem for problem in report.problems if message in problem.message]
    assert told, str(report)
    nearby = {line_of(text, where), line_of(text, where) + 1}
    assert told[0].line in nearby, str(report)
    assert remedy in told[0].remedy
    assert str(told[0]).startswith(f"limits.yml:{told[0].line}: ")


def test_every_mistake_is_told_at_once() -> None:
    text = GOOD.replace("calendar_day", "never").replace(RULE, "when: {order.state: x}")
    messages = [problem.message for problem in lint_text(text).problems]
    assert any("unknown window" in message for message in messages)
    assert any("order.state" in message for message in messages)


def test_a_key_that_is_there_twice_is_a_mistake() -> None:
    text = GOOD.replace("    budgets: [a_day]\n", "    budgets: [a_day]\n    budgets: []\n")
    (problem,) = lint_text(text).problems
    assert "here twice" in problem.message
    assert problem.line == line_of(text, "budgets: []")


def test_a_line_that_can_never_decide_is_a_mistake() -> None:
    second = "      - {id: again, when: {order.status: delivered}, else: handover}\n"
    (problem,) = lint_text(GOOD + second).problems
    assert problem.line == line_of(GOOD + second, "again")
    assert "can never decide" in problem.message


def test_the_same_condition_with_a_stricter_outcome_is_no_mistake() -> None:
    first = GOOD.replace("say: {en: not yet, nl: nog niet}}", "else: approve}")
    second = (
        "      - {id: again, when: {order.status: delivered}, else: refuse, say: {en: a, nl: b}}\n"
    )
    assert lint_text(first + second).ok


def test_a_text_that_names_another_length_than_its_rule_is_a_mistake() -> None:
    rule = (
        "      - {id: in_time, when: {age_of: order.delivered_at, at_most: 14d}, "
        'say: {en: "for 30 days", nl: "14 dagen"}}\n'
    )
    (problem,) = lint_text(GOOD + rule).problems
    assert "says 30, the rule 14" in problem.message


@pytest.mark.parametrize(
    "text", ["", "- a\n- b\n", "a: [", "\x00", "a: b\n---\nc: d\n", "{" * 2000]
)
def test_what_is_no_mapping_at_all_is_told_and_never_raises(text: str) -> None:
    report = lint_text(text)
    assert not report.ok and report.problems


def test_a_file_that_is_too_long_is_told() -> None:
    (problem,) = lint_text("# " + "x" * 500_000).problems
    assert "too long" in problem.message


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    (problem,) = lint(tmp_path / "none.yml").problems
    assert "no such file" in problem.message
    with pytest.raises(LimitsError, match="no such file"):
        load(tmp_path / "none.yml")


def test_a_file_that_is_not_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "bad.yml").write_bytes(b"\xff\xfe\x00")
    assert not lint(tmp_path / "bad.yml").ok


def test_a_failing_test_of_the_file_keeps_it_out_of_force() -> None:
    tests = """\
tests:
  - name: never paid
    action: refund_order
    given: {order.status: delivered, order.paid: 10.00 EUR, order.refunded: 0.00 EUR, \
order.items: [{id: A, status: delivered, amount: 10.00 EUR}]}
    expect: refuse
"""
    (problem,) = lint_text(GOOD + tests).problems
    assert problem.line == line_of(GOOD + tests, "never paid")
    assert "allow, not refuse" in problem.message


def test_a_test_that_is_right_for_another_reason_fails() -> None:
    tests = (
        "tests:\n  - {name: x, action: refund_order, given: {order.status: shipped}, "
        "expect: refuse, because: a_day}\n"
    )
    (problem,) = lint_text(GOOD + tests).problems
    assert "decided by delivered, not a_day" in problem.message


def test_a_shared_rule_is_used_by_its_name() -> None:
    shared = "rules:\n  signed_in: {when: {session.known: true}, else: ask, say: {en: a, nl: b}}\n"
    text = HEAD + TEXTS + shared + ACTION + "      - signed_in\n"
    report = lint_text(text)
    assert report.limits is not None, str(report)
    assert [rule.id for rule in report.limits.actions["refund_order"].rules][-1] == "signed_in"


def test_an_unknown_shared_rule_is_a_mistake() -> None:
    (problem,) = lint_text(GOOD + "      - signed_inn\n").problems
    assert "no shared rule" in problem.message


def test_a_file_may_declare_facts_of_its_own() -> None:
    facts = "facts:\n  parcel.weight: {type: int, trust: record}\n"
    rule = "      - {id: light, when: {parcel.weight: {at_most: 5}}, say: {en: a, nl: b}}\n"
    assert lint_text(HEAD + TEXTS + facts + ACTION + rule).ok


def test_a_known_fact_cannot_become_something_else() -> None:
    facts = "facts:\n  order.paid: {type: int, trust: record}\n"
    (problem, *_) = lint_text(HEAD + TEXTS + facts + ACTION).problems
    assert "known already as money" in problem.message
