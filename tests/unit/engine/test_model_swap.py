"""The model is changed over while conversations run, and none of them notices."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from bot.rasa_ext.server import Engine, load_turns
from bot.rasa_ext.wire import TurnRequest
from bot.wiring import House
from tests.support.talking import settings_in
from tests.support.trained_model import trained_model


def request(number: int, text: str, payload: str | None = None) -> TurnRequest:
    return TurnRequest("swap", f"swap:{number}", text, payload, "en")


@pytest.fixture
async def engine(house: House) -> Engine:
    trained_model()
    settings = settings_in(Path(house.settings.data_dir))
    turns = await asyncio.to_thread(load_turns, settings)
    return Engine(settings, turns=turns, house=house)


async def test_a_conversation_goes_on_where_it_was(engine: Engine) -> None:
    before = engine.turns
    assert before is not None
    asked = await before.take(request(1, "I want my money back for O-20020"))

    await engine.swap()

    after = engine.turns
    assert after is not None and after is not before
    answer = await after.take(request(2, "O-20020, aisha.osman@example.com"))
    again = await after.take(request(1, "I want my money back for O-20020"))
    assert asked["flow"] == answer["flow"] == "refund_order"
    assert answer["known"]["order"] == "O-20020"
    assert again["messages"] == asked["messages"]


async def test_a_turn_that_runs_ends_and_the_next_one_waits_for_it(engine: Engine) -> None:
    before = engine.turns
    assert before is not None
    running = asyncio.create_task(before.take(request(1, "tell me a joke")))
    await engine.swap()
    assert engine.turns is not None

    second = await engine.turns.take(request(2, "another joke"))

    first = await running
    assert [a["messages"][0]["utter"] for a in (first, second)] == ["utter_small_talk_joke"] * 2
    assert engine.turns.agent.lock_store is before.agent.lock_store


async def test_a_model_that_cannot_be_loaded_leaves_the_old_one(engine: Engine) -> None:
    before = engine.turns
    engine.settings = replace(
        engine.settings,
        engine=replace(engine.settings.engine, tracker_url="sqlite:////proc/no/tracker.db"),
    )

    await engine.swap()

    assert engine.turns is before
