"""Amounts, days and the domain's own words in the customer's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time, format_timedelta
from babel.lists import format_list
from babel.numbers import format_currency

from bot.model import Money

# Where the shop is: "on Friday" is a Friday there.
ZONE = ZoneInfo("Europe/Amsterdam")
_LOCALES = {"en": "en_GB", "nl": "nl_NL"}


def money(amount: Money, language: str) -> str:
    """An amount as people write it: "€49.95", "€ 49,95"."""
    value = Decimal(amount.minor) / 100
    return str(format_currency(value, amount.currency, locale=_locale(language)))


def day(moment: datetime | date, language: str) -> str:
    """A day in words: "Friday 27 November", "vrijdag 27 november"."""
    local = moment.astimezone(ZONE).date() if isinstance(moment, datetime) else moment
    return str(format_date(local, "EEEE d MMMM", locale=_locale(language)))


def far_day(moment: datetime, language: str) -> str:
    """A day that may be in another year: "27 November 2027", "27 november 2027"."""
    return str(format_date(moment.astimezone(ZONE).date(), "d MMMM y", locale=_locale(language)))


def short_day(moment: datetime, language: str) -> str:
    """A day for a button: "27 Nov", "27 nov."."""
    return str(format_date(moment.astimezone(ZONE).date(), "d MMM", locale=_locale(language)))


def clock_time(moment: datetime, language: str) -> str:
    """The time of day in the shop's zone: "14:05"."""
    return str(format_time(moment.astimezone(ZONE), "HH:mm", locale=_locale(language)))


def span(minutes: int, language: str) -> str:
    """A length of time: "2 hours and 15 minutes", "2 uur en 15 minuten"."""
    locale, (hours, rest) = _locale(language), divmod(minutes, 60)
    said = []
    if hours:
        # A day is not what people call 25 hours late.
        part = timedelta(hours=hours)
        said.append(format_timedelta(part, granularity="hour", threshold=60, locale=locale))
    if rest or not hours:
        said.append(format_timedelta(timedelta(minutes=rest), granularity="minute", locale=locale))
    return str(format_list(said, locale=locale))


def listed(said: Iterable[str]) -> str:
    """Things below each other, each on a line of its own."""
    return "".join(f"\n• {one}" for one in said)


def words(domain: Mapping[str, Any], response: str, language: str, **values: object) -> str:
    """A piece of text that the domain keeps for use inside others, such as a button's title."""
    variations = domain.get("responses", {}).get(response, [])
    fitting = [v for v in variations if _spoken_in(v) == language]
    plain = [v for v in variations if _spoken_in(v) is None]
    for variation in (*fitting, *plain, *variations):
        return str(variation["text"]).format(**values)
    raise KeyError(f"{response} is in no file of domain/")


def _spoken_in(variation: Mapping[str, Any]) -> str | None:
    for condition in variation.get("condition", []):
        if condition.get("name") == "language":
            return str(condition.get("value"))
    return None


def _locale(language: str) -> str:
    return _LOCALES.get(language, "en_GB")
