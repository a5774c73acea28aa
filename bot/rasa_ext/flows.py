"""Which flow a conversation is in: told by the slots, the form or the last intent of a flow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot import yaml_text

# Said in the middle of something else; they do not hide what a customer came for.
ASIDES = (
    "talk_to_human",
    "about_the_bot",
    "account_question",
    "follow_up",
    "knowledge_question",
    "my_data",
    "small_talk",
)
FLOW_SLOT = "flow"
FORM = "_form"


def intent_flows(folder: Path) -> dict[str, str]:
    """Each intent and the flow in whose file its examples stand; shared intents have none."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.yml")):
        if path.stem.startswith("_"):
            continue
        content = yaml_text.read(path.read_text(encoding="utf-8"))
        blocks = content.get("nlu") if isinstance(content, dict) else None
        for block in blocks or []:
            if "intent" in block:
                found[str(block["intent"])] = path.stem
    return found


def running(tracker: DialogueStateTracker, flows: Mapping[str, str]) -> str | None:
    """The flow that the conversation is in, or was in last."""
    slot = tracker.get_slot(FLOW_SLOT) if FLOW_SLOT in tracker.slots else None
    if slot:
        return str(slot)
    form = tracker.active_loop_name
    if form:
        return form[: -len(FORM)] if form.endswith(FORM) else form
    aside: str | None = None
    for event in reversed(tracker.events):
        if not isinstance(event, UserUttered):
            continue
        flow = flows.get(event.intent_name or "")
        if flow is not None and flow not in ASIDES:
            return flow
        aside = aside or flow
    return aside
