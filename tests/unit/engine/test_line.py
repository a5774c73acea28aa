"""More turns than an engine can answer: a few at a time, and an honest no for the rest."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.rasa_ext.line import Busy, Line, patience
from bot.rasa_ext.server import Engine
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import TurnRequest
from bot.wiring import House
from tests.support.talking import settings_in


class Clock:
    """Time that only a test moves."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Crowd:
    """People who come to a line and leave when they are told to."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.served: list[int] = []
        self._done: dict[int, asyncio.Event] = {}
        self._people: list[asyncio.Task[None]] = []

    async def come(self, *names: int) -> None:
        for name in names:
            self._done[name] = asyncio.Event()
            self._people.append(asyncio.create_task(self._be_served(name)))
            await asyncio.sleep(0)
        await asyncio.sleep(0)

    async def leave(self, name: int) -> None:
        self._done[name].set()
        for _ in range(5):
            await asyncio.sleep(0)

    async def _be_served(self, name: int) -> None:
        async with self.line.place():
            self.served.append(name)
            await self._done[name].wait()

    async def end(self) -> list[BaseException | None]:
        for one in self._done.values():
            one.set()
        return list(await asyncio.gather(*self._people, return_exceptions=True))


async def test_only_a_few_are_served_at_a_time_and_in_the_order_in_which_they_came() -> None:
    crowd = Crowd(Line(at_once=2))
    await crowd.come(1, 2, 3, 4, 5)
    assert (crowd.served, crowd.line.working, crowd.line.waiting) == ([1, 2], 2, 3)
    await crowd.leave(2)
    await crowd.leave(1)
    assert (crowd.served, crowd.line.working, crowd.line.waiting) == ([1, 2, 3, 4], 2, 1)
    assert await crowd.end() == [None] * 5
    assert crowd.served == [1, 2, 3, 4, 5]
    assert (crowd.line.working, crowd.line.waiting) == (0, 0)


async def test_who_finds_the_line_full_is_told_at_once() -> None:
    crowd = Crowd(Line(at_once=1, most=2))
    await crowd.come(1, 2, 3, 4, 5)
    assert crowd.line.waiting == 2
    found = await crowd.end()
    assert [type(one) for one in found] == [type(None)] * 3 + [Busy] * 2
    assert crowd.served == [1, 2, 3]


async def test_who_would_wait_too_long_at_the_present_pace_is_told_at_once() -> None:
    clock = Clock()
    crowd = Crowd(Line(at_once=1, longest_s=6.0, clock=clock))
    await crowd.come(*range(12))
    for name in range(8):
        clock.now += 2.0
        await crowd.leave(name)
    # Some two seconds each: the fourth in line would wait eight.
    assert crowd.line.waiting == 3
    with pytest.raises(Busy):
        async with crowd.line.place():
            pass
    await crowd.end()


async def test_who_waited_too_long_is_told_and_takes_nobodys_place() -> None:
    crowd = Crowd(Line(at_once=1, longest_s=0.02))
    await crowd.come(1, 2)
    await asyncio.sleep(0.1)
    assert crowd.line.waiting == 0
    await crowd.come(3)
    await crowd.leave(1)
    assert crowd.served == [1, 3]
    assert [type(one) for one in await crowd.end()] == [type(None), Busy, type(None)]
    assert crowd.line.working == 0


@pytest.mark.parametrize("called_already", [False, True])
async def test_who_goes_away_while_waiting_leaves_the_place_to_the_next(
    called_already: bool,
) -> None:
    crowd = Crowd(Line(at_once=1))
    await crowd.come(1, 2, 3)
    if called_already:
        crowd._done[1].set()
        while crowd.line.waiting == 2:
            await asyncio.sleep(0)
    crowd._people[1].cancel()
    await crowd.leave(1)
    assert crowd.served == [1, 3]
    await crowd.end()
    assert (crowd.line.working, crowd.line.waiting) == (0, 0)


def test_a_place_comes_before_the_gateway_stops_waiting() -> None:
    assert patience(20.0) == pytest.approx(6.0)
    assert patience(3.0) == pytest.approx(2.0)


async def test_the_engine_says_that_it_is_busy_and_answers_the_same_turn_later(
    turns: Turns, house: House, tmp_path: Path
) -> None:
    line = Line(at_once=1, most=0)
    engine = Engine(settings_in(tmp_path))
    engine.turns = replace(turns, line=line)
    body = {"conversation": "busy", "turn": "busy:1", "text": "hallo", "locale": "nl"}
    async with TestClient(TestServer(engine.app())) as client:

        async def asked(path: str = "turn") -> tuple[int, str | None]:
            response = await client.post(f"/webhooks/gateway/{path}", json=body)
            told = await response.json()
            return response.status, (told.get("error") or {}).get("code")

        async with line.place():
            assert await asked() == (429, "busy")
            # Who hands back or erases does not wait for an answer to be thought of.
            assert await asked("handed_back") == (200, None)
            assert await asked("forget") == (200, None)
        assert await asked() == (200, None)


async def test_of_many_at_once_some_are_answered_and_the_others_can_come_back(
    turns: Turns, house: House
) -> None:
    few = replace(turns, line=Line(at_once=2, most=3))

    async def answered(number: int) -> bool:
        request = TurnRequest(f"many{number}", f"many{number}:1", "", "/greet", "en")
        try:
            return bool((await few.take(request))["messages"])
        except Busy:
            return False

    first = await asyncio.gather(*map(answered, range(20)))
    assert first == [True] * 5 + [False] * 15
    for number in range(20):
        assert await answered(number)
