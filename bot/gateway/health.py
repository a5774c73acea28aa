"""`/healthz` the process lives, `/readyz` the engine answers and the database too, `/metrics`."""

from __future__ import annotations

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from bot.conversation.rooms import Rooms
from bot.storage.database import StorageError


class Health:
    """What a supervisor, a load balancer and a dashboard ask."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms

    def routes(self) -> list[web.RouteDef]:
        """The three of them."""
        return [
            web.get("/healthz", self.alive),
            web.get("/readyz", self.ready),
            web.get("/metrics", self.metrics),
        ]

    async def alive(self, _: web.Request) -> web.Response:
        """The process lives."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """A customer who comes now gets an answer from the bot."""
        engine = await self._rooms.engine.ready()
        try:
            await self._rooms.house.database.read(lambda c: c.execute(text("SELECT 1")).scalar())
            database = True
        except StorageError:
            database = False
        ready = engine and database
        return web.json_response(
            {"ready": ready, "engine": engine, "database": database}, status=200 if ready else 503
        )

    async def metrics(self, _: web.Request) -> web.Response:
        """Counters for Prometheus; no names, texts or ids."""
        return web.Response(
            body=generate_latest(self._rooms.meters.registry),
            headers={"Content-Type": CONTENT_TYPE_LATEST},
        )
