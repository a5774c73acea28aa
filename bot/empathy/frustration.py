"""The reading: one level between 0 (calm) and 1 (distressed), with every reason behind it.

The mood of the last messages adds up, the newest counting most; what the customer went through
comes on top. What follows from a level is decided in handoff.py, never on one sentence alone.
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
    stakes_signals,
    voice_signals,
)
from bot.model import Reading, Signal
from bot.settings import Empathy

# Signs of how words sound; all the others are things that happened.
SOUND = ("mood_", "capitals", "swearing")


def read(
    history: Sequence[Said],
    behaviour: Behaviour | None = None,
    settings: Empathy | None = None,
) -> Reading:
    """How the customer seems to feel after the last message of this history."""
    settings = settings or Empathy()
    weights = settings.weights
    moods = mood_signals(history, weights)
    events = (
        *voice_signals(history, weights),
        *behaviour_signals(history, behaviour or Behaviour(), weights),
    )
    level = combined(moods, events)
    heavy = stakes_signals(history, settings.stakes.certainty)
    found = sorted((*heavy, *moods, *events), key=lambda signal: -signal.weight)
    return Reading(
        level=round(level, 3),
        mood=lasting_mood(history),
        signals=tuple(Signal(s.code, round(s.weight, 3), s.words) for s in found),
    )


def went_wrong(reading: Reading) -> float:
    """How much of the level comes from what happened, whatever the words sound like."""
    return combined((), [s for s in reading.signals if not s.code.startswith(SOUND)])


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
