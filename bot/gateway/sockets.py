"""The websockets below socket.io, at a cost that lets ten thousand customers be here in silence.

Without compression, which every browser offers and which costs 100 KB for each connection; what
goes over a chat's is a few hundred bytes at a time. Two tasks and one timer each where engine.io
has four and three, and of the handshake only what is asked later.
"""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any

import socketio
from aiohttp import WSMsgType, web
from engineio.async_drivers.aiohttp import WebSocket
from engineio.exceptions import SocketIsClosedError, UnknownPacketError
from engineio.packet import CLOSE, PING, Packet

logger = logging.getLogger(__name__)
KEPT = ("REQUEST_METHOD", "HTTP_HOST", "HTTP_ORIGIN", "HTTP_COOKIE", "HTTP_ACCEPT_LANGUAGE")
"""What is asked of a handshake after it: by engine.io, and by a namespace that is joined later."""
_DATA = (WSMsgType.TEXT, WSMsgType.BINARY)


class LeanWebSocket(WebSocket):
    """Serves who begins with a websocket; who comes to it from polling is left to engine.io."""

    async def __call__(self, environ: dict[str, Any]) -> web.WebSocketResponse:
        """Shake hands, and serve until the connection ends."""
        self._sock = web.WebSocketResponse(
            max_msg_size=self.server.max_http_buffer_size, compress=False
        )
        await self._sock.prepare(environ["aiohttp.request"])
        self.environ = environ
        kept = {name: environ[name] for name in KEPT if name in environ}
        environ.clear()
        environ.update(kept)
        connection: Any = self.handler.__self__
        if connection.connected:
            await self.handler(self)
        else:
            await _Served(connection, self._sock).until_it_ends()
        return self._sock


class _Served:
    """One connection: what came is handed on, what is to be sent is sent, silence is noticed."""

    def __init__(self, connection: Any, sock: web.WebSocketResponse) -> None:
        self._connection = connection
        self._sock = sock
        self._timer: asyncio.TimerHandle | None = None

    async def until_it_ends(self) -> None:
        """Serve it."""
        connection = self._connection
        connection.connected = connection.upgraded = True
        connection.schedule_ping = self._ping_later
        sending = asyncio.create_task(self._send())
        try:
            await self._receive()
        finally:
            if self._timer is not None:
                self._timer.cancel()
            if not sending.done():
                connection.queue.put_nowait(None)
            await sending
            reason = connection.server.reason.TRANSPORT_CLOSE
            await connection.close(wait=False, abort=True, reason=reason)
            # engine.io's first ping still waits, and would keep all of this for its 20 seconds.
            del connection.schedule_ping

    async def _receive(self) -> None:
        async for message in self._sock:
            if message.type not in _DATA:
                return
            try:
                await self._connection.receive(Packet(encoded_packet=message.data))
            except SocketIsClosedError:
                return
            except (UnknownPacketError, ValueError):
                logger.info("packet_not_understood")
            except Exception:
                logger.exception("packet_failed")

    async def _send(self) -> None:
        """Everything that is put into the queue, until the end of it or a goodbye."""
        queue = self._connection.queue
        packet = await queue.get()
        while packet is not None:
            try:
                await self._sock.send_str(packet.encode())
            except (ConnectionError, RuntimeError):
                break
            if packet.packet_type == CLOSE:
                break
            queue.task_done()
            packet = await queue.get()
        queue.task_done()
        await self._sock.close()

    def _ping_later(self) -> None:
        """They are there: ask again after a while, unless that is planned already."""
        connection = self._connection
        if connection.last_ping:
            connection.last_ping = None
            self._after(connection.server.ping_interval, self._ping)

    def _ping(self) -> None:
        connection = self._connection
        if not connection.closing and not connection.closed:
            connection.last_ping = time.time()
            connection.queue.put_nowait(Packet(PING))
            self._after(connection.server.ping_timeout, self._let_go)

    def _let_go(self) -> None:
        """No sign of life: `_send` closes the connection, which ends the receiving too."""
        self._connection.queue.put_nowait(None)

    def _after(self, seconds: float, what: Any) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(seconds, what)


def use_lean(server: socketio.AsyncServer) -> None:
    """Let this server's websockets be such."""
    server.eio._async = {**server.eio._async, "websocket": LeanWebSocket}
