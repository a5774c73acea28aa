"""A customer's tab on Rasa's own socket.io channel, over one websocket."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from typing import Any

import aiohttp

from bench.tab import BROWSER, PATIENCE_S, Trouble

CONNECT, EVENT = "40", "42"


class StockTab:
    """One conversation, named by its connection as Rasa does unless told otherwise.

    Which message an answer belongs to the channel does not tell either: the first text of the bot
    after one is taken for its answer.
    """

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._address = f"{base}/socket.io/?EIO=4&transport=websocket"
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._heard: asyncio.Queue[str | None] = asyncio.Queue()
        self.name = ""

    async def arrive(self) -> None:
        """Connect; `name` is then the conversation. Raises Trouble."""
        try:
            await asyncio.wait_for(self._arrive(), PATIENCE_S)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, TypeError) as error:
            raise Trouble(f"not let in: {type(error).__name__}") from error
        self._reader = asyncio.create_task(self._listen())

    async def _arrive(self) -> None:
        self._socket = await self._session.ws_connect(self._address, compress=15, headers=BROWSER)
        await self._socket.receive_str()
        await self._socket.send_str(CONNECT)
        while not (packet := await self._socket.receive_str()).startswith(CONNECT):
            pass
        self.name = json.loads(packet[len(CONNECT) :])["sid"]

    async def say(self, text: str) -> tuple[float, str]:
        """Send one message; the milliseconds until its answer, and its text. Raises Trouble."""
        while not self._heard.empty():
            self._heard.get_nowait()
        began = time.perf_counter()
        await self.put(text)
        said = await self.heard()
        return (time.perf_counter() - began) * 1000, said

    async def put(self, text: str) -> None:
        """Send without waiting; a button's payload is a text as well here. Raises Trouble."""
        try:
            await self._emit("user_uttered", {"message": text})
        except (ConnectionError, aiohttp.ClientError) as error:
            raise Trouble(f"cut off: {type(error).__name__}") from error

    async def heard(self) -> str:
        """The bot's next text. Raises Trouble."""
        try:
            text = await asyncio.wait_for(self._heard.get(), PATIENCE_S)
        except asyncio.TimeoutError:
            raise Trouble("no answer") from None
        if text is None:
            raise Trouble("cut off")
        return text

    async def leave(self) -> None:
        """Close the tab."""
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()

    async def _emit(self, name: str, data: Mapping[str, Any]) -> None:
        assert self._socket is not None
        await self._socket.send_str(f"{EVENT}{json.dumps([name, data])}")

    async def _listen(self) -> None:
        assert self._socket is not None
        async for message in self._socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                continue
            if message.data == "2":
                await self._socket.send_str("3")
            elif message.data.startswith(EVENT):
                name, data = json.loads(message.data[len(EVENT) :])
                if name == "bot_uttered" and data.get("text"):
                    self._heard.put_nowait(data["text"])
        self._heard.put_nowait(None)
