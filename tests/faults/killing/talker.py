"""One tab of a customer that goes on whatever is killed: it sends again and resumes by offset."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import socketio

from tests.faults.killing.referee import Heard, TabStory, Taken

PATIENCE_S = 15.0
"""A little longer than the gateway keeps trying before it says that the bot is away."""
ANSWER_WITHIN_S = 6.0
RETRY = "gateway:retry"


def heard(entry: Mapping[str, Any]) -> Heard:
    """An entry as the customer's browser gets it."""
    done = entry["type"] == "receipt" and entry.get("status") == "done"
    return Heard(
        entry["offset"],
        entry["type"],
        entry["author"]["kind"],
        str(entry.get("text", "")),
        client_id=str(entry.get("client_id", "")),
        reference=str(entry["reference"]) if done else "",
    )


class Talker:
    """Says its sentences one after the other, each until it is acknowledged."""

    def __init__(self, base: str, name: str, auth: Mapping[str, str], dice: Random) -> None:
        self.name = name
        self._base = base
        self._auth = dict(auth)
        self._dice = dice
        self._client: socketio.AsyncClient | None = None
        self._entries: list[Mapping[str, Any]] = []
        self._taken: list[Taken] = []
        self._ready = asyncio.Event()
        self.conversation = ""

    @property
    def token(self) -> str:
        """Opens this conversation again."""
        return self._auth["token"]

    @property
    def story(self) -> TabStory:
        """What was promised to this tab and what it heard."""
        return TabStory(self.name, tuple(self._taken), tuple(map(heard, self._entries)))

    async def arrive(self) -> None:
        """Connect, as often as it takes, and hear what was missed."""
        while self._client is None or not self._client.connected or not self._ready.is_set():
            await self.leave()
            client = socketio.AsyncClient(reconnection=False)
            client.on("ready", self._on_ready, namespace="/chat")
            client.on("event", self._entries.append, namespace="/chat")
            self._client = client
            after = {"after": self._entries[-1]["offset"]} if self._entries else {}
            try:
                await client.connect(
                    self._base,
                    auth={**self._auth, **after},
                    namespaces=["/chat"],
                    transports=["websocket"],
                    wait_timeout=8,
                )
                await asyncio.wait_for(self._ready.wait(), ANSWER_WITHIN_S)
            except (socketio.exceptions.ConnectionError, asyncio.TimeoutError):
                await asyncio.sleep(0.2)

    def _on_ready(self, told: Mapping[str, Any]) -> None:
        self.conversation = told["conversation"]
        self._auth["token"] = told["token"]
        self._entries.extend(told["events"])
        self._ready.set()

    async def talk(self, sentences: Sequence[str], stop: asyncio.Event) -> None:
        """Say everything, or as much as there is time for."""
        for number, text in enumerate(sentences):
            if stop.is_set():
                return
            await self._until_taken(f"{self.name}-{number}", text)
            await self._until_answered()
            last = self._entries[-1] if self._entries else {}
            offered = {one["payload"]: one["title"] for one in last.get("options") or ()}
            if RETRY in offered:
                again = f"{self.name}-{number}-again"
                await self._until_taken(again, offered[RETRY], payload=RETRY)
            await asyncio.sleep(self._dice.uniform(0.1, 0.6))

    async def _until_taken(self, client_id: str, text: str, payload: str | None = None) -> None:
        what = {"text": text} if payload is None else {"payload": payload}
        while True:
            await self.arrive()
            assert self._client is not None
            try:
                answer = await self._client.call(
                    "send",
                    {"client_id": client_id, **what},
                    namespace="/chat",
                    timeout=ANSWER_WITHIN_S,
                )
            except (socketio.exceptions.SocketIOError, asyncio.TimeoutError):
                await self.leave()
                continue
            if answer["ok"]:
                self._taken.append(Taken(client_id, text, answer["offset"]))
                return
            if payload is not None:
                return  # it is not offered any more: somebody was quicker
            await asyncio.sleep(0.3)

    async def _until_answered(self) -> None:
        """Wait like somebody who wants to know: for an answer, or for "that did not work"."""
        asked = self._taken[-1].offset
        for _ in range(round(PATIENCE_S / 0.1)):
            if any(
                e["offset"] > asked and e["author"]["kind"] != "customer" for e in self._entries
            ):
                return
            await asyncio.sleep(0.1)
            await self.arrive()

    async def hear_up_to(self, offset: int) -> None:
        """Until the newest entry is here."""
        for _ in range(100):
            await self.arrive()
            if self._entries and self._entries[-1]["offset"] >= offset:
                return
            await asyncio.sleep(0.1)

    async def leave(self) -> None:
        """Close the tab."""
        client, self._client = self._client, None
        self._ready.clear()
        if client is not None:
            for events in client.handlers.values():
                events.clear()  # nothing that still arrives on the old connection counts
            await client.disconnect()
