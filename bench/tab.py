"""A customer's tab that costs little: socket.io over one websocket, as the widget speaks it."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

NAMESPACE = "/chat"
PATIENCE_S = 15.0
GAVE_UP = "gateway:retry"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Accept-Language": "nl-NL,nl;q=0.9,en;q=0.8",
    "Cache-Control": "no-cache",
    "Pragma": "no-cache",
}
EVENT, ANSWER, REFUSED = (f"{kind}{NAMESPACE}," for kind in (42, 43, 44))


class Trouble(Exception):
    """Something that no customer should meet; its text is what is counted."""


class Tab:
    """One conversation, with nothing kept of it but what the measuring needs."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._address = f"{base}/socket.io/?EIO=4&transport=websocket"
        self._socket: aiohttp.ClientWebSocketResponse | None = None
        self._reader: asyncio.Task[None] | None = None
        self._heard: asyncio.Queue[Any] = asyncio.Queue()
        self._said = 0
        self.said = ""
        self.here = False
        self.mode = "bot"

    async def arrive(self, auth: Mapping[str, Any]) -> None:
        """Connect, wait until the conversation is open, and go on listening. Raises Trouble."""
        try:
            await asyncio.wait_for(self._arrive(auth), PATIENCE_S)
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, TypeError) as error:
            raise Trouble(f"not let in: {type(error).__name__}") from error
        self._reader = asyncio.create_task(self._listen())

    async def _arrive(self, auth: Mapping[str, Any]) -> None:
        # Asked for as browsers do: whether anything is compressed is the server's choice.
        self._socket = await self._session.ws_connect(self._address, compress=15, headers=BROWSER)
        await self._socket.receive_str()
        await self._socket.send_str(f"40{NAMESPACE},{json.dumps(dict(auth))}")
        while not self.here:
            await self._take(await self._socket.receive_str())

    async def say(self, text: str = "", payload: str | None = None) -> tuple[float, list[Any]]:
        """Send one message; the milliseconds until its answer, and the options of that.

        Its text is then `said`. Where a person has to answer, none comes: look at `mode`. Raises
        Trouble.
        """
        while not self._heard.empty():
            self._heard.get_nowait()
        began = time.perf_counter()
        await self.put(text, payload)
        try:
            options = await asyncio.wait_for(self._answer(), PATIENCE_S)
        except asyncio.TimeoutError:
            raise Trouble("no answer") from None
        return (time.perf_counter() - began) * 1000, options

    async def put(self, text: str = "", payload: str | None = None) -> None:
        """Send without waiting. Raises Trouble."""
        assert self._socket is not None
        self._said += 1
        what = {"client_id": f"m{self._said}", **({"payload": payload} if payload else {})}
        packet = json.dumps(["send", what if payload else {**what, "text": text}])
        try:
            await self._socket.send_str(f"{EVENT}{self._said}{packet}")
        except (ConnectionError, aiohttp.ClientError) as error:
            raise Trouble(f"cut off: {type(error).__name__}") from error

    async def heard(self) -> str:
        """The bot's next text, whatever it answers. Raises Trouble."""
        while True:
            try:
                what = await asyncio.wait_for(self._heard.get(), PATIENCE_S)
            except asyncio.TimeoutError:
                raise Trouble("no answer") from None
            if what is None:
                raise Trouble("cut off")
            if isinstance(what, list):
                _accepted(what)
            elif _of_the_bot(what):
                return str(what["text"])

    async def _answer(self) -> list[Any]:
        mine = 0
        while True:
            what = await self._heard.get()
            if what is None:
                raise Trouble("cut off")
            if isinstance(what, list):
                _accepted(what)
                mine = what[0]["offset"]
            elif _of_the_bot(what):
                options: list[Any] = what.get("options") or []
                if any(one["payload"] == GAVE_UP for one in options):
                    raise Trouble("told that no answer comes")
                if what["offset"] > mine:
                    self.said = what["text"]
                    return options
            if self.mode != "bot":
                return []

    async def leave(self) -> None:
        """Close the tab."""
        self.here = False
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)
        if self._socket is not None:
            await self._socket.close()

    async def _listen(self) -> None:
        assert self._socket is not None
        async for message in self._socket:
            if message.type is aiohttp.WSMsgType.TEXT:
                await self._take(message.data)
        self.here = False
        self._heard.put_nowait(None)

    async def _take(self, packet: str) -> None:
        if packet == "2":
            assert self._socket is not None
            await self._socket.send_str("3")
        elif packet.startswith(EVENT):
            name, data = json.loads(packet[len(EVENT) :])
            if name == "ready":
                self.here, self.mode = True, data["mode"]
            elif name == "event" and self.here:
                self.mode = data["mode"] if data["type"] == "mode" else self.mode
                self._heard.put_nowait(data)
        elif packet.startswith(ANSWER):
            self._heard.put_nowait(json.loads(packet[packet.index("[") :]))
        elif packet.startswith(REFUSED):
            raise Trouble(f"not let in: {json.loads(packet[len(REFUSED) :]).get('message')}")


def _accepted(acknowledged: Sequence[Any]) -> None:
    if not acknowledged[0].get("ok"):
        raise Trouble(f"refused: {acknowledged[0].get('code')}")


def _of_the_bot(entry: Mapping[str, Any]) -> bool:
    return entry["type"] == "message" and entry["author"]["kind"] == "bot"
