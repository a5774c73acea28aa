"""A whole conversation, with the bot and with a person, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from bot import wiring
from bot.conversation import log, rooms
from bot.model import AuthorKind, ConversationId
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

ROUNDS = 10


@pytest.fixture
def more_settings() -> Iterator[dict[str, str]]:
    """The conversations and the ledger lie on a server."""
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        yield {"database_url": url}


async def test_bot_person_money_and_hand_back_work_there_too(gateway: Gateway) -> None:
    assert not gateway.house.database.is_sqlite
    maria = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    await tab.say("hallo")
    await tab.answered("echo: hallo")
    await tab.call("human")
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    wish = {
        "conversation": tab.conversation,
        "action": "refund_order",
        "params": {"order": "O-20002", "items": []},
        "claims": {"reason": "damaged"},
    }
    looked = await maria.call("look", **wish)
    seen = {"digest": looked["digest"], "seen": looked["seen"]}
    answers = await asyncio.gather(*(maria.call("do", **wish, **seen) for _ in range(3)))
    assert len({answer["decision"] for answer in answers}) == 1
    await tab.until(lambda: tab.entries[-1].get("status") == "done")
    said = {"conversation": tab.conversation, "client_id": "1", "text": "Het is terugbetaald."}
    assert (await maria.call("send", **said))["ok"]
    assert (await maria.call("hand_back", conversation=tab.conversation))["ok"]
    await tab.say("dank je")
    await tab.answered("echo: dank je")
    assert (await maria.call("do", **wish, **seen))["state"] == "settled"
    other = {**wish, "params": {"order": "O-20003", "items": []}}
    assert (await maria.call("look", **other))["code"] == "not_holder"
    receipts = [entry for entry in tab.entries if entry["type"] == "receipt"]
    assert [receipt["status"] for receipt in receipts] == ["done"]
    await tab.close()
    await maria.close()


async def test_two_gateways_at_the_same_turn_answer_it_once(gateway: Gateway) -> None:
    """Both ask the engine, and both have its answer at the same moment."""
    house, engine = wiring.build(gateway.settings), gateway.engine
    await wiring.open(house)
    other = rooms.build(house, gateway.rooms.texts)

    async def when_both_asked(ask: Mapping[str, Any]) -> dict[str, Any]:
        while [one["turn"] for one in engine.asked].count(ask["turn"]) < 2:
            await asyncio.sleep(0.005)
        return says(ask, f"echo: {ask['text']}", "en verder?")

    engine.script = when_both_asked
    tab = await Tab.open(gateway.base, locale="nl")
    here = ConversationId(tab.conversation)
    for number in range(ROUNDS):
        await tab.say(str(number))
        other.turns.wake(here)
        await asyncio.gather(other.turns.idle(), gateway.quiet())
    logged = await gateway.house.database.read(lambda c: log.read_public(c, here))
    said = [entry.body["text"] for entry in logged if entry.author.kind is AuthorKind.BOT]
    wanted = [text for number in range(ROUNDS) for text in (f"echo: {number}", "en verder?")]
    assert said[-len(wanted) :] == wanted
    assert len([text for text in said if text in wanted]) == len(wanted)
    await tab.close()
    await other.engine.close()
    await wiring.close(house)
