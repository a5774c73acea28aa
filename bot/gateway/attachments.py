"""Photos over HTTP: a customer sends one into their conversation; they and the desk can see it."""

from __future__ import annotations

import asyncio
import re

from aiohttp import BodyPartReader, web

from bot.conversation.errors import ConversationError, Forgotten
from bot.conversation.photos import LARGEST_BYTES, Photos
from bot.conversation.rooms import Rooms
from bot.gateway.cookies import session_token
from bot.gateway.desk import ROLES
from bot.gateway.protocol import clean
from bot.gateway.ratelimit import RateLimit
from bot.gateway.web_errors import ApiError
from bot.model import ConversationId
from bot.staff import NotLoggedIn

_CLIENT_ID = re.compile(r"[\x21-\x7e]{1,64}")
_LONGEST_NAME = 80
_PATH = "/chat/attachments"


class Attachments:
    """`POST /chat/attachments` with the conversation's token, and the pictures themselves."""

    def __init__(self, rooms: Rooms, photos: Photos, limit: RateLimit) -> None:
        self._rooms = rooms
        self._photos = photos
        self._limit = limit
        self._origins = {one.rstrip("/") for one in rooms.house.settings.allowed_origins}

    def routes(self) -> list[web.RouteDef]:
        """One to send, one to see."""
        return [
            web.options(_PATH, self.allow),
            web.post(_PATH, self.receive),
            web.get(_PATH + "/{conversation}/{id}", self.show),
        ]

    async def allow(self, request: web.Request) -> web.Response:
        """A browser asks whether the page of another site may send one: those that embed us may."""
        return web.Response(status=204)

    async def share(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let the page of a site that embeds us read every answer, a refusal's reason included."""
        if request.path != _PATH:
            return
        response.headers["Vary"] = "Origin"
        origin = request.headers.get("Origin", "")
        if origin in self._origins:
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "Authorization"

    async def receive(self, request: web.Request) -> web.Response:
        """A form with `client_id` and `file`; answers like `send`: `{ok, offset, attachment}`."""
        conversation = await self._holder(request)
        if not self._limit.take(conversation):
            raise ApiError(429, "too_many_photos")
        client_id, name, data = await self._form(request)
        photo = await asyncio.to_thread(self._photos.save, conversation, data)
        if photo is None:
            raise ApiError(415, "no_photo")
        attachment = photo.to_json(conversation)
        try:
            offset = await self._rooms.pictures.attach(
                conversation, client_id=client_id, name=name, attachment=attachment
            )
        except Forgotten:
            # Erased while it came in, after the files of the conversation went: as if it came late.
            await asyncio.to_thread(self._photos.erase, conversation)
            raise ApiError(401, "unauthorized") from None
        return web.json_response({"ok": True, "offset": offset, "attachment": attachment})

    async def show(self, request: web.Request) -> web.Response:
        """The picture, for the holder of the token and for people at the desk; nobody else."""
        wanted = ConversationId(request.match_info["conversation"])
        if not await self._at_the_desk(request) and await self._holder(request) != wanted:
            raise ApiError(404, "not_found")
        found = await asyncio.to_thread(self._photos.read, wanted, request.match_info["id"])
        if found is None:
            raise ApiError(404, "not_found")
        media_type, data = found
        headers = {"Cache-Control": "private, max-age=300", "Content-Disposition": "inline"}
        return web.Response(body=data, content_type=media_type, headers=headers)

    async def _holder(self, request: web.Request) -> ConversationId:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise ApiError(401, "unauthorized")
        try:
            return await self._rooms.conversations.holder_of(token.strip())
        except ConversationError:
            raise ApiError(401, "unauthorized") from None

    async def _at_the_desk(self, request: web.Request) -> bool:
        token = session_token(request.headers.get("Cookie", ""))
        if not token:
            return False
        try:
            session = await self._rooms.house.staff.session(token)
        except NotLoggedIn:
            return False
        return session.person.role in ROLES

    async def _form(self, request: web.Request) -> tuple[str, str, bytes]:
        if not request.content_type.startswith("multipart/"):
            raise ApiError(400, "bad_request")
        client_id, name, data = "", "", b""
        form = await request.multipart()
        while (part := await form.next()) is not None:
            if not isinstance(part, BodyPartReader):
                raise ApiError(400, "bad_request")
            if part.name == "client_id":
                client_id = (await part.read(decode=True)).decode("utf-8", "replace").strip()
            elif part.name == "file":
                name = clean(part.filename or "")[:_LONGEST_NAME].strip()
                data = await _bounded(part)
        if not _CLIENT_ID.fullmatch(client_id) or not data:
            raise ApiError(400, "bad_request")
        return client_id, name or "photo", data


async def _bounded(part: BodyPartReader) -> bytes:
    """The whole part, or 413 as soon as it is more than we keep."""
    data = bytearray()
    while chunk := await part.read_chunk(65_536):
        data += chunk
        if len(data) > LARGEST_BYTES:
            raise ApiError(413, "too_large")
    return bytes(data)
