"""When people are at the desk: opening hours, public holidays and extra closed days. Pure.

`Opening` answers for any moment whether the desk is open and when it opens again. The public
holidays of a country come from the library `holidays`, which is loaded only when they are needed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ALLOWED = "closed, or hours such as 09:00-17:30 or 09:00-12:30, 13:30-18:00"
_CLOSED = "closed"
_SPAN = re.compile(r"(\d{1,2}):(\d{2})\s*-\s*(\d{1,2}):(\d{2})")
_FULL_DAY = 24 * 60
# No holiday lasts this long; who closes every day of the week never opens again.
_LOOK_AHEAD_DAYS = 60

Span = tuple[int, int]
"""Minutes since midnight: from, until."""


@dataclass(frozen=True)
class Stretch:
    """One unbroken time in which the desk is open."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Opening:
    """The desk's hours. Without any (`week` is empty) it keeps none and counts as always open."""

    week: Mapping[int, tuple[Span, ...]]
    zone: ZoneInfo
    country: str = ""
    closed_days: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        """Whether somebody may be expected at the desk at this moment."""
        if not self.week:
            return True
        day = now.astimezone(self.zone).date()
        return any(span.start <= now < span.end for span in self._on(day))

    def opens(self, now: datetime) -> datetime | None:
        """When the desk opens again; None when it is open now, or never opens."""
        if self.is_open(now):
            return None
        following = self.stretches(now, 1)
        return following[0].start if following else None

    def stretches(self, now: datetime, most: int) -> list[Stretch]:
        """The next times in which the desk is open, the running one first, cut at `now`."""
        if not self.week:
            return [Stretch(now, now + timedelta(days=1))]
        found: list[Stretch] = []
        today = now.astimezone(self.zone).date()
        for ahead in range(_LOOK_AHEAD_DAYS):
            for span in self._on(today + timedelta(days=ahead)):
                if span.end > now:
                    found.append(Stretch(max(span.start, now), span.end))
                if len(found) == most:
                    return found
        return found

    def open_seconds(self, start: datetime, end: datetime) -> float:
        """How much of a time the desk was open."""
        if not self.week:
            return (end - start).total_seconds()
        total = 0.0
        day = start.astimezone(self.zone).date()
        last = end.astimezone(self.zone).date()
        while day <= last:
            for span in self._on(day):
                inside = min(span.end, end) - max(span.start, start)
                total += max(0.0, inside.total_seconds())
            day += timedelta(days=1)
        return total

    def local(self, moment: datetime) -> datetime:
        """A moment as the clock at the desk shows it."""
        return moment.astimezone(self.zone)

    def _on(self, day: date) -> list[Stretch]:
        """When the desk is open on one day."""
        if day in self.closed_days or (self.country and is_holiday(self.country, day)):
            return []
        return [
            Stretch(self._moment(day, start), self._moment(day, end))
            for start, end in self.week.get(day.weekday(), ())
        ]

    def _moment(self, day: date, minutes: int) -> datetime:
        """What the clock at the desk shows, as a moment: 09:00 is 09:00 in summer too."""
        if minutes == _FULL_DAY:
            day, minutes = day + timedelta(days=1), 0
        local = datetime(
            day.year, day.month, day.day, minutes // 60, minutes % 60, tzinfo=self.zone
        )
        return local.astimezone(timezone.utc)


ALWAYS = Opening({}, ZoneInfo("UTC"))
"""A desk that keeps no hours."""


def spans(text: str) -> tuple[Span, ...] | None:
    """The hours of one day; empty when it is closed, None when they cannot be read.

    They rise and do not touch; hours past midnight are written at both days.
    """
    if text.strip().lower() == _CLOSED:
        return ()
    found: list[Span] = []
    for part in text.split(","):
        match = _SPAN.fullmatch(part.strip())
        if match is None:
            return None
        first_hour, first, last_hour, last = map(int, match.groups())
        start, end = first_hour * 60 + first, last_hour * 60 + last
        if first > 59 or last > 59 or end > _FULL_DAY or start >= end:
            return None
        if found and start <= found[-1][1]:
            return None
        found.append((start, end))
    return tuple(found)


def hours_problem(text: str) -> str | None:
    """What is allowed, when the hours of a day cannot be read."""
    return ALLOWED if spans(text) is None else None


def zone_problem(name: str) -> str | None:
    """What is allowed, when there is no such time zone."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return "a time zone such as Europe/Amsterdam"
    return None


def day_problem(text: str) -> str | None:
    """What is allowed, when this is no day."""
    try:
        date.fromisoformat(text)
    except ValueError:
        return "days such as 2026-12-24"
    return None


def country_problem(code: str) -> str | None:
    """What is allowed, when the holidays of this country are not known."""
    import holidays

    if code.upper() in holidays.list_supported_countries(include_aliases=False):
        return None
    return "a country whose public holidays are known, such as nl, be or de; or none"


@lru_cache(maxsize=64)
def _of_year(country: str, year: int) -> frozenset[date]:
    import holidays

    return frozenset(holidays.country_holidays(country.upper(), years=[year]))


def is_holiday(country: str, day: date) -> bool:
    """Whether this is a public holiday in the country."""
    return day in _of_year(country, day.year)
