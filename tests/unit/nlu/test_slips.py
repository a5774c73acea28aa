"""Two spellings of one word are near each other, by letter or by ear; other words are not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.slips import distance, heard_as, shortened

WORDS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzéï'", max_size=14)


@pytest.mark.parametrize(
    ("one", "other", "slips"),
    [("parcel", "parcel", 0), ("parcell", "parcel", 1), ("pacrel", "parcel", 1), ("a", "bcd", 3)],
)
def test_how_far_words_are_apart(one: str, other: str, slips: int) -> None:
    assert distance(one, other) == slips


def test_a_strange_letter_may_cost_more_than_one_that_is_taken_for_it() -> None:
    assert distance("waitong", "waiting", strange=2) == 1
    assert distance("waitpng", "waiting", strange=2) == 2


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("vlugt", "vlucht"),
        ("pragtig", "prachtig"),
        ("zenuwagtig", "zenuwachtig"),
        ("geholpe", "geholpen"),
        ("antwoort", "antwoord"),
        ("brothr", "brother"),
        ("rong", "wrong"),
        ("fone", "phone"),
        ("absolut", "absolute"),
        ("nothin", "nothing"),
        ("nite", "night"),
    ],
)
def test_what_sounds_alike_is_heard_alike(written: str, meant: str) -> None:
    assert heard_as(written) == heard_as(meant)


@pytest.mark.parametrize(
    ("one", "other"), [("refund", "return"), ("laat", "klaar"), ("sad", "mad"), ("boos", "boot")]
)
def test_another_consonant_is_another_word(one: str, other: str) -> None:
    assert heard_as(one) != heard_as(other)


@given(WORDS, WORDS)
def test_it_is_as_far_there_as_back(one: str, other: str) -> None:
    assert distance(one, other) == distance(other, one)


@given(WORDS, st.integers(min_value=0, max_value=2))
def test_what_is_left_of_a_word_is_no_more_slips_away(word: str, slips: int) -> None:
    assert all(distance(one, word) <= slips for one in shortened(word, slips))
