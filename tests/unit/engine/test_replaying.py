"""What was recorded is judged again as it was, and differently under other settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.empathy import replay
from bot.empathy.replay import Line, Script
from bot.rasa_ext import replaying
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import TurnRequest
from bot.settings import Empathy
from bot.wiring import House

ANGRY = ("dit is echt een schande, ik ben woest", "wat een waardeloze puinhoop, ik ben zo boos")


async def test_a_recorded_conversation_is_judged_as_it_was_and_under_other_settings(
    turns: Turns, house: House
) -> None:
    store: Any = turns.agent.tracker_store
    levels, decided = [], []
    for number, text in enumerate(("waar is mijn bestelling", *ANGRY)):
        answer = await turns.take(TurnRequest("replay-1", f"replay-1:{number}", text, None, "nl"))
        levels.append(answer["reading"]["level"])
        decided.append((answer["handoff"] or {}).get("reason"))
    found = replaying.recorded(str(store.database.url), "replay-1")
    again = replay.judged(found["replay-1"], Empathy())
    assert [one.reading.level for one in again] == levels
    assert [one.decision for one in again] == decided == [None, None, "anger"]
    patient = replace(Empathy(), handoff_messages=4)
    assert replay.handed_over(replay.judged(found["replay-1"], patient)) is None


async def test_a_script_is_read_by_the_model_and_what_the_bot_did_is_as_written(
    turns: Turns,
) -> None:
    lines = (
        Line(0, "ik wil mijn geld terug", "refused"),
        Line(60, "nogmaals, ik wil mijn geld terug", "waiting", 720),
        Line(900, "nog nieuws?", "answered"),
    )
    moments = await replaying.read(Script("x", "nl", "", lines), turns.agent)
    last = replay.judged(moments, Empathy())[-1]
    assert {"refused", "waiting", "nudges", "repeats"} <= {s.code for s in last.reading.signals}
