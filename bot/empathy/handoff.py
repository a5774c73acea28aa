"""When the bot itself decides that a person is needed; a person asked for is never argued with.

Never because of a single sentence's mood: anger counts over several messages, or together with
what went wrong before.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.empathy import again, stakes
from bot.empathy.frustration import went_wrong
from bot.empathy.signals import CLEAR, Said, spoken
from bot.model import Reading
from bot.settings import Empathy

WISH = "talk_to_human"
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
    if _in_danger(latest, limits.stakes.certainty):
        return CRISIS
    if latest.wish or latest.intent == WISH:
        return ASKED
    if heavy in limits.stakes.kinds or 0 < limits.stakes.amount <= stakes.amount(latest.text):
        return STAKES
    if _upset(history, reading, limits):
        return ANGER
    if _times_asked(history) >= limits.repeats:
        return REPEATS
    if len(history) >= limits.unsure and all(said.unsure for said in history[-limits.unsure :]):
        return UNSURE
    if went_wrong(reading) >= limits.stuck_level and _goes_on(history):
        return STUCK
    return None


def _in_danger(latest: Said, certainty: float) -> bool:
    """As meant, as read, or when both point that way without being sure."""
    if latest.intent == "crisis":
        return True
    if latest.stakes == stakes.DANGER and latest.certainty >= certainty:
        return latest.intent != WISH
    return latest.near == "crisis" and latest.certainty >= certainty / 2


def _times_asked(history: Sequence[Said]) -> int:
    """The how-maniest time of the last question: as it was heard, or as they say themselves."""
    latest = history[-1]
    if not _again(latest):
        return 1
    return 1 + max(latest.repeats, sum(map(_again, history)))


def _again(said: Said) -> bool:
    return said.spoken and (said.repeats > 0 or again.told(said.text))


def _upset(history: Sequence[Said], reading: Reading, limits: Empathy) -> bool:
    """Whether they stay angry, or are clearly upset by what went wrong around it.

    Never on one message: at least two, whatever is set. Sadness and worry count only when
    something went wrong; alone they ask for gentleness, not for another person.
    """
    words = spoken(history)
    if len(words) < 2:
        return False
    wrong = went_wrong(reading)
    recent = words[-max(2, limits.handoff_messages) :]
    lasting = len(recent) >= limits.handoff_messages and all(
        said.distress >= CLEAR if wrong else said.cross >= CLEAR for said in recent
    )
    if lasting and reading.level >= limits.handoff_level:
        return True
    clear = words[-1].distress >= CLEAR
    refused = any(said.refused or _again(said) for said in history[-2:-1])
    refused = refused or (len(words) > 2 and _again(history[-1]))
    much = wrong >= MUCH_WENT_WRONG and reading.level >= LESS_ANGER * limits.handoff_level
    return clear and (much or (refused and reading.level >= limits.acknowledge_level))


def _goes_on(history: Sequence[Said]) -> bool:
    """Whether the customer is still trying: not content, and it is not the first message."""
    words = spoken(history)
    ended = history[-1].mood == "satisfied" or history[-1].intent in ("thank", "goodbye")
    return len(words) >= 2 and not ended
