"""Which mood the answer speaks to: the customer's, as far as it is sure and worth a word."""

from __future__ import annotations

from collections.abc import Sequence

from bot.empathy.signals import CLEAR, CROSS, Said, spoken
from bot.model import Reading


def mood_to_answer(history: Sequence[Said], reading: Reading, *, acknowledge_level: float) -> str:
    """The mood that the texts of this turn are chosen by.

    Grief and worry are answered when they are clear. Anger and frustration are answered from
    `acknowledge_level` on: a passing grumble gets a plain answer, because an apology too many
    sounds hollow. Nobody is answered cheerfully while the conversation is going badly.
    """
    words = spoken(history)
    latest = words[-1] if words and history[-1].spoken else None
    if latest is not None and latest.mood in ("sad", "anxious") and latest.distress >= 0.3:
        return latest.mood
    calm = reading.level < acknowledge_level
    if latest is not None and latest.mood == "satisfied":
        return "satisfied" if calm else "neutral"
    if calm:
        return "neutral"
    if reading.mood in ("sad", "anxious", *CROSS):
        return reading.mood
    return "frustrated" if any(said.cross >= CLEAR for said in words[-3:]) else "neutral"
