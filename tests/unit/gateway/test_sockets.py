"""The websockets below socket.io: cheap, and those who fell silent are let go."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeAlias

import aiohttp
import pytest
import socketio
from aiohttp import web

from bot.gateway.rooms_of import RoomsOf
from bot.gateway.sockets import use_lean

PING_S = 0.3
Socket: TypeAlias = "aiohttp.ClientWebSocketResponse[Any]"


class Served:
    """A socket.io server with our websockets, who is let in and what they say."""

    def __init__(self) -> None:
        self.here: set[str] = set()
        self.said: list[Any] = []
        self.rooms = RoomsOf()
        self.server = socketio.AsyncServer(
            client_manager=self.rooms,
            async_mode="aiohttp",
            ping_interval=PING_S,
            ping_timeout=PING_S,
        )
        use_lean(self.server)
        self.server.on("connect", self._connect)
        self.server.on("disconnect", self._disconnect)
        self.server.on("say", self._say)
        self.address = ""

    async def _connect(self, sid: str, environ: dict[str, Any]) -> None:
        assert environ["HTTP_HOST"]
        self.here.add(sid)
        await self.server.enter_room(sid, "everybody")
        await self.server.enter_room(sid, f"only {sid}")

    async def _disconnect(self, sid: str, reason: str) -> None:
        self.here.discard(sid)

    async def _say(self, sid: str, data: Any) -> str:
        self.said.append(data)
        return f"heard {data}"


@pytest.fixture
async def served() -> AsyncIterator[Served]:
    made = Served()
    app = web.Application()
    made.server.attach(app)
    runner = web.AppRunner(app, shutdown_timeout=0.5)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    made.address = f"http://127.0.0.1:{port}"
    yield made
    await made.server.shutdown()
    await runner.cleanup()


@pytest.fixture
async def socket(served: Served) -> AsyncIterator[Socket]:
    async with (
        aiohttp.ClientSession() as session,
        session.ws_connect(
            f"{served.address}/socket.io/?EIO=4&transport=websocket", compress=15
        ) as socket,
    ):
        assert str(await socket.receive_str()).startswith("0")
        yield socket


async def until(true: Callable[[], bool]) -> None:
    for _ in range(60):
        if true():
            return
        await asyncio.sleep(0.05)
    raise AssertionError("did not happen")


async def let_in(socket: Socket) -> None:
    await socket.send_str("40")
    assert (await socket.receive_str()).startswith("40")


async def test_compression_is_declined_however_a_browser_asks(
    socket: Socket,
) -> None:
    assert socket.compress == 0


async def test_who_answers_the_pings_stays(served: Served, socket: Socket) -> None:
    await let_in(socket)
    for _ in range(4):
        assert await socket.receive_str() == "2"
        await socket.send_str("3")
    assert len(served.here) == 1


async def test_who_answers_none_is_let_go_and_nothing_is_left_of_them(
    served: Served, socket: Socket
) -> None:
    await let_in(socket)
    await until(lambda: not served.here)
    await until(lambda: not served.server.eio.sockets and not served.server.environ)


async def test_who_leaves_is_gone_at_once(served: Served, socket: Socket) -> None:
    await let_in(socket)
    await socket.close()
    await until(lambda: not served.here and not served.server.eio.sockets)
    assert served.rooms.rooms == {} and served.rooms._others == {}
    assert served.rooms.pending_disconnect == {}


async def test_what_is_no_packet_harms_nobody(served: Served, socket: Socket) -> None:
    for nonsense in ("", "9nonsense", "x"):
        await socket.send_str(nonsense)
    await let_in(socket)
    await socket.send_str('421["say","hello"]')
    assert await socket.receive_str() == '431["heard hello"]'


@pytest.mark.parametrize("transports", [["websocket"], ["polling", "websocket"], ["polling"]])
async def test_every_way_of_connecting_is_served(served: Served, transports: list[str]) -> None:
    client = socketio.AsyncClient(reconnection=False)
    await client.connect(served.address, transports=transports, wait_timeout=5)
    assert await client.call("say", "hello", timeout=5) == "heard hello"
    await client.disconnect()
    await until(lambda: not served.here)


async def test_at_the_end_everybody_is_told_goodbye(served: Served, socket: Socket) -> None:
    await let_in(socket)
    await asyncio.wait_for(served.server.eio.disconnect(), 2)
    while (message := await socket.receive(2)).type is aiohttp.WSMsgType.TEXT:
        assert message.data in ("1", "2", "41")
    assert not served.here
