"""Reads a YAML file into plain values that remember the line each stands on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from bot import yaml_text

MAX_BYTES = 200_000
_TAG = "tag:yaml.org,2002:"


@dataclass
class Lines:
    """The mistakes of one file, and the line of everything in it by its place: `calls.x.path`."""

    file: str
    problems: list[str] = field(default_factory=list)
    _at: dict[str, int] = field(default_factory=dict)

    def wrong(self, place: str, message: str, remedy: str) -> None:
        """Note one mistake at a place, or at the nearest one above it."""
        while place not in self._at and place:
            place = place.rpartition(".")[0]
        self.note(self._at.get(place, 1), message, remedy)

    def note(self, line: int, message: str, remedy: str) -> None:
        """Note one mistake on a line."""
        self.problems.append(f"{self.file}:{line}: {message} ({remedy})")

    def read(self, text: str) -> Mapping[str, Any] | None:
        """The values of a text; None when it is no mapping at all."""
        try:
            if len(text.encode()) > MAX_BYTES:
                raise yaml.YAMLError(f"longer than {MAX_BYTES} bytes")
            for event in yaml_text.events(text):
                if isinstance(event, yaml.AliasEvent):
                    line = event.start_mark.line + 1 if event.start_mark else 1
                    self.note(line, "aliases are not used", "write it out")
                    return None
            root = yaml_text.compose(text)
        except (yaml.YAMLError, RecursionError) as error:
            mark = getattr(error, "problem_mark", None)
            said = getattr(error, "problem", None) or str(error)
            self.note(mark.line + 1 if mark else 1, str(said), "write YAML: `key: value`")
            return None
        if not isinstance(root, yaml.MappingNode):
            self.note(1, "the file has to be a mapping", "start with version: 1")
            return None
        return self._mapping(root, "")

    def _mapping(self, node: yaml.MappingNode, place: str) -> Mapping[str, Any]:
        values: dict[str, Any] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = str(key.value)
            below = f"{place}.{name}" if place else name
            if name in values:
                self.note(line, f"{name!r} is here twice", "keep one of them")
            self._at[below] = line
            values[name] = self._value(value, below)
        return values

    def _value(self, node: yaml.Node, place: str) -> Any:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place)
        if isinstance(node, yaml.SequenceNode):
            found = []
            for number, item in enumerate(node.value):
                self._at[f"{place}.{number}"] = item.start_mark.line + 1
                found.append(self._value(item, f"{place}.{number}"))
            return found
        tag, text = node.tag.removeprefix(_TAG), str(node.value)
        if tag == "null":
            return None
        if tag == "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag == "int" and text.lstrip("-").isdigit() and len(text) < 16:
            return int(text)
        if tag in ("int", "float"):
            self.note(node.start_mark.line + 1, f"{text} is not a whole number", "whole numbers as "
                      "3, texts between quotes")  # fmt: skip
        return text


def listed(names: Sequence[str]) -> str:
    """Names as a remedy."""
    return ", ".join(names)
