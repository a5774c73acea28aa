"""`POST /chat/return`: somebody opens the link in an e-mail and gets a token for their chat."""

from __future__ import annotations

import json

from aiohttp import web

from bot.conversation.errors import BadToken
from bot.conversation.rooms import Rooms
from bot.gateway.ratelimit import RateLimit
from bot.gateway.web_errors import ApiError

_BODY_MAX = 4_000


class ComingBack:
    """Takes the ticket out of the body, never out of the address."""

    def __init__(self, rooms: Rooms, limit: RateLimit) -> None:
        self._rooms = rooms
        self._limit = limit

    def routes(self) -> list[web.RouteDef]:
        """The one door."""
        return [web.post("/chat/return", self.come_back)]

    async def come_back(self, request: web.Request) -> web.Response:
        """`{"ticket"}` gives `{"token"}`."""
        if not self._limit.take(request.remote or ""):
            raise ApiError(429, "too_many_tries")
        if request.content_type != "application/json" or (request.content_length or 0) > _BODY_MAX:
            raise ApiError(400, "bad_json")
        try:
            body = json.loads(await request.read())
        except (ValueError, RecursionError) as error:
            raise ApiError(400, "bad_json") from error
        ticket = body.get("ticket") if isinstance(body, dict) else None
        if not isinstance(ticket, str):
            raise ApiError(400, "bad_field", {"ticket": "bad_field"})
        try:
            token = await self._rooms.returning.come_back(ticket)
        except BadToken:
            raise ApiError(410, "link_ended") from None
        return web.json_response({"token": token}, headers={"Cache-Control": "no-store"})
