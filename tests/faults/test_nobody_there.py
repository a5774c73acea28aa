"""Somebody asks for a person, and nobody is there: what they hear, and what they can do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.conversation.modes import WITH_RETURN, waiting_sentence
from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.scripted_engine import ScriptedEngine
from tests.support.tabs import DeskPage, Tab

OPEN: dict[str, Any] = {
    f"desk_hours_{day}": "09:00-17:30"
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
}
HERE = ZoneInfo("Europe/Amsterdam")


def put_clock(gateway: Gateway, weekday: int, hour: int) -> None:
    """Turn the clock forward to the next such day; from now on to a September, without holidays."""
    now = gateway.clock().astimezone(HERE)
    begin = now if gateway.clock.ahead else datetime(now.year + 1, 9, 1, tzinfo=HERE)
    wanted = begin.replace(hour=hour, minute=0, second=0, microsecond=0)
    wanted += timedelta(days=(weekday - wanted.weekday()) % 7)
    # In UTC: between two moments of one zone Python does not see summer time begin.
    gateway.clock.ahead += wanted.astimezone(timezone.utc) - now.astimezone(timezone.utc)


@pytest_asyncio.fixture
async def closing(prepared: Path, tmp_path: Path, engine: ScriptedEngine) -> AsyncIterator[Gateway]:
    """A gateway whose desk keeps hours, on a Wednesday at ten."""
    made = await support.start(support.copied(prepared, tmp_path), engine, **OPEN)
    put_clock(made, 2, 10)
    yield made
    await made.stop()


async def test_after_closing_the_customer_hears_when_people_are_back(closing: Gateway) -> None:
    put_clock(closing, 2, 20)
    tab = await Tab.open(closing.base, locale="nl")
    await tab.call("human")
    await tab.until(lambda: bool(tab.texts("bot")))
    assert "morgen om 9:00 uur zijn ze er weer" in tab.texts("bot")[0]
    told = next(entry for entry in tab.entries if entry["type"] == "mode")
    assert told["position"] == 1
    assert "expected_wait_s" not in told
    back = datetime.fromisoformat(told["back_at"].replace("Z", "+00:00")).astimezone(HERE)
    assert (back.weekday(), back.hour) == (3, 9)
    await tab.close()


async def test_on_friday_evening_people_are_back_on_monday(closing: Gateway) -> None:
    put_clock(closing, 4, 20)
    tab = await Tab.open(closing.base, locale="en")
    await tab.call("human")
    await tab.until(lambda: bool(tab.texts("bot")))
    assert "they are back on Monday" in tab.texts("bot")[0]
    await tab.close()


async def test_who_is_still_at_the_desk_after_closing_is_not_kept_silent(closing: Gateway) -> None:
    put_clock(closing, 2, 20)
    desk = await DeskPage.open(closing.base)
    tab = await Tab.open(closing.base, locale="en")
    await tab.call("human")
    await tab.until(lambda: bool(tab.texts("bot")))
    assert "opens again tomorrow at 9:00, but somebody is still here" in tab.texts("bot")[0]
    await tab.close()
    await desk.close()


async def test_within_the_hours_nothing_is_said_about_hours(closing: Gateway) -> None:
    tab = await Tab.open(closing.base, locale="en")
    await tab.call("human")
    await tab.until(lambda: bool(tab.texts("bot")))
    assert "Nobody is at the desk at this moment" in tab.texts("bot")[0]
    told = next(entry for entry in tab.entries if entry["type"] == "mode")
    assert "back_at" not in told
    await tab.close()


async def test_the_expected_wait_is_what_was_measured_without_the_night(closing: Gateway) -> None:
    put_clock(closing, 2, 17)
    first = await Tab.open(closing.base)
    await first.call("human")
    await first.until(lambda: first.modes() == ["waiting"])
    assert "expected_wait_s" not in next(e for e in first.entries if e["type"] == "mode")
    put_clock(closing, 3, 9)
    closing.clock.turn(minutes=5)
    desk = await DeskPage.open(closing.base)
    await desk.call("claim", conversation=first.conversation)
    second = await Tab.open(closing.base)
    await second.call("human")
    await second.until(lambda: second.modes() == ["waiting"])
    told = next(entry for entry in second.entries if entry["type"] == "mode")
    # Half an hour on Wednesday until closing, five minutes on Thursday; started parts count whole.
    assert told["expected_wait_s"] in (35 * 60, 36 * 60)
    for page in (first, second, desk):
        await page.close()


@pytest.mark.parametrize("somebody_here", [True, False])
@pytest.mark.parametrize("is_open", [True, False])
@pytest.mark.parametrize("said_already", [True, False])
def test_danger_comes_before_hours(somebody_here: bool, is_open: bool, said_already: bool) -> None:
    said = waiting_sentence(
        is_open=is_open,
        comes_back=not is_open,
        somebody_here=somebody_here,
        said_already=said_already,
        urgent=True,
    )
    if said_already and not somebody_here:
        assert said == "chat.nobody_here_urgent"
    if is_open:
        assert said not in WITH_RETURN
