"""The canonical spelling of `canonical.dumps`, letter for letter, for values that occur often."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timezone
from json.encoder import encode_basestring
from typing import Any

from bot.authority.canonical import dumps
from bot.model import Money

Speller = Callable[[Mapping[str, Any]], str]
_spellers: dict[tuple[Any, ...], Speller] = {}
"""How mappings with the same keys, in the same order, are spelled."""
_seen: dict[tuple[Any, ...], int] = {}
_OFTEN = 16
_MOST = 512
_GAP = "{W(v) if (v := m[k%d]).__class__ is str else T if v is True else F if v is False else S(v)}"


def spelled(value: Any) -> str:
    """A value as canonical JSON."""
    kind = value.__class__
    if kind is str:
        return encode_basestring(value)
    if kind is Money:
        return f'{{"currency":{spelled(value.currency)},"minor":{spelled(value.minor)}}}'
    if kind is int:
        return str(value)
    if kind is datetime and value.tzinfo is timezone.utc:
        return f'{{"at":"{value.isoformat()}"}}'
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is tuple or kind is list:
        return "[" + ",".join([spelled(part) for part in value]) + "]"
    if kind is dict:
        return spelled_mapping(value)
    return dumps(value)


def spelled_mapping(mapping: Mapping[str, Any]) -> str:
    """A mapping as canonical JSON, its keys in order."""
    keys = tuple(mapping)
    speller = _spellers.get(keys)
    if speller is not None:
        return speller(mapping)
    if any(key.__class__ is not str for key in keys):
        return dumps(mapping)
    times = _seen[keys] = _seen.get(keys, 0) + 1
    if times >= _OFTEN and len(_spellers) < _MOST:
        _spellers[keys] = _compiled(keys)
    if len(_seen) > _MOST:
        _seen.clear()
    parts = [f"{encode_basestring(key)}:{spelled(mapping[key])}" for key in sorted(keys)]
    return "{" + ",".join(parts) + "}"


def _compiled(keys: tuple[str, ...]) -> Speller:
    """A function for mappings with these keys. Its source is fixed but for numbered names."""
    space: dict[str, Any] = {"W": encode_basestring, "S": spelled, "T": "true", "F": "false"}
    text, before = "", "{"
    for place, key in enumerate(sorted(keys)):
        space[f"k{place}"], space[f"c{place}"] = key, f"{before}{encode_basestring(key)}:"
        text += f"{{c{place}}}{_GAP % place}"
        before = ","
    end = "}}" if keys else "{{}}"
    exec(compile(f"def spell(m): return f'{text}{end}'", "<spelling>", "exec"), space)  # noqa: S102
    speller: Speller = space["spell"]
    return speller
