"""Whether moods are read is set by the operators and chosen by the customer, and it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.storage.conversation_tables import readings
from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.scripted_engine import ScriptedEngine, says
from tests.support.tabs import DeskPage, Tab

SIGNALS = (
    {"code": "stakes_bereavement", "weight": 0.0, "words": "mijn vader is overleden"},
    {"code": "mood_sad", "weight": 0.5, "words": "ik ben zo verdrietig"},
    {"code": "swearing", "weight": 0.1, "words": "verdorie"},
)


@pytest.fixture
def more_settings(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The setting is the parameter of the test."""
    yield {"empathy_mood_reading": getattr(request, "param", "opt_out")}


async def feels(ask: Mapping[str, Any]) -> dict[str, Any]:
    """An engine that reads moods even when it was told not to."""
    reading = {"level": 0.6, "mood": "sad", "signals": list(SIGNALS)}
    return says(ask, f"echo: {ask['text']}", reading=reading)


async def talk(gateway: Gateway, tab: Tab, *texts: str) -> None:
    gateway.engine.script = feels
    for text in texts:
        await tab.say(text)
        await tab.answered(f"echo: {text}")


async def kept(gateway: Gateway, tab: Tab) -> list[tuple[float, str, bool, bool]]:
    """Of every reading the level, the mood, and whether moods and stakes stand in the signs."""
    query = select(readings).where(readings.c.conversation == tab.conversation)
    rows = await gateway.house.database.read(
        lambda c: c.execute(query.order_by(readings.c.offset)).all()
    )
    return [
        (row.level, row.mood, "verdrietig" in row.signals, "overleden" in row.signals)
        for row in rows
    ]


READ, UNREAD = (0.6, "sad", True, True), (0.0, "neutral", False, True)


@pytest.mark.parametrize("more_settings", ["ask_first"], indirect=True)
async def test_asked_first_nothing_is_read_until_the_customer_says_yes(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    assert tab.ready["mood"] is False
    assert "dat aan in het menu" in tab.ready["disclosure"]["text"]
    await talk(gateway, tab, "een")
    assert gateway.engine.asked[-1]["mood"] is False
    assert await kept(gateway, tab) == [UNREAD]

    assert "Vanaf nu" in (await tab.call("mood", {"on": True}))["text"]
    await talk(gateway, tab, "twee")
    assert gateway.engine.asked[-1].get("mood", True) is True
    assert await kept(gateway, tab) == [UNREAD, READ]

    # The yes of a known customer holds in the next conversation; a guest has not said it.
    later = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    guest = await Tab.open(gateway.base)
    assert (later.ready["mood"], guest.ready["mood"]) == (True, False)
    for each in (tab, later, guest):
        await each.close()


async def test_switched_off_the_moods_that_were_read_go_and_what_is_at_stake_stays(
    gateway: Gateway,
) -> None:
    first = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await talk(gateway, first, "een")
    now = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await talk(gateway, now, "twee")
    stranger = await Tab.open(gateway.base, identity=await gateway.identity("C-1002"))
    await talk(gateway, stranger, "drie")
    assert "you can switch that off" in now.ready["disclosure"]["text"]
    assert await kept(gateway, now) == [READ]

    await now.call("mood", {"on": False})
    await talk(gateway, now, "vier")
    later = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    assert "Zoals je koos let ik niet op" in later.ready["disclosure"]["text"]

    assert await kept(gateway, first) == [UNREAD]
    assert await kept(gateway, now) == [UNREAD, UNREAD]
    assert await kept(gateway, stranger) == [READ]
    await now.call("human")
    desk = await DeskPage.open(gateway.base)
    brief = (await desk.call("open", conversation=now.conversation))["brief"]
    assert brief["customer"]["mood_on"] is False
    await desk.until(lambda: desk.item(now.conversation) is not None)
    item = desk.item(now.conversation)
    assert item is not None and item["distress"] is None
    assert brief["feel"]["level"] == 0.0
    assert brief["feel"]["words"] == ["mijn vader is overleden"]
    for each in (first, now, later, stranger, desk):
        await each.close()


@pytest.mark.parametrize("more_settings", ["never"], indirect=True)
async def test_where_moods_are_never_read_there_is_no_switch_and_no_way_around_it(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="en")
    assert tab.ready["mood"] is None
    assert "I do not look at how your messages sound." in tab.ready["disclosure"]["text"]
    assert "nothing to switch" in (await tab.call("mood", {"on": True}))["text"]
    await talk(gateway, tab, "one")
    assert gateway.engine.asked[-1]["mood"] is False
    assert await kept(gateway, tab) == [UNREAD]
    await tab.close()


async def test_a_setting_that_changes_holds_in_open_conversations_and_a_choice_outlives_it(
    prepared: Path, tmp_path: Path, engine: ScriptedEngine
) -> None:
    folder = support.copied(prepared, tmp_path)
    before = await support.start(folder, engine)
    silent, chose = await Tab.open(before.base), await Tab.open(before.base)
    await chose.call("mood", {"on": True})
    tokens = {"silent": silent.token, "chose": chose.token}
    for each in (silent, chose):
        await each.close()
    await before.stop()

    for setting, expected in (
        ("ask_first", {"silent": False, "chose": True}),
        ("never", {"silent": None, "chose": None}),
        ("opt_out", {"silent": True, "chose": True}),
    ):
        after = await support.start(folder, engine, empathy_mood_reading=setting)
        for name, token in tokens.items():
            tab = await Tab.open(after.base, token=token)
            assert tab.ready["mood"] is expected[name], (setting, name)
            await tab.close()
        await after.stop()


@pytest.mark.parametrize(("as_guest", "before"), [(False, True), (True, False)])
async def test_of_two_choices_a_no_is_the_one_that_counts(
    as_guest: bool, before: bool, gateway: Gateway
) -> None:
    signed_in = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await signed_in.call("mood", {"on": before})
    guest = await Tab.open(gateway.base)
    await guest.call("mood", {"on": as_guest})
    both = await Tab.open(
        gateway.base, token=guest.token, identity=await gateway.identity("C-1001")
    )
    assert both.conversation == guest.conversation
    assert both.ready["mood"] is False
    for each in (signed_in, guest, both):
        await each.close()
