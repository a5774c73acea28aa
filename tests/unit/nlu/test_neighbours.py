"""How near the nearest examples lie: a look at one class never makes them nearer than they are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.neighbours import NEAREST, Neighbours, nearness

WIDE = 8


def unit(rows: int, seed: int) -> Matrix:
    vectors = np.random.default_rng(seed).normal(size=(rows, WIDE)).astype(np.float32)
    result: Matrix = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    return result


@given(
    belongs=st.lists(st.integers(0, 4), min_size=1, max_size=40),
    asked=st.lists(st.integers(0, 5), min_size=1, max_size=6),
    seed=st.integers(0, 10_000),
)
def test_of_one_class_the_nearest_are_no_nearer_than_of_all(
    belongs: list[int], asked: list[int], seed: int
) -> None:
    near = Neighbours(unit(len(belongs), seed), belongs)
    rows = unit(len(asked), seed + 1)
    assert np.all(near.at_least(rows, np.array(asked)) <= near.nearness(rows) + 1e-5)


def test_it_is_the_mean_of_the_nearest() -> None:
    examples, row = unit(30, 1), unit(1, 2)
    expected = np.sort(examples @ row[0])[-NEAREST:].mean()
    assert nearness(row, examples)[0] == pytest.approx(expected, abs=1e-6)
    assert Neighbours(examples, [0] * 30).at_least(row, np.array([0]))[0] == pytest.approx(
        expected, abs=1e-6
    )


def test_a_class_with_few_examples_tells_nothing() -> None:
    near = Neighbours(unit(NEAREST, 1), [0] * (NEAREST - 1) + [1])
    assert near.at_least(unit(2, 3), np.array([0, 1])).tolist() == [-1.0, -1.0]


def test_with_few_examples_at_all_the_mean_is_of_those() -> None:
    examples, row = unit(2, 1), unit(1, 2)
    assert nearness(row, examples)[0] == pytest.approx(float((examples @ row[0]).mean()), abs=1e-6)
