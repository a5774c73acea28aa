"""The windows that budgets count in: calendar ones in the file's time zone, and rolling ones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

from bot.authority.spans import parse_span

HOUR = 3600
CALENDAR = ("calendar_day", "calendar_week", "calendar_month", "calendar_year")
_FIRST = datetime.min.replace(tzinfo=timezone.utc)
_LAST = datetime.max.replace(tzinfo=timezone.utc)
ALLOWED = (*CALENDAR, "all_time", "rolling 30d")


Period = tuple[datetime, datetime, int]
"""A bucket, the last of the three, with the moments from which and until which it is the present
one."""


@dataclass(frozen=True)
class Window:
    """`name` as in the file; `span` is the length of a rolling window in seconds, else 0."""

    name: str
    span: int = 0

    def bucket(self, now: datetime, zone: ZoneInfo) -> int:
        """The bucket that `now` falls in: the second at which it starts."""
        if self.name == "all_time":
            return 0
        if self.span:
            return int(now.timestamp()) // HOUR * HOUR
        return int(_midnight(self._first_day(now, zone), zone).timestamp())

    def period(self, now: datetime, zone: ZoneInfo) -> Period:
        """The bucket that `now` falls in, with its ends."""
        bucket = self.bucket(now, zone)
        if self.name == "all_time":
            return _FIRST, _LAST, bucket
        since = datetime.fromtimestamp(bucket, timezone.utc)
        until = self.resets_at(now, zone) or since + timedelta(seconds=HOUR)
        return since, until, bucket

    def oldest(self, now: datetime, zone: ZoneInfo) -> int:
        """The first bucket that still counts; a partial hour counts whole."""
        return self.bucket(now, zone) - self.span

    def resets_at(self, now: datetime, zone: ZoneInfo) -> datetime | None:
        """When the window starts anew; None for rolling windows and all time."""
        if self.span or self.name == "all_time":
            return None
        first = self._first_day(now, zone)
        following = {
            "calendar_day": first + timedelta(days=1),
            "calendar_week": first + timedelta(days=7),
            "calendar_month": (first.replace(day=1) + timedelta(days=32)).replace(day=1),
            "calendar_year": date(first.year + 1, 1, 1),
        }[self.name]
        return _midnight(following, zone)

    def _first_day(self, now: datetime, zone: ZoneInfo) -> date:
        day = now.astimezone(zone).date()
        return {
            "calendar_day": day,
            "calendar_week": day - timedelta(days=day.weekday()),
            "calendar_month": day.replace(day=1),
            "calendar_year": day.replace(month=1, day=1),
        }[self.name]


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone).astimezone(timezone.utc)


def parse_window(text: str) -> Window | None:
    """Read `calendar_day`, `all_time` or `rolling 30d`; None for anything else."""
    if text in CALENDAR or text == "all_time":
        return Window(text)
    kind, _, length = text.partition(" ")
    span = parse_span(length.strip())
    if kind != "rolling" or span is None or span.seconds < HOUR:
        return None
    return Window(text, span.seconds)
