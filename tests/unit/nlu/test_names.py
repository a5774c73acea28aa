"""Names are left out before a mood is read; everything else stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.nameless import nameless, with_names, words

KNOWN = words(
    ["where is my parcel", "waar is mijn pakket", "my husband wants his money back", "I want it"]
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("where is Fatima's parcel", "where is parcel"),
        ("Fatima's parcel is late", "parcel is late"),
        ("ik ben fatima en wacht", "ik ben en wacht"),
        ("my husband Jan wants it", "my husband wants it"),
        ("Where is my parcel", "Where is my parcel"),
        ("I want my money back. Waar is het", "I want my money back. Waar is het"),
        ("WAAR IS MIJN PAKKET", "WAAR IS MIJN PAKKET"),
        ("Is it with Anna? Her parcel is late", "Is it with Her parcel is late"),
        ("it is here, says grigor", "it is here, says"),
        ("I am wanting my parcel", "I am wanting my parcel"),
        ("i am xiaoming", "i am"),
        ("Fatima", "Fatima"),
        ("", ""),
    ],
)
def test_what_is_left_of_a_message(text: str, left: str) -> None:
    assert nameless(text, KNOWN) == left


@given(st.text(max_size=100))
def test_a_message_never_becomes_empty(text: str) -> None:
    assert bool(nameless(text, KNOWN)) == bool(text)


def test_examples_with_names_keep_their_moods_and_come_on_top() -> None:
    texts, moods, sources = with_names(["a b", "c d", "e f"], ["sad", "angry", "calm"], ["Wei"])
    assert texts[:3] == ["a b", "c d", "e f"]
    assert moods == ["sad", "angry", "calm", "sad", "calm"]
    assert sources == [0, 1, 2, 0, 2]
    assert all("wei" in text for text in texts[3:])


def test_without_names_nothing_is_added() -> None:
    assert with_names(["a"], ["sad"], []) == (["a"], ["sad"], [0])
