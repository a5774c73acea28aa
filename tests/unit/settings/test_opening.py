"""When the desk is open: hours, holidays, closed days, summer time; and what is wrong with them."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import ALWAYS, Opening, Settings, SettingsError
from bot.settings.opening import spans

WEEK = "\n".join(
    f"    {day}: 09:00-17:30" for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
)


def opening(folder: Path, more: str = "", hours: str = WEEK) -> Opening:
    path = folder / "samenspel.yml"
    path.write_text(f"demo: true\ndesk:\n  hours:\n{hours}\n{more}", encoding="utf-8")
    return Settings.load(path, {"SAMENSPEL_DATA_DIR": str(folder)}).desk.opening


def at(text: str) -> datetime:
    """What the clock at the desk shows, in summer and in winter."""
    return datetime.fromisoformat(text).astimezone(timezone.utc)


def test_within_the_hours_the_desk_is_open(tmp_path: Path) -> None:
    desk = opening(tmp_path)
    assert desk.is_open(at("2026-11-26T09:00+01:00"))
    assert not desk.is_open(at("2026-11-26T08:59+01:00"))
    assert not desk.is_open(at("2026-11-26T17:30+01:00"))
    assert desk.opens(at("2026-11-26T12:00+01:00")) is None


def test_after_closing_it_opens_the_next_morning(tmp_path: Path) -> None:
    assert opening(tmp_path).opens(at("2026-11-26T22:10+01:00")) == at("2026-11-27T09:00+01:00")


def test_after_friday_comes_monday(tmp_path: Path) -> None:
    assert opening(tmp_path).opens(at("2026-11-27T18:00+01:00")) == at("2026-11-30T09:00+01:00")


def test_nine_o_clock_stays_nine_o_clock_in_summer(tmp_path: Path) -> None:
    desk = opening(tmp_path)
    assert desk.opens(at("2026-03-28T12:00+01:00")) == at("2026-03-30T09:00+02:00")
    assert desk.opens(at("2026-10-24T12:00+02:00")) == at("2026-10-26T09:00+01:00")


def test_on_a_public_holiday_of_the_country_it_is_closed(tmp_path: Path) -> None:
    kings_day = at("2026-04-27T10:00+02:00")
    assert not opening(tmp_path).is_open(kings_day)
    assert opening(tmp_path, "  country: be\n").is_open(kings_day)
    assert opening(tmp_path, "  country: none\n").is_open(kings_day)


def test_an_extra_closed_day_is_closed_however_it_is_written(tmp_path: Path) -> None:
    eve = at("2026-12-24T10:00+01:00")
    assert opening(tmp_path).is_open(eve)
    for day in ("2026-12-24", "'2026-12-24'"):
        desk = opening(tmp_path, f"  closed_days: [{day}]\n")
        assert not desk.is_open(eve)
        # Christmas Day and the second one follow, then a weekend.
        assert desk.opens(eve) == at("2026-12-28T09:00+01:00")


def test_a_pause_in_the_middle_of_the_day_is_closed(tmp_path: Path) -> None:
    desk = opening(tmp_path, hours="    thursday: 09:00-12:30, 13:30-24:00")
    assert desk.opens(at("2026-11-26T12:45+01:00")) == at("2026-11-26T13:30+01:00")
    assert desk.is_open(at("2026-11-26T23:59+01:00"))
    assert desk.opens(at("2026-11-27T00:00+01:00")) == at("2026-12-03T09:00+01:00")


def test_a_night_between_question_and_answer_is_no_wait(tmp_path: Path) -> None:
    waited = opening(tmp_path).open_seconds(
        at("2026-11-26T17:20+01:00"), at("2026-11-27T09:05+01:00")
    )
    assert waited == 15 * 60


def test_a_desk_without_hours_counts_as_open(tmp_path: Path) -> None:
    assert ALWAYS.is_open(at("2026-12-25T03:00+01:00"))
    settings = Settings.load(None, {"SAMENSPEL_DEMO": "true", "SAMENSPEL_DATA_DIR": str(tmp_path)})
    assert settings.desk.opening.is_open(at("2026-12-25T03:00+01:00"))


def test_a_desk_that_never_opens_promises_nothing(tmp_path: Path) -> None:
    desk = opening(tmp_path, hours="    monday: closed")
    assert desk.opens(at("2026-11-26T12:00+01:00")) is None
    assert not desk.is_open(at("2026-11-30T12:00+01:00"))


def test_every_mistake_in_the_hours_is_told_with_key_value_and_what_is_allowed(
    tmp_path: Path,
) -> None:
    with pytest.raises(SettingsError) as caught:
        opening(
            tmp_path,
            "  time_zone: Amsterdam\n  country: xx\n  closed_days: [christmas]\n",
            hours="    monday: 9-5\n    tuesday: 17:00-09:00\n    wendesday: closed\n"
            "    friday: false",
        )
    told = {mistake.key: (mistake.value, mistake.allowed) for mistake in caught.value.mistakes}
    assert set(told) == {
        "desk.hours.monday", "desk.hours.tuesday", "desk.hours.wendesday", "desk.hours.friday",
        "desk.time_zone", "desk.closed_days",
    }  # fmt: skip
    assert told["desk.hours.monday"] == (
        "'9-5'",
        "closed, or hours such as 09:00-17:30 or 09:00-12:30, 13:30-18:00",
    )
    assert told["desk.hours.wendesday"][1] == "did you mean wednesday?"
    assert told["desk.time_zone"] == ("'Amsterdam'", "a time zone such as Europe/Amsterdam")


def test_a_day_that_is_none_is_told_and_does_not_crash_the_start(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="day is out of range"):
        opening(tmp_path, "  closed_days: [2026-02-30]\n")


def test_a_country_without_known_holidays_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"desk.country: 'xx' \(allowed: a country whose"):
        opening(tmp_path, "  country: xx\n")


@pytest.mark.parametrize(
    "text", ["9-5", "09:00-24:30", "09:60-10:00", "10:00-09:00", "09:00-12:00, 11:00-13:00", ""]
)
def test_hours_that_cannot_be_are_refused(text: str) -> None:
    assert spans(text) is None


@given(
    minutes=st.integers(min_value=0, max_value=2 * 366 * 24 * 60),
    later=st.integers(min_value=0, max_value=20_000),
)
def test_it_opens_when_it_says_and_not_before(minutes: int, later: int) -> None:
    desk = Opening(
        {0: ((540, 1050),), 3: ((0, 120), (1320, 1440)), 6: ((600, 700),)}, ALWAYS.zone, "nl"
    )
    now = datetime(2026, 1, 1, tzinfo=timezone.utc) + timedelta(minutes=minutes)
    opens = desk.opens(now)
    if opens is None:
        assert desk.is_open(now)
        return
    assert opens > now
    assert desk.is_open(opens)
    between = now + (opens - now) * (later / 20_001)
    assert not desk.is_open(between)
    assert desk.open_seconds(now, opens) == 0
