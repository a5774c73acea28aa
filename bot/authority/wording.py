"""Fill the placeholders of a text: amounts, dates and lists as people of a language write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_currency

from bot.model import LocalText, Money

_PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_.]*)(?::(time))?\}")
UNKNOWN = "–"
_LOCALES = {"en": "en_GB"}
"""Dates as Europeans write them: 4 December, not December 4."""


def placeholders(text: str) -> Iterator[str]:
    """The names between braces in a text."""
    return (match.group(1) for match in _PLACEHOLDER.finditer(text))


def stray_braces(text: str) -> bool:
    """Whether a brace is left that is not part of a placeholder."""
    return bool(re.search(r"[{}]", _PLACEHOLDER.sub("", text)))


@lru_cache(maxsize=4096)
def money(amount: Money, language: str) -> str:
    """An amount as it is written in a language: €12.50, € 12,50."""
    value = Decimal(amount.minor) / 100
    try:
        return str(format_currency(value, amount.currency, locale=_locale(language)))
    except (UnknownLocaleError, ValueError):
        return str(amount)


def _locale(language: str) -> str:
    return _LOCALES.get(language, language)


def spoken(value: Any, language: str, zone: ZoneInfo, with_time: bool = False) -> str:
    """Any value of a fact as a reader of `language` expects it."""
    if value is None:
        return UNKNOWN
    if isinstance(value, Money):
        return money(value, language)
    if isinstance(value, datetime):
        return _moment(value.astimezone(zone), language, with_time)
    if isinstance(value, Mapping):
        if "title" in value:
            return spoken(value["title"], language, zone)
        return str(value.get(language) or value.get("en") or value.get("id") or UNKNOWN)
    if isinstance(value, (list, tuple)):
        return ", ".join(spoken(item, language, zone) for item in value)
    return str(value)


def _moment(moment: datetime, language: str, with_time: bool) -> str:
    try:
        day = str(format_date(moment.date(), format="long", locale=_locale(language)))
        if not with_time:
            return day
        return f"{day}, {format_time(moment.timetz(), format='HH:mm', locale=_locale(language))}"
    except (UnknownLocaleError, ValueError):
        return moment.isoformat(sep=" ", timespec="minutes")


def fill(text: LocalText, value_of: Callable[[str], Any], zone: ZoneInfo) -> dict[str, str]:
    """The text in every language with its placeholders filled in."""
    return {language: fill_one(part, language, value_of, zone) for language, part in text.items()}


def fill_one(text: str, language: str, value_of: Callable[[str], Any], zone: ZoneInfo) -> str:
    """One language of a text, filled in."""

    def put(match: re.Match[str]) -> str:
        value = value_of(match.group(1))
        return spoken(value, language, zone, with_time=match.group(2) is not None)

    return _PLACEHOLDER.sub(put, text)
