"""`rollout:` of an action in the text of the file: read, replaced, or added where there is none.

A page writes it as one value: off, shadow, live, or percent and a number (`percent 10`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import yaml

from bot.authority.rewriting import one_line

KEY = "rollout"
LIVE = "live"
_VALUE = re.compile(r"off|shadow|live|percent (?:100|[1-9]?[0-9])")
_OFF = ("off", "false", "no", "n")
_STANDS_ALONE = ("once_per", "budgets", "approval", "above", "approve_up_to", "allow_up_to")
"""Keys with a value on one line that a new line reads well behind, the best place first."""


@dataclass(frozen=True)
class Place:
    """Where in the text the roll-out stands or would stand, and what it says now.

    `text` is put in from `start` to `end`, with the stage in place of `{}`.
    """

    value: str
    line: int
    start: int
    end: int
    text: str
    salt: str = ""

    def written(self, value: str) -> str:
        """What to put there for a value that `fits`."""
        word, _, share = value.partition(" ")
        stage = f"{{percent: {share}{self.salt}}}" if share else word
        return self.text.replace("{}", stage)


def fits(value: str) -> bool:
    """Whether this is one of the values that a page may write."""
    return _VALUE.fullmatch(value) is not None


def place(text: str, action: yaml.Node) -> Place | None:
    """The roll-out of one action; None when the action has no keys to stand beside."""
    if not isinstance(action, yaml.MappingNode) or not action.value:
        return None
    for key, value in action.value:
        if key.value == KEY:
            return _there(key, value)
    return _missing(text, action)


def _there(key: yaml.Node, value: yaml.Node) -> Place:
    line = key.start_mark.line + 1
    if isinstance(value, yaml.ScalarNode):
        word = "off" if value.value.lower() in _OFF else value.value
        return Place(word, line, value.start_mark.index, value.end_mark.index, "{}")
    assert isinstance(value, yaml.MappingNode)
    parts = {str(name.value): part for name, part in value.value}
    share = parts["percent"].value if "percent" in parts else ""
    salt = f", salt: {parts['salt'].value}" if "salt" in parts else ""
    if value.flow_style:
        start, end = value.start_mark.index, value.end_mark.index
        return Place(f"percent {share}", line, start, end, "{}", salt)
    end = max(part.end_mark.index for part in parts.values())
    return Place(f"percent {share}", line, key.end_mark.index, end, ": {}", salt)


def _missing(text: str, action: yaml.MappingNode) -> Place:
    """A line of its own behind the tiers and budgets; in `{…}` the first key."""
    first = action.value[0][0]
    line = first.start_mark.line + 1
    if action.flow_style:
        start = action.start_mark.index + 1
        return Place(LIVE, line, start, start, f"{KEY}: {{}}, ")
    indent = " " * first.start_mark.column
    by_name = {str(key.value): value for key, value in action.value}
    for name in _STANDS_ALONE:
        value = by_name.get(name)
        if value is not None and one_line(value):
            end = text.find("\n", value.end_mark.index)
            if end < 0:
                return Place(LIVE, line, len(text), len(text), f"\n{indent}{KEY}: {{}}")
            break_ = "\r\n" if text[end - 1] == "\r" else "\n"
            return Place(LIVE, line, end + 1, end + 1, f"{indent}{KEY}: {{}}{break_}")
    start = first.start_mark.index
    return Place(LIVE, line, start, start, f"{KEY}: {{}}\n{indent}")
