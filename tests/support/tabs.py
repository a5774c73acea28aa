"""A customer's tab and a desk page, as their browsers speak to the gateway: over real sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import aiohttp
import socketio

PATIENCE_S = 12.0
Entry = dict[str, Any]


class Tab:
    """One tab of a customer: what it was told at the start, and everything it heard since."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.client = socketio.AsyncClient(reconnection=False)
        self.ready: dict[str, Any] = {}
        self.entries: list[Entry] = []
        self.typing: list[dict[str, Any]] = []
        self.places: list[dict[str, Any]] = []
        self.heard: list[tuple[str, Any]] = []
        self.acked: list[tuple[str, dict[str, Any]]] = []
        self._news = asyncio.Event()

    @classmethod
    async def open(cls, base: str, **auth: Any) -> Tab:
        """Connect to /chat and wait for `ready`."""
        tab = cls(base)
        handlers: dict[str, Callable[[Any], None]] = {
            "ready": tab._on_ready,
            "event": tab._on_event,
            "typing": tab._on_typing,
            "place": tab._on_place,
        }
        for name, handler in handlers.items():
            tab.client.on(name, handler, namespace="/chat")
        await tab.client.connect(
            base, auth=auth, namespaces=["/chat"], transports=["websocket"], wait_timeout=8
        )
        await tab.until(lambda: bool(tab.ready))
        return tab

    @property
    def token(self) -> str:
        """The token that opens this conversation again."""
        return str(self.ready["token"])

    @property
    def conversation(self) -> str:
        """The conversation's id, as the server named it."""
        return str(self.ready["conversation"])

    async def call(self, event: str, data: Any = None) -> dict[str, Any]:
        """Send an event and wait for its acknowledgement."""
        answer: dict[str, Any] = await self.client.call(
            event, data, namespace="/chat", timeout=PATIENCE_S
        )
        self.acked.append((event, answer))
        return answer

    async def say(self, text: str, client_id: str | None = None) -> dict[str, Any]:
        """Send a text."""
        self._sent = getattr(self, "_sent", 0) + 1
        name = client_id or f"{id(self)}-{self._sent}"
        return await self.call("send", {"client_id": name, "text": text})

    async def choose(self, payload: str, client_id: str = "choice") -> dict[str, Any]:
        """Send a quick reply."""
        return await self.call("send", {"client_id": client_id, "payload": payload})

    def texts(self, kind: str | None = None) -> list[str]:
        """The texts of all messages, or of those by one kind of author."""
        return [
            entry["text"]
            for entry in self.entries
            if entry["type"] == "message" and kind in (None, entry["author"]["kind"])
        ]

    def modes(self) -> list[str]:
        """Every mode that was told, in order."""
        return [entry["mode"] for entry in self.entries if entry["type"] == "mode"]

    def types(self) -> list[str]:
        """The types of all entries, in order."""
        return [entry["type"] for entry in self.entries]

    async def until(self, true: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
        """Wait until something holds; fails with what was heard so far."""
        deadline = asyncio.get_running_loop().time() + within_s
        while not true():
            left = deadline - asyncio.get_running_loop().time()
            if left <= 0:
                heard = [(e["offset"], e["type"], e.get("text")) for e in self.entries]
                raise AssertionError(f"did not happen within {within_s} s; heard {heard}")
            self._news.clear()
            try:
                await asyncio.wait_for(self._news.wait(), min(left, 0.1))
            except asyncio.TimeoutError:
                continue

    async def answered(self, text: str) -> None:
        """Wait for a message of this text by the bot or a person."""
        await self.until(lambda: text in self.texts("bot") + self.texts("human_agent"))

    async def close(self) -> None:
        """Close the tab."""
        await self.client.disconnect()

    def _on_ready(self, data: dict[str, Any]) -> None:
        self.heard.append(("ready", data))
        self.ready = data
        self.entries.extend(data["events"])
        self._news.set()

    def _on_event(self, entry: Entry) -> None:
        self.heard.append(("event", entry))
        self.entries.append(entry)
        self._news.set()

    def _on_typing(self, data: dict[str, Any]) -> None:
        self.heard.append(("typing", data))
        self.typing.append(data)
        self._news.set()

    def _on_place(self, data: dict[str, Any]) -> None:
        self.heard.append(("place", data))
        self.places.append(data)
        self._news.set()


class DeskPage:
    """One desk page of a person who logged in."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.client = socketio.AsyncClient(reconnection=False)
        self.cookie = ""
        self.csrf = ""
        self.queue: dict[str, Any] = {"items": [], "counts": {}}
        self.queues = 0
        self.approvals: list[dict[str, Any]] = []
        self.colleagues: dict[str, Any] = {"items": [], "skills": []}
        self.events: list[dict[str, Any]] = []
        self.briefs: list[dict[str, Any]] = []
        self.typing: list[dict[str, Any]] = []
        self.heard: list[tuple[str, Any]] = []
        self.acked: list[tuple[str, dict[str, Any]]] = []

    @classmethod
    async def open(cls, base: str, name: str = "maria", password: str = "demo-maria") -> DeskPage:
        """Log in over HTTP and connect to /desk."""
        page = cls(base)
        await page.log_in(name, password)
        await page.connect()
        return page

    async def log_in(self, name: str, password: str) -> None:
        """Open a session."""
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{self.base}/api/session", json={"name": name, "password": password}
            ) as answer,
        ):
            assert answer.status == 200, await answer.text()
            self.cookie = answer.headers["Set-Cookie"].split(";")[0]
            self.csrf = (await answer.json())["csrf"]

    async def connect(self) -> None:
        """Connect the socket."""
        handlers: dict[str, Callable[[Any], None]] = {
            "queue": self._on_queue,
            "approvals": self._on_approvals,
            "event": self.events.append,
            "brief": self.briefs.append,
            "typing": self.typing.append,
            "colleagues": self._on_colleagues,
        }
        for name, handler in handlers.items():
            self.client.on(name, self._noting(name, handler), namespace="/desk")
        await self.client.connect(
            self.base,
            auth={"csrf": self.csrf},
            headers={"Cookie": self.cookie},
            namespaces=["/desk"],
            transports=["websocket"],
            wait_timeout=8,
        )

    async def call(self, event: str, **data: Any) -> dict[str, Any]:
        """Send an event and wait for its acknowledgement."""
        answer: dict[str, Any] = await self.client.call(
            event, data, namespace="/desk", timeout=PATIENCE_S
        )
        self.acked.append((event, answer))
        return answer

    async def until(self, true: Callable[[], bool], within_s: float = PATIENCE_S) -> None:
        """Wait until something holds."""
        deadline = asyncio.get_running_loop().time() + within_s
        while not true():
            if asyncio.get_running_loop().time() > deadline:
                raise AssertionError(f"did not happen within {within_s} s; queue {self.queue}")
            await asyncio.sleep(0.02)

    def item(self, conversation: str) -> dict[str, Any] | None:
        """A conversation in the queue as last told."""
        found = [item for item in self.queue["items"] if item["conversation"] == conversation]
        return found[0] if found else None

    def state_of(self, person: str) -> str | None:
        """Whether somebody is here, busy, away or gone, as last told."""
        found = [one["state"] for one in self.colleagues["items"] if one["id"] == person]
        return found[0] if found else None

    async def close(self) -> None:
        """Close the page."""
        await self.client.disconnect()

    def _noting(self, name: str, handler: Callable[[Any], None]) -> Callable[[Any], None]:
        def noting(data: Any) -> None:
            self.heard.append((name, data))
            handler(data)

        return noting

    def _on_queue(self, data: dict[str, Any]) -> None:
        self.queue = data
        self.queues += 1

    def _on_colleagues(self, data: dict[str, Any]) -> None:
        self.colleagues = data

    def _on_approvals(self, data: dict[str, Any]) -> None:
        self.approvals = data["items"]
