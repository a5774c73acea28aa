"""The reading: one level between 0 (calm) and 1 (distressed), with every reason behind it.

The mood of the last messages adds up, the newest counting most; what the customer went through
comes on top. One sentence alone can never reach a handoff: its weight is below every such level.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.empathy.signals import (
    CLEAR,
    MEMORY,
    Behaviour,
    Said,
    behaviour_signals,
    mood_signals,
    spoken,
)
from bot.model import Reading, Signal


def read(history: Sequence[Said], behaviour: Behaviour | None = None) -> Reading:
    """How the customer seems to feel after the last message of this history."""
    moods = mood_signals(history)
    events = behaviour_signals(history, behaviour or Behaviour())
    level = combined(moods, events)
    found = sorted((*moods, *events), key=lambda signal: -signal.weight)
    return Reading(
        level=round(level, 3),
        mood=lasting_mood(history),
        signals=tuple(Signal(s.code, round(s.weight, 3), s.words) for s in found),
    )


def combined(moods: Sequence[Signal], events: Sequence[Signal]) -> float:
    """Moods add up; each event takes its share of the calm that is left."""
    calm = 1.0 - min(1.0, sum(signal.weight for signal in moods))
    for signal in events:
        calm *= 1.0 - signal.weight
    return min(1.0, max(0.0, 1.0 - calm))


def lasting_mood(history: Sequence[Said]) -> str:
    """The mood that stands: the newest clear one; a neutral answer does not wipe it at once."""
    recent = spoken(history)[-len(MEMORY) :]
    if not recent:
        return "neutral"
    latest = recent[-1]
    if latest.mood != "neutral":
        return latest.mood
    for said in reversed(recent[-3:-1]):
        if said.mood in ("sad", "angry", "frustrated") and said.distress >= CLEAR:
            return said.mood
        if said.mood == "satisfied":
            return "neutral"
    return "neutral"
