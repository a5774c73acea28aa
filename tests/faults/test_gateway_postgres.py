"""A whole conversation, with the bot and with a person, on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from tests.support.gateway import Gateway
from tests.support.tabs import DeskPage, Tab


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
