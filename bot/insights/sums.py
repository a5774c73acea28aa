"""What facts add up to: numbers by key. Sums can be put together, and kept as text. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import add
from typing import Any

Key = tuple[Any, ...]
Numbers = tuple[int, ...]

KEYS: Mapping[str, int] = {
    "steps": 5,
    "flows": 2,
    "lines": 6,
    "allowed": 1,
    "tiers": 2,
    "languages": 2,
    "days": 3,
    "waits": 1,
}
"""The parts, with how many values name a number; `bot.insights.adding` says which."""
FORM = 1
"""One more whenever a part means something else than before: what is kept is then added anew."""


@dataclass(frozen=True)
class Span:
    """From when to when conversations began."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class Sums:
    """Numbers by key, for each of the parts."""

    parts: Mapping[str, Mapping[Key, Numbers]] = field(default_factory=dict)

    def part(self, name: str) -> Mapping[Key, Numbers]:
        """One of them; empty when there was nothing."""
        return self.parts.get(name, {})

    def text(self) -> str:
        """As text, to keep."""
        rows = {
            name: sorted(([*key, *numbers] for key, numbers in part.items()), key=repr)
            for name, part in self.parts.items()
        }
        return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_text(cls, text: str) -> Sums:
        """What was kept."""
        return cls(
            {
                name: {tuple(row[: KEYS[name]]): tuple(row[KEYS[name] :]) for row in rows}
                for name, rows in json.loads(text).items()
            }
        )


@dataclass(frozen=True)
class Stretch:
    """A stretch of time with its sums."""

    span: Span
    sums: Sums


def together(some: Iterable[Sums]) -> Sums:
    """All of them added up."""
    found: dict[str, dict[Key, Numbers]] = {name: {} for name in KEYS}
    for sums in some:
        for name, part in sums.parts.items():
            mine = found[name]
            for key, numbers in part.items():
                before = mine.get(key)
                mine[key] = numbers if before is None else tuple(map(add, before, numbers))
    return Sums(found)
