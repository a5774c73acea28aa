"""The canonical spelling of `canonical.dumps`, letter for letter, for values that occur often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timezone
from json.encoder import encode_basestring
from operator import itemgetter
from typing import Any

from bot.authority.canonical import dumps
from bot.model import Money

_Shape = tuple[str, Any]
_shapes: dict[tuple[Any, ...], _Shape] = {}
"""Mappings with the same keys are spelled alike: the text with gaps, and what fills them."""
_MOST = 1024


def spelled(value: Any) -> str:
    """A value as canonical JSON."""
    kind = value.__class__
    if kind is str:
        return encode_basestring(value)
    if kind is Money:
        return f'{{"currency":{spelled(value.currency)},"minor":{spelled(value.minor)}}}'
    if value is None:
        return "null"
    if kind is bool:
        return "true" if value else "false"
    if kind is int:
        return str(value)
    if kind is datetime and value.tzinfo is timezone.utc:
        return f'{{"at":"{value.isoformat()}"}}'
    if kind is tuple or kind is list:
        return "[" + ",".join([spelled(part) for part in value]) + "]"
    if kind is dict:
        return spelled_mapping(value)
    return dumps(value)


def spelled_mapping(mapping: Mapping[str, Any]) -> str:
    """A mapping as canonical JSON, its keys in order."""
    shape = _shapes.get(tuple(mapping))
    if shape is None:
        if not mapping:
            return "{}"
        if any(key.__class__ is not str for key in mapping):
            return dumps(mapping)
        shape = _shape_of(mapping)
    text, values = shape
    if len(mapping) == 1:
        return text % spelled(values(mapping))
    return text % tuple(map(spelled, values(mapping)))


def _shape_of(mapping: Mapping[str, Any]) -> _Shape:
    keys = sorted(mapping)
    gaps = ",".join(encode_basestring(key).replace("%", "%%") + ":%s" for key in keys)
    if len(_shapes) >= _MOST:
        _shapes.clear()
    shape = "{" + gaps + "}", itemgetter(*keys)
    _shapes[tuple(mapping)] = shape
    return shape
