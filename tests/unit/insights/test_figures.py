"""Honest figures: what lasts, with who left beside it, and the bot beside people."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta, timezone

from bot.insights import tally
from bot.insights.figures import Figures, figures
from bot.insights.shares import Share
from bot.insights.sums import Sums
from bot.insights.tally import Period, Waited

NOW = datetime(2026, 11, 20, 15, tzinfo=timezone.utc)
PERIOD = Period(NOW - timedelta(days=30), NOW, NOW)
Day = tuple[str, str, str, int, int]


def shown(days: Iterable[Day], waits: dict[int | None, tuple[int, int]] | None = None) -> Figures:
    """`days`: the day it began, who solved it, the day of the last word, how many, came back."""
    parts = {(day, by, last): (n, again, 0, 0, 0) for day, by, last, n, again in days}
    sums = Sums({"days": parts, "waits": {(key,): value for key, value in (waits or {}).items()}})
    return figures(tally.days(sums, PERIOD), tally.waits(sums))


def test_what_lasts_is_what_nobody_came_back_for_in_seven_days() -> None:
    found = shown(
        [
            ("2026-11-02", "bot", "2026-11-02", 10, 2),
            ("2026-11-02", "person", "2026-11-03", 5, 1),
            ("2026-11-02", "nobody", "2026-11-02", 5, 0),
        ]
    )

    # Who was helped by nobody counts among all, so that leaving never looks like success.
    assert found.lasting == Share(8 + 4, 20)
    assert found.by["bot"].lasting == Share(8, 10)
    assert found.by["bot"].reopened == Share(2, 10)
    assert found.by["person"].lasting == Share(4, 5)
    assert found.abandoned == Share(5, 20)


def test_whose_seven_days_are_not_over_is_not_known_yet() -> None:
    found = shown(
        [
            ("2026-11-12", "bot", "2026-11-12", 10, 1),
            ("2026-11-12", "bot", "2026-11-13", 3, 1),
            ("2026-11-19", "bot", "2026-11-19", 7, 0),
        ]
    )

    assert found.conversations == 20
    assert found.by["bot"].known == 10
    assert found.lasting == Share(9, 10)


def test_of_nothing_nothing_is_said() -> None:
    found = shown([])
    assert found.lasting.value is None
    assert found.by["person"].score is None
    assert found.waits.middle_s is None


def test_weeks_begin_on_monday_with_the_same_figures() -> None:
    found = shown(
        [
            ("2026-11-01", "bot", "2026-11-01", 4, 0),
            ("2026-11-02", "bot", "2026-11-02", 4, 1),
            ("2026-11-08", "nobody", "2026-11-08", 4, 0),
        ]
    )

    assert [week.begins for week in found.weeks] == [date(2026, 10, 26), date(2026, 11, 2)]
    assert found.weeks[1].lasting["bot"] == Share(3, 4)
    assert found.weeks[1].abandoned == Share(4, 8)


def test_the_time_to_a_person_is_the_middle_one_and_that_of_nine_in_ten() -> None:
    found = shown([], {None: (5, 0), 1: (8, 8 * 15), 20: (10, 10 * 205), 90: (2, 2 * 900)})

    assert found.waits.came == Share(20, 25)
    assert (found.waits.middle_s, found.waits.slow_s) == (205, 900)


def test_whoever_waited_longest_came_last() -> None:
    waited = Waited(10, {5: 4, 60: 5, 600: 1})
    assert [waited.within(share) for share in (0.0, 0.39, 0.4, 0.89, 0.9, 1.0)] == [
        5, 5, 60, 60, 600, 600,
    ]  # fmt: skip
