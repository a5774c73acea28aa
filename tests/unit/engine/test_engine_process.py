"""The engine as a process: listens at once, says when it is ready, stops when told."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import stat
import sys
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestClient, TestServer

from bot.rasa_ext.server import Engine
from tests.support.talking import settings_in
from tests.support.trained_model import loaded_turns, trained_model

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from bot.rasa_ext import server
from tests.support.talking import settings_in
server.run(settings_in(Path(sys.argv[1])))
"""
READY_WITHIN_S = 120.0


class Client:
    """Speaks to an engine over its socket."""

    def __init__(self, socket: Path) -> None:
        self._socket = socket

    async def call(self, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        connector = aiohttp.UnixConnector(path=str(self._socket))
        async with (
            aiohttp.ClientSession(connector=connector) as session,
            session.request(method, f"http://engine{path}", json=body) as response,
        ):
            return response.status, await response.json()

    async def turn(self, number: int, text: str) -> Any:
        body = {"conversation": "c", "turn": f"c:{number}", "text": text, "locale": "nl"}
        status, answer = await self.call("POST", "/webhooks/gateway/turn", body)
        assert status == 200, answer
        return answer

    async def until(self, *, ready: bool) -> float:
        """Wait until the health check answers so; the seconds it took."""
        begun = time.monotonic()
        while time.monotonic() - begun < READY_WITHIN_S:
            try:
                _, body = await self.call("GET", "/healthz")
                if body == {"ready": ready}:
                    return time.monotonic() - begun
            except (aiohttp.ClientError, OSError):
                pass
            await asyncio.sleep(0.05)
        raise AssertionError(f"never {'ready' if ready else 'listening'}")


async def start(folder: Path) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-c", PROGRAM, str(folder)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )


@pytest.fixture
async def process(tmp_path: Path) -> AsyncIterator[asyncio.subprocess.Process]:
    trained_model()
    started = await start(tmp_path)
    yield started
    if started.returncode is None:
        started.kill()
        await started.communicate()


@pytest.mark.slow
async def test_a_process_from_start_to_stop(
    process: asyncio.subprocess.Process, tmp_path: Path
) -> None:
    socket = tmp_path / "engine.sock"
    client = Client(socket)
    await client.until(ready=False)
    assert stat.S_IMODE(socket.stat().st_mode) == 0o600
    status, body = await client.call("POST", "/webhooks/gateway/turn", {"conversation": "c"})
    assert (status, body["error"]["code"]) == (503, "loading")

    await client.until(ready=True)
    answer = await client.turn(1, "hallo")
    assert answer["messages"][0]["utter"] == "utter_greet"
    assert await client.turn(1, "hallo") == answer
    status, body = await client.call("POST", "/webhooks/gateway/turn", {"conversation": "c"})
    assert (status, body["error"]["code"]) == (400, "bad_request")
    assert await client.call(
        "POST", "/webhooks/gateway/handed_back", {"conversation": "c", "by": "Maria"}
    ) == (200, {"ok": True})

    # Killed without warning: the next process knows the turn and gives the same answer.
    process.kill()
    await process.communicate()
    again = await start(tmp_path)
    try:
        await client.until(ready=True)
        assert await client.turn(1, "hallo") == answer
        begun = time.monotonic()
        again.send_signal(signal.SIGTERM)
        _, errors = await asyncio.wait_for(again.communicate(), 20)
        assert again.returncode == 0, errors.decode()[-2000:]
        assert time.monotonic() - begun < 10
        assert not socket.exists()
        assert "hallo" not in errors.decode()
    finally:
        if again.returncode is None:
            again.kill()
            await again.communicate()


async def test_an_engine_that_cannot_load_says_so_and_ends(tmp_path: Path) -> None:
    limits = tmp_path / "limits.yml"
    limits.write_text("no limits at all: [")
    program = PROGRAM.replace(
        "settings_in(Path(sys.argv[1]))",
        "__import__('dataclasses').replace(settings_in(Path(sys.argv[1])),"
        f" limits_file=Path({str(limits)!r}))",
    )
    started = await asyncio.create_subprocess_exec(
        *(sys.executable, "-W", "ignore", "-c", program, str(tmp_path)),
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.PIPE,
    )
    _, errors = await asyncio.wait_for(started.communicate(), 60)
    assert started.returncode == 1
    assert "engine_cannot_start" in errors.decode()


async def test_an_error_of_ours_is_an_error_on_the_wire_and_not_a_hang(tmp_path: Path) -> None:
    engine = Engine(settings_in(tmp_path))
    # Without a table of flows no turn can be answered.
    engine.turns = replace(loaded_turns(), flows=None)  # type: ignore[arg-type]
    async with TestClient(TestServer(engine.app())) as client:
        body = {"conversation": "broken", "turn": "broken:1", "text": "hoi"}
        response = await client.post("/webhooks/gateway/turn", data=json.dumps(body))
        assert response.status == 500
        assert (await response.json())["error"]["code"] == "failed"
