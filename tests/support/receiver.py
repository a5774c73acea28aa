"""A real HTTP server of somebody else, which takes webhooks and can misbehave."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from aiohttp import web


@dataclass
class Receiver:
    """What arrived, and how the next ones are answered: a status, `slow` or `hang_up`."""

    received: list[tuple[Mapping[str, str], bytes]] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    url: str = ""
    _runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port."""
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"

    async def stop(self) -> None:
        """Nobody answers any more."""
        if self._runner is not None:
            await self._runner.cleanup()

    async def _take(self, request: web.Request) -> web.Response:
        body = await request.read()
        self.received.append((dict(request.headers), body))
        answer = self.answers.pop(0) if self.answers else "204"
        if answer == "slow":
            await asyncio.sleep(2)
        if answer == "hang_up" and request.transport is not None:
            request.transport.abort()
        if answer == "302":
            raise web.HTTPFound("http://127.0.0.1:1/elsewhere")
        return web.Response(status=int(answer) if answer.isdigit() else 200)
