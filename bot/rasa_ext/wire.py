"""The wire between gateway and engine: what comes in is checked here, once.

docs/architecture.md describes it. Our own server and a stock `rasa run` speak it alike.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LONGEST_ID = 200
LONGEST_TEXT = 100_000
LONGEST_VALUE = 200


class BadRequest(Exception):
    """A request that is not of the wire; says which key."""

    code = "bad_request"


@dataclass(frozen=True)
class TurnRequest:
    """One message of the customer: text as typed, or the payload of a button."""

    conversation: str
    turn: str
    text: str
    payload: str | None
    locale: str | None = None
    mood: bool = True
    signals: Mapping[str, float | bool] = field(default_factory=dict)


@dataclass(frozen=True)
class HandedBack:
    """A person gave the conversation back to the bot."""

    conversation: str
    by: str


@dataclass(frozen=True)
class Payload:
    """What a button means: an intent with entities."""

    intent: str
    entities: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def read_turn(body: bytes) -> TurnRequest:
    """Check the body of a turn. Raises BadRequest."""
    value = _object(body)
    payload = value.get("payload")
    if payload is not None and not isinstance(payload, str):
        raise BadRequest("payload: text or null")
    text = value.get("text") or ""
    if not isinstance(text, str) or len(text) > LONGEST_TEXT:
        raise BadRequest(f"text: at most {LONGEST_TEXT} letters")
    locale = value.get("locale")
    if locale is not None and not isinstance(locale, str):
        raise BadRequest("locale: text or null")
    mood = value.get("mood", True)
    if not isinstance(mood, bool):
        raise BadRequest("mood: true or false")
    return TurnRequest(
        conversation=_id(value, "conversation"),
        turn=_id(value, "turn"),
        text=text,
        payload=payload or None,
        locale=locale.split("-")[0].lower() if locale else None,
        mood=mood,
        signals=_signals(value.get("signals")),
    )


def read_handed_back(body: bytes) -> HandedBack:
    """Check the body of a handed-back note. Raises BadRequest."""
    value = _object(body)
    return HandedBack(_id(value, "conversation"), str(value.get("by") or ""))


def read_forget(body: bytes) -> str:
    """The conversation to forget. Raises BadRequest."""
    return _id(_object(body), "conversation")


def read_payload(text: str) -> Payload | None:
    """Take `/intent{"entity": "value"}` apart; None when it is no such thing."""
    text = text.strip()
    name, brace, rest = text.partition("{")
    name = name.strip()
    if not name.startswith("/") or not name[1:].isidentifier():
        return None
    if not brace:
        return Payload(name[1:])
    try:
        values = json.loads(brace + rest)
    except ValueError:
        return None
    if not isinstance(values, dict):
        return None
    return Payload(name[1:], {str(key): _texts(value) for key, value in values.items()})


def _texts(value: Any) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    short = (str(v) for v in values if isinstance(v, (str, int, float)))
    return tuple(text for text in short if len(text) <= LONGEST_VALUE)


def _object(body: bytes) -> dict[str, Any]:
    try:
        value = json.loads(body)
    except ValueError as error:
        raise BadRequest("the body is no JSON") from error
    if not isinstance(value, dict):
        raise BadRequest("the body is no object")
    return value


def _id(value: Mapping[str, Any], key: str) -> str:
    found = value.get(key)
    if not isinstance(found, str) or not 0 < len(found) <= LONGEST_ID:
        raise BadRequest(f"{key}: text of 1 to {LONGEST_ID} letters")
    return found


def _signals(value: Any) -> dict[str, float | bool]:
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadRequest("signals: an object")
    found: dict[str, float | bool] = {}
    for key in ("waiting_s", "nudges"):
        number = value.get(key, 0)
        if isinstance(number, bool) or not isinstance(number, (int, float)) or number < 0:
            raise BadRequest(f"signals.{key}: a number of 0 or more")
        found[key] = number
    found["contact_again"] = bool(value.get("contact_again", False))
    return found
