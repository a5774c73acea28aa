"""Reads example messages out of YAML: blocks of `- message` lines, in Rasa files and in ours."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import yaml_text
from bot.rasa_ext.dates import LANGUAGES


class ExamplesError(Exception):
    """A file of examples that cannot be used; says which and why."""

    code = "examples"


@dataclass(frozen=True)
class Example:
    """One message and what it is an example of."""

    text: str
    label: str
    language: str


def lines(block: str, where: str) -> list[str]:
    """The texts of a block of `- text` lines. Raises ExamplesError for any other line."""
    found = []
    for number, line in enumerate(block.splitlines(), start=1):
        stripped = line.strip()
        if not stripped:
            continue
        if not stripped.startswith("- ") or not stripped[2:].strip():
            raise ExamplesError(f"{where}, line {number}: {stripped!r} is no `- message` line")
        found.append(stripped[2:].strip())
    return found


def read(path: Path) -> Mapping[str, Any]:
    """The content of a YAML file. Raises ExamplesError when it is missing or no mapping."""
    try:
        content = yaml_text.read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ExamplesError(f"{path}: {error}") from error
    if not isinstance(content, dict):
        raise ExamplesError(f"{path}: expected `key: value` lines")
    return content


def moods(folder: Path) -> list[Example]:
    """The messages of every `<language>.yml` in the folder, each with its mood."""
    found = [
        example for path in sorted(folder.glob("*.yml")) for example in _labelled(path, "moods")
    ]
    if not found:
        raise ExamplesError(f"{folder}: no examples of moods")
    return found


def kinds(folder: Path) -> list[Example]:
    """The messages about what is too heavy for a bot, each with its kind, and those about none."""
    found = [each for path in sorted(folder.glob("*.yml")) for each in _labelled(path, "kinds")]
    if not found:
        raise ExamplesError(f"{folder}: no examples of stakes")
    return found


def listed(path: Path, key: str) -> list[str]:
    """The lines under one key of a file: messages out of scope, or names."""
    return lines(str(read(path).get(key) or ""), str(path))


def _labelled(path: Path, key: str) -> Iterator[Example]:
    content = read(path)
    language, blocks = str(content.get("language")), content.get(key)
    if language not in LANGUAGES or not isinstance(blocks, dict):
        raise ExamplesError(f"{path}: needs `language` ({' or '.join(LANGUAGES)}) and `{key}`")
    for label, block in blocks.items():
        for text in lines(str(block), f"{path}, {label}"):
            yield Example(text, str(label), language)
