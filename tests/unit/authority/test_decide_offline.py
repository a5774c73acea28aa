"""Requests from a file: one answer a line, budgets that count on, bad lines passed over."""

from __future__ import annotations

import json
from typing import Any

from bot.authority.limits import lint_text
from bot.authority.offline import decide_lines
from tests.support.limits_text import GOOD

LIMITS = lint_text(GOOD).limits
assert LIMITS is not None


def line(id: str, minor: int = 50_00, **more: Any) -> str:
    document = {
        "id": id,
        "action": "refund_order",
        "params": {"order": f"O-{id}"},
        "facts": {
            "order.status": "delivered",
            "order.paid": {"minor": minor, "currency": "EUR"},
            "order.refunded": "0.00 EUR",
            "order.items": [{"id": "a", "status": "delivered", "amount": f"{minor / 100:.2f} EUR"}],
            "weather": "fine",
        },
        "now": "2026-11-21T12:00:00Z",
    }
    return json.dumps({**document, **more})


def answers(*lines: str, fresh: bool = False) -> list[dict[str, Any]]:
    assert LIMITS is not None
    return [json.loads(answer.line) for answer in decide_lines(LIMITS, lines, fresh=fresh)]


def test_an_answer_has_the_form_of_the_contract() -> None:
    (answer,) = answers(line("1"))
    assert list(answer) == [
        "id",
        "outcome",
        "rule",
        "failed",
        "say",
        "operator",
        "offer",
        "limits",
    ]
    assert answer["outcome"] == "allow" and answer["rule"] is None
    assert LIMITS is not None and answer["limits"] == LIMITS.sha256


def test_budgets_count_through_the_file() -> None:
    outcomes = [one["outcome"] for one in answers(*(line(str(n), 90_00) for n in range(7)))]
    assert outcomes == ["allow"] * 5 + ["handover"] * 2


def test_what_waits_for_a_person_holds_its_money_too() -> None:
    outcomes = [one["outcome"] for one in answers(*(line(str(n), 190_00) for n in range(3)))]
    assert outcomes == ["approve", "approve", "handover"]


def test_the_next_day_has_a_budget_of_its_own() -> None:
    later = line("9", 90_00, now="2026-11-22T12:00:00+00:00")
    assert answers(*(line(str(n), 90_00) for n in range(6)), later)[-1]["outcome"] == "allow"


def test_fresh_starts_every_line_with_empty_budgets() -> None:
    found = answers(*(line(str(n), 90_00) for n in range(7)), line("1", 90_00), fresh=True)
    assert {one["outcome"] for one in found} == {"allow"}


def test_what_happens_once_happens_once_in_the_file() -> None:
    assert [one["rule"] for one in answers(line("1"), line("1"))] == [None, "once_per"]


def test_bad_lines_are_told_and_the_others_are_still_decided() -> None:
    bad = [
        "{",
        "[]",
        json.dumps({"id": "x", "action": "refund_order"}),
        line("y", now="yesterday"),
        line("z", facts={"order.paid": 12.5}),
        line("q", surprise=1),
        line("p", params=[]),
    ]
    found = answers(line("1"), *bad, "", line("2"))
    assert [one.get("outcome") for one in found] == ["allow", *[None] * 7, "allow"]
    assert [one["id"] for one in found if "error" in one] == [
        "line 2",
        "line 3",
        "x",
        "y",
        "z",
        "q",
        "p",
    ]
    assert "order.paid" in next(one["error"] for one in found if one["id"] == "z")


def test_a_bad_line_is_marked_as_failed() -> None:
    assert LIMITS is not None
    assert [answer.failed for answer in decide_lines(LIMITS, [line("1"), "{"])] == [False, True]


def test_an_unknown_action_is_refused_and_not_an_error() -> None:
    (answer,) = answers(line("1", action="fly_to_the_moon"))
    assert (answer["outcome"], answer["rule"]) == ("refuse", "unknown_action")
