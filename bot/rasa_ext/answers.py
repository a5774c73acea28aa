"""Builds the engine's answer to a turn out of the tracker's events, and only out of them.

The answer to a turn that is asked again, also after a crash, is therefore the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rasa.shared.core.events import BotUttered, Event, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.model import Reading
from bot.rasa_ext.flows import running

KNOWN_SLOTS = {"order": "order_number", "booking": "booking_number"}
REASON = "_reason"
HANDOFF_REASON = "handoff_reason"
READING = "reading"
CALM: dict[str, Any] = {"level": 0.0, "mood": "neutral", "signals": []}


def turn_of(event: Event) -> str | None:
    """The id of the turn that a customer's message belongs to."""
    metadata = event.metadata if isinstance(event, UserUttered) else None
    turn = metadata.get("turn") if isinstance(metadata, Mapping) else None
    return str(turn) if turn else None


def find(events: Sequence[Event], turn: str) -> tuple[int, int] | None:
    """Where the turn begins and ends among the events."""
    begin = next((i for i, event in enumerate(events) if turn_of(event) == turn), None)
    if begin is None:
        return None
    later = (i for i in range(begin + 1, len(events)) if isinstance(events[i], UserUttered))
    return begin, next(later, len(events))


def build(
    tracker: DialogueStateTracker, turn: str, flows: Mapping[str, str]
) -> dict[str, Any] | None:
    """The answer on the wire; None when the tracker has no such turn."""
    events = list(tracker.events)
    place = find(events, turn)
    if place is None:
        return None
    begin, end = place
    then = tracker
    if end < len(events):
        slots = list(tracker.slots.values())
        then = DialogueStateTracker.from_events(tracker.sender_id, events[:end], slots=slots)
    message = events[begin]
    language = _slot(then, "language")
    said = [event for event in events[begin:end] if isinstance(event, BotUttered)]
    reading = message.parse_data.get(READING) if isinstance(message, UserUttered) else None
    return {
        "turn": turn,
        "language": language,
        "flow": running(then, flows),
        "messages": [m for m in (_message(event, language) for event in said) if m],
        "reading": reading or CALM,
        "handoff": _handoff(said),
        "known": known(then),
    }


def known(tracker: DialogueStateTracker) -> dict[str, str | None]:
    """What the conversation is about, as far as it is known."""
    found = {name: _slot(tracker, slot) for name, slot in KNOWN_SLOTS.items()}
    reasons = [
        _slot(tracker, name)
        for name in tracker.slots
        if name.endswith(REASON) and name != HANDOFF_REASON
    ]
    found["reason"] = next(filter(None, reasons), None)
    return found


def reading_json(reading: Reading) -> dict[str, Any]:
    """A reading on the wire."""
    return {
        "level": reading.level,
        "mood": reading.mood,
        "signals": [
            {"code": signal.code, "weight": signal.weight, "words": signal.words}
            for signal in reading.signals
        ],
    }


def _slot(tracker: DialogueStateTracker, name: str) -> str | None:
    value = tracker.get_slot(name) if name in tracker.slots else None
    return str(value) if value else None


def _message(event: BotUttered, language: str | None) -> dict[str, Any] | None:
    metadata = event.metadata or {}
    buttons = event.data.get("buttons") or []
    if not (event.text or "").strip() and not buttons:
        return None
    return {
        "text": event.text or "",
        "options": [
            {"title": str(button.get("title") or ""), "payload": str(button.get("payload") or "")}
            for button in buttons
        ],
        "utter": metadata.get("utter_action"),
        "why": _why(_said_with(metadata, "why"), language),
        "claims": [str(claim) for claim in _said_with(metadata, "claims") or []],
    }


def _said_with(metadata: Mapping[str, Any], key: str) -> Any:
    """A keyword of the action's utterance, or else of the response's own metadata."""
    inner = metadata.get("metadata")
    return metadata.get(key) or (inner.get(key) if isinstance(inner, Mapping) else None)


def _why(why: Any, language: str | None) -> dict[str, str] | None:
    if not isinstance(why, Mapping) or not why.get("kind"):
        return None
    return {
        "kind": str(why["kind"]),
        "title": _local(why.get("title"), language),
        "detail": _local(why.get("detail"), language),
    }


def _local(text: Any, language: str | None) -> str:
    if isinstance(text, Mapping):
        return str(text.get(language) or text.get("en") or next(iter(text.values()), ""))
    return str(text or "")


def _handoff(said: Iterable[BotUttered]) -> dict[str, Any] | None:
    found: dict[str, Any] | None = None
    for event in said:
        custom = event.data.get("custom")
        handoff = custom.get("handoff") if isinstance(custom, Mapping) else None
        if isinstance(handoff, Mapping):
            found = {
                "reason": str(handoff.get("reason") or "asked"),
                "urgent": bool(handoff.get("urgent")),
            }
    return found
