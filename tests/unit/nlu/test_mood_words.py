"""Words that carry a mood are counted in both languages; none of them decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.examples import ExamplesError
from bot.rasa_ext.mood_words import MoodWords, lists_in

WORDS = MoodWords({"angry": ["furi*", "boos"], "sad": ["passed-away", "verdriet*"]})


def counted(text: str) -> dict[str, bool]:
    row = WORDS.features([text])[0]
    return {name: bool(row[2 * place]) for place, name in enumerate(WORDS.lists)}


@pytest.mark.parametrize(
    ("text", "angry", "sad"),
    [
        ("I am FURIOUS", True, False),
        ("ik ben boos!", True, False),
        ("boosheid", False, False),
        ("she passed away in June", False, True),
        ("she passed the shop, far away", False, False),
        ("zo verdrietig en boos", True, True),
        ("", False, False),
    ],
)
def test_words_stems_and_pairs_are_found(text: str, angry: bool, sad: bool) -> None:
    assert counted(text) == {"angry": angry, "sad": sad}


@given(st.text(max_size=200))
def test_every_text_has_small_numbers_and_as_many_as_said(text: str) -> None:
    (row,) = WORDS.features([text])
    assert len(row) == WORDS.columns
    assert all(0 <= number < 5 for number in row)


def test_the_shipped_lists_know_every_mood_but_calm() -> None:
    shipped = lists_in(Path("data/mood_words.yml"))
    assert {"angry", "frustrated", "sad", "anxious", "satisfied"} <= set(shipped)
    assert all(len(words) == len(set(words)) for words in shipped.values())


def test_a_file_without_lists_is_told(tmp_path: Path) -> None:
    path = tmp_path / "words.yml"
    path.write_text("moods: {}\n")
    with pytest.raises(ExamplesError, match="needs `moods`"):
        lists_in(path)
