"""Builds the gateway's web application: socket.io, /api, pages and health on one port."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import socketio
from aiohttp import web

from bot import memory
from bot.conversation.ending import end_all
from bot.conversation.photos import Photos
from bot.conversation.rooms import Housekeeping, Rooms
from bot.gateway.attachments import Attachments
from bot.gateway.audit_door import AuditDoor
from bot.gateway.auth import IdentityCheck
from bot.gateway.chat import ChatNamespace
from bot.gateway.coming_back import ComingBack
from bot.gateway.console import Console
from bot.gateway.desk import DeskNamespace
from bot.gateway.facts import Facts
from bot.gateway.health import Health
from bot.gateway.insights_door import InsightsDoor
from bot.gateway.limits_pages import LimitsPages
from bot.gateway.pages import Pages
from bot.gateway.ratelimit import RateLimit
from bot.gateway.retaining import Retaining
from bot.gateway.rooms_of import RoomsOf
from bot.gateway.security import add_headers
from bot.gateway.sockets import use_lean
from bot.gateway.web_errors import error_middleware

WIDGET_DIST = Path("widget/dist")
OTHER_EVENTS_PER_MINUTE = 240
# Of its own, so that nothing else a client does can use up the way to a person.
HUMAN_PER_MINUTE = 60
PHOTOS_PER_MINUTE = 6
RETURNS_PER_MINUTE = 20
GOODBYE_WITHIN_S = 1.0


def build(rooms: Rooms, *, dist: Path = WIDGET_DIST) -> web.Application:
    """One application; its background work starts and ends with it."""
    settings = rooms.house.settings
    server = socketio.AsyncServer(
        client_manager=RoomsOf(),
        async_mode="aiohttp",
        cors_allowed_origins=origin_rule(settings.public_url, settings.allowed_origins),
        max_http_buffer_size=settings.chat.packet_bytes,
        ping_interval=20,
        ping_timeout=20,
    )
    use_lean(server)
    photos = Photos(settings.data_dir / "attachments")
    chat = ChatNamespace(
        rooms,
        photos,
        IdentityCheck(settings.identity, rooms.house.clock),
        RateLimit(settings.chat.messages_per_minute, 60.0, time.monotonic),
        RateLimit(OTHER_EVENTS_PER_MINUTE, 60.0, time.monotonic),
        RateLimit(HUMAN_PER_MINUTE, 60.0, time.monotonic),
    )
    desk = DeskNamespace(rooms)
    server.register_namespace(chat)
    server.register_namespace(desk)
    app = web.Application(
        middlewares=[error_middleware(rooms.texts)],
        client_max_size=settings.chat.packet_bytes + 100_000,
    )
    server.attach(app)
    app.on_response_prepare.append(add_headers)
    app.add_routes(Health(rooms).routes())
    app.add_routes(Console(rooms).routes())
    app.add_routes(AuditDoor(rooms).routes())
    app.add_routes(LimitsPages(rooms).routes())
    app.add_routes(InsightsDoor(rooms).routes())
    app.add_routes(Pages(rooms, dist).routes())
    returns = RateLimit(RETURNS_PER_MINUTE, 60.0, time.monotonic)
    app.add_routes(ComingBack(rooms, returns).routes())
    limit = RateLimit(PHOTOS_PER_MINUTE, 60.0, time.monotonic)
    attachments = Attachments(rooms, photos, limit)
    app.add_routes(attachments.routes())
    app.on_response_prepare.append(attachments.share)
    background = _Background(rooms, photos, server, chat, desk)
    app.on_startup.append(background.start)
    app.on_shutdown.append(background.stop)
    return app


class _Background:
    """The work beside requests: begins with the application and ends before its connections."""

    def __init__(
        self,
        rooms: Rooms,
        photos: Photos,
        server: socketio.AsyncServer,
        chat: ChatNamespace,
        desk: DeskNamespace,
    ) -> None:
        self._housekeeping = Housekeeping(rooms)
        self._server = server
        self._facts = Facts(rooms.house)
        self._loops = (
            desk.keep_queue_fresh,
            desk.keep_briefs_fresh,
            chat.keep_places_fresh,
            self._facts.keep_fresh,
            Retaining(rooms, photos).keep_clean,
            memory.keep_giving_back,
        )
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self, _: web.Application) -> None:
        """Begin everything."""
        self._housekeeping.start()
        self._tasks = [asyncio.create_task(loop()) for loop in self._loops]

    async def stop(self, _: web.Application) -> None:
        """Let running answers arrive, then say goodbye to every browser: they connect again."""
        await self._housekeeping.stop()
        await end_all(self._tasks)
        if self._server.eio.sockets:
            # ValueError: engineio found that the last of them left at this very moment.
            with contextlib.suppress(asyncio.TimeoutError, ValueError):
                await asyncio.wait_for(self._server.eio.disconnect(), GOODBYE_WITHIN_S)
        await self._server.shutdown()


def origin_rule(
    public_url: str, allowed: tuple[str, ...]
) -> Callable[[str | None, Mapping[str, Any]], bool]:
    """Which pages may connect: our own, and those of the sites that embed the chat."""
    known = {public_url, *(origin.rstrip("/") for origin in allowed)}

    def rule(origin: str | None, environ: Mapping[str, Any]) -> bool:
        if origin is None:
            # Not a browser; it carries no cookie of somebody else either.
            return True
        return origin in known or urlsplit(origin).netloc == environ.get("HTTP_HOST")

    return rule
