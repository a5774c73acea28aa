"""When one can be called, and on what."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from bot.conversation.calling import MOST_SLOTS, ending, is_number, slot_at, slots
from bot.settings import ALWAYS, Opening

DESK = Opening(dict.fromkeys(range(5), ((540, 750), (810, 1050))), ZoneInfo("Europe/Amsterdam"))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(timezone.utc)


def test_every_time_that_is_offered_can_be_chosen() -> None:
    now = at("2026-11-26T10:07+01:00")
    offered = slots(DESK, now)
    assert len(offered) == MOST_SLOTS
    assert offered[0].start == at("2026-11-26T10:30+01:00")
    assert all(slot_at(DESK, slot.start, now) == slot for slot in offered)


def test_nothing_is_offered_in_the_pause_or_past_closing() -> None:
    offered = {slot.start for slot in slots(DESK, at("2026-11-26T11:20+01:00"))}
    assert at("2026-11-26T12:00+01:00") not in offered
    assert at("2026-11-26T13:30+01:00") in offered
    assert at("2026-11-26T17:00+01:00") not in offered


@pytest.mark.parametrize(
    "wish",
    ["2026-11-26T09:00+01:00", "2026-11-26T12:00+01:00", "2026-11-28T10:00+01:00",
     "2026-12-21T10:00+01:00", "2026-11-27T17:00+01:00"],
)  # fmt: skip
def test_a_time_that_is_past_closed_or_far_away_cannot_be_chosen(wish: str) -> None:
    assert slot_at(DESK, at(wish), at("2026-11-26T10:00+01:00")) is None


def test_a_desk_without_hours_can_call_the_next_day() -> None:
    now = at("2026-11-26T22:00+01:00")
    assert slots(ALWAYS, now)
    assert slot_at(ALWAYS, now + timedelta(hours=30), now) is not None


@pytest.mark.parametrize("text", ["06 12345678", "+31 (0)6-1234 5678", "+32470123456"])
def test_a_number_is_taken_as_people_write_it(text: str) -> None:
    assert is_number(text)
    assert ending(text) == f"•••{text[-2:]}"


@pytest.mark.parametrize("text", ["", "112", "call me", "06-12345678; drop", "+" * 9, "1" * 16])
def test_what_is_no_number_is_not(text: str) -> None:
    assert not is_number(text)
