"""Recorded facts read for a plan: the same values as the whole record has, and nothing lost."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import pytest
from hypothesis import given, settings

from bot.authority.canonical import dumps, loads
from bot.authority.language import Limits
from bot.authority.plan import Plan, plan_of
from bot.authority.recorded_facts import FactReader, RecordedView
from bot.model import Money
from tests.support import random_limits as made

NOW = datetime(2026, 6, 15, tzinfo=timezone.utc)
FACTS: dict[str, Any] = {
    "case.confirmed": None,
    "case.stopped": False,
    "claim.reason": "damaged",
    "customer.id": "C-1",
    "order.delivered_at": NOW,
    "order.items": ({"id": "O-1-1", "status": "delivered", "amount": Money(999, "EUR")},),
    "order.paid": Money(1250, "EUR"),
    "order.placed_at": None,
    "order.refunded": Money(0, "EUR"),
    "order.status": "delivered",
    "session.known": True,
}


def _plan(limits: Limits) -> Plan:
    plan = plan_of(limits, "refund_order")
    assert plan is not None
    return plan


def _plain(value: Any) -> Any:
    """Lists and tuples are the same thing to a rule."""
    return loads(dumps(value))


def test_what_the_plan_looks_at_is_read_as_its_kind_and_the_rest_is_not(shipped: Limits) -> None:
    plan = _plan(shipped)
    found = FactReader(plan, shipped).read(dumps(FACTS))
    assert found["order.paid"] == Money(1250, "EUR") and found["order.delivered_at"] == NOW
    assert "order.placed_at" not in found and "order.items" not in found
    for name in plan.reads & set(FACTS):
        assert _plain(found[name]) == _plain(FACTS[name]), name


@pytest.mark.parametrize("odd", [7, "12.50 EUR", {"minor": 5}, [1]])
def test_a_record_that_is_not_as_expected_is_read_whole(shipped: Limits, odd: Any) -> None:
    facts = {**FACTS, "order.paid": odd}
    found = FactReader(_plan(shipped), shipped).read(dumps(facts))
    assert found.keys() == facts.keys() and _plain(found) == _plain(facts)


def test_what_was_not_worked_out_then_is_worked_out_from_the_whole_record(shipped: Limits) -> None:
    text = dumps(FACTS)
    facts = FactReader(_plan(shipped), shipped).read(text)
    assert "refund.amount" not in facts and "order.items" not in facts
    view = RecordedView(facts, NOW, shipped.zone, text)
    assert view.get("refund.amount") == Money(999, "EUR")
    assert view.get("refund.item_ids") == ("O-1-1",)


@settings(max_examples=100, deadline=None)
@given(limits=made.limits(), question=made.questions())
def test_any_record_says_the_same_whole_or_in_part(limits: Limits, question: Any) -> None:
    plan = _plan(limits)
    found = FactReader(plan, limits).read(dumps(question.facts))
    for name in plan.reads:
        assert (name in found) == (name in question.facts), name
        if name in found and not isinstance(found[name], tuple):
            assert _plain(found[name]) == _plain(question.facts[name]), name
