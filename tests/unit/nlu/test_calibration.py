"""Probabilities mean what they say, and judging them is fair."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from bot.rasa_ext import calibration, folds

Floats = NDArray[np.float32]


def drawn(scores: Floats) -> NDArray[np.int64]:
    """Classes drawn as often as the scores say."""
    chance = np.random.default_rng(7)
    return np.array([chance.choice(3, p=row) for row in calibration.softmax(scores)])


def scores(count: int = 3000) -> Floats:
    return np.random.default_rng(3).normal(size=(count, 3)).astype(np.float32)


def test_who_was_three_times_too_sure_is_cooled_by_three() -> None:
    fair = scores()
    found = calibration.fit(np.float32(3) * fair, drawn(fair), np.ones(len(fair), dtype=np.float32))
    assert found.temperature == pytest.approx(3.0, rel=0.1)
    assert np.abs(found.offsets).max() < 0.2


def test_a_class_that_was_expected_too_often_becomes_less_likely() -> None:
    fair = scores()
    told = fair + np.array([1.5, 0.0, 0.0], dtype=np.float32)
    found = calibration.fit(told, drawn(fair), np.ones(len(fair), dtype=np.float32))
    assert found.offsets[0] < found.offsets[1] - 1.0


def test_fair_probabilities_have_a_small_error_and_boasting_a_large_one() -> None:
    fair = scores()
    right = drawn(fair)
    for factor, low, high in ((1, 0.0, 0.03), (4, 0.1, 1.0)):
        probable = calibration.softmax(np.float32(factor) * fair)
        hit = probable.argmax(axis=1) == right
        assert low <= calibration.error(probable.max(axis=1), hit) <= high


def test_the_error_weighs_bins_by_their_messages() -> None:
    probable = np.array([0.95] * 9 + [0.55], dtype=np.float32)
    true = np.array([True] * 9 + [False])
    assert calibration.error(probable, true) == pytest.approx(0.9 * 0.05 + 0.1 * 0.55, abs=1e-6)


def vectors() -> Floats:
    """Twenty messages, each with a translation that lies next to it."""
    plain = np.random.default_rng(1).normal(size=(20, 64))
    both = np.repeat(plain, 2, axis=0) + 0.05 * np.random.default_rng(2).normal(size=(40, 64))
    unit: Floats = (both / np.linalg.norm(both, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_a_translation_is_never_learned_from_when_the_original_is_judged() -> None:
    for known, new in folds.grouped(vectors(), ["a", "a", "b", "b"] * 10):
        assert not {place // 2 for place in known} & {place // 2 for place in new}


def test_every_message_is_judged_once_and_every_fold_knows_every_label() -> None:
    labels = ["a", "a", "b", "b"] * 10
    judged = []
    for known, new in folds.grouped(vectors(), labels):
        judged += new.tolist()
        assert {labels[place] for place in known} == {"a", "b"}
    assert sorted(judged) == list(range(40))
