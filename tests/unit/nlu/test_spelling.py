"""Words are written the usual way before a mood is read; what is a word stays what it is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.examples import ExamplesError
from bot.rasa_ext.spelling import Spelling, distance, variants_in

TEXTS = ["where is my parcel", "this is ridiculous", "waar is mijn bestelling, echt belachelijk"]
SPELLING = Spelling.learn(TEXTS * 12, ["Sanne", "furious"], {"kheb": "ik heb", "'t": "het"})


@pytest.mark.parametrize(
    ("text", "usual"),
    [
        ("were is my parcell", "where is my parcel"),
        ("this is rediculous!", "this is ridiculous!"),
        ("THIS IS RIDICULUS", "THIS IS RIDICULOUS"),
        ("kheb 't niet", "ik heb het niet"),
        ("Kheb belachlijk lang gewacht", "Ik heb belachelijk lang gewacht"),
        ("parcel of Parcol", "parcel of Parcol"),
        ("sanne is furious", "sanne is furious"),
        ("my cat sat", "my cat sat"),
        ("O-20001 12,50 :-)", "O-20001 12,50 :-)"),
        ("", ""),
    ],
)
def test_a_message_in_usual_words(text: str, usual: str) -> None:
    assert SPELLING.usual(text) == usual


def test_who_is_careful_takes_no_word_of_an_example_for_a_slip() -> None:
    said = [*["where is my parcel"] * 12, "my parcels came"]
    quick, careful = (Spelling.learn(said, [], {}, careful=one) for one in (False, True))
    assert quick.usual("parcels and parcell") == "parcel and parcel"
    assert careful.usual("parcels and parcell") == "parcels and parcel"


def test_a_word_that_is_known_elsewhere_is_no_slip() -> None:
    said = ["please cancel my order"] * 12
    alone, told = (
        Spelling.learn(said, [], {}, known=one) for one in (bool_of(), bool_of("cancer"))
    )
    assert alone.usual("cancer") == "cancel"
    assert told.usual("cancer and cancle") == "cancer and cancel"


def bool_of(*words: str) -> Callable[[str], bool]:
    return lambda word: word in words


def test_with_care_another_letter_is_another_word() -> None:
    careful = Spelling.learn(["ik wil kopen"] * 12, [], {}, careful=True)
    assert careful.usual("ik wil kooen koken kupen lopen") == "ik wil kooen koken kopen lopen"


@given(st.text(max_size=80))
def test_usual_words_stay_usual(text: str) -> None:
    once = SPELLING.usual(text)
    assert SPELLING.usual(once).split() == once.split()


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("parcel", "parcel", 0), ("parcell", "parcel", 1), ("pacrel", "parcel", 1), ("a", "bcd", 3)],
)
def test_how_far_words_are_apart(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


def test_a_file_without_spellings_is_told(tmp_path: Path) -> None:
    path = tmp_path / "spellings.yml"
    path.write_text("words: {}", encoding="utf-8")
    with pytest.raises(ExamplesError, match="spellings"):
        variants_in(path)
