"""The windows of budgets: where they start, what they count, and days with a clock change."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.authority.spans import Span, parse_span
from bot.authority.windows import Window, parse_window

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=AMSTERDAM).astimezone(timezone.utc)


def start(window: str, moment: str) -> datetime:
    made = parse_window(window)
    assert made is not None
    return datetime.fromtimestamp(made.bucket(at(moment), AMSTERDAM), timezone.utc)


@pytest.mark.parametrize(
    ("window", "moment", "expected"),
    [
        ("calendar_day", "2026-06-15T00:00", "2026-06-15T00:00"),
        ("calendar_day", "2026-06-15T23:59", "2026-06-15T00:00"),
        ("calendar_day", "2026-03-29T12:00", "2026-03-29T00:00"),
        ("calendar_day", "2026-10-25T23:30", "2026-10-25T00:00"),
        ("calendar_week", "2026-06-21T23:59", "2026-06-15T00:00"),
        ("calendar_month", "2026-03-31T23:30", "2026-03-01T00:00"),
        ("calendar_year", "2026-12-31T23:59", "2026-01-01T00:00"),
    ],
)
def test_a_calendar_window_starts_at_midnight_where_the_shop_is(
    window: str, moment: str, expected: str
) -> None:
    assert start(window, moment) == at(expected)


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_with_a_clock_change_is_one_window(day: str, hours: int) -> None:
    window = Window("calendar_day")
    first = at(f"{day}T00:00")
    inside = {window.bucket(first + timedelta(minutes=m), AMSTERDAM) for m in range(hours * 60)}
    assert len(inside) == 1
    assert window.bucket(first + timedelta(hours=hours), AMSTERDAM) not in inside
    assert window.resets_at(first, AMSTERDAM) == first + timedelta(hours=hours)


@pytest.mark.parametrize(
    ("window", "expected"),
    [
        ("calendar_week", "2026-06-22T00:00"),
        ("calendar_month", "2026-07-01T00:00"),
        ("calendar_year", "2027-01-01T00:00"),
    ],
)
def test_a_calendar_window_says_when_it_starts_anew(window: str, expected: str) -> None:
    made = parse_window(window)
    assert made is not None
    assert made.resets_at(at("2026-06-15T12:00"), AMSTERDAM) == at(expected)


def test_a_rolling_window_counts_its_oldest_hour_whole() -> None:
    window = parse_window("rolling 24h")
    assert window is not None
    now = at("2026-06-15T12:59")
    assert window.bucket(now, AMSTERDAM) == at("2026-06-15T12:00").timestamp()
    assert window.oldest(now, AMSTERDAM) == at("2026-06-14T12:00").timestamp()
    assert window.resets_at(now, AMSTERDAM) is None


@pytest.mark.parametrize("text", ["rolling", "rolling 30", "rolling 10m", "daily", "", "rolling x"])
def test_an_unknown_window_is_none(text: str) -> None:
    assert parse_window(text) is None


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30d", Span(30)),
        ("24h", Span(elapsed=timedelta(hours=24))),
        ("24h1s", Span(elapsed=timedelta(hours=24, seconds=1))),
        ("90m", Span(elapsed=timedelta(minutes=90))),
        ("1d2h", None),
        ("", None),
        ("d", None),
        ("1.5h", None),
        ("-3d", None),
    ],
)
def test_a_length_of_time_is_days_or_elapsed_time(text: str, span: Span | None) -> None:
    assert parse_span(text) == span
