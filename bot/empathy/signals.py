"""What counts towards a reading: facts of the conversation, each with the words that show it.

Pure: the engine turns its history into `Said` and `Behaviour`; nothing here knows Rasa or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.model import Signal

WELL = ("neutral", "satisfied")
UPSET = ("frustrated", "angry", "sad", "anxious")
MOODS = (*WELL, *UPSET)
# A person is upset with how it goes; sadness and worry ask for care, not for another way.
CROSS = ("frustrated", "angry")
# How much the last messages weigh, newest first. The first alone stays below every handoff level.
MEMORY = (0.5, 0.42, 0.2, 0.1)
# A worried customer is less in need of another way than an angry one.
ANXIOUS = 0.6
# From here a message is read as what it says.
CLEAR = 0.5
# Below this the words show nothing: so much distress is read into many a plain question.
SHOWN = 0.35
LONGEST_WORDS = 120


@dataclass(frozen=True)
class Said:
    """One message of the customer as the engine understood it, and what the bot made of it.

    `distress` is how surely the words show anger, frustration or sadness (worry counts less),
    `cross` how surely anger or frustration; both 0 when mood reading is off. `repeats` counts the
    earlier messages that asked the same. `unsure`: the bot did not understand it. `refused`: the
    answer was a no. `asked_again`: the bot asked what it had already asked.
    """

    text: str
    mood: str = "neutral"
    distress: float = 0.0
    cross: float = 0.0
    intent: str = ""
    spoken: bool = True
    repeats: int = 0
    unsure: bool = False
    refused: bool = False
    asked_again: bool = False


@dataclass(frozen=True)
class Behaviour:
    """What the gateway saw around the message."""

    waiting_s: float = 0.0
    nudges: int = 0
    contact_again: bool = False


def likeliest(moods: Mapping[str, float]) -> str:
    """First whether the customer is well or not, then in which way: anger and frustration share."""
    upset = {mood: moods.get(mood, 0.0) for mood in UPSET}
    group = upset if sum(upset.values()) >= CLEAR else {m: moods.get(m, 0.0) for m in WELL}
    return max(group, key=lambda mood: group[mood])


def spoken(history: Iterable[Said]) -> list[Said]:
    """The messages in the customer's own words; a pressed button has no mood."""
    return [said for said in history if said.spoken]


def mood_signals(history: Sequence[Said]) -> list[Signal]:
    """The words that show distress, newest first, each with what it adds."""
    found = []
    for weight, said in zip(MEMORY, reversed(spoken(history)), strict=False):
        if said.distress >= SHOWN and said.mood in UPSET:
            found.append(
                Signal(f"mood_{said.mood}", weight * _share(said.distress), shortened(said.text))
            )
    return found


def behaviour_signals(history: Sequence[Said], behaviour: Behaviour) -> list[Signal]:
    """What the customer went through, whatever the words were."""
    found: list[Signal] = []
    repeated = max(history, key=lambda said: said.repeats, default=None)
    if repeated is not None and repeated.repeats > 0:
        weight = min(0.45, 0.15 * repeated.repeats)
        found.append(Signal("repeats", weight, shortened(repeated.text)))
    found += _counted("unsure", 0.12, 0.3, [said for said in history if said.unsure])
    found += _counted("refused", 0.12, 0.3, [said for said in history if said.refused])
    found += _counted("asked_again", 0.1, 0.25, [said for said in history if said.asked_again])
    nudges = max(0, behaviour.nudges) + sum(said.intent == "nudge" for said in history)
    if nudges:
        found.append(Signal("nudges", min(0.2, 0.07 * nudges), str(nudges)))
    if behaviour.waiting_s >= 60:
        weight = min(0.2, 0.05 + behaviour.waiting_s / 6000)
        found.append(Signal("waiting", weight, f"{behaviour.waiting_s / 60:.0f} min"))
    if behaviour.contact_again:
        found.append(Signal("contact_again", 0.1))
    return found


def shortened(text: str) -> str:
    """The customer's words, cut where a line in the brief ends."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_WORDS else f"{flat[: LONGEST_WORDS - 1].rstrip()}…"


def _counted(code: str, each: float, most: float, found: Sequence[Said]) -> list[Signal]:
    if not found:
        return []
    return [Signal(code, min(most, each * len(found)), shortened(found[-1].text))]


def _share(value: float) -> float:
    return min(1.0, max(0.0, value))
