"""How much the last messages together call for a person.

One weighing of how upset they sound and of what went wrong around them, in the unit of
`empathy.handoff_level`. Unlike in the level, probabilities count by degrees: two doubtful messages
say more together than a sure one, and nobody reads this number as a mood. The shares were fitted by
logistic regression to the conversations in `tests/data/dev_conversations`, then rounded.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.empathy import acceptance, loud
from bot.empathy.frustration import combined, went_wrong
from bot.empathy.signals import CLEAR, MEMORY, UPSET, Said, worded
from bot.model import Reading
from bot.settings import Empathy

# How much what happened weighs beside the moods.
HAPPENED = 1.75
# Moods are weighed by themselves. Swearing is meant; capitals may be a key that is stuck, so they
# count only in a message that is upset as well.
NOT_HAPPENED = ("mood_", "capitals")
# So upset a message is one more to go by.
FAINT = 0.3
# Who takes a no for an answer may sound cross about it all the same.
TAKEN_FOR_AN_ANSWER = 0.5
# From where on worry alone counts, and from where fully: that is panic.
WORRIED, IN_PANIC = 0.75, 0.95


def of_a_person(history: Sequence[Said], reading: Reading, settings: Empathy) -> float:
    """0 and more; from `empathy.handoff_level` on a person is needed.

    Never for one sentence: 0 unless the last message is clearly upset and
    `empathy.handoff_messages` of the last are upset at all, two at least; that something went wrong
    stands for one of them.
    """
    words = worded(history)
    if len(words) < 2 or words[-1].mood not in UPSET:
        return 0.0
    wrong = went_wrong(reading)
    upset = _upset(words, calmly=wrong == 0)
    if acceptance.heard(words[-1].text):
        upset[0] *= TAKEN_FOR_AN_ANSWER
    least = max(2, settings.handoff_messages)
    lately = sum(one >= FAINT for one in upset[: least + 1])
    if upset[0] < CLEAR or lately + (wrong > 0) < least:
        return 0.0
    weights = settings.weights
    moods = weights.mood * sum(share * one for share, one in zip(MEMORY, upset, strict=False))
    happened = combined((), [s for s in reading.signals if not s.code.startswith(NOT_HAPPENED)])
    return moods + HAPPENED * (happened + weights.capitals * _shouted(words, upset))


def _upset(words: Sequence[Said], *, calmly: bool) -> list[float]:
    """How surely each message is upset with how it goes, 0 to 1, the newest first.

    While nothing goes wrong grief asks for gentleness and worry for an answer, not for another
    person: then of grief only what is cross in it counts, and of worry what is panic.
    """
    moods = {said.mood for said in words[-3:] if said.mood in UPSET}
    newest_first = list(reversed(words))
    if calmly and moods == {"sad"}:
        return [_cross(said) for said in newest_first]
    if calmly and moods == {"anxious"}:
        return [max(_cross(said), _panic(said)) for said in newest_first]
    return [said.distress for said in newest_first]


def _shouted(words: Sequence[Said], upset: Sequence[float]) -> int:
    """How many of the last messages are upset and in capitals."""
    recent = zip(reversed(words[-len(MEMORY) :]), upset, strict=False)
    return sum(
        one >= FAINT and said.sounded and bool(loud.shouting(said.text)) for said, one in recent
    )


def _cross(said: Said) -> float:
    return min(said.cross, said.distress)


def _panic(said: Said) -> float:
    return min(1.0, max(0.0, (said.distress - WORRIED) / (IN_PANIC - WORRIED)))
