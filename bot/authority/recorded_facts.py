"""The facts of a recorded request as a plan needs them: those it reads, each as its own kind.

Most of what is recorded is never looked at when limits judge it again, and the kinds are known from
the limits. So each plan has a decoder that skips the rest. A record that does not look as expected
is read whole, and so is one that lacks something which now has to be worked out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypedDict
from zoneinfo import ZoneInfo

import msgspec

from bot.authority.kinds import Fact, Kind, Trust
from bot.authority.language import Limits
from bot.authority.plan import Plan
from bot.authority.view import DERIVED, View
from bot.model import Money

CONFIRMED, STOPPED, CUSTOMER = "case.confirmed", "case.stopped", "customer.id"

_plain = msgspec.json.Decoder(dict[str, Any]).decode


def whole(text: str | bytes) -> dict[str, Any]:
    """Every fact of a record, whatever it is."""
    found = _plain(text)
    for name, value in found.items():
        # Most facts are words, numbers or yes and no, and stay as they are.
        if value.__class__ is dict or value.__class__ is list:
            found[name] = _restored(value)
    return found


def _restored(value: Any) -> Any:
    """Money and times back from their spelling, `canonical.restored` for what occurs in records."""
    if value.__class__ is list:
        return tuple([_restored(part) for part in value])
    if value.__class__ is not dict:
        return value
    if len(value) == 1 and "at" in value:
        return datetime.fromisoformat(value["at"])
    if len(value) == 2 and "minor" in value and "currency" in value:
        return Money(value["minor"], value["currency"])
    return {name: _restored(part) for name, part in value.items()}


class _Time(msgspec.Struct, forbid_unknown_fields=True):
    """A time as it is written."""

    at: datetime


_TYPES: Mapping[Kind, Any] = {
    Kind.WORD: str | None,
    Kind.BOOL: bool | None,
    Kind.INT: int | None,
    Kind.MONEY: Money | None,
    Kind.TIME: _Time | None,
}


class FactReader:
    """Reads the facts that a plan looks at."""

    def __init__(self, plan: Plan, limits: Limits) -> None:
        self._decode: Callable[[str | bytes], dict[str, Any]] = whole
        self._times: tuple[str, ...] = ()
        self._lists: tuple[tuple[str, tuple[str, ...]], ...] = ()
        facts = _declared(plan, limits)
        if facts is not None:
            self._times = _of_time({name: fact.kind for name, fact in facts.items()})
            self._lists = tuple((name, _of_time(fact.fields)) for name, fact in facts.items())
            self._lists = tuple((name, times) for name, times in self._lists if times)
            types = {name: _type(fact) for name, fact in facts.items()}
            types[CONFIRMED] = str | bool | None
            self._decode = msgspec.json.Decoder(_mapping("Facts", types)).decode

    def read(self, text: str | bytes) -> dict[str, Any]:
        """What the plan may look at. More only where the record is not as expected."""
        try:
            found: dict[str, Any] = self._decode(text)
        except msgspec.ValidationError:
            found = whole(text)
            return found
        if self._decode is not whole:
            _unwrap(found, self._times)
            for name, times in self._lists:
                for element in found.get(name) or ():
                    _unwrap(element, times)
        return found


def _unwrap(found: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        time = found.get(name)
        if time is not None:
            found[name] = time.at


def _declared(plan: Plan, limits: Limits) -> Mapping[str, Fact] | None:
    """What each fact has to look like; None when it has to be read whole."""
    known = {f"request.{name}": fact for name, fact in plan.action.params.items()}
    known = {**limits.facts, **known, STOPPED: Fact(Kind.BOOL, Trust.SYSTEM)}
    names = {*plan.reads, CUSTOMER, STOPPED}
    if not names <= set(known):
        return None
    # A once-key takes whole elements, not only the fields that rules can read.
    if any(known[name].fields for name in plan.keys):
        return None
    return {name: known[name] for name in names}


def _of_time(kinds: Mapping[str, Kind]) -> tuple[str, ...]:
    return tuple(name for name, kind in kinds.items() if kind is Kind.TIME)


def _type(fact: Fact) -> Any:
    if fact.kind is not Kind.LIST:
        return _TYPES[fact.kind]
    fields = {name: _TYPES[kind] for name, kind in fact.fields.items()}
    element = _mapping("Element", fields) if fields else str
    return tuple[element, ...] | None  # type: ignore[valid-type]


def _mapping(name: str, types: dict[str, Any]) -> Any:
    """A dictionary with some of these keys; others are skipped."""
    make: Any = TypedDict
    return make(name, types, total=False)


class RecordedView(View):
    """What can be seen of a record; all of it once something has to be worked out from it."""

    __slots__ = ("_text",)

    def __init__(
        self, facts: Mapping[str, Any], now: datetime, zone: ZoneInfo, text: str | bytes
    ) -> None:
        self.facts = facts
        self.now = now
        self.zone = zone
        self.worked_out = {}
        self._busy = ()
        self._text: str | bytes | None = text

    def get(self, name: str) -> Any:
        """The value of a fact, as recorded or worked out."""
        value = self.facts.get(name)
        if value is not None:
            return value
        if self._text is not None and name in DERIVED and name not in self.facts:
            self.facts = {**whole(self._text), **self.facts}
            self._text = None
        return super().get(name)
