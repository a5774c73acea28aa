"""Fills `{blanks}` in paths, queries and bodies: data only, no code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from bot.model import Grant, ReservationId

_BLANK = re.compile(r"\{([a-z_.]+)\}")
_MISSING = object()


class Unusable(ValueError):
    """A value that cannot stand in an address."""


def blanks(template: Any) -> Iterator[str]:
    """The names of all blanks in a template, however deep."""
    if isinstance(template, str):
        yield from _BLANK.findall(template)
    elif isinstance(template, Mapping):
        for value in template.values():
            yield from blanks(value)
    elif isinstance(template, (list, tuple)):
        for value in template:
            yield from blanks(value)


def values_of(grant: Grant) -> dict[str, Any]:
    """What an effect may put into its request."""
    whole, cents = divmod(grant.amount.minor, 100)
    values: dict[str, Any] = {
        "reservation": str(grant.reservation),
        "action": grant.action,
        "amount.minor": grant.amount.minor,
        "amount.decimal": f"{whole}.{cents:02d}",
        "amount.currency": grant.amount.currency,
    }
    for name, value in grant.params.items():
        values[f"params.{name}"] = value
        if isinstance(value, Mapping):
            values |= {f"params.{name}.{part}": inner for part, inner in value.items()}
    return values


def lookup_values(reservation: ReservationId) -> dict[str, Any]:
    """What a lookup may put into its request."""
    return {"reservation": str(reservation)}


def path(template: str, values: Mapping[str, Any]) -> str:
    """The path with each value percent-encoded, so that none of them can leave its segment."""

    def fill(match: re.Match[str]) -> str:
        text = str(values.get(match[1], ""))
        if text in ("", ".", ".."):
            raise Unusable(match[1])
        return quote(text, safe="")

    return _BLANK.sub(fill, template)


def query(template: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, str]:
    """The query without what is not known."""
    filled = ((name, _fill(value, values)) for name, value in template.items())
    return {name: str(value) for name, value in filled if value is not _MISSING}


def body(template: Any, values: Mapping[str, Any]) -> Any:
    """The body without the keys whose value is not known; a lone blank keeps its type."""
    if isinstance(template, Mapping):
        filled = ((name, body(value, values)) for name, value in template.items())
        return {name: value for name, value in filled if value is not _MISSING}
    if isinstance(template, list):
        return [value for value in (body(t, values) for t in template) if value is not _MISSING]
    return _fill(template, values)


def _fill(template: Any, values: Mapping[str, Any]) -> Any:
    if not isinstance(template, str):
        return template
    alone = _BLANK.fullmatch(template)
    if alone:
        value = values.get(alone[1])
        return _MISSING if value is None else list(value) if isinstance(value, tuple) else value
    if any(values.get(name) is None for name in _BLANK.findall(template)):
        return _MISSING
    return _BLANK.sub(lambda match: str(values[match[1]]), template)
