"""Reads the engine's recorded events as turns: the intent, and what the bot did with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.insights.material import Happening, Turn

_STATUS = "_status"


def turns(events: Iterable[Mapping[str, Any]], articles: Mapping[str, str]) -> tuple[Turn, ...]:
    """The turns of a conversation, in order. `articles`: the id of each article by its titles."""
    found: list[tuple[str, str, list[Happening]]] = []
    for event in events:
        if event.get("event") == "user":
            found.append((_turn(event), _intent(event), []))
        elif found:
            found[-1][2].extend(_happenings(event, articles))
    return tuple(Turn(id, intent, tuple(what)) for id, intent, what in found)


def _turn(event: Mapping[str, Any]) -> str:
    metadata = event.get("metadata")
    return str(metadata.get("turn") or "") if isinstance(metadata, Mapping) else ""


def _intent(event: Mapping[str, Any]) -> str:
    parsed = event.get("parse_data")
    intent = parsed.get("intent") if isinstance(parsed, Mapping) else None
    return str(intent.get("name") or "") if isinstance(intent, Mapping) else ""


def _happenings(event: Mapping[str, Any], articles: Mapping[str, str]) -> Iterator[Happening]:
    if event.get("event") == "slot":
        yield from _slot(str(event.get("name")), event.get("value"))
    elif event.get("event") == "bot":
        yield from _said(event, articles)


def _slot(name: str, value: Any) -> Iterator[Happening]:
    if name == "flow":
        yield Happening("flow", str(value or ""))
    elif name == "requested_slot":
        yield Happening("asked", str(value or ""))
    elif name.endswith(_STATUS) and value:
        yield Happening("status", name.removesuffix(_STATUS), str(value))


def _said(event: Mapping[str, Any], articles: Mapping[str, str]) -> Iterator[Happening]:
    metadata = event.get("metadata")
    metadata = metadata if isinstance(metadata, Mapping) else {}
    if metadata.get("utter_action"):
        yield Happening("said", str(metadata["utter_action"]))
    why = metadata.get("why")
    if isinstance(why, Mapping) and why.get("kind") == "article":
        title = str(why.get("title") or "")
        yield Happening("article", articles.get(title, title)[:64])
    data = event.get("data")
    custom = data.get("custom") if isinstance(data, Mapping) else None
    if isinstance(custom, Mapping) and isinstance(custom.get("handoff"), Mapping):
        yield Happening("handed", str(custom["handoff"].get("reason") or ""))
