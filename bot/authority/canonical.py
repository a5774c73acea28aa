"""One spelling for every value: equal things have equal digests, stored facts come back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timezone
from typing import Any

from bot.model import Money


def plain(value: Any) -> Any:
    """A value as JSON can hold it: money and times keep their type."""
    if isinstance(value, Money):
        return value.to_json()
    if isinstance(value, datetime):
        return {"at": value.astimezone(timezone.utc).isoformat()}
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted(plain(item) for item in value)
    return value


def restored(value: Any) -> Any:
    """The reverse of `plain`: money, times and tuples again."""
    if isinstance(value, dict):
        if set(value) == {"minor", "currency"}:
            return Money.from_json(value)
        if set(value) == {"at"}:
            return datetime.fromisoformat(value["at"])
        return {key: restored(item) for key, item in value.items()}
    if isinstance(value, list):
        return tuple(restored(item) for item in value)
    return value


def dumps(value: Any) -> str:
    """Canonical JSON: sorted keys, no spaces, no escapes that hide letters."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def loads(text: str) -> Any:
    """Read what `dumps` wrote."""
    return restored(json.loads(text))


def digest(value: Any) -> str:
    """sha256 over the canonical spelling."""
    return hashlib.sha256(dumps(value).encode()).hexdigest()
