"""What counts towards a reading: facts of the conversation, each with the words that show it.

Pure: the engine turns its history into `Said` and `Behaviour`; nothing here knows Rasa or a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.empathy import again, loud, scribble
from bot.model import Signal
from bot.settings import Weights

WELL = ("neutral", "satisfied")
UPSET = ("frustrated", "angry", "sad", "anxious")
MOODS = (*WELL, *UPSET)
# A person is upset with how it goes; sadness and worry ask for care, not for another way.
CROSS = ("frustrated", "angry")
# How much the last messages weigh, newest first, as shares of `weights.mood`.
MEMORY = (1.0, 0.8, 0.4, 0.2)
# What happened more often than this adds nothing more.
MOST_TIMES = 3
# From so long on it is a wait; every so much longer it counts once more.
WAIT_S, WAIT_AGAIN_S = 60.0, 600.0
# From here a message is read as what it says.
CLEAR = 0.5
# From here it counts as shown, once and for all: between, another spelling would move the reading.
SHOWN = 0.7
LONGEST_WORDS = 120


@dataclass(frozen=True)
class Said:
    """One message of the customer as the engine understood it, and what the bot made of it.

    `near` is the intent, or the nearest one when it was not understood. `distress` is how surely
    the words show anger, frustration, sadness or worry, `cross` how surely anger or frustration;
    both 0 when mood reading is off. `repeats` counts the earlier messages that asked
    the same. `unsure`: the bot did not understand it. `refused`: the answer was a no.
    `asked_again`: the bot asked what it had already asked. `looped`: the bot gave an answer that it
    had given before. `sounded`: whether it may be read how the words sound. `wish`: a person is
    asked for. `missed`: they say that the answer was beside the question, or in dialect
    that it was said before; `failed`: that what was
    advised did not help. `stakes`: which matter too heavy for a bot it may be about, with what
    `certainty`.
    """

    text: str
    mood: str = "neutral"
    distress: float = 0.0
    cross: float = 0.0
    intent: str = ""
    near: str = ""
    spoken: bool = True
    repeats: int = 0
    unsure: bool = False
    refused: bool = False
    asked_again: bool = False
    looped: bool = False
    sounded: bool = True
    wish: bool = False
    missed: bool = False
    failed: bool = False
    stakes: str | None = None
    certainty: float = 1.0


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


def worded(history: Iterable[Said]) -> list[Said]:
    """Those that can show a mood: a number alone has as little of one as a button."""
    return [said for said in spoken(history) if not scribble.figures_only(said.text)]


def told(said: Said) -> bool:
    """Whether they say that it was said before, or that the answer was beside the question."""
    return said.spoken and (said.missed or again.told(said.text))


def mood_signals(history: Sequence[Said], weights: Weights) -> list[Signal]:
    """The words that show distress, newest first, each with what it adds.

    Shown or not: how sure the classifier is says nothing about how bad it is, and another spelling
    must not move the reading.
    """
    found = []
    for share, said in zip(MEMORY, reversed(worded(history)), strict=False):
        if shown(said):
            found.append(Signal(f"mood_{said.mood}", weights.mood * share, shortened(said.text)))
    return found


def shown(said: Said) -> bool:
    """Whether the words show that somebody is upset."""
    return said.mood in UPSET and said.distress >= SHOWN


def voice_signals(history: Sequence[Said], weights: Weights) -> list[Signal]:
    """How loud the last messages are written; older ones fade like their mood."""
    recent = [said for said in spoken(history)[-len(MEMORY) :] if said.sounded]
    return [
        *_counted("capitals", weights.capitals, [s for s in recent if loud.shouting(s.text)]),
        *_counted("swearing", weights.swearing, [s for s in recent if loud.swearing(s.text)]),
    ]


def behaviour_signals(
    history: Sequence[Said], behaviour: Behaviour, weights: Weights
) -> list[Signal]:
    """What the customer went through, whatever the words were."""
    found: list[Signal] = []
    repeated = max(history, key=lambda said: said.repeats, default=None)
    if repeated is not None and repeated.repeats > 0:
        times = min(MOST_TIMES, repeated.repeats)
        found.append(Signal("repeats", weights.repeats * times, shortened(repeated.text)))
    found += _counted("said_again", weights.said_again, [s for s in history if told(s)])
    found += _counted("failed", weights.failed, [s for s in history if s.failed])
    found += _counted("wish", weights.wish, [s for s in history if s.wish])
    for code in ("refused", "asked_again", "looped"):
        happened = [said for said in history if getattr(said, code)]
        found += _counted(code, getattr(weights, code), happened)
    nudges = max(0, behaviour.nudges) + _asked_for_news(history)
    if nudges:
        found.append(Signal("nudges", weights.nudges * min(MOST_TIMES, nudges), str(nudges)))
    if behaviour.waiting_s >= WAIT_S:
        long = min(float(MOST_TIMES), 1 + behaviour.waiting_s / WAIT_AGAIN_S)
        minutes = f"{behaviour.waiting_s / 60:.0f} min"
        found.append(Signal("waiting", weights.waiting * long, minutes))
    if behaviour.contact_again:
        found.append(Signal("contact_again", weights.contact_again))
    found = [signal for signal in found if signal.weight > 0]
    # Once is nothing yet: it happens to everybody, and another spelling would be understood. A
    # wish for a person is nothing that went wrong, nor is how the first message is put.
    unsure = [said for said in history if said.unsure]
    trouble = len(history) > 1 and any(signal.code != "wish" for signal in found)
    if len(unsure) > 1 or trouble:
        found += _counted("unsure", weights.unsure, unsure)
    return [signal for signal in found if signal.weight > 0]


def _asked_for_news(history: Sequence[Said]) -> int:
    """How often they asked whether there is news. Asked once it is the question: "any news?" before
    anything else, and what became of what was arranged also after it.
    """
    intents = [said.intent for said in history]
    nudges = intents.count("nudge") if len(history) > 1 else 0
    return nudges + max(0, intents.count("ask_follow_up") - 1)


def stakes_signals(history: Sequence[Said], least: float) -> list[Signal]:
    """What is too heavy for a bot: brings in a person by itself and adds nothing to the level."""
    return [
        Signal(f"stakes_{said.stakes}", 0.0, shortened(said.text))
        for said in history
        if said.stakes is not None and said.certainty >= least
    ]


def shortened(text: str) -> str:
    """The customer's words, cut where a line in the brief ends."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_WORDS else f"{flat[: LONGEST_WORDS - 1].rstrip()}…"


def _counted(code: str, each: float, found: Sequence[Said]) -> list[Signal]:
    if not found:
        return []
    return [Signal(code, each * min(MOST_TIMES, len(found)), shortened(found[-1].text))]
