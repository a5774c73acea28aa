"""When the bot itself decides that a person is needed; a person asked for is never argued with.

Never because of a single sentence's mood: anger counts over several messages, or together with
what went wrong before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.empathy import acceptance, scribble, stakes
from bot.empathy.frustration import went_wrong
from bot.empathy.signals import CLEAR, CROSS, SHOWN, Said, raised, shown, spoken, told, worded
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

# With so much gone wrong, one angry message is not a single sentence's mood any more, and less
# of it is enough.
MUCH_WENT_WRONG = 0.25
LESS_ANGER = 0.75
# So many answers of no use, and the bot does not get there.
NO_USE = 3
# How surely sad or afraid somebody is whom a no upsets.
BEYOND_DOUBT = 0.9


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


def _upset(history: Sequence[Said], reading: Reading, limits: Empathy) -> bool:
    """Whether they stay angry, or are clearly upset by what went wrong around it.

    Never on one message: at least two, whatever is set. Sadness and worry count only when
    something went wrong; alone they ask for gentleness, not for another person.
    """
    words = worded(history)
    if len(words) < 2:
        return False
    wrong = went_wrong(reading)
    if _lasting(words, reading, limits, calls_for_another=wrong > 0):
        return True
    again_and_again = any(map(_again, history[-2:-1])) or (len(history) > 2 and _again(history[-1]))
    rejected = any(said.refused for said in history[-2:-1]) and _takes_it_badly(words[-1])
    bad = (again_and_again or rejected) and reading.level >= limits.acknowledge_level
    much = wrong >= MUCH_WENT_WRONG and reading.level >= LESS_ANGER * limits.handoff_level
    return shown(words[-1]) and (much or bad)


def _lasting(
    words: Sequence[Said], reading: Reading, limits: Empathy, *, calls_for_another: bool
) -> bool:
    """Whether they are angry message after message, raise their voice in each, or despair."""
    recent = words[-max(2, limits.handoff_messages) :]
    if len(recent) < limits.handoff_messages:
        return False
    if all(shown(said) if calls_for_another else _cross(said) for said in recent):
        return reading.level >= limits.handoff_level
    if all(_cross(said) or raised(said) for said in recent):
        return reading.level >= LESS_ANGER * limits.handoff_level
    doubtless = all(shown(said, BEYOND_DOUBT) for said in recent) and not _grieves(recent)
    if doubtless and reading.level >= LESS_ANGER * limits.handoff_level:
        return True
    longer = words[-max(2, limits.handoff_messages) - 1 :]
    lasts = len(longer) > len(recent) and all(map(shown, longer))
    despairs = lasts and not _only_sad_or_worried(longer)
    return despairs and reading.level >= limits.handoff_level


def _grieves(words: Iterable[Said]) -> bool:
    """Grief alone asks for gentleness."""
    return all(said.mood == "sad" for said in words)


def _only_sad_or_worried(words: Iterable[Said]) -> bool:
    """Nor does worry that stays worry: it wants an answer. One that turns into grief is despair."""
    return {said.mood for said in words} in ({"sad"}, {"anxious"})


def _cross(said: Said) -> bool:
    return said.cross >= SHOWN or (said.mood in CROSS and shown(said))


def _takes_it_badly(said: Said) -> bool:
    """Cross about a no, or sad or afraid beyond doubt; a little sad takes it for an answer.

    So does who says so; then only words that are cross beyond doubt are.
    """
    least = BEYOND_DOUBT if acceptance.heard(said.text) else CLEAR
    return said.cross >= least or shown(said, BEYOND_DOUBT)


def _goes_on(history: Sequence[Said]) -> bool:
    """Whether the customer is still trying: not content, and it is not the first message."""
    words = spoken(history)
    ended = history[-1].mood == "satisfied" or history[-1].intent in ("thank", "goodbye")
    return len(words) >= 2 and not ended
