"""The text of the limits as a tree that remembers its lines, and the problems found in it.

Strict on purpose: no anchors, no floats, no duplicate keys, one document. What a shop owner reads
is then exactly what is in force.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import MappingProxyType

import yaml

from bot import yaml_text
from bot.model import LocalText

MAX_BYTES = 400_000
_WHOLE = re.compile(r"-?\d{1,15}\Z")
_TAG = "tag:yaml.org,2002:"


@dataclass(frozen=True)
class Problem:
    """One mistake: where it is, what is wrong and what is allowed instead.

    `told`: both as operators read it beside a field, where a field alone can cause it.
    """

    file: str
    line: int
    message: str
    remedy: str
    told: LocalText = field(default_factory=dict, compare=False)

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.message} ({self.remedy})"


@dataclass(frozen=True)
class Scalar:
    """A single value; `value` is a str, int, bool or None."""

    line: int
    value: str | int | bool | None


@dataclass(frozen=True)
class Listing:
    """A list of values."""

    line: int
    items: tuple[Node, ...]


@dataclass(frozen=True)
class Entry:
    """One key with its value; `line` is the line of the key."""

    line: int
    key: str
    value: Node


@dataclass(frozen=True)
class Table:
    """A mapping, in the order of the file."""

    line: int
    entries: tuple[Entry, ...]

    def get(self, key: str) -> Node | None:
        """The value under `key`, or None."""
        for entry in self.entries:
            if entry.key == key:
                return entry.value
        return None

    def lines(self) -> dict[str, int]:
        """Where its keys stand, and those one level down as `key.part`."""
        found: dict[str, int] = {}
        for entry in self.entries:
            found[entry.key] = entry.line
            if isinstance(entry.value, Table):
                found |= {f"{entry.key}.{part.key}": part.line for part in entry.value.entries}
        return found

    def keys(self) -> Iterator[str]:
        """The keys in the order of the file."""
        return (entry.key for entry in self.entries)


Node = Scalar | Listing | Table


class Problems:
    """Collects every mistake of one file, so that all are told at once."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Problem] = []

    def add(
        self, line: int, message: str, remedy: str, told: LocalText = MappingProxyType({})
    ) -> None:
        """Note one mistake."""
        problem = Problem(self.file, line, message, remedy, told)
        if problem not in self.found:
            self.found.append(problem)


def read(text: str, problems: Problems) -> Table | None:
    """The tree of a file; None when it cannot be read at all, with the reason in `problems`."""
    if len(text.encode()) > MAX_BYTES:
        problems.add(1, "the file is too long", f"at most {MAX_BYTES} bytes")
        return None
    try:
        for event in yaml_text.events(text):
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                problems.add(
                    event.start_mark.line + 1 if event.start_mark else 1,
                    "anchors and aliases are not used here",
                    "share a rule by its name under rules:",
                )
                return None
        root = yaml_text.compose(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        said = getattr(error, "problem", None) or "this is not YAML"
        problems.add(mark.line + 1 if mark else 1, str(said), "see docs/limits.md for the form")
        return None
    except RecursionError:
        problems.add(1, "nested too deeply", "at most some twenty levels")
        return None
    if root is None:
        problems.add(1, "the file is empty", "start with version: 1")
        return None
    node = _node(root, problems)
    if not isinstance(node, Table):
        problems.add(node.line, "the file has to be a mapping", "start with version: 1")
        return None
    return node


def _node(node: yaml.Node, problems: Problems) -> Node:
    line = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        return _table(node, problems)
    if isinstance(node, yaml.SequenceNode):
        return Listing(line, tuple(_node(item, problems) for item in node.value))
    assert isinstance(node, yaml.ScalarNode)
    return Scalar(line, _scalar(node, problems))


def _table(node: yaml.MappingNode, problems: Problems) -> Table:
    entries: list[Entry] = []
    seen: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            problems.add(line, "a key has to be a word", "write it like name: value")
            continue
        if key.value in seen:
            problems.add(line, f"{key.value!r} is here twice", "keep one of them")
            continue
        seen.add(key.value)
        entries.append(Entry(line, key.value, _node(value, problems)))
    return Table(node.start_mark.line + 1, tuple(entries))


def _scalar(node: yaml.ScalarNode, problems: Problems) -> str | int | bool | None:
    tag = node.tag.removeprefix(_TAG)
    text = str(node.value)
    if tag == "null":
        return None
    if tag == "bool" and text.lower() in ("true", "false"):
        return text.lower() == "true"
    if tag == "int" and _WHOLE.match(text):
        return int(text)
    if tag in ("float", "int"):
        problems.add(
            node.start_mark.line + 1,
            f"{text} is not a number that is exact",
            "whole numbers as 3, money as 12.50 EUR",
        )
        return None
    return text
