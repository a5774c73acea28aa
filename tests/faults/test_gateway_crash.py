"""The gateway is killed, stopped or locked out: what was acknowledged is there, once."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import pytest_asyncio
import socketio

from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.gateway_process import GatewayProcess
from tests.support.running import free_port
from tests.support.scripted_engine import ScriptedEngine, says
from tests.support.tabs import Tab


@pytest_asyncio.fixture
async def process(
    prepared: Path, tmp_path: Path, engine: ScriptedEngine
) -> AsyncIterator[GatewayProcess]:
    """A gateway that may be killed; the scripted engine lives on beside it."""
    made = GatewayProcess(support.copied(prepared, tmp_path), free_port())
    await made.start()
    yield made
    made.kill()


async def test_an_acknowledged_message_survives_kill_9_and_is_answered_exactly_once(
    process: GatewayProcess, engine: ScriptedEngine
) -> None:
    going = asyncio.Event()

    async def slow(ask: Mapping[str, Any]) -> dict[str, Any]:
        going.set()
        await asyncio.sleep(0.5)
        return says(ask, f"answer to {ask['text']}")

    engine.script = slow
    tab = await Tab.open(process.base)
    assert (await tab.say("please refund", "m-1"))["ok"]
    await going.wait()
    process.kill()
    await process.start()
    again = await Tab.open(process.base, token=tab.token)
    await again.answered("answer to please refund")
    await asyncio.sleep(0.5)
    fresh = await Tab.open(process.base, token=tab.token)
    assert fresh.texts() == ["please refund", "answer to please refund"]
    assert {ask["turn"] for ask in engine.asked} == {f"{tab.conversation}:2"}
    assert await fresh.say("please refund", "m-1") == {"ok": True, "offset": 2}
    for page in (again, fresh):
        await page.close()


async def test_killed_again_and_again_nothing_acknowledged_is_lost_or_answered_twice(
    process: GatewayProcess, engine: ScriptedEngine
) -> None:
    async def steady(ask: Mapping[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0.03)
        return says(ask, f"answer to {ask['text']}")

    engine.script = steady
    tab = await Tab.open(process.base)
    token, taken = tab.token, []
    for round_number in range(3):
        tab = await Tab.open(process.base, token=token)

        async def talk(tab: Tab = tab, round_number: int = round_number) -> None:
            for number in range(6):
                name = f"m{round_number}-{number}"
                if (await tab.say(name, name))["ok"]:
                    taken.append(name)

        talking = asyncio.create_task(talk())
        await asyncio.sleep(0.05 + 0.06 * round_number)
        process.kill()
        talking.cancel()
        await asyncio.gather(talking, return_exceptions=True)
        await process.start()
    fresh = await Tab.open(process.base, token=token)
    await fresh.until(lambda: len(fresh.texts("bot")) == len(fresh.texts("customer")))
    asked, answered = fresh.texts("customer"), fresh.texts("bot")
    assert len(set(asked)) == len(asked)
    assert set(taken) <= set(asked)
    assert taken
    assert answered == [f"answer to {text}" for text in asked]
    assert all(count == 1 for count in engine.effects.values())
    offsets = [entry["offset"] for entry in fresh.entries]
    assert offsets == list(range(1, len(offsets) + 1))
    await fresh.close()


async def test_stopping_lets_the_running_answer_arrive(
    process: GatewayProcess, engine: ScriptedEngine
) -> None:
    going = asyncio.Event()

    async def slow(ask: Mapping[str, Any]) -> dict[str, Any]:
        going.set()
        await asyncio.sleep(0.7)
        return says(ask, "just in time")

    engine.script = slow
    tab = await Tab.open(process.base)
    await tab.say("hello")
    await going.wait()
    assert await asyncio.to_thread(process.stop) == 0
    await process.start()
    fresh = await Tab.open(process.base, token=tab.token)
    await fresh.answered("just in time")
    assert fresh.texts("bot") == ["just in time"]
    await fresh.close()


LOCKER = """
import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("locked", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


async def test_a_database_locked_by_another_process_gives_an_honest_no_and_half_writes_nothing(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    locker = subprocess.Popen(
        [sys.executable, "-c", LOCKER, str(gateway.folder / "samenspel.db"), "7"],
        stdout=subprocess.PIPE,
    )
    assert locker.stdout is not None
    await asyncio.to_thread(locker.stdout.readline)
    refused = await tab.say("hallo", "m-1")
    assert (refused["ok"], refused["code"]) == (False, "busy")
    assert "niet verstuurd" in refused["text"]
    await asyncio.to_thread(locker.wait, 10)
    assert await tab.say("hallo", "m-1") == {"ok": True, "offset": 2}
    await tab.answered("echo: hallo")
    assert tab.texts("customer") == ["hallo"]
    assert gateway.engine.effects == {f"{tab.conversation}:2": 1}
    await tab.close()


async def test_a_packet_over_the_limit_costs_the_connection_and_nothing_else(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base)
    await tab.say("before")
    await tab.answered("echo: before")
    lost = asyncio.Event()
    tab.client.on("disconnect", lambda *_: lost.set(), namespace="/chat")
    await tab.client.emit("send", {"client_id": "big", "text": "x" * 2_100_000}, namespace="/chat")
    await asyncio.wait_for(lost.wait(), 10)
    again = await Tab.open(gateway.base, token=tab.token)
    await again.say("after")
    await again.answered("echo: after")
    assert again.texts("customer") == ["before", "after"]
    await again.close()


async def test_a_page_of_another_site_cannot_connect(gateway: Gateway) -> None:
    client = socketio.AsyncClient(reconnection=False)
    try:
        await client.connect(
            gateway.base,
            headers={"Origin": "https://evil.example"},
            namespaces=["/chat"],
            transports=["websocket"],
        )
        connected = True
    except socketio.exceptions.ConnectionError:
        connected = False
    assert not connected
    await client.disconnect()
