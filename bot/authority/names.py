"""What the names in a limits file mean, and a hint when one is misspelt."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.authority.expressions import Expression, FactValue, FieldValue, Now
from bot.authority.kinds import Fact, Kind
from bot.authority.source import Problems


def nearest(word: str, known: Iterable[str]) -> str:
    """A hint for a misspelt name: the closest known ones, or all of them when they are few."""
    names = sorted(known)
    close = difflib.get_close_matches(word, names, n=3, cutoff=0.5)
    if close:
        return "did you mean " + " or ".join(close) + "?"
    return "allowed: " + ", ".join(names) if len(names) <= 30 else "see docs/limits.md for the list"


@dataclass(frozen=True)
class Scope:
    """What names mean at one place of the file; inside a quantifier bare names are its fields.

    `seen` keeps the line at which each fact is first named.
    """

    facts: Mapping[str, Fact]
    tables: Mapping[str, Mapping[str, Any]]
    currency: str
    problems: Problems
    fields: Mapping[str, Kind] | None = None
    seen: dict[str, int] = field(default_factory=dict)

    def wrong(self, line: int, message: str, remedy: str) -> None:
        """Note a mistake."""
        self.problems.add(line, message, remedy)

    def named(self, name: str, line: int) -> Expression | None:
        """The fact, or the list field, with this name."""
        if self.fields is not None and "." not in name:
            if name == "it" and not self.fields:
                return FieldValue(Kind.WORD, name)
            if name in self.fields:
                return FieldValue(self.fields[name], name)
            if name != "now":
                self.wrong(line, f"the list has no field {name!r}", nearest(name, self.fields))
                return None
        if name == "now":
            return Now()
        if name in self.facts:
            self.seen.setdefault(name, line)
            return FactValue(self.facts[name].kind, name)
        self.wrong(line, f"unknown fact {name!r}", nearest(name, self.facts))
        return None
