"""Who is asked how it felt: never after grief or abuse, and nobody who is upset."""

from __future__ import annotations

import pytest

from bot.conversation.feeling import UPSET, may_be_asked
from bot.model import Reading, Signal

CALM = Reading(0.1, "neutral")


def test_who_is_calm_is_asked() -> None:
    assert may_be_asked(["asked", "limits"], [CALM, Reading(0.2, "satisfied")])
    assert may_be_asked([], [])


@pytest.mark.parametrize("reason", sorted(UPSET))
def test_who_was_handed_over_in_distress_is_not_asked(reason: str) -> None:
    assert not may_be_asked(["asked", reason], [CALM])


@pytest.mark.parametrize(
    "reading",
    [
        Reading(0.1, "sad"),
        Reading(0.3, "angry"),
        Reading(0.1, "neutral", (Signal("swearing", 0.08, "..."),)),
        Reading(0.0, "neutral", (Signal("stakes_bereavement", 0.0, "..."),)),
    ],
)
def test_after_grief_or_abuse_nobody_is_asked_however_calm_the_end(reading: Reading) -> None:
    assert not may_be_asked([], [reading, CALM, CALM, CALM, CALM])


def test_who_is_upset_at_the_end_is_not_asked_and_who_calmed_down_is() -> None:
    upset = Reading(0.5, "frustrated")
    assert not may_be_asked([], [CALM, upset])
    assert may_be_asked([], [upset, CALM, CALM, CALM])
