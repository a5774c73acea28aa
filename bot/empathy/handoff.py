"""When the bot itself decides that a person is needed; a person asked for is never argued with.

Never because of a single sentence's mood: anger counts over several messages, and together with
what happened.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.empathy import stakes
from bot.empathy.signals import CLEAR, Said, spoken
from bot.model import Reading

CRISIS = "crisis"
ASKED = "asked"
STAKES = "stakes"
ANGER = "anger"
REPEATS = "repeats"
UNSURE = "unsure"


class Thresholds(Protocol):
    """From where on; the `empathy` part of the settings has exactly these."""

    @property
    def handoff_level(self) -> float:
        """The level from which anger hands over."""

    @property
    def handoff_messages(self) -> int:
        """In how many messages in a row the anger must show."""

    @property
    def repeats(self) -> int:
        """The how-maniest time of the same question hands over."""

    @property
    def unsure(self) -> int:
        """How many messages in a row the bot may fail to understand."""


def decide(history: Sequence[Said], reading: Reading, limits: Thresholds) -> str | None:
    """The reason to hand over after the last message, or None."""
    if not history:
        return None
    latest = history[-1]
    if latest.intent == "crisis":
        return CRISIS
    if latest.intent == "talk_to_human":
        return ASKED
    if stakes.at(latest.text):
        return STAKES
    if reading.level >= limits.handoff_level and _cross(history, limits.handoff_messages):
        return ANGER
    if latest.repeats >= limits.repeats - 1:
        return REPEATS
    if len(history) >= limits.unsure and all(said.unsure for said in history[-limits.unsure :]):
        return UNSURE
    return None


def _cross(history: Sequence[Said], messages: int) -> bool:
    """Whether the anger shows in each of the last messages; at least two, whatever is set."""
    needed = max(2, messages)
    recent = spoken(history)[-needed:]
    return len(recent) == needed and all(said.cross >= CLEAR for said in recent)
