"""The table of what every flow does, and how a row of it is played."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot import yaml_text
from bot.model import ReservationState
from tests.support.talking import Answer, Chat

FOLDER = Path(__file__).parents[1] / "data" / "behaviours"
LANGUAGES = ("en", "nl")
BEHAVIOURS = (
    "happy_path",
    "correction",
    "cancellation",
    "digression",
    "invalid_input",
    "distress",
    "wants_person",
    "already_known",
)
_NEVER_MIND = {"en": "never mind", "nl": "laat maar"}
_ASIDE = {"en": "are you a bot?", "nl": "ben je een robot?"}
_NONSENSE = {"en": "purple elephants dance slowly", "nl": "paarse olifanten dansen langzaam"}
_UPSET = {
    "en": "This is so frustrating, I am really fed up with you! ",
    "nl": "Ik ben echt boos op jullie. ",
}
_PERSON = {"en": "I want a person", "nl": "ik wil een mens"}
_REFUND = {"en": "I want my money back", "nl": "ik wil mijn geld terug"}
_OPEN = "utter_ask_order_number"

Step = Mapping[str, Any]


@dataclass(frozen=True)
class Row:
    """One flow: how it begins, and what comes of each behaviour."""

    name: str
    flow: str
    wish: Mapping[str, str]
    customer: str | None = None
    asks: str | None = None
    answers: str | None = None
    person: str | None = None
    own: Mapping[str, tuple[Step, ...]] = field(default_factory=dict)
    cannot: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    asks_nothing: str = ""

    @property
    def last(self) -> str:
        """What the answer to the wish ends with."""
        return str(self.asks or self.answers)

    def steps(self, behaviour: str) -> tuple[Step, ...]:
        """The row's own steps, or those that every flow has."""
        return self.own.get(behaviour) or self._usual(behaviour)

    def settles(self, behaviour: str) -> bool:
        """Whether something is really done, so that it needs a house of its own."""
        return any(step.get("settles") for step in self.steps(behaviour))

    def _usual(self, behaviour: str) -> tuple[Step, ...]:
        begin: Step = {"say": self.wish, "ends": self.last, "person": self.person}
        if behaviour in ("happy_path", "already_known"):
            return (begin,)
        if behaviour == "digression" and not self.asks:
            return ({"say": _REFUND, "hears": [_OPEN]}, {"say": self.wish, "ends": _OPEN})
        if behaviour == "distress":
            words = {language: _UPSET[language] + self.wish[language] for language in LANGUAGES}
            return ({**begin, "say": words, "acknowledged": True},)
        left = "utter_left" if self.asks else "utter_all_set"
        unclear = self.asks or "utter_unsure"
        after: dict[str, tuple[Step, ...]] = {
            "cancellation": (
                {"say": _NEVER_MIND, "hears": [left]},
                {"say": {"en": "yes", "nl": "ja"}, "hears": ["utter_yes_to_what"]},
            ),
            "digression": ({"say": _ASIDE, "ends": self.last, "same_buttons": True},),
            "invalid_input": ({"say": _NONSENSE, "ends": unclear},),
            "wants_person": (
                {"say": _PERSON, "hears": ["utter_talk_to_human_asked"], "person": "asked"},
            ),
        }
        return (begin, *after[behaviour])


@lru_cache(maxsize=1)
def rows() -> tuple[Row, ...]:
    """Every row of the table."""
    return tuple(_row(path) for path in sorted(FOLDER.glob("*.yml")))


def _row(path: Path) -> Row:
    said = yaml_text.read(path.read_text(encoding="utf-8"))
    own = {name: tuple(said.pop(name)) for name in BEHAVIOURS if name in said}
    return Row(name=path.stem, own=own, **said)


async def play(row: Row, behaviour: str, chat: Chat) -> None:
    """Take the steps, and stop at the first that brings something else."""
    before: Answer | None = None
    for step in row.steps(behaviour):
        answer = await _take(chat, step, before)
        await _check(chat, step, answer, before)
        before = answer


async def _take(chat: Chat, step: Step, before: Answer | None) -> Answer:
    if "say" in step:
        words = step["say"]
        return await chat.say(words if isinstance(words, str) else words[chat.language])
    assert before is not None
    place = step["choose"] if "choose" in step else before.place_of(step["press"])
    return await chat.press(before, place)


async def _check(chat: Chat, step: Step, answer: Answer, before: Answer | None) -> None:
    told = (step, answer.utters, answer.texts)
    last = answer.messages[-1]["utter"]
    assert answer.utters == step.get("hears", answer.utters), told
    assert last == step.get("ends", last), told
    assert last.startswith(step.get("starts", "")), told
    assert step.get("names", "") in answer.texts[-1], told
    assert answer.acknowledged >= step.get("acknowledged", False), told
    reason = answer.handoff and answer.handoff["reason"]
    assert reason == step.get("person"), (told, answer.handoff)
    states = await chat.states(answer.claims)
    assert set(states) == ({ReservationState.SETTLED.value} if step.get("settles") else set()), told
    if step.get("same_buttons") and before is not None:
        # A proposal that is shown again is a new one, with a yes of its own.
        assert _titles(answer) == _titles(before), told


def _titles(answer: Answer) -> list[str]:
    return [option["title"] for option in answer.options]
