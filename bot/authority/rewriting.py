"""One value put into the text of a YAML file, or taken out of it: comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from bot.yaml_text import compose

Path = Sequence[str | int]
"""Keys of mappings and places in lists, from the root; places count from 0."""


def entries(node: yaml.Node | None) -> list[tuple[str, yaml.Node]]:
    """The keys of a mapping with their values; nothing when it is no mapping."""
    if not isinstance(node, yaml.MappingNode):
        return []
    return [(str(key.value), value) for key, value in node.value]


def child(node: yaml.Node | None, key: str | int) -> yaml.Node | None:
    """What stands under a key of a mapping, or at a place in a list."""
    if isinstance(key, str):
        return next((value for name, value in entries(node) if name == key), None)
    items = node.value if isinstance(node, yaml.SequenceNode) else []
    return items[key] if 0 <= key < len(items) else None


def at(node: yaml.Node | None, path: Path) -> yaml.Node | None:
    """What stands at a path."""
    for key in path:
        node = child(node, key)
    return node


def put(text: str, path: Path, value: str, behind: Sequence[str]) -> str:
    """The text with `value` at the path; mappings that are missing on the way are made.

    `behind`: the keys that a new key reads well after, the best place first; without one of them
    on one line it comes first.
    """
    node = compose(text)
    for depth, key in enumerate(path):
        found = child(node, key)
        rest = _wrapped(path[depth + 1 :], value)
        if found is None:
            assert isinstance(node, yaml.MappingNode)
            return _new_key(text, node, f"{key}: {rest}", behind)
        if _empty(found):
            start = _behind_colon(text, node, str(key))
            return f"{text[:start]} {rest}{text[start:]}"
        if depth == len(path) - 1:
            return text[: found.start_mark.index] + value + text[found.end_mark.index :]
        node = found
    return text


def add(text: str, path: Path, value: str, place: int, behind: Sequence[str]) -> str:
    """The text with one more item in the list at the path, at this place; a new list if needed."""
    node = at(compose(text), path)
    if node is None or _empty(node):
        return put(text, path, f"[{value}]", behind)
    assert isinstance(node, yaml.SequenceNode)
    items = node.value
    if node.flow_style:
        if not items:
            start = node.start_mark.index + 1
            return text[:start] + value + text[start:]
        if place < len(items):
            start = items[place].start_mark.index
            return f"{text[:start]}{value}, {text[start:]}"
        end = items[-1].end_mark.index
        return f"{text[:end]}, {value}{text[end:]}"
    line = f"{' ' * node.start_mark.column}- {value}"
    if place < len(items):
        return _line_at(text, _line_start(text, items[place].start_mark.index), line)
    return _line_at(text, _line_end(text, _end(items[-1])), line)


def drop(text: str, path: Path) -> str:
    """The text without what stands at the path; its key stays, with nothing in it, after the last.

    A comment on a line of its own stays, and so does one behind the key of the mapping or list.
    """
    root = compose(text)
    *above, key = path
    node = at(root, above)
    found = child(node, key)
    assert isinstance(node, yaml.CollectionNode) and found is not None
    parts = [(one, one) for one in node.value] if isinstance(key, int) else node.value
    spans = [(name.start_mark.index, _end(value)) for name, value in parts]
    place = [value for _, value in parts].index(found)
    if node.flow_style:
        return _out_of_flow(text, spans, place)
    start, end = _line_start(text, spans[place][0]), _line_end(text, spans[place][1])
    left = text[:start] + text[end:]
    if len(parts) > 1:
        return left
    colon = _behind_colon(text, at(root, above[:-1]), str(above[-1]))
    empty = "[]" if isinstance(key, int) else "{}"
    return f"{left[:colon]} {empty}{left[colon:]}"


def _wrapped(keys: Path, value: str) -> str:
    for key in reversed(keys):
        value = f"{{{key}: {value}}}"
    return value


def _empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.start_mark.index == node.end_mark.index


def _new_key(text: str, node: yaml.MappingNode, entry: str, behind: Sequence[str]) -> str:
    known = dict(entries(node))
    values = [known[name] for name in behind if name in known]
    if node.flow_style:
        if values:
            end = values[0].end_mark.index
            return f"{text[:end]}, {entry}{text[end:]}"
        start, comma = node.start_mark.index + 1, ", " if node.value else ""
        return f"{text[:start]}{entry}{comma}{text[start:]}"
    first = node.value[0][0].start_mark
    indent = " " * first.column
    for value in values:
        if one_line(value):
            return _line_at(text, _line_end(text, value.end_mark.index), indent + entry)
    return f"{text[: first.index]}{entry}{_break(text)}{indent}{text[first.index :]}"


def one_line(node: yaml.Node) -> bool:
    """Whether a value stands on one line, so that a line can follow it."""
    plain = isinstance(node, yaml.ScalarNode) and node.style not in ("|", ">")
    flow = isinstance(node, yaml.CollectionNode) and bool(node.flow_style)
    return (plain or flow) and node.start_mark.line == node.end_mark.line


def _out_of_flow(text: str, spans: Sequence[tuple[int, int]], place: int) -> str:
    start, end = spans[place]
    if place and "\n" not in text[spans[place - 1][1] : start]:
        start = spans[place - 1][1]
    elif not place and len(spans) > 1 and "\n" not in text[end : spans[1][0]]:
        end = spans[1][0]
    elif comma := re.compile(r"\s*,").match(text, end):
        end = comma.end()
    return text[:start] + text[end:]


def _end(node: yaml.Node) -> int:
    """Where its last word ends; the mark of a block lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(last, tuple) else last)
    return int(node.end_mark.index)


def _behind_colon(text: str, node: yaml.Node | None, key: str) -> int:
    assert isinstance(node, yaml.MappingNode)
    name = next(name for name, _ in node.value if name.value == key)
    return text.index(":", name.end_mark.index) + 1


def _line_start(text: str, index: int) -> int:
    return text.rfind("\n", 0, index) + 1


def _line_end(text: str, index: int) -> int:
    """The start of the next line."""
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _line_at(text: str, index: int, line: str) -> str:
    if index and text[index - 1] != "\n":
        return f"{text[:index]}{_break(text)}{line}{text[index:]}"
    return f"{text[:index]}{line}{_break(text)}{text[index:]}"


def _break(text: str) -> str:
    return "\r\n" if "\r\n" in text else "\n"
