"""When the bot itself decides that a person is needed; a person asked for is never argued with.

Never because of a single sentence's mood: anger counts over several messages, or together with
what went wrong before.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.empathy import stakes
from bot.empathy.frustration import went_wrong
from bot.empathy.signals import CLEAR, Said, spoken
from bot.model import Reading
from bot.settings import Empathy

CRISIS = "crisis"
ASKED = "asked"
STAKES = "stakes"
ANGER = "anger"
STUCK = "stuck"
REPEATS = "repeats"
UNSURE = "unsure"

# With so much gone wrong, one angry message is not a single sentence's mood any more, and less
# of it is enough.
MUCH_WENT_WRONG = 0.25
LESS_ANGER = 0.75


def decide(history: Sequence[Said], reading: Reading, limits: Empathy) -> str | None:
    """The reason to hand over after the last message, or None."""
    if not history:
        return None
    latest = history[-1]
    heavy = latest.stakes if latest.certainty >= limits.stakes.certainty else None
    if latest.intent == "crisis" or heavy == stakes.DANGER:
        return CRISIS
    if latest.intent == "talk_to_human":
        return ASKED
    if heavy in limits.stakes.kinds or _much_money(history, reading, limits):
        return STAKES
    if _angry(history, reading, limits):
        return ANGER
    if latest.repeats >= limits.repeats - 1:
        return REPEATS
    if len(history) >= limits.unsure and all(said.unsure for said in history[-limits.unsure :]):
        return UNSURE
    if went_wrong(reading) >= limits.stuck_level and _goes_on(history):
        return STUCK
    return None


def _angry(history: Sequence[Said], reading: Reading, limits: Empathy) -> bool:
    """Whether the anger shows in each of the last messages; at least two, whatever is set.

    Clear in the last message alone it is enough when much went wrong around it.
    """
    words = spoken(history)
    needed = max(2, limits.handoff_messages)
    recent = words[-needed:]
    lasting = len(recent) == needed and all(said.cross >= CLEAR for said in recent)
    if lasting and reading.level >= limits.handoff_level:
        return True
    much = len(words) >= 2 and went_wrong(reading) >= MUCH_WENT_WRONG
    enough = reading.level >= LESS_ANGER * limits.handoff_level
    return much and enough and words[-1].cross >= CLEAR


def _much_money(history: Sequence[Said], reading: Reading, limits: Empathy) -> bool:
    """Whether somebody speaks of a large amount while it goes badly."""
    least = limits.stakes.amount
    if not least or reading.level < limits.acknowledge_level or len(spoken(history)) < 2:
        return False
    return any(stakes.amount(said.text) >= least for said in history)


def _goes_on(history: Sequence[Said]) -> bool:
    """Whether the customer is still trying: not content, and it is not the first message."""
    words = spoken(history)
    ended = history[-1].mood == "satisfied" or history[-1].intent in ("thank", "goodbye")
    return len(words) >= 2 and not ended
