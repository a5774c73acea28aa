"""Laws of the reading: what holds for every conversation, however it goes."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.empathy import frustration, handoff
from bot.empathy.signals import MOODS, UPSET, Behaviour, Said, likeliest
from bot.settings import Empathy, Weights

DEFAULTS = Empathy()
probabilities = st.floats(min_value=0, max_value=1)
saids = st.builds(
    Said,
    text=st.text(max_size=30),
    mood=st.sampled_from(MOODS),
    distress=probabilities,
    cross=probabilities,
    intent=st.sampled_from(
        ["ask_order_status", "complain", "nudge", "inform", "talk_to_human", "nlu_fallback"]
    ),
    spoken=st.booleans(),
    repeats=st.integers(min_value=0, max_value=8),
    unsure=st.booleans(),
    refused=st.booleans(),
    asked_again=st.booleans(),
    looped=st.booleans(),
    stakes=st.sampled_from([None, "illness"]),
)
behaviours = st.builds(
    Behaviour,
    waiting_s=st.floats(min_value=0, max_value=1e6),
    nudges=st.integers(min_value=0, max_value=50),
    contact_again=st.booleans(),
)
histories = st.lists(saids, max_size=12)
weights = st.builds(
    Weights,
    mood=st.floats(min_value=0, max_value=0.6),
    **{
        item.name: st.floats(min_value=0, max_value=0.3)
        for item in fields(Weights)
        if item.name != "mood"
    },
)


def weighed(weights: Weights) -> Empathy:
    return replace(DEFAULTS, weights=weights)


@given(histories, behaviours, weights)
def test_the_level_lies_between_calm_and_distressed(
    history: list[Said], behaviour: Behaviour, weights: Weights
) -> None:
    reading = frustration.read(history, behaviour, weighed(weights))
    assert 0.0 <= reading.level <= 1.0
    assert all(0.0 <= signal.weight <= 1.0 for signal in reading.signals)
    assert reading.mood in MOODS


def test_nothing_said_is_calm() -> None:
    reading = frustration.read([])
    assert (reading.level, reading.mood, reading.signals) == (0.0, "neutral", ())


@example("1000EUR", "frustrated", 0.0)
@given(st.text(min_size=1, max_size=60), st.sampled_from(UPSET), probabilities)
def test_one_sentence_alone_never_reaches_a_handoff(text: str, mood: str, cross: float) -> None:
    history = [Said(text, mood=mood, distress=1.0, cross=cross)]
    reading = frustration.read(history)
    assert reading.level < DEFAULTS.handoff_level
    # An amount in the words is at stake, whatever the mood: "1000 EUR" may hand over by itself.
    no_amount = replace(DEFAULTS, stakes=replace(DEFAULTS.stakes, amount=0))
    assert handoff.decide(history, reading, no_amount) is None


@given(st.text(max_size=60), st.sampled_from(UPSET), weights)
def test_one_sentence_never_hands_over_for_its_mood_whatever_the_operator_sets(
    text: str, mood: str, weights: Weights
) -> None:
    history = [Said(text, mood=mood, distress=1.0, cross=1.0)]
    strict = replace(
        DEFAULTS,
        acknowledge_level=0.0,
        handoff_level=0.0,
        handoff_messages=1,
        stuck_level=0.1,
        stakes=replace(DEFAULTS.stakes, amount=0),
        weights=weights,
    )
    behaviour = Behaviour(waiting_s=9999, nudges=9, contact_again=True)
    reading = frustration.read(history, behaviour, strict)
    assert handoff.decide(history, reading, strict) is None


@given(histories, behaviours, weights)
def test_each_thing_that_goes_wrong_raises_the_level_or_leaves_it(
    history: list[Said], behaviour: Behaviour, weights: Weights
) -> None:
    before = frustration.read(history, behaviour, weighed(weights)).level
    for index, said in enumerate(history):
        for sign in ("unsure", "refused", "asked_again", "looped"):
            worse = [*history]
            happened: dict[str, Any] = {sign: True}
            worse[index] = replace(said, **happened)
            assert frustration.read(worse, behaviour, weighed(weights)).level >= before - 1e-3


@given(histories, behaviours)
def test_a_weight_of_nothing_takes_its_sign_out(history: list[Said], behaviour: Behaviour) -> None:
    none = Weights(**{item.name: 0.0 for item in fields(Weights)})
    reading = frustration.read(history, behaviour, weighed(none))
    assert reading.level == 0.0
    assert [s for s in reading.signals if not s.code.startswith(("mood_", "stakes_"))] == []


@given(saids, st.integers(min_value=1, max_value=6))
def test_the_order_of_equal_messages_makes_no_difference(said: Said, count: int) -> None:
    history = [replace(said) for _ in range(count)]
    assert frustration.read(history) == frustration.read(list(reversed(history)))


@given(histories, behaviours)
def test_the_same_conversation_gives_the_same_reading(
    history: list[Said], behaviour: Behaviour
) -> None:
    assert frustration.read(history, behaviour) == frustration.read(list(history), behaviour)


@given(histories, behaviours)
def test_what_went_wrong_never_lowers_the_level(history: list[Said], behaviour: Behaviour) -> None:
    before = frustration.read(history, behaviour).level
    worse = replace(behaviour, contact_again=True, nudges=behaviour.nudges + 1)
    assert frustration.read(history, worse).level >= before - 1e-3


@given(histories, saids)
def test_a_pressed_button_has_no_mood(history: list[Said], said: Said) -> None:
    pressed = replace(said, spoken=False, repeats=0, unsure=False, refused=False, asked_again=False)
    with_it = frustration.read([*history, pressed])
    without = frustration.read(history)
    moods = [signal for signal in with_it.signals if signal.code.startswith("mood_")]
    assert moods == [signal for signal in without.signals if signal.code.startswith("mood_")]


@given(histories)
def test_old_anger_fades_when_calm_messages_follow(history: list[Said]) -> None:
    angry = [Said("DAMN THIS STUPID BOT", mood="angry", distress=1.0, cross=1.0)] * 2
    calm = [Said("fine")] * 4
    assert frustration.read([*angry, *calm]).level == 0.0


@given(st.lists(st.tuples(st.sampled_from(MOODS), probabilities), min_size=6, max_size=6))
def test_the_likeliest_mood_is_upset_only_when_the_upset_ones_outweigh(
    weights: list[tuple[str, float]],
) -> None:
    total = sum(weight for _, weight in weights) or 1.0
    moods = dict.fromkeys(MOODS, 0.0)
    for mood, weight in weights:
        moods[mood] += weight / total
    assert (likeliest(moods) in UPSET) == (sum(moods[mood] for mood in UPSET) >= 0.5)


def test_every_reason_carries_the_words_that_show_it() -> None:
    history = [
        Said("where is it", repeats=0, intent="ask_order_status", refused=True),
        Said("I said: where is it!", mood="frustrated", distress=0.9, cross=0.9, repeats=1),
    ]
    reading = frustration.read(history, Behaviour(waiting_s=300, nudges=2))
    words = {signal.code: signal.words for signal in reading.signals}
    assert words == {
        "mood_frustrated": "I said: where is it!",
        "repeats": "I said: where is it!",
        "refused": "where is it",
        "nudges": "2",
        "waiting": "5 min",
    }


def test_long_words_are_cut_and_reasons_come_strongest_first() -> None:
    history = [Said("no " * 200, mood="angry", distress=1.0, cross=1.0, asked_again=True)]
    reading = frustration.read(history)
    assert all(len(signal.words) <= 120 for signal in reading.signals)
    assert [s.weight for s in reading.signals] == sorted(
        (s.weight for s in reading.signals), reverse=True
    )


@pytest.mark.parametrize(
    ("moods", "lasting"),
    [
        (["angry", "neutral"], "angry"),
        (["sad", "neutral", "neutral"], "sad"),
        (["angry", "satisfied", "neutral"], "neutral"),
        (["angry", "neutral", "neutral", "neutral"], "neutral"),
        (["neutral"], "neutral"),
    ],
)
def test_a_mood_lasts_over_a_short_neutral_answer_but_not_for_ever(
    moods: list[str], lasting: str
) -> None:
    history = [Said("x", mood=mood, distress=0.9 if mood in UPSET else 0.0) for mood in moods]
    assert frustration.read(history).mood == lasting


def test_not_being_understood_once_is_no_frustration_yet() -> None:
    lost = Said("qwerty", intent="nlu_fallback", unsure=True)
    refused = Said("and now?", intent="ask_refund", refused=True)
    each = DEFAULTS.weights.unsure
    assert frustration.read([lost]).level == 0.0
    assert frustration.read([lost, Said("fine"), lost]).level == pytest.approx(2 * each)
    assert frustration.read([refused, lost]).level > frustration.read([refused]).level


def test_how_a_first_message_is_put_is_nothing_that_went_wrong() -> None:
    text = "I asked this twice already"
    understood = Said(text, intent="ask_refund")
    lost = replace(understood, intent="nlu_fallback", unsure=True)
    assert frustration.read([lost]).level == frustration.read([understood]).level


def test_asking_what_became_of_it_is_a_question_once_and_news_that_is_missed_after_that() -> None:
    order = Said("my bottle is broken", intent="report_damaged")
    after = Said("where is my refund then", intent="ask_follow_up")
    once, twice = frustration.read([order, after]), frustration.read([order, after, after])
    assert [signal.code for signal in once.signals] == []
    assert [signal.code for signal in twice.signals] == ["nudges"]


def test_asking_for_news_before_anything_was_asked_is_a_plain_question() -> None:
    news = Said("any news about my parcel?", intent="nudge")
    assert frustration.read([news]).level == 0.0
    assert frustration.read([Said("where is it", intent="ask_order_status"), news]).level > 0.0
