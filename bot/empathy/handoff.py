"""When the bot itself decides that a person is needed; a person asked for is never argued with.

Never because of a single sentence's mood: anger counts over several messages, or together with
what went wrong before (need.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from bot.empathy import need, scribble, stakes
from bot.empathy.frustration import went_wrong
from bot.empathy.signals import Said, spoken, told
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
# Intents that ask for something, and what a message is that was not understood.
ASKING = ("ask_", "report_")
LOST = "nlu_fallback"

# So many answers of no use, and the bot does not get there.
NO_USE = 3


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
    needed = need.of_a_person(history, reading, limits)
    if needed and needed >= limits.handoff_level:
        return ANGER
    if _times_asked(history) >= limits.repeats:
        return REPEATS
    if len(history) >= limits.unsure and all(map(_not_understood, history[-limits.unsure :])):
        return UNSURE
    stuck = went_wrong(reading) >= limits.stuck_level or _of_no_use(history) >= NO_USE
    return STUCK if stuck and _goes_on(history) else None


def _in_danger(latest: Said, certainty: float) -> bool:
    """As meant, as read, or when both point that way without being sure."""
    if latest.intent == "crisis":
        return True
    if latest.stakes == stakes.DANGER and latest.certainty >= certainty:
        return latest.intent != WISH
    # Somebody who tells of a death is in grief, not in danger.
    mourns = latest.stakes == stakes.BEREAVEMENT and latest.certainty >= certainty
    return latest.near == "crisis" and latest.certainty >= certainty / 2 and not mourns


def _times_asked(history: Sequence[Said]) -> int:
    """The how-maniest time of the last question: as it was heard, or as they say themselves.

    Who says so asked it too when it was not understood, and tells again what the bot asked again.
    """
    latest, before = history[-1], history[:-1]
    if not _again(latest):
        return 1
    heard = max(latest.repeats, sum(map(_again, history)))
    if told(latest):
        same = sum(said.near == latest.near for said in before if said.near.startswith(ASKING))
        lost = sum(said.unsure or said.intent == LOST for said in before if said.spoken)
        heard = max(heard, same + lost if same else 0, sum(said.asked_again for said in before))
    return 1 + heard


def _of_no_use(history: Sequence[Said]) -> int:
    """How many answers were a no, or of no use as the next message says."""
    words = spoken(history)
    return sum(said.refused for said in words[-1:]) + sum(
        said.refused or after.failed or told(after) for said, after in pairwise(words)
    )


def _not_understood(said: Said) -> bool:
    return said.unsure and not scribble.only(said.text)


def _again(said: Said) -> bool:
    return said.spoken and (said.repeats > 0 or told(said))


def _goes_on(history: Sequence[Said]) -> bool:
    """Whether the customer is still trying: not content, and it is not the first message."""
    words = spoken(history)
    ended = history[-1].mood == "satisfied" or history[-1].intent in ("thank", "goodbye")
    return len(words) >= 2 and not ended
