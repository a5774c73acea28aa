"""What the customer just said, read once from Rasa's tracker."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from rasa_sdk import Tracker

from bot.model import ConversationId

UPSET = ("frustrated", "angry", "sad", "anxious")
_ANSWERS = ("inform", "choose", "correct")
_SURE = 0.4
_CORRECTS = re.compile(
    r"\W*(?:(?:no|nee|neen)\b"
    r"|(?:sorry|wait|wacht|oh|o)\b.{0,12}\b(?:mean|meant|bedoel|bedoelde)\b)",
    re.IGNORECASE,
)
_ALIKE = 0.3


@dataclass(frozen=True)
class Near:
    """The article nearest to the message, and whether it may be given as the answer."""

    article: str
    score: float
    sure: bool


@dataclass(frozen=True)
class Turn:
    """One message of the customer. `text` is empty when a button was pressed."""

    conversation: ConversationId
    id: str
    intent: str
    text: str
    language: str
    mood: str
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Mapping[str, Near] = field(default_factory=dict)
    # How much the message is like each intent, each by itself.
    scores: Mapping[str, float] = field(default_factory=dict)
    # Whether the customer lets the mood of their messages be read.
    moods: bool = True

    def one(self, entity: str) -> str | None:
        """What was said last of this kind: "not the 3rd but the 10th" means the 10th."""
        values = self.entities.get(entity, ())
        return values[-1] if values else None

    @property
    def tells_something(self) -> bool:
        """Whether the message names an object, a date or anything else that a flow can use."""
        return bool(self.entities)

    @property
    def corrects(self) -> bool:
        """Whether it takes back what was said: "no, I mean it arrived damaged"."""
        return self.intent == "correct" or bool(_CORRECTS.match(self.text))

    @property
    def may_be_an_answer(self) -> bool:
        """Whether it is unsure that this is a wish: it sounds like an answer just as well."""
        alike = max((self.scores.get(intent, 0.0) for intent in _ANSWERS), default=0.0)
        return not self.sure or alike >= _ALIKE

    @property
    def sure(self) -> bool:
        """Whether it is clear what was meant; a button is."""
        return self.scores.get(self.intent, 1.0) >= _SURE

    @property
    def agrees(self) -> bool:
        """Whether it is a yes, and surely one: "just one" sounds a little like it."""
        return self.intent == "affirm" and self.sure

    def after(self, said: Sequence[Mapping[str, Any]]) -> Turn:
        """The same turn with what was said just before it; where they differ the latest counts."""
        entities: dict[str, tuple[str, ...]] = {}
        for one in (*[before["entities"] for before in said], self.entities):
            for name, values in one.items():
                entities[name] = (*entities.get(name, ()), *values)
        texts = [*(str(before["text"]) for before in said), self.text]
        return replace(self, text=". ".join(filter(None, texts)), entities=entities)

    def without_news(self) -> Turn:
        """The same turn for a flow that only repeats its question after something else was said."""
        return replace(self, intent="", text="", entities={}, near={})


def read(tracker: Tracker) -> Turn:
    """The latest message as a turn."""
    message = tracker.latest_message
    intent = str((message.get("intent") or {}).get("name") or "")
    text = str(message.get("text") or "")
    return Turn(
        conversation=ConversationId(tracker.sender_id),
        id=_turn_id(tracker),
        intent=intent,
        text="" if intent and text.startswith(f"/{intent}") else text,
        language=str(tracker.get_slot("language") or "en"),
        mood=str(tracker.get_slot("mood") or "neutral"),
        entities=_entities(message),
        near={
            name: Near(str(one["article"]), float(one["score"]), bool(one["sure"]))
            for name, one in (message.get("knowledge") or {}).items()
        },
        scores={
            str(one["name"]): float(one.get("confidence") or 0.0)
            for one in message.get("intent_ranking") or []
        },
        moods=(message.get("metadata") or {}).get("mood") is not False,
    )


def messages_since(tracker: Tracker, slot: str) -> int:
    """How many messages the customer sent since this slot got its value."""
    count = 0
    for event in reversed(tracker.events):
        if event.get("event") == "slot" and event.get("name") == slot and event.get("value"):
            return count
        if event.get("event") == "user":
            count += 1
    return count


def _turn_id(tracker: Tracker) -> str:
    given = (tracker.latest_message.get("metadata") or {}).get("turn")
    if given:
        return str(given)
    # `rasa shell` gives no turn: the number of messages so far is as good.
    said = sum(1 for event in tracker.events if event.get("event") == "user")
    return f"{tracker.sender_id}:{said}"


def _entities(message: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for entity in message.get("entities") or []:
        name, value = str(entity.get("entity")), entity.get("value")
        if value is not None:
            found[name] = (*found.get(name, ()), str(value))
    return found
