"""Lengths of time as people mean them: 24h is elapsed time, 30d are calendar days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

_SPAN = re.compile(r"(?:(\d{1,5})d)?(?:(\d{1,5})h)?(?:(\d{1,5})m)?(?:(\d{1,5})s)?\Z")


@dataclass(frozen=True)
class Span:
    """Either a number of calendar days or an elapsed time, never both."""

    days: int = 0
    elapsed: timedelta = timedelta()

    def __str__(self) -> str:
        if self.days:
            return f"{self.days}d"
        seconds = int(self.elapsed.total_seconds())
        parts = ((seconds // 3600, "h"), (seconds % 3600 // 60, "m"), (seconds % 60, "s"))
        return "".join(f"{count}{unit}" for count, unit in parts if count) or "0s"

    @property
    def seconds(self) -> int:
        """The length in seconds, a day as 24 hours: for rolling windows and deadlines."""
        return self.days * 86_400 + int(self.elapsed.total_seconds())


def parse_span(text: str) -> Span | None:
    """Read 30d, 24h, 24h1s, 90m; None for anything else, days mixed with hours included."""
    match = _SPAN.match(text)
    if match is None or not text:
        return None
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    elapsed = timedelta(hours=hours, minutes=minutes, seconds=seconds)
    if days and elapsed:
        return None
    return Span(days, elapsed)


def distance(earlier: datetime, later: datetime, span: Span, zone: ZoneInfo) -> int:
    """How much longer than `span` lies between two moments: below, at (0) or above it.

    Calendar days are counted by the date in `zone`, so that a day of 23 or 25 hours is one day.
    """
    if span.days:
        dates = later.astimezone(zone).date() - earlier.astimezone(zone).date()
        return (dates.days > span.days) - (dates.days < span.days)
    gap = later - earlier
    return (gap > span.elapsed) - (gap < span.elapsed)
