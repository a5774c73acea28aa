"""Capitals and swearing: a raised voice is heard, and a code, a name or an abbreviation is not."""

from __future__ import annotations

import pytest

from bot.empathy import frustration, loud
from bot.empathy.signals import Said


@pytest.mark.parametrize(
    "text",
    [
        "WHERE IS MY PARCEL",
        "this is NOT ACCEPTABLE any more",
        "ik wacht al DRIE WEKEN op mijn geld",
        "GEEF MIJ MIJN GELD TERUG",
    ],
)
def test_a_run_of_capitals_is_a_raised_voice(text: str) -> None:
    assert loud.shouting(text)


@pytest.mark.parametrize(
    "text",
    [
        "HALLO?",
        "my order is O-20001 and the booking B-30001",
        "de USB en HDMI kabel",
        "BTW PDF",
        "I bought a SAMSUNG phone",
        "IBAN NL91ABNA0417164300",
        "where is my parcel",
    ],
)
def test_one_word_a_code_or_an_abbreviation_is_not(text: str) -> None:
    assert loud.shouting(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "where is my fucking parcel",
        "what a load of bullshit",
        "this is sh*t",
        "you useless bastards",
        "bloody hell, again",
        "wat een kutbedrijf",
        "godverdomme zeg",
        "klootzakken zijn het",
        "krijg de kolere",
        "miljaarde, weer niks",
        "nondedju, geef antwoord",
        "bol het af met uw uitleg",
    ],
)
def test_swearing_is_heard_in_english_dutch_and_flemish(text: str) -> None:
    assert loud.swearing(text)


@pytest.mark.parametrize(
    "text",
    [
        "shiitake mushrooms",
        "I live in Scunthorpe",
        "a bloody mary mix, is it in stock",
        "mijn vrouw heeft kanker",
        "de kortingscode KUTNA25 werkt niet",
        "the damnation album",
        "schitterend, dank je",
    ],
)
def test_words_that_only_look_like_it_are_not(text: str) -> None:
    assert loud.swearing(text) is None


def test_both_are_reasons_of_their_own() -> None:
    reading = frustration.read([Said("WHERE IS MY FUCKING PARCEL")])
    assert {signal.code for signal in reading.signals} == {"capitals", "swearing"}


def test_who_switched_mood_reading_off_is_not_read_by_how_it_sounds() -> None:
    reading = frustration.read([Said("WHERE IS MY FUCKING PARCEL", sounded=False)])
    assert reading.signals == ()
