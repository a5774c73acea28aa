"""Dates as people write them, in both languages, on a fixed day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.rasa_ext.dates import find, shifts

SATURDAY = date(2026, 11, 21)


def dates(text: str, today: date = SATURDAY) -> list[str]:
    return [found.value.isoformat() for found in find(text, today)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("12 december", "2026-12-12"),
        ("12 December please", "2026-12-12"),
        ("December 12th", "2026-12-12"),
        ("the 24th of February", "2027-02-24"),
        ("op 14 januari graag", "2027-01-14"),
        ("January 14th, 2028", "2028-01-14"),
        ("12/12", "2026-12-12"),
        ("12-12", "2026-12-12"),
        ("14-01-2027", "2027-01-14"),
        ("14.01.2027", "2027-01-14"),
        ("2027-03-01", "2027-03-01"),
        ("3 mrt", "2027-03-03"),
        ("5 may", "2027-05-05"),
        ("29 februari", "2028-02-29"),
        ("today", "2026-11-21"),
        ("tomorrow", "2026-11-22"),
        ("morgen", "2026-11-22"),
        ("morgenochtend", "2026-11-22"),
        ("overmorgen", "2026-11-23"),
        ("the day after tomorrow", "2026-11-23"),
        ("gisteren", "2026-11-20"),
        ("vrijdag", "2026-11-27"),
        ("on Saturday", "2026-11-28"),
        ("next Tuesday", "2026-11-24"),
        ("volgende dinsdag", "2026-11-24"),
        ("komende dinsdag", "2026-11-24"),
        ("volgende week dinsdag", "2026-11-24"),
        ("dinsdag volgende week", "2026-11-24"),
        ("next week", "2026-11-23"),
        ("in 3 days", "2026-11-24"),
        ("over twee weken", "2026-12-05"),
        ("in a week", "2026-11-28"),
        ("two weeks from now", "2026-12-05"),
        ("3 dagen vanaf vandaag", "2026-11-24"),
        ("dinsdag over twee weken", "2026-12-08"),
        ("dinsdag over een week", "2026-12-01"),
        ("Tuesday in 2 weeks", "2026-12-08"),
        ("over twee weken op dinsdag", "2026-12-01"),
        ("in two weeks on a Saturday", "2026-12-05"),
        ("this weekend", "2026-11-21"),
        ("volgend weekend", "2026-11-28"),
        ("on the 20th", "2026-12-20"),
        ("het moest de 3e zijn", "2026-12-03"),
    ],
)
def test_a_date_is_found(text: str, expected: str) -> None:
    assert dates(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "goede morgen",
        "goedemorgen",
        "good morning",
        "O-20001",
        "20001",
        "1012 AB",
        "12.50 euro",
        "€ 12.50",
        "2-3 days",
        "24/7",
        "31/02",
        "31 februari",
        "2026-13-45",
        "99/99",
        "may I ask something",
        "I may go 3 times",
        "the 2nd option",
        "version 3.10",
        "I sat down",
        "",
    ],
)
def test_what_is_no_date_is_not_taken_for_one(text: str) -> None:
    assert dates(text) == []


def test_in_the_middle_of_a_week_next_friday_is_in_the_week_after() -> None:
    monday = date(2026, 11, 23)
    assert dates("friday", monday) == ["2026-11-27"]
    assert dates("next friday", monday) == ["2026-12-04"]
    assert dates("vrijdag volgende week", monday) == ["2026-12-04"]


def test_two_dates_come_in_the_order_in_which_they_stand() -> None:
    assert dates("niet 5 maart maar 3 maart") == ["2027-03-05", "2027-03-03"]


def test_the_place_of_a_date_is_told() -> None:
    [found] = find("kan het op 12 december?", SATURDAY)
    assert "kan het op 12 december?"[found.start : found.end] == "12 december"


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2031, 12, 31)))
def test_every_day_of_the_calendar_is_read_back_in_both_languages(day: date) -> None:
    english = f"{day.day} {day.strftime('%B')} {day.year}"
    assert dates(english, SATURDAY) == [day.isoformat()]
    assert dates(day.strftime("%d-%m-%Y"), SATURDAY) == [day.isoformat()]


@given(st.dates(min_value=date(2024, 1, 1), max_value=date(2031, 12, 31)))
def test_a_day_without_a_year_is_never_in_the_past(today: date) -> None:
    for text in ("1 january", "31 december", "vrijdag", "next week", "the 5th"):
        [found] = find(text, today)
        assert today <= found.value <= today + timedelta(days=366)


@settings(deadline=1000)
@given(st.text(alphabet="0123456789/-. edthofnxwkmaruyjl", max_size=400))
def test_nothing_that_somebody_types_makes_it_fail_or_hang(text: str) -> None:
    find(text, SATURDAY)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3 days later please", 3),
        ("twee dagen later", 2),
        ("can it be a week earlier?", -7),
        ("de dag erna", 1),
        ("liefst een dag eerder", -1),
        ("the week after", 7),
        ("2 weken ervoor", -14),
    ],
)
def test_a_shift_counts_from_something_else(text: str, days: int) -> None:
    assert [shift.days for shift in shifts(text)] == [days]
    assert dates(text) == []


@pytest.mark.parametrize("text", ["later", "in 3 days", "the day", "over een week", "10 days"])
def test_what_counts_from_today_or_from_nothing_is_no_shift(text: str) -> None:
    assert shifts(text) == []
