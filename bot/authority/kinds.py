"""The kinds of values that facts have, and the names under which facts are known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any

from bot.model import LocalText, ModelError, Money


class Kind(str, Enum):
    """What a value is; `word` covers ids, names and the words of a closed list."""

    WORD = "word"
    BOOL = "bool"
    INT = "int"
    MONEY = "money"
    TIME = "time"
    LIST = "list"

    @property
    def called(self) -> str:
        """What people call such a value."""
        return _CALLED[self]


class Trust(str, Enum):
    """Where a fact comes from: a system of record, the customer's word, or ourselves."""

    RECORD = "record"
    CLAIM = "claim"
    SYSTEM = "system"


@dataclass(frozen=True)
class Fact:
    """One fact as declared: its kind, its source, and for words the closed list, if there is one.

    A list has `fields`: name -> kind of what each element holds; none means a list of words.
    `optional`: it is often missing, and a rule has to say what happens then. `secret`: no text for
    a customer may name it.
    """

    kind: Kind
    trust: Trust
    values: tuple[str, ...] = ()
    fields: Mapping[str, Kind] = field(default_factory=dict)
    title: LocalText = field(default_factory=dict)
    optional: bool = False
    secret: bool = False


class BadFact(ValueError):
    """A value that does not fit the declaration of its fact."""

    code = "bad_fact"


def read_value(name: str, kind: Kind, value: Any, fields: Mapping[str, Kind] | None = None) -> Any:
    """A value from JSON or YAML as its kind; BadFact says what was expected."""
    if value is None:
        return None
    try:
        if kind is Kind.MONEY:
            return _money(value)
        if kind is Kind.TIME:
            return _time(value)
        if kind is Kind.LIST:
            return _listing(name, value, fields or {})
    except (ModelError, ValueError, KeyError, TypeError) as error:
        raise BadFact(f"{name}: {error}") from error
    expected = {Kind.WORD: str, Kind.BOOL: bool, Kind.INT: int}[kind]
    if not isinstance(value, expected) or (kind is Kind.INT and isinstance(value, bool)):
        raise BadFact(f"{name}: {value!r} is not {_NAMES[kind]}")
    return value


_CALLED = {
    Kind.WORD: "a word",
    Kind.BOOL: "true or false",
    Kind.INT: "a whole number",
    Kind.MONEY: "an amount of money",
    Kind.TIME: "a time",
    Kind.LIST: "a list",
}
_NAMES = {Kind.WORD: "a word", Kind.BOOL: "true or false", Kind.INT: "a whole number"}


def _money(value: Any) -> Money:
    if isinstance(value, Money):
        return value
    if isinstance(value, str):
        return Money.parse(value)
    if (
        isinstance(value, Mapping)
        and set(value) == {"minor", "currency"}
        and isinstance(value["minor"], int)
        and not isinstance(value["minor"], bool)
    ):
        return Money.from_json(value)
    raise ModelError(f"{value!r} is not money: write it like '12.50 EUR'")


def _time(value: Any) -> datetime:
    moment = (
        value
        if isinstance(value, datetime)
        else datetime.fromisoformat(str(value).replace("Z", "+00:00"))
    )
    if moment.tzinfo is None:
        raise ValueError(f"{value!r} has no time zone: end it with Z")
    return moment.astimezone(timezone.utc)


def _listing(name: str, value: Any, fields: Mapping[str, Kind]) -> tuple[Any, ...]:
    if not isinstance(value, (list, tuple)):
        raise ValueError(f"{value!r} is not a list")
    if not fields:
        return tuple(
            dict(item) if isinstance(item, Mapping) else read_value(name, Kind.WORD, item)
            for item in value
        )
    items = []
    for item in value:
        if not isinstance(item, Mapping):
            raise ValueError(f"{item!r} needs the fields {', '.join(fields)}")
        items.append(
            {
                key: read_value(f"{name}.{key}", fields[key], part) if key in fields else part
                for key, part in item.items()
            }
        )
    return tuple(items)
