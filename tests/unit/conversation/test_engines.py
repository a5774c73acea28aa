"""Several engines: a conversation keeps to one, moves when it is gone, and comes back."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.engine import Answer, Ask, Busy, Engine, Unreachable
from bot.conversation.engines import REST_S, Engines, in_order
from bot.model import ConversationId
from bot.rasa_ext.line import Line
from tests.support.scripted_engine import ScriptedEngine

NAMES = ("north", "south", "west")
WITHIN_S = 5.0


class Fleet:
    """Three real servers, the face of them, and a clock that a test moves."""

    def __init__(self, folder: Path) -> None:
        self.now = 0.0
        self.servers = {name: ScriptedEngine(folder / f"{name}.sock") for name in NAMES}
        self.engines = Engines(
            {name: Engine(url=None, socket=one.socket) for name, one in self.servers.items()},
            clock=lambda: self.now,
        )
        self.turns = 0

    async def say(self, conversation: str) -> Answer:
        """One more turn of the conversation."""
        self.turns += 1
        turn = f"{conversation}:{self.turns}"
        ask = Ask(ConversationId(conversation), turn, "hello", None, "en", 0, 0, False, True)
        return await self.engines.turn(ask, within_s=WITHIN_S)

    def asked(self) -> Counter[str]:
        """How many turns each of them saw."""
        return Counter({name: len(one.asked) for name, one in self.servers.items() if one.asked})


@pytest_asyncio.fixture
async def fleet(tmp_path: Path) -> AsyncIterator[Fleet]:
    made = Fleet(tmp_path)
    for server in made.servers.values():
        await server.start()
    yield made
    await made.engines.close()
    for server in made.servers.values():
        await server.stop()


names = st.lists(st.text(min_size=1), min_size=2, max_size=6, unique=True)


@given(names, st.text(min_size=1))
def test_whatever_the_order_of_the_settings_the_engine_is_the_same(
    engines: list[str], conversation: str
) -> None:
    there = in_order(list(reversed(engines)), conversation)
    assert in_order(engines, conversation) == there
    assert sorted(there) == sorted(engines)


@given(names, st.text(min_size=1), st.data())
def test_an_engine_that_goes_moves_its_own_conversations_only(
    engines: list[str], conversation: str, data: st.DataObject
) -> None:
    gone = data.draw(st.sampled_from(engines))
    left = [name for name in engines if name != gone]
    before = in_order(engines, conversation)
    assert in_order(left, conversation) == [name for name in before if name != gone]


def test_conversations_are_spread_evenly() -> None:
    homes = Counter(in_order(NAMES, f"conversation-{number}")[0] for number in range(3000))
    assert set(homes) == set(NAMES)
    assert max(homes.values()) < 1.15 * min(homes.values())


async def test_a_conversation_keeps_to_its_engine(fleet: Fleet) -> None:
    for _ in range(4):
        await fleet.say("c")
    assert fleet.asked() == {in_order(NAMES, "c")[0]: 4}


async def test_it_moves_when_its_engine_is_gone_and_comes_back_later(fleet: Fleet) -> None:
    home, second, _ = in_order(NAMES, "c")
    await fleet.servers[home].stop()
    await fleet.say("c")
    await fleet.servers[home].start()
    await fleet.say("c")
    assert fleet.asked() == {second: 2}, "an engine that was gone is left alone for a while"
    fleet.now += REST_S
    await fleet.say("c")
    assert fleet.asked() == {second: 2, home: 1}


async def test_a_turn_whose_engine_dies_under_it_is_answered_by_the_next(fleet: Fleet) -> None:
    home, second, _ = in_order(NAMES, "c")
    fleet.servers[home].down = True
    answer = await fleet.say("c")
    assert [said.text for said in answer.messages] == ["echo: hello"]
    assert [ask["turn"] for ask in fleet.servers[second].asked] == [answer.turn]


async def test_an_engine_that_still_loads_is_no_reason_to_wait(fleet: Fleet) -> None:
    home, second, _ = in_order(NAMES, "c")
    fleet.servers[home].loading = True
    await fleet.say("c")
    assert fleet.asked() == {second: 1}
    assert sorted(await fleet.engines.states()) == [False, True, True]


async def test_ready_as_long_as_one_is_left(fleet: Fleet) -> None:
    for name in NAMES[:2]:
        await fleet.servers[name].stop()
    assert await fleet.engines.ready()
    await fleet.servers[NAMES[2]].stop()
    assert not await fleet.engines.ready()
    with pytest.raises(Unreachable):
        await fleet.say("c")


async def test_what_is_forgotten_is_forgotten_by_every_engine(fleet: Fleet) -> None:
    await fleet.servers["west"].stop()
    await fleet.engines.forget(ConversationId("c"), within_s=WITHIN_S)
    assert [fleet.servers[name].forgotten for name in NAMES] == [["c"], ["c"], []]
    for name in NAMES:
        await fleet.servers[name].stop()
    with pytest.raises(Unreachable):
        await fleet.engines.forget(ConversationId("c"), within_s=WITHIN_S)


async def test_a_hand_back_is_told_to_the_engine_that_answers_next(fleet: Fleet) -> None:
    home, second, _ = in_order(NAMES, "c")
    await fleet.servers[home].stop()
    told = ConversationId("c")
    await fleet.engines.handed_back(told, by="Maria", receipts=(), within_s=WITHIN_S)
    assert [note["by"] for note in fleet.servers[second].handed_back] == ["Maria"]


def test_without_any_engine_there_is_no_gateway() -> None:
    with pytest.raises(ValueError, match="needs an engine"):
        Engines({})


async def test_turns_share_a_connection_that_stays_open(tmp_path: Path) -> None:
    server = ScriptedEngine(tmp_path / "engine.sock")
    await server.start()
    engine = Engine(url=None, socket=server.socket)
    for number in range(20):
        ask = Ask(ConversationId("c"), f"c:{number}", "hi", None, "en", 0, 0, False, True)
        await engine.turn(ask, within_s=WITHIN_S)
    assert server.connections == 1
    await engine.close()
    await server.stop()


async def test_an_engine_that_has_too_much_to_do_is_told_from_one_that_is_gone(
    fleet: Fleet,
) -> None:
    own = in_order(NAMES, "c")[0]
    fleet.servers[own].line = Line(at_once=0, most=0)
    with pytest.raises(Busy):
        await fleet.say("c")
    fleet.servers[own].line = Line()
    await fleet.say("c")
    assert fleet.asked() == {own: 2}
