"""Whether every flow is a whole slice: its parts, its intents, and rules that can be reached.

Pure reading of files, for `samenspel check`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot import yaml_text

FALLBACK = "nlu_fallback"
_ACTION = re.compile(r'return "(action_\w+)"|flow(?:: \S+)? = "(\w+)"')

Documents = Mapping[str, Mapping[str, Any]]


def read(path: Path) -> dict[str, Any]:
    """A YAML file as a mapping; empty when it is something else."""
    document = yaml_text.read(path.read_text(encoding="utf-8")) if path.is_file() else None
    return document if isinstance(document, dict) else {}


def missing_parts(root: Path, flows: Documents) -> Iterator[str]:
    """The parts that a flow lacks, and files of a flow that has no domain."""
    for flow in flows:
        told = flow.lstrip("_")
        for part in (
            f"data/{flow}.yml",
            f"actions/{flow}.py",
            f"tests/conversations/test_{told}.yml",
        ):
            if not (root / part).exists():
                yield f"{flow}: {part} is missing"
    for path in sorted((root / "data").glob("*.yml")):
        if "rules" in read(path) and path.stem not in flows:
            yield f"{path.stem}: domain/{path.stem}.yml is missing"


def unreachable(root: Path, flows: Documents) -> Iterator[str]:
    """Rules that no message can start, actions that nobody wrote, and intents that lead nowhere."""
    data = {flow: read(root / "data" / f"{flow}.yml") for flow in flows}
    declared = {i for domain in flows.values() for i in _names(domain.get("intents"))}
    actions = {a for domain in flows.values() for a in _names(domain.get("actions"))}
    written = set(_written(root / "actions"))
    taught = {
        str(part["intent"])
        for document in data.values()
        for part in document.get("nlu") or []
        if "intent" in part
    } | _articles(root / "data" / "knowledge")
    started: dict[str, str] = {}
    for flow, document in data.items():
        for rule in document.get("rules") or []:
            where = f"data/{flow}.yml: rule {rule.get('rule')!r}"
            for one in (each for step in rule["steps"] for each in step.get("or", [step])):
                intent, action = one.get("intent"), one.get("action")
                # With a condition the same intent may start several rules.
                if intent and "condition" in rule:
                    started.setdefault(intent, where)
                elif intent:
                    yield from _intent(where, intent, declared, taught, started)
                if action and action.startswith("action_"):
                    if action not in actions:
                        yield f"{where}: {action} is in no domain file"
                    elif action not in written:
                        yield f"{where}: no class in actions/ is called {action}"
    for flow, domain in flows.items():
        for intent in _names(domain.get("intents")):
            if intent not in started:
                yield f"domain/{flow}.yml: {intent} has no rule, so it leads nowhere"


def _intent(
    where: str, intent: str, declared: set[str], taught: set[str], started: dict[str, str]
) -> Iterator[str]:
    if intent not in declared:
        yield f"{where}: can never start, because {intent} is in no domain file"
    elif intent not in taught and intent != FALLBACK:
        yield f"{where}: can never start, because {intent} has no examples"
    if intent in started:
        yield f"{where}: can never start, because {intent} starts {started[intent]} already"
    started.setdefault(intent, where)


def _names(declared: Any) -> list[str]:
    return [
        str(next(iter(one)) if isinstance(one, dict) else one)
        for one in (declared if isinstance(declared, list) else [])
    ]


def _written(folder: Path) -> Iterator[str]:
    """The names of the actions, read from the text of their files without running them."""
    for path in sorted(folder.glob("*.py")):
        for named, flow in _ACTION.findall(path.read_text(encoding="utf-8")):
            yield named or f"action_{flow}"


def _articles(folder: Path) -> set[str]:
    return {str(read(path).get("intent") or "ask_knowledge") for path in folder.glob("*.yml")}
