"""The static pages and the widget's files out of `widget/dist`, and the demo's routes."""

from __future__ import annotations

import html
import json
import mimetypes
import re
from pathlib import Path
from typing import Any

from aiohttp import web

from bot.connectors.demo import showcase
from bot.conversation.rooms import Rooms
from bot.gateway import views
from bot.gateway.auth import demo_identity
from bot.gateway.cookies import language_of
from bot.gateway.security import page_policy
from bot.gateway.web_errors import ApiError
from bot.model import CustomerId

_ASSET = re.compile(r"assets/[A-Za-z0-9_.-]+")
_HASHED = re.compile(r"-[A-Za-z0-9_-]{8}\.[a-z0-9]+$")
_YEAR = "public, max-age=31536000, immutable"
_SHORT = "public, max-age=300"


class Pages:
    """Serves files of one folder and never anything outside it."""

    def __init__(self, rooms: Rooms, dist: Path) -> None:
        self._rooms = rooms
        self._dist = dist
        self._settings = rooms.house.settings
        self._policy = page_policy(self._settings.public_url)

    def routes(self) -> list[web.RouteDef]:
        """Pages and files; the demo's only in demo mode."""
        routes = [
            web.get("/widget/{path:.+}", self.widget_file),
            web.get("/desk", self._to("/desk/")),
            web.get("/desk/", self._page("desk")),
            web.get("/console", self._to("/console/")),
            web.get("/console/", self._page("console")),
            web.get("/back", self._to("/back/")),
            web.get("/back/", self._page("back")),
        ]
        if self._settings.brand.privacy_url == "/privacy":
            routes.append(web.get("/privacy", self.privacy))
        if self._settings.demo:
            routes += [
                web.get("/", self._page("shop")),
                web.post("/demo/identity", self.demo_identity),
                web.get("/demo/customers", self.demo_customers),
            ]
        return routes

    async def widget_file(self, request: web.Request) -> web.StreamResponse:
        """The loader and its chunks, for any site that embeds the chat."""
        path = request.match_info["path"]
        if path != "loader.js" and not _ASSET.fullmatch(path):
            raise web.HTTPNotFound()
        return self._file(
            path,
            {
                "Access-Control-Allow-Origin": "*",
                "Cross-Origin-Resource-Policy": "cross-origin",
                "Cache-Control": _YEAR if _HASHED.search(path) else _SHORT,
            },
        )

    async def privacy(self, request: web.Request) -> web.Response:
        """What is stored and why, in words."""
        texts = self._rooms.texts
        language = language_of(request.headers.get("Accept-Language", ""))
        company = self._settings.brand.name
        title = html.escape(texts.say("privacy.title", language, company=company))
        setting = self._settings.empathy.mood_reading
        moods = texts.say(f"privacy.moods_{setting}", language)
        lines = texts.say("privacy.text", language, company=company, moods=moods).splitlines()
        paragraphs = "".join(f"<p>{html.escape(line)}</p>" for line in lines if line.strip())
        return web.Response(
            text=f'<!doctype html><html lang="{language}"><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>{title}</title><main><h1>{title}</h1>{paragraphs}</main></html>",
            content_type="text/html",
            headers={"Content-Security-Policy": self._policy, "Vary": "Accept-Language"},
        )

    async def demo_identity(self, request: web.Request) -> web.Response:
        """What a host site's server would do: sign who its visitor is."""
        try:
            body = json.loads(await request.read())
        except ValueError as error:
            raise ApiError(400, "bad_json") from error
        customer = body.get("customer") if isinstance(body, dict) else None
        if not isinstance(customer, str) or self._settings.identity.algorithm != "HS256":
            raise ApiError(400, "bad_field", {"customer": "bad_field"})
        found = await self._rooms.house.connectors.shop.customer(CustomerId(customer))
        if found is None:
            raise ApiError(404, "not_found")
        token = demo_identity(self._settings.identity, found.id, self._rooms.house.clock())
        return web.json_response({"identity": token}, headers={"Cache-Control": "no-store"})

    async def demo_customers(self, request: web.Request) -> web.Response:
        """The customers worth trying, with their orders and bookings as they stand."""
        connectors = self._rooms.house.connectors
        items: list[dict[str, Any]] = []
        for shown in showcase():
            orders = await connectors.shop.orders_of(shown.id)
            bookings = await connectors.bookings.bookings_of(shown.id)
            items.append(
                {
                    "id": shown.id,
                    "name": shown.name,
                    "language": shown.language,
                    "tier": shown.tier,
                    "about": dict(shown.about),
                    "orders": [
                        {
                            "id": order.id,
                            "title": dict(order.items[0].title) if order.items else {},
                            "items": len(order.items),
                            "status": order.status,
                            "total": order.paid.to_json(),
                        }
                        for order in orders
                    ],
                    "bookings": [
                        {
                            "id": booking.id,
                            "title": dict(booking.trip.title),
                            "status": booking.status,
                            "departs_at": views.time(booking.trip.departs_at),
                            "total": booking.paid.to_json(),
                        }
                        for booking in bookings
                    ],
                }
            )
        return web.json_response({"items": items}, headers={"Cache-Control": "no-store"})

    def _page(self, name: str) -> Any:
        async def page(_: web.Request) -> web.StreamResponse:
            return self._file(
                f"{name}/index.html",
                {"Content-Security-Policy": self._policy, "Cache-Control": "no-cache"},
            )

        return page

    def _to(self, path: str) -> Any:
        async def redirect(_: web.Request) -> web.StreamResponse:
            raise web.HTTPFound(path)

        return redirect

    def _file(self, path: str, headers: dict[str, str]) -> web.StreamResponse:
        found = self._dist / path
        if not found.is_file():
            raise web.HTTPNotFound(text="Not built yet: run `make widget`.\n")
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if kind in ("text/javascript", "application/javascript", "text/html", "text/css"):
            kind = f"{kind.replace('application', 'text')}; charset=utf-8"
        return web.FileResponse(found, headers={**headers, "Content-Type": kind})
