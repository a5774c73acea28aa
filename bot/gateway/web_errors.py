"""One JSON shape for every HTTP error: `{"error": {"code", "text", "fields"}}`."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web
from aiohttp.typedefs import Middleware

from bot.authority.errors import AuthorityError
from bot.connectors.ports import ConnectorError
from bot.gateway.cookies import language_of
from bot.staff import NotLoggedIn, StaffError, TooManyTries, WrongLogin
from bot.storage.database import StorageError
from bot.texts import Texts

logger = logging.getLogger(__name__)
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_STATUS_OF_AUTHORITY = {
    "approval_not_found": 404,
    "approval_closed": 409,
    "not_permitted": 403,
    "stopped": 409,
    "bad_scope": 400,
    "bad_limits": 400,
    "bad_field": 400,
    "unknown_field": 400,
    "version_not_found": 404,
    "reservation_not_found": 404,
    "decision_not_found": 404,
    "bad_request": 400,
}


class ApiError(Exception):
    """A request that is refused; `fields` ties sentences to the fields of a form."""

    def __init__(self, status: int, code: str, fields: Mapping[str, str] | None = None) -> None:
        self.status = status
        self.code = code
        self.fields = dict(fields or {})
        super().__init__(code)


def error_middleware(texts: Texts) -> Middleware:
    """Turn whatever goes wrong under /api, /demo and /chat into the one shape."""

    @web.middleware
    def middleware(request: web.Request, handler: Handler) -> Awaitable[web.StreamResponse]:
        # What is let through is not waited for here: a web socket stays open for hours.
        told = request.path.startswith(("/api/", "/demo/", "/chat/"))
        return telling(request, handler) if told else handler(request)

    async def telling(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except web.HTTPException as error:
            codes = {404: "not_found", 405: "bad_method", 413: "too_large"}
            code = codes.get(error.status, "bad_request")
            return _answer(request, texts, error.status, code, {})
        except Exception as error:
            status, code = _judge(error)
            if status == 500:
                logger.error("request_failed path=%s", request.path, exc_info=error)
            fields = error.fields if isinstance(error, ApiError) else {}
            return _answer(request, texts, status, code, fields)

    return middleware


def _judge(error: Exception) -> tuple[int, str]:
    if isinstance(error, ApiError):
        return error.status, error.code
    if isinstance(error, NotLoggedIn):
        return 401, "unauthorized"
    if isinstance(error, WrongLogin):
        return 401, "login_failed"
    if isinstance(error, TooManyTries):
        return 429, "too_many_tries"
    if isinstance(error, StaffError):
        return 400, error.code
    if isinstance(error, AuthorityError):
        return _STATUS_OF_AUTHORITY.get(error.code, 409), error.code
    if isinstance(error, StorageError):
        return 503, "busy"
    if isinstance(error, ConnectorError):
        return 502, "unavailable"
    return 500, "failed"


def _answer(
    request: web.Request, texts: Texts, status: int, code: str, fields: Mapping[str, str]
) -> web.Response:
    language = language_of(request.headers.get("Accept-Language", ""))

    def said(key: str) -> str:
        for group in ("desk", "errors"):
            if texts.has(f"{group}.{key}"):
                return texts.say(f"{group}.{key}", language)
        return texts.say("desk.failed", language)

    shown = {name: said(key) for name, key in fields.items()}
    body = {"error": {"code": code, "text": said(code), "fields": shown}}
    return web.json_response(body, status=status)
