"""A hurry is heard in words and in short questions; a short answer to a question is no hurry."""

from __future__ import annotations

import pytest

from bot.empathy.pace import CALM, HURRIED, pace
from bot.empathy.signals import Said


@pytest.mark.parametrize(
    "text",
    [
        "my flight leaves in 40 minutes, change my seat",
        "quickly please, where is it",
        "I need this asap",
        "no time, just tell me",
        "snel graag, mijn trein vertrekt zo",
        "ik heb haast",
        "dit is dringend",
        "de bus vertrekt over 10 minuten",
    ],
)
def test_a_hurry_in_words_is_heard(text: str) -> None:
    assert pace([Said(text)]) == HURRIED


@pytest.mark.parametrize("text", ["where is my order", "hoe snel leveren jullie", "O-20001", "ja"])
def test_an_ordinary_message_is_not(text: str) -> None:
    assert pace([Said(text, near="inform")]) == CALM


def test_three_short_questions_in_a_row_are_a_hurry_and_three_short_answers_are_not() -> None:
    ask = Said("order status", near="ask_order_status")
    assert pace([ask, ask, ask]) == HURRIED
    assert pace([Said("ja", near="affirm")] * 3) == CALM


def test_a_hurry_passes() -> None:
    assert pace([Said("ik heb haast"), Said("goed"), Said("en mijn factuur")]) == CALM
