"""Letters at random are no message; a scream, a word and a number are something else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.empathy import scribble


@pytest.mark.parametrize(
    "text", ["asdfghjkl", "qsdfgh", "lkjhgfd;;", "sdfsdf", "jkljkl dfgdfg", "ZXCVBNM", "zxczxc"]
)
def test_an_elbow_on_the_keyboard_is_no_message(text: str) -> None:
    assert scribble.only(text)


@pytest.mark.parametrize(
    "text",
    [
        *("aaaaargh", "pfffff", "grrrrr", "hmmmm", "zzzzzz", "shhhhh", "hahaha", "jaja"),
        *("property", "flags", "salads", "halls", "glass", "typewriter", "schrift", "O-20001"),
        *("hello asdfgh", "where is it sdfsdf", "", "???", "12345", "gdzie jest paczka"),
    ],
)
def test_words_screams_and_numbers_are_none(text: str) -> None:
    assert not scribble.only(text)


@given(st.text(max_size=60))
def test_with_a_word_beside_it_it_is_a_message(text: str) -> None:
    assert not scribble.only(f"{text} parcel")


@pytest.mark.parametrize("text", ["O-20012", "o 20012", "B-30004.", "2", "12/05", "0612345678 !"])
def test_a_number_alone_is_figures_only(text: str) -> None:
    assert scribble.figures_only(text)


@pytest.mark.parametrize("text", ["", "???", "it is O-20012", "2 tents", "nee 3", "O-20012 ja"])
def test_a_word_beside_it_or_no_number_is_not(text: str) -> None:
    assert not scribble.figures_only(text)
