"""Turns the JSON of an answer into records: exact money, times with a zone, known statuses."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timezone
from decimal import Decimal
from typing import Any

from bot.connectors.http.plan import RECORDS, Field
from bot.connectors.ports import (
    Booking,
    CustomerRecord,
    Effect,
    Item,
    Order,
    Refund,
    Trip,
    Voucher,
)
from bot.model import Money

_DECIMAL = re.compile(r"(-?)(\d{1,12})(?:\.(\d{1,2}))?\Z")
_TIME = re.compile(
    r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|z|[+-]\d\d:?\d\d)\Z", re.ASCII
)
_LARGEST = 10**14


class Unreadable(ValueError):
    """The answer is not what the file says; the text names the place, never the value."""


def parse(text: bytes) -> Any:
    """JSON with exact numbers. Raises Unreadable."""

    def never(word: str) -> Any:
        raise ValueError(word)

    try:
        return json.loads(text, parse_float=Decimal, parse_constant=never)
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise Unreadable("not JSON") from error


def pick(value: Any, path: tuple[str, ...]) -> Any:
    """What stands at a path, None when nothing does."""
    for part in path:
        if isinstance(value, Mapping):
            value = value.get(part)
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def record(name: str, fields: Mapping[str, Field], source: Any) -> Any:
    """One record of the ports out of a JSON object. Raises Unreadable."""
    values: dict[str, Any] = {}
    for field, kind in RECORDS[name].items():
        try:
            values[field] = _field(fields[field], kind, source)
        except Unreadable as error:
            raise Unreadable(f"{name}.{field}: {error}") from error
    if name == "order":
        # A line of an order belongs to it, whether it says so or not.
        values["items"] = tuple(replace(item, order=values["id"]) for item in values["items"])
    return _MAKE[name](**values)


def _field(field: Field, kind: str, source: Any) -> Any:
    optional = kind.endswith("?")
    kind = kind.removesuffix("?")
    if kind == "money":
        return _money(field, source)
    if kind == "words":
        return _words(field, source)
    if kind.endswith("*"):
        found = pick(source, field.path or ())
        if not isinstance(found, list):
            raise Unreadable("no list")
        return tuple(record(kind[:-1], field.parts or {}, one) for one in found)
    if kind in RECORDS:
        found = pick(source, field.path or ()) if field.path else source
        return record(kind, field.parts or {}, found)
    found = field.fixed if field.path is None else pick(source, field.path)
    if found is None and optional:
        return None
    if field.words is not None and not isinstance(found, (dict, list)):
        found = field.words.get(str(found), field.words.get("else"))
    return _plain(kind, found)


def _plain(kind: str, found: Any) -> Any:
    if kind == "time":
        return _time(found)
    if kind == "count":
        if type(found) is not int or not 0 <= found < 1_000_000:
            raise Unreadable("no whole number")
        return found
    if type(found) is int and kind == "text":
        return str(found)
    if not isinstance(found, str):
        raise Unreadable("no text")
    if "|" in kind and found not in kind.split("|"):
        raise Unreadable(f"a value without a meaning, known are {kind}")
    return found


def _time(found: Any) -> datetime:
    match = _TIME.match(found) if isinstance(found, str) else None
    if match is None:
        raise Unreadable("no time with a zone")
    day, clock, fraction, zone = match.groups()
    zone = "+00:00" if zone in "Zz" else zone if ":" in zone else f"{zone[:3]}:{zone[3:]}"
    try:
        read = datetime.fromisoformat(f"{day}T{clock}.{(fraction or '0')[:6]:0<6}{zone}")
        return read.astimezone(timezone.utc)
    except (ValueError, OverflowError) as error:
        raise Unreadable("no time with a zone") from error


def _money(field: Field, source: Any) -> Money:
    parts = field.parts or {}
    currency = _plain("text", _part(parts["currency"], source))
    if not re.fullmatch(r"[A-Z]{3}", currency):
        raise Unreadable("no currency such as EUR")
    if "minor" in parts:
        minor = _part(parts["minor"], source)
        if type(minor) is not int or not -_LARGEST < minor < _LARGEST:
            raise Unreadable("no whole number of cents")
        return Money(minor, currency)
    given = _part(parts["decimal"], source)
    # str() of a Decimal is what was written; 1e2 and 10.005 do not match.
    text = str(given) if type(given) in (str, int, Decimal) else ""
    match = _DECIMAL.match(text)
    if match is None:
        raise Unreadable("no exact amount with at most two decimals")
    sign, whole, cents = match.groups()
    minor = int(whole) * 100 + int((cents or "0").ljust(2, "0"))
    return Money(-minor if sign else minor, currency)


def _part(field: Field, source: Any) -> Any:
    return field.fixed if field.path is None else pick(source, field.path)


def _words(field: Field, source: Any) -> Mapping[str, str]:
    if field.parts is not None:
        found: Any = {name: _part(part, source) for name, part in field.parts.items()}
    else:
        found = field.words if field.path is None else pick(source, field.path)
    if isinstance(found, str) and found:
        return {"en": found, "nl": found}
    if (
        isinstance(found, Mapping)
        and found
        and all(isinstance(text, str) and text for text in found.values())
    ):
        return {str(language): str(text) for language, text in found.items()}
    raise Unreadable("no text in a language")


class Seen(dict[str, Any]):
    """An effect as answered, with the reservation that it names."""

    def effect(self) -> Effect:
        """Without our own reference."""
        return Effect(**{name: value for name, value in self.items() if name != "reservation"})


_MAKE: Mapping[str, Callable[..., Any]] = {
    "customer": CustomerRecord,
    "item": Item,
    "order": Order,
    "trip": Trip,
    "booking": Booking,
    "voucher": Voucher,
    "refund": Refund,
    "effect": Seen,
}
