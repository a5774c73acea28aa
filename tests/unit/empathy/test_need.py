"""How much the last messages together call for a person: one weighing of moods and events."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.empathy import frustration, need
from bot.empathy.need import HAPPENED
from bot.empathy.signals import MEMORY, Behaviour, Said
from bot.settings import Empathy, Weights
from tests.unit.empathy.test_frustration_laws import behaviours, histories

SETTINGS = Empathy()
CALM = Said("where is my order", distress=0.02)
CROSS = Said("this is a disgrace", mood="angry", distress=0.8, cross=0.8)


def needed(*history: Said, settings: Empathy = SETTINGS) -> float:
    return need.of_a_person(history, frustration.read(history, None, settings), settings)


def test_moods_and_what_happened_are_added_up() -> None:
    refused = replace(CALM, refused=True)
    mood, no = SETTINGS.weights.mood, SETTINGS.weights.refused
    expected = mood * (0.8 + MEMORY[1] * 0.02) + HAPPENED * no
    assert needed(refused, CROSS) == pytest.approx(expected, abs=1e-3)


def test_two_doubtful_messages_say_more_than_one_that_is_sure() -> None:
    doubtful = replace(CROSS, distress=0.6, cross=0.5)
    assert needed(doubtful, doubtful) > needed(CALM, replace(CROSS, distress=1.0))


@given(histories, behaviours)
def test_without_an_upset_message_last_nothing_calls_for_a_person(
    history: list[Said], behaviour: Behaviour
) -> None:
    calm = [*history, Said("fine, thank you", mood="satisfied")]
    assert need.of_a_person(calm, frustration.read(calm, behaviour), SETTINGS) == 0


@given(histories, behaviours, st.sampled_from(["refused", "asked_again", "looped", "failed"]))
def test_one_more_thing_that_goes_wrong_never_makes_it_less(
    history: list[Said], behaviour: Behaviour, what: str
) -> None:
    before = need.of_a_person(history, frustration.read(history, behaviour), SETTINGS)
    for place, said in enumerate(history):
        worse = [*history]
        worse[place] = replace(said, **{what: True})  # type: ignore[arg-type]
        after = need.of_a_person(worse, frustration.read(worse, behaviour), SETTINGS)
        assert after >= before - 5e-3


@given(histories, st.integers(min_value=0, max_value=11))
def test_words_that_are_more_upset_never_make_it_less(history: list[Said], place: int) -> None:
    if place < len(history):
        worse = [*history]
        worse[place] = replace(history[place], distress=1.0)
        assert needed(*worse) >= needed(*history) - 1e-6


def test_one_message_is_never_enough_and_one_after_calm_ones_only_when_something_went_wrong() -> (
    None
):
    assert needed(CROSS) == needed(CALM, CROSS) == 0
    assert needed(replace(CALM, asked_again=True), CROSS) > 0


def test_more_patience_asks_for_more_upset_messages() -> None:
    patient = replace(SETTINGS, handoff_messages=3)
    assert needed(CROSS, CROSS, settings=patient) == 0
    assert needed(CROSS, CROSS, CROSS, settings=patient) > SETTINGS.handoff_level
    wrong = replace(CROSS, asked_again=True)
    assert needed(wrong, CROSS, settings=patient) > SETTINGS.handoff_level


def test_a_calm_message_in_between_is_forgiven() -> None:
    assert 0 < needed(CROSS, CALM, CROSS) < needed(CALM, CROSS, CROSS)
    assert needed(CROSS, CALM, CALM, CROSS) == 0


@pytest.mark.parametrize("mood", ["sad", "anxious"])
def test_grief_and_worry_alone_count_only_when_something_went_wrong(mood: str) -> None:
    gently = Said("…", mood=mood, distress=0.75, cross=0.1)
    assert needed(gently, gently, gently) == 0
    assert needed(replace(gently, refused=True), gently, gently) > SETTINGS.handoff_level


def test_panic_counts_by_itself_and_grief_beyond_doubt_does_not() -> None:
    panic = Said("…", mood="anxious", distress=0.96)
    assert needed(panic, panic) > SETTINGS.handoff_level
    assert needed(replace(panic, mood="sad"), replace(panic, mood="sad")) == 0


def test_weights_of_nothing_need_nobody() -> None:
    nothing = replace(SETTINGS, weights=Weights(mood=0.0, refused=0.0))
    assert needed(replace(CROSS, refused=True), CROSS, settings=nothing) == 0


def test_shouting_counts_in_a_message_that_is_upset_too_and_a_stuck_key_does_not() -> None:
    shouted = replace(CROSS, text="THIS IS A DISGRACE")
    each = HAPPENED * SETTINGS.weights.capitals
    assert needed(CROSS, shouted) == pytest.approx(needed(CROSS, CROSS) + each, abs=1e-3)
    assert needed(CROSS, replace(shouted, sounded=False)) == needed(CROSS, CROSS)
    calm = replace(CALM, asked_again=True)
    stuck = replace(calm, text="WHERE IS MY ORDER")
    assert needed(stuck, CROSS) == needed(calm, CROSS)


def test_who_takes_a_no_for_an_answer_is_not_as_upset_as_it_sounds() -> None:
    refused = replace(CALM, refused=True)
    shrugs = replace(CROSS, text="a disgrace, but I understand", distress=1.0, cross=1.0)
    assert needed(refused, shrugs) < needed(refused, replace(shrugs, text="a disgrace")) - 0.2
