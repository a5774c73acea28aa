"""Some things are not for a bot: they are heard in both languages, and everyday words are not."""

from __future__ import annotations

import pytest

from bot.empathy import frustration, handoff, stakes
from bot.empathy.signals import Said
from bot.model import Reading
from bot.settings import Empathy

CALM = Reading(0.0, "neutral")


@pytest.mark.parametrize(
    "text",
    [
        "my dad died last week, I have to cancel everything",
        "my wife has passed away and the trip is in her name",
        "because of the funeral of my mother we cannot go",
        "mijn vader is vorige week overleden, de reis kan niet doorgaan",
        "we moeten naar een begrafenis",
        "my daughter has cancer, we cannot travel",
        "mijn man heeft kanker en kan niet mee",
        "you will hear from my lawyer",
        "mijn advocaat neemt contact met jullie op",
        "dit is gewoon discriminatie",
        "I am going to the press with this",
    ],
)
def test_what_is_too_heavy_for_a_bot_goes_to_a_person_at_once(text: str) -> None:
    assert stakes.at(text)
    assert handoff.decide([Said(text, stakes=stakes.at(text))], CALM, Empathy()) == handoff.STAKES


@pytest.mark.parametrize(
    "text",
    [
        "I am sick of waiting",
        "I am dying to know where my parcel is",
        "the battery died after a day",
        "de batterij is dood",
        "press the button twice",
        "ik word hier gek van",
        "my wife wants another colour",
        "the child seat is broken",
        "mijn man heeft de verkeerde maat gekregen",
    ],
)
def test_everyday_words_are_no_reason(text: str) -> None:
    assert stakes.at(text) is None
    assert handoff.decide([Said(text, stakes=stakes.at(text))], CALM, Empathy()) is None


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("it cost € 2.400", 2400),
        ("2,400 euros are gone", 2400),
        ("€1.250,50 betaald", 1250.5),
        ("EUR 1,250.50", 1250.5),
        ("£900", 900),
        ("between 20 euro and 300 euro", 300),
        ("ticket voor 89,- euro", 89),
        ("order 20001 of 3 items", 0),
    ],
)
def test_amounts_are_read_as_people_write_them(text: str, amount: float) -> None:
    assert stakes.amount(text) == amount


def test_a_word_of_the_list_makes_a_doubtful_reading_sure() -> None:
    assert stakes.certainty(0.3, "my mother passed away") > 0.6
    assert stakes.certainty(0.3, "my parcel is late") == 0.3


def test_danger_that_is_likely_enough_goes_before_a_likelier_kind() -> None:
    assert stakes.likeliest({"illness": 0.55, "danger": 0.35, "none": 0.1})["name"] == "danger"
    assert stakes.likeliest({"illness": 0.85, "danger": 0.05, "none": 0.1})["name"] == "illness"


def test_a_reading_that_is_not_sure_enough_brings_in_nobody() -> None:
    doubtful = Said("hm", stakes="legal", certainty=0.4)
    assert handoff.decide([doubtful], CALM, Empathy()) is None
    assert frustration.read([doubtful]).signals == ()


def test_what_is_at_stake_is_a_reason_in_the_customers_words() -> None:
    signal = frustration.read([Said("I will sue", stakes="legal", certainty=0.9)]).signals[0]
    assert (signal.code, signal.words, signal.weight) == ("stakes_legal", "I will sue", 0.0)


def test_someone_in_danger_comes_before_everything() -> None:
    said = Said("my dad died and I want to end it", intent="crisis")

    assert handoff.decide([said], CALM, Empathy()) == handoff.CRISIS
