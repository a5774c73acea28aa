"""Which mood an answer speaks to."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.empathy import frustration
from bot.empathy.signals import MOODS, UPSET, Said
from bot.empathy.tone import mood_to_answer


def spoken_to(*history: Said, level: float = 0.35) -> str:
    return mood_to_answer(history, frustration.read(history), acknowledge_level=level)


ANGRY = Said("a disgrace", mood="angry", distress=0.9, cross=0.9)
NUMBER = Said("O-20001", intent="inform")
HAPPY = Said("great, thanks", mood="satisfied")


def test_clear_anger_is_answered() -> None:
    assert spoken_to(ANGRY) == "angry"


def test_a_passing_grumble_gets_a_plain_answer() -> None:
    assert spoken_to(Said("hm", mood="frustrated", distress=0.55, cross=0.55)) == "neutral"


def test_the_number_given_after_two_angry_messages_is_not_answered_cheerfully() -> None:
    assert spoken_to(ANGRY, ANGRY, NUMBER) == "angry"


def test_a_happy_customer_is_answered_happily_unless_it_went_badly() -> None:
    assert spoken_to(HAPPY) == "satisfied"
    assert spoken_to(ANGRY, ANGRY, HAPPY) == "neutral"


@pytest.mark.parametrize("mood", ["sad", "anxious"])
def test_grief_and_worry_are_answered_as_soon_as_they_are_clear(mood: str) -> None:
    assert spoken_to(Said("...", mood=mood, distress=0.5)) == mood


def test_a_button_after_a_sad_message_stays_gentle() -> None:
    sad = Said("my father died", mood="sad", distress=0.9)
    assert spoken_to(sad, sad, Said("", spoken=False)) == "sad"


@given(
    st.lists(
        st.builds(
            Said,
            text=st.just("x"),
            mood=st.sampled_from(MOODS),
            distress=st.floats(min_value=0, max_value=1),
            cross=st.floats(min_value=0, max_value=1),
            spoken=st.booleans(),
        ),
        max_size=6,
    )
)
def test_whoever_is_upset_is_never_answered_cheerfully(history: list[Said]) -> None:
    spoken = mood_to_answer(history, frustration.read(history), acknowledge_level=0.35)
    assert spoken in MOODS
    if history and history[-1].mood in UPSET and history[-1].spoken:
        assert spoken != "satisfied"
