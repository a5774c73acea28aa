"""Which language a message is in, and when it stays what it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.tongue import decide, guess
from tests.support.frozen import INTENT_SETS, MOOD_SETS, messages

DUTCH = [
    "waar is mijn bestelling",
    "Ik wil een mens spreken.",
    "goeiendag",
    "ge hebt mijn pakske nog niet gestuurd",
    "kapot",
    "mijn order",
    "ik wil een refund",
    "geen idee",
    "amai",
    "B-30001 graag verzetten naar 12 december",
]
ENGLISH = [
    "where is my order",
    "I want to talk to a human.",
    "good afternoon",
    "wheres my parcel",
    "broken",
    "my order",
    "move B-30001 to 12 December please",
    "no idea what you mean",
]
NEITHER = [
    "ok",
    "O-20001",
    "12/12",
    "?",
    "",
    "😡😡",
    "anna@example.com",
    "correct",
    "stop",
    "1012 AB",
]


@pytest.mark.parametrize("text", DUTCH)
def test_a_dutch_message_is_followed_into_dutch(text: str) -> None:
    assert decide(text, "en") == "nl"


@pytest.mark.parametrize("text", ENGLISH)
def test_an_english_message_is_followed_into_english(text: str) -> None:
    assert decide(text, "nl") == "en"


@pytest.mark.parametrize("text", NEITHER)
@pytest.mark.parametrize("current", ["en", "nl"])
def test_a_message_that_says_nothing_leaves_the_language(text: str, current: str) -> None:
    assert decide(text, current) == current


@pytest.mark.parametrize("text", ["thanks", "yes", "sorry", "nice", "hello", "please"])
def test_english_that_dutch_people_use_does_not_change_their_language(text: str) -> None:
    assert decide(text, "nl") == "nl"


def test_without_a_current_language_a_hint_decides_and_nothing_gives_nothing() -> None:
    assert decide("thanks", None) == "en"
    assert decide("ok", None) is None


def test_a_language_that_the_bot_does_not_speak_is_never_chosen() -> None:
    assert decide("waar is mijn bestelling", "en", ("en",)) == "en"


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", [*INTENT_SETS, *MOOD_SETS])
def test_no_message_leaves_its_own_language_and_nearly_all_reach_it(
    name: str, language: str
) -> None:
    texts = [text for text, _ in messages(name, language)]
    other = "nl" if language == "en" else "en"
    left = [text for text in texts if decide(text, language) != language]
    followed = sum(decide(text, other) == language for text in texts)
    assert left == []
    assert followed / len(texts) >= 0.88


@given(st.text(max_size=200))
def test_any_text_gives_one_of_the_two_or_the_current_one(text: str) -> None:
    assert decide(text, "nl") in ("en", "nl")
    assert guess(text).lead >= 0
