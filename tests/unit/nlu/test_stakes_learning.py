"""What is learned about heavy matters hangs neither on the order nor on a few of the examples."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.empathy import stakes
from bot.rasa_ext.examples import Example, kinds, moods
from bot.rasa_ext.gloss import Gloss
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.stakes import learn

FIXED = [
    "my mother died last night",
    "since my husband's death I cannot sleep",
    "I have cancer and cannot travel",
    "you will hear from my solicitor",
    "the toaster gave my son a shock",
    "I am sending this to the newspaper",
    "he refused us because we are black",
    "where is my parcel",
    "I want my money back",
    "my suitcase is too small",
    "the battery died after a week",
    "can I change the date of my trip",
]
HEAVY = 7


@pytest.fixture(scope="module")
def own() -> list[Example]:
    return [each for each in kinds(Path("data/stakes")) if each.language == "en"]


@pytest.fixture(scope="module")
def calm() -> list[str]:
    found = moods(Path("data/emotion"))
    return [m.text for m in found if m.language == "en" and m.label in ("neutral", "satisfied")]


@pytest.fixture(scope="module")
def before(own: list[Example], calm: list[str]) -> Matrix:
    return read(own, calm)


def read(own: list[Example], calm: list[str]) -> Matrix:
    """How surely each of the fixed sentences is about something heavy."""
    model = learn(own, calm, ["Wei"], {}, Gloss(), strength=40.0, letters_weight=1.0, mistaken=0.03)
    rows = model.probabilities(FIXED)
    result: Matrix = 1 - rows[:, model.reader.classes.index(stakes.NONE)]
    return result


def test_the_order_of_the_examples_means_nothing(
    own: list[Example], calm: list[str], before: Matrix
) -> None:
    assert np.abs(read(own[::-1], calm[::-1]) - before).max() <= 0.01


def test_without_a_tenth_of_the_calm_examples_it_reads_nearly_the_same(
    own: list[Example], calm: list[str], before: Matrix
) -> None:
    fewer = [text for place, text in enumerate(calm) if place % 10]
    after = read(own, fewer)
    print(f"moved by {np.abs(after - before).max():.3f}, {before.round(2)}, {after.round(2)}")
    assert np.abs(after - before).mean() <= 0.05
    assert ((after >= 0.5) == (before >= 0.5)).all()


def test_and_what_is_heavy_is_told_from_what_is_not(before: Matrix) -> None:
    assert before[:HEAVY].mean() > 0.75 and before[HEAVY:].mean() < 0.25, before
