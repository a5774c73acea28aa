"""A small real HTTP server that speaks the engine's wire and says what a test wants it to say.

Like the real engine it gives the same answer to the same turn and has its effect once.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.rasa_ext.line import Busy, Line

Script = Callable[[Mapping[str, Any]], Awaitable[dict[str, Any]]]


def says(ask: Mapping[str, Any], *texts: str, **more: Any) -> dict[str, Any]:
    """An answer with these messages; `more` replaces parts of it."""
    return {
        "turn": ask["turn"],
        "language": ask["locale"],
        "flow": "small_talk",
        "messages": [
            {"text": text, "options": [], "utter": "utter_scripted", "why": None, "claims": []}
            for text in texts
        ],
        "reading": {"level": 0.0, "mood": "neutral", "signals": []},
        "handoff": None,
        "known": {},
        **more,
    }


async def echo(ask: Mapping[str, Any]) -> dict[str, Any]:
    """The text comes back, so that a test sees what was asked."""
    return says(ask, f"echo: {ask['text']}")


class ScriptedEngine:
    """Set `script` to what it should answer.

    `down` lets it drop every connection, `loading` say that it has no model yet. Who waits stands
    in the same line as at the real engine.
    """

    def __init__(self, socket: Path) -> None:
        self.socket = socket
        self.script: Script = echo
        self.down = False
        self.loading = False
        self.line = Line()
        self.asked: list[dict[str, Any]] = []
        self.times = ""
        self.named: list[str | None] = []
        self.effects: Counter[str] = Counter()
        self.handed_back: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self._answers: dict[str, dict[str, Any]] = {}
        self._runner: web.AppRunner | None = None
        self._peers: set[int] = set()

    @property
    def connections(self) -> int:
        """How many connections turns came over."""
        return len(self._peers)

    async def start(self) -> None:
        """Listen on the unix socket."""
        app = web.Application()
        app.add_routes(
            [
                web.post("/webhooks/gateway/turn", self._turn),
                web.post("/webhooks/gateway/handed_back", self._handed_back),
                web.post("/webhooks/gateway/forget", self._forget),
                web.get("/healthz", self._healthz),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        self.socket.unlink(missing_ok=True)
        await web.UnixSite(self._runner, str(self.socket)).start()

    async def stop(self) -> None:
        """End; what is being computed is lost."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _turn(self, request: web.Request) -> web.Response:
        ask = await request.json()
        if self.loading:
            return web.json_response({"error": {"code": "loading"}}, status=503)
        self.asked.append(ask)
        self._peers.add(id(request.transport))
        self.named.append(request.headers.get("X-Request-Id"))
        self._cut(request)
        turn = ask["turn"]
        if turn not in self._answers:
            try:
                async with self.line.place():
                    answer = await self.script(ask)
            except Busy as error:
                return web.json_response({"error": {"code": error.code}}, status=429)
            self.effects[turn] += 1
            self._answers[turn] = answer
        times = {"Server-Timing": self.times} if self.times else None
        return web.json_response(self._answers[turn], headers=times)

    async def _handed_back(self, request: web.Request) -> web.Response:
        self._cut(request)
        self.handed_back.append(await request.json())
        return web.json_response({"ok": True})

    async def _forget(self, request: web.Request) -> web.Response:
        self._cut(request)
        self.forgotten.append((await request.json())["conversation"])
        return web.json_response({"ok": True})

    async def _healthz(self, request: web.Request) -> web.Response:
        self._cut(request)
        return web.json_response({"ready": not self.loading}, status=503 if self.loading else 200)

    def _cut(self, request: web.Request) -> None:
        if self.down and request.transport is not None:
            request.transport.abort()
            raise asyncio.CancelledError()
