"""A wish beside anger is taken up; what only sounds like one is not."""

from __future__ import annotations

from typing import Any

import pytest

from bot.rasa_ext import wishes

FLOWS = {
    "ask_order_status": "order_status",
    "ask_refund": "refund_order",
    "give_feedback": "feedback",
    "complain": "complaint",
    "smalltalk_joke": "small_talk",
}


def half(intent: str, confidence: float = 0.9) -> dict[str, Any]:
    return {"intent": {"name": intent, "confidence": confidence}, "entities": []}


ANGER = half("complain", 0.95)


@pytest.mark.parametrize("intent", ["ask_order_status", "give_feedback"])
def test_what_an_angry_customer_wants_is_taken_up_wherever_it_stands(intent: str) -> None:
    wanted = half(intent)
    assert wishes.behind_anger(ANGER, wanted, FLOWS) is wanted
    assert wishes.behind_anger(wanted, ANGER, FLOWS) is wanted


@pytest.mark.parametrize(
    "other", [half("ask_order_status", 0.79), half("smalltalk_joke"), half("complain")]
)
def test_anger_stays_anger_beside_what_is_no_sure_wish(other: dict[str, Any]) -> None:
    assert wishes.behind_anger(ANGER, other, FLOWS) is None


def test_of_two_wishes_none_is_chosen_here() -> None:
    assert wishes.behind_anger(half("ask_order_status"), half("ask_refund"), FLOWS) is None


def test_only_what_was_taken_for_anger_is_looked_through() -> None:
    assert wishes.angry(ANGER) and wishes.angry(half("abuse"))
    assert not wishes.angry(half("ask_refund"))
