"""The staff's HTTP door: who is there, may they, is it their page, and what did they send."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.conversation.rooms import Rooms
from bot.gateway import protocol
from bot.gateway.cookies import session_token
from bot.gateway.protocol import ProtocolError
from bot.gateway.web_errors import ApiError
from bot.staff import Person, StaffSession, csrf_matches

EVERYBODY = frozenset({"agent", "operator", "approver", "admin"})
OPERATORS = frozenset({"operator", "admin"})
APPROVERS = frozenset({"approver", "admin"})
AUDITORS = frozenset({"operator", "approver", "admin"})
_BODY_MAX = 20_000


class StaffDoor:
    """What every staff route does first. Reads need a session, writes also the page's token."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._house = rooms.house

    async def session_of(self, request: web.Request, roles: frozenset[str]) -> StaffSession:
        """Who is logged in, with one of these roles. Raises NotLoggedIn or ApiError."""
        token = session_token(request.headers.get("Cookie", ""))
        session = await self._house.staff.session(token or "")
        if session.person.role not in roles:
            raise ApiError(403, "forbidden")
        return session

    async def writer(self, request: web.Request, roles: frozenset[str]) -> Person:
        """The same for a write: the page has to show its token."""
        session = await self.session_of(request, roles)
        if not csrf_matches(session, request.headers.get("X-CSRF-Token")):
            raise ApiError(403, "csrf")
        return session.person


async def body_of(request: web.Request, largest: int = _BODY_MAX) -> Mapping[str, Any]:
    """The JSON object of a request. A form of another site cannot send this content type."""
    if request.content_type != "application/json" or (request.content_length or 0) > largest:
        raise ApiError(400, "bad_json")
    try:
        found = json.loads(await request.read())
    except (ValueError, RecursionError) as error:
        raise ApiError(400, "bad_json") from error
    if not isinstance(found, dict):
        raise ApiError(400, "bad_json")
    return found


def words_of(body: Mapping[str, Any], name: str, *, needed: bool = True) -> str:
    """A text of the body. Raises ApiError with the field\'s name."""
    try:
        return protocol.words(dict(body), name, needed=needed)
    except ProtocolError as error:
        raise ApiError(400, error.code, {name: error.code}) from error


def answer(body: Mapping[str, Any]) -> web.Response:
    """JSON that nobody keeps."""
    return web.json_response(body, headers={"Cache-Control": "no-store"})
