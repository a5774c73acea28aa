"""Letter groups and the reader: what was stored reads as what was learned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.encoder import encoder
from bot.rasa_ext.letters import Letters, counted, letter_groups
from bot.rasa_ext.reader import Reader, learn

TEXTS = ["hoi", "hallo", "hello there", "hoi hoi", "doei", "bye bye", "tot ziens", "goodbye"]
LABELS = ["greet"] * 4 + ["goodbye"] * 4


def reader(*, exclusive: bool) -> Reader:
    return learn(
        TEXTS,
        LABELS,
        encoder().encode(TEXTS),
        strength=30.0,
        letters_weight=1.0,
        exclusive=exclusive,
    )


def test_groups_know_where_a_word_begins_and_ends() -> None:
    assert letter_groups("ja") == {" j": 1, "ja": 1, "a ": 1, " ja": 1, "ja ": 1, " ja ": 1}


def test_texts_counted_together_are_counted_as_each_alone() -> None:
    texts = [*TEXTS, "hoi hoi HOI hallo", "", "ja ja"]
    alone = [list(letter_groups(text).items()) for text in texts]
    assert [list(groups.items()) for groups in counted(texts)] == alone


def test_a_text_of_unknown_letters_has_no_features() -> None:
    letters = Letters.learn(counted(TEXTS), 1.0)
    where, values = letters.row(letter_groups("日本"), letters.columns())
    assert len(where) == len(values) == 0


def test_a_row_has_the_length_that_it_was_given() -> None:
    letters = Letters.learn(counted(TEXTS), 0.7)
    _, values = letters.row(letter_groups("hoi hallo"), letters.columns())
    assert np.linalg.norm(values) == pytest.approx(0.7, abs=1e-5)


def test_exclusive_probabilities_share_one() -> None:
    rows = reader(exclusive=True).probabilities(["hoi", "doei"], encoder().encode(["hoi", "doei"]))
    assert rows.sum(axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


@pytest.mark.parametrize("exclusive", [True, False])
def test_a_stored_reader_reads_as_before(exclusive: bool, tmp_path: Path) -> None:
    texts = ["hoi allemaal", "see you, bye", "something else"]
    dense = encoder().encode(texts)
    before = reader(exclusive=exclusive)
    np.savez_compressed(tmp_path / "reader.npz", **before.arrays())
    with np.load(tmp_path / "reader.npz", allow_pickle=False) as stored:
        after = Reader.from_arrays(stored)
    assert after.classes == before.classes == ("goodbye", "greet")
    assert np.array_equal(before.probabilities(texts, dense), after.probabilities(texts, dense))


@pytest.mark.parametrize("exclusive", [True, False])
def test_two_classes_are_told_apart(exclusive: bool) -> None:
    model = reader(exclusive=exclusive)
    rows = model.probabilities(["hallo jij", "bye now"], encoder().encode(["hallo jij", "bye now"]))
    assert [model.classes[i] for i in rows.argmax(axis=1)] == ["greet", "goodbye"]


def test_learning_twice_gives_the_same_numbers() -> None:
    dense = encoder().encode(["hoi allemaal"])
    first = reader(exclusive=False).probabilities(["hoi allemaal"], dense)
    second = reader(exclusive=False).probabilities(["hoi allemaal"], dense)
    assert np.array_equal(first, second)
