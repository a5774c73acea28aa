"""Why the bot answered so: the last turn out of the engine's own record, for `chat --debug`.

It needs no Rasa, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from bot import yaml_text
from bot.storage.tracker_events import Event

LISTEN = "action_listen"
SHOWN_SLOTS = ("flow", "requested_slot", "handoff_reason")


def last_turn(events: Sequence[Event]) -> list[Event]:
    """The last message of the customer and what followed it."""
    for place in range(len(events) - 1, -1, -1):
        if events[place].get("event") == "user":
            return list(events[place:])
    return []


def rules_in(folder: Path) -> dict[tuple[str, str], str]:
    """The name and file of the rule that leads from an intent to an action."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(folder.glob("*.yml")):
        content = yaml_text.read(path.read_text(encoding="utf-8"))
        for rule in (content.get("rules") if isinstance(content, dict) else None) or []:
            steps = [one for step in rule["steps"] for one in step.get("or", [step])]
            for intent in (step["intent"] for step in steps if "intent" in step):
                for action in (step["action"] for step in steps if "action" in step):
                    found[intent, action] = f"{rule['rule']!r} in {path}"
    return found


def lines(turn: Sequence[Event], rules: Mapping[tuple[str, str], str]) -> Iterator[str]:
    """Intent, mood, frustration with its reasons, and each action with what chose it."""
    if not turn:
        return
    parse = turn[0].get("parse_data") or {}
    intent = (parse.get("intent") or {}).get("name") or "?"
    ranked = [f"{one['name']} {one['confidence']:.2f}" for one in parse.get("intent_ranking") or []]
    yield f"intent       {', '.join(ranked[:3]) or intent}"
    found = [f"{e['entity']}={e['value']}" for e in parse.get("entities") or []]
    if found:
        yield f"names        {', '.join(found)}"
    moods = (parse.get("emotion") or {}).get("moods") or {}
    if moods:
        order = sorted(moods.items(), key=lambda pair: -pair[1])[:3]
        yield f"emotion      {', '.join(f'{name} {share:.2f}' for name, share in order)}"
    near = (parse.get("knowledge") or {}).get("any")
    if near:
        sure = "sure" if near["sure"] else "below the threshold"
        yield f"article      {near['article']} {near['score']:.2f}, {sure}"
    yield from _frustration(parse.get("reading") or {})
    yield from _actions(turn, intent, rules)


def _frustration(reading: Mapping[str, Any]) -> Iterator[str]:
    if not reading:
        return
    yield f"frustration  {reading['level']:.2f} ({reading['mood']})"
    for signal in reading.get("signals") or []:
        words = f": {signal['words']}" if signal.get("words") else ""
        yield f"             + {signal['weight']:.2f} {signal['code']}{words}"


def _actions(
    turn: Sequence[Event], intent: str, rules: Mapping[tuple[str, str], str]
) -> Iterator[str]:
    before = ""
    asked_for = ""
    for event in turn:
        kind, name = event.get("event"), str(event.get("name") or "")
        if kind == "followup":
            asked_for = name
        if kind == "action" and name != LISTEN:
            yield f"action       {name}, {_chosen_by(event, intent, rules, asked_for, before)}"
            before, asked_for = name, ""
        if kind == "slot" and name in SHOWN_SLOTS and event.get("value"):
            yield f"             {name} = {event['value']}"


def _chosen_by(
    event: Event,
    intent: str,
    rules: Mapping[tuple[str, str], str],
    asked_for: str,
    before: str,
) -> str:
    name = str(event["name"])
    if asked_for == name:
        return f"because {before or 'an action'} asked for it"
    policy = str(event.get("policy") or "no policy").split("_")[-1]
    rule = rules.get((intent, name))
    if policy == "RulePolicy" and rule:
        return f"by RulePolicy, rule {rule}"
    if rule:
        return f"by {policy} (the rule {rule} says the same)"
    return f"by {policy}"
