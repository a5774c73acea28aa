"""Who does not want their mood read: nothing of it is computed, and help comes all the same."""

from __future__ import annotations

import dataclasses

import pytest

from bot.rasa_ext.emotion import Moods
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import TurnRequest
from tests.support.talking import Start

ANGRY = "WAT EEN KUTZOOI, ik ben echt woedend op jullie!!!"


async def test_the_classifier_and_the_reading_are_not_asked(
    start: Start, turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[list[str]] = []
    really = Moods.probabilities

    def counted(self: Moods, texts: list[str]) -> object:
        read.append(texts)
        return really(self, texts)

    monkeypatch.setattr(Moods, "probabilities", counted)
    chat = await start(None, "nl")
    await chat.say("hallo")
    assert read == [["hallo"]]
    assert chat.last is not None
    number = 0

    async def say(words: str) -> dict[str, object]:
        nonlocal number
        number += 1
        assert chat.last is not None
        turn = f"{chat.conversation}:off-{number}"
        return await turns.take(dataclasses.replace(chat.last, turn=turn, text=words, mood=False))

    answer = await say(ANGRY)
    assert read == [["hallo"]]
    reading = answer["reading"]
    assert isinstance(reading, dict)
    sound = ("mood_", "capitals", "swearing")
    assert [s for s in reading["signals"] if s["code"].startswith(sound)] == []
    assert reading["mood"] == "neutral"
    helped = await say("ik wil een mens spreken")
    assert helped["handoff"] is not None
    assert isinstance(chat.last, TurnRequest)


async def test_who_switches_it_off_is_not_judged_by_what_was_read_before(
    start: Start, turns: Turns
) -> None:
    """Twice as angry would bring a person; the second time nobody looks, also not back."""
    chat = await start(None, "nl")
    await chat.say("dit is echt belachelijk, ik ben woedend")
    assert chat.last is not None
    off = dataclasses.replace(
        chat.last, turn=f"{chat.conversation}:off", text="ik ben woedend op jullie!", mood=False
    )
    answer = await turns.take(off)
    assert answer["handoff"] is None
    assert answer["reading"]["mood"] == "neutral"
    assert [s for s in answer["reading"]["signals"] if s["code"].startswith("mood_")] == []
    # Danger and grief are heard all the same.
    told = dataclasses.replace(off, turn=f"{off.turn}2", text="mijn vader is gisteren overleden")
    heavy = await turns.take(told)
    assert heavy["handoff"] == {"reason": "stakes", "urgent": False}
    assert [s["code"] for s in heavy["reading"]["signals"]][:1] == ["stakes_bereavement"]
