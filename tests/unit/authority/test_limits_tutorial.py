"""The tutorial is true: its lines are few, they come into force, and they decide as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.authority.decide import decide
from bot.authority.decision import Question
from bot.authority.language import Limits
from bot.authority.limits import lint_text
from bot.model import Outcome
from tests.support.authority import LIMITS
from tests.support.judging import NOON, ago, money

PAGE = Path(__file__).parents[3] / "docs" / "tutorials" / "limits-for-a-new-action.md"
BLOCKS = re.findall(r"```yaml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
ACTION, TESTS = BLOCKS[0], BLOCKS[1]


@pytest.fixture(scope="module")
def limits() -> Limits:
    text = LIMITS.read_text(encoding="utf-8")
    text = text.replace("\nactions:\n", f"\nactions:\n{ACTION}", 1)
    start = text.index("\n", text.index("\ntests:") + 1) + 1
    report = lint_text(text[:start] + TESTS + text[start:])
    assert report.limits is not None, str(report)
    return report.limits


def ask(limits: Limits, paid: str, days: int, status: str = "delivered") -> tuple[Outcome, str]:
    items = ({"id": "a", "status": "delivered", "amount": money(paid)},)
    facts = {
        "session.known": True,
        "customer.id": "C-1",
        "order.id": "O-1",
        "order.mine": True,
        "order.status": status,
        "order.delivered_at": ago(days=days),
        "order.paid": money(paid),
        "order.refunded": money("0.00"),
        "order.items": items,
    }
    found = decide(limits, Question("keep_it", {"order": "O-1"}, {}, facts, NOON))
    return found.outcome, str(found.amount)


def test_a_new_action_takes_at_most_fifteen_lines() -> None:
    assert len(ACTION.splitlines()) <= 15


def test_half_of_a_small_order_is_paid_at_once(limits: Limits) -> None:
    assert ask(limits, "50.00", 14) == (Outcome.ALLOW, "25.00 EUR")


def test_more_waits_for_a_colleague_and_much_more_goes_to_one(limits: Limits) -> None:
    assert ask(limits, "50.02", 14) == (Outcome.APPROVE, "25.01 EUR")
    assert ask(limits, "200.02", 14)[0] is Outcome.HANDOVER


def test_late_waits_for_a_colleague_and_not_arrived_is_refused(limits: Limits) -> None:
    assert ask(limits, "50.00", 15)[0] is Outcome.APPROVE
    assert ask(limits, "50.00", 1, status="shipped")[0] is Outcome.REFUSE


def test_the_offer_of_the_last_part_is_granted_when_taken() -> None:
    head = "version: 1\nname: small\ncurrency: EUR\ntimezone: Europe/Amsterdam\nactions:\n"
    lines = ACTION.split("    amount:")[0]
    middle = "    allow_up_to: 100.00 EUR\n"
    report = lint_text(head + lines + middle + BLOCKS[2])
    assert report.limits is not None, str(report)
    facts = {
        "order.paid": money("40.00"),
        "order.refunded": money("0.00"),
        "order.items": ({"id": "a", "status": "delivered", "amount": money("40.00")},),
    }
    params = {"order": "O-1", "amount": money("60.00")}
    refused = decide(report.limits, Question("keep_it", params, {}, facts, NOON))
    assert refused.outcome is Outcome.REFUSE and refused.offer == {"amount": money("40.00")}
    taken = Question("keep_it", {**params, **refused.offer}, {}, facts, NOON)
    assert decide(report.limits, taken).outcome is Outcome.ALLOW
