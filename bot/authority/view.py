"""What a rule can see while it is judged: facts, derived facts, the present moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.authority.kinds import Fact, Kind, Trust
from bot.model import LocalText, ModelError


@dataclass(frozen=True)
class Derived:
    """A fact that is worked out from others by a pure Python function, with its version."""

    name: str
    fact: Fact
    version: int
    reads: tuple[str, ...]
    work: Callable[[View], Any]


DERIVED: dict[str, Derived] = {}
"""Every derived fact that was registered, by name."""


def derived_fact(
    name: str,
    *,
    kind: Kind,
    reads: tuple[str, ...],
    version: int = 1,
    fields: Mapping[str, Kind] | None = None,
    trust: Trust = Trust.RECORD,
    title: LocalText | None = None,
) -> Callable[[Callable[[View], Any]], Callable[[View], Any]]:
    """Register a pure function as the fact `name`.

    It gets a `View`, reads with `view.get(...)` (None when not known) and returns a value of
    `kind`, or None for not known. Raise `version` whenever the answer changes: decisions record
    it. Say `trust=Trust.CLAIM` when the answer rests on what the customer claims.
    """

    def register(work: Callable[[View], Any]) -> Callable[[View], Any]:
        fact = Fact(kind, trust, fields=fields or {}, title=title or {})
        DERIVED[name] = Derived(name, fact, version, reads, work)
        return work

    return register


class View:
    """Facts by name. A fact that is missing, or None, is not known; nothing is ever assumed.

    `worked_out` holds the derived facts that were asked for. One is made for nearly every request,
    so it is small and quick to make.
    """

    __slots__ = ("_busy", "facts", "now", "worked_out", "zone")

    def __init__(self, facts: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> None:
        self.facts = facts
        self.now = now
        self.zone = zone
        self.worked_out: dict[str, Any] = {}
        self._busy: tuple[str, ...] = ()

    def get(self, name: str) -> Any:
        """The value of a fact, worked out when it is a derived one that was not given."""
        value = self.facts.get(name)
        if value is not None or name in self.facts or name not in DERIVED:
            return value
        if name in self.worked_out:
            return self.worked_out[name]
        if name in self._busy:
            return None
        before = self._busy
        self._busy = (*before, name)
        try:
            value = DERIVED[name].work(self)
        except (ModelError, AttributeError, KeyError, TypeError):
            # Records of another shape or currency: what comes of them is not known.
            value = None
        finally:
            self._busy = before
        self.worked_out[name] = value
        return value
