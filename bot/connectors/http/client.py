"""Makes the described calls over HTTP, and says what each answer means.

What never left this machine is Retryable. Once a request that changes something is out, everything
but a described answer is OutcomeUnknown: it is looked up, never sent again blindly.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping
from typing import Any

import aiohttp
from yarl import URL

from bot import tracing
from bot.connectors.errors import ConnectorError, Final, OutcomeUnknown, Retryable
from bot.connectors.http import answers, templates
from bot.connectors.http.answers import Unreadable
from bot.connectors.http.plan import METHODS, Call, Meaning, Plan, Rule

logger = logging.getLogger(__name__)
_DONE = (200, 201)
_NOT_NOW = (429, 502, 503, 504)


class _TooLong(Exception):
    """The answer has more bytes than the file allows."""


class Client:
    """One pool of connections to the systems of one file. Opens nothing until the first call."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._session: aiohttp.ClientSession | None = None

    async def call(self, name: str, values: Mapping[str, Any], *, key: str | None = None) -> Any:
        """The records of an answer, None for what does not exist. Raises ConnectorError.

        `key` names the reservation of a call that changes something.
        """
        call = self._plan.calls.get(name)
        if call is None:
            if METHODS[name][0] == "effect":
                raise Final("not_described", f"{name} is not in the connector's file")
            return None  # A shop without trips has none to show.
        try:
            request = self._request(call, values, key)
        except templates.Unusable as error:
            if not call.changes:
                return None  # What cannot stand in an address does not exist there.
            raise Final("bad_value", f"{call.name}: no usable {error}") from error
        started = time.monotonic()
        status, body = await self._exchange(call, request)
        logger.info(
            "connector_answered call=%s status=%s ms=%d",
            name,
            status,
            (time.monotonic() - started) * 1000,
        )
        return _read(call, status, body)

    async def close(self) -> None:
        """Let go of the connections; the next call opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(self, call: Call, request: Mapping[str, Any]) -> tuple[int, bytes]:
        try:
            async with self._open().request(call.method, **request) as response:
                return response.status, await self._content(response)
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Retryable("unreachable", type(error).__name__) from error
        except asyncio.TimeoutError as error:
            raise _lost(call, "timeout", "no answer in time") from error
        except _TooLong as error:
            raise _lost(call, "bad_answer", "the answer is too long") from error
        except (aiohttp.ClientError, OSError) as error:
            raise _lost(call, "cut_off", type(error).__name__) from error

    def _request(self, call: Call, values: Mapping[str, Any], key: str | None) -> dict[str, Any]:
        headers = {name: secret.value for name, secret in call.headers.items()}
        if (following := tracing.current()) is not None:
            headers[tracing.HEADER] = following
        if key is not None:
            headers[call.idempotency_header] = key
        address = URL(self._plan.base_url + templates.path(call.path, values), encoded=True)
        request: dict[str, Any] = {
            "url": address.update_query(templates.query(call.query, values)),
            "headers": headers,
            "timeout": aiohttp.ClientTimeout(total=call.timeout_s, sock_connect=call.timeout_s / 2),
            # Another host might be anybody's.
            "allow_redirects": False,
        }
        if call.body is not None:
            request["json"] = templates.body(call.body, values)
        return request

    async def _content(self, response: aiohttp.ClientResponse) -> bytes:
        content = bytearray()
        async for chunk in response.content.iter_chunked(65_536):
            content += chunk
            if len(content) > self._plan.max_bytes:
                raise _TooLong
        return bytes(content)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None or self._session.closed:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._plan.connections),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._session


def _read(call: Call, status: int, content: bytes) -> Any:
    """What an answer means, and the records in it."""
    body: Any = None
    broken: Unreadable | None = None
    try:
        body = answers.parse(content)
    except Unreadable as error:
        broken = error
    rule = _rule(call, status, body)
    if rule.meaning == "none":
        return None
    if rule.meaning == "final":
        raise Final(rule.name, f"{call.name} answered {status}")
    if rule.meaning == "retry":
        raise Retryable(rule.name or "unavailable", f"{call.name} answered {status}")
    if rule.meaning == "unknown":
        raise _lost(call, rule.name or "bad_answer", f"{call.name} answered {status}")
    try:
        if broken is not None:
            raise broken
        return _records(call, body)
    except Unreadable as error:
        logger.error("connector_answer_unreadable call=%s reason=%s", call.name, error)
        raise _lost(call, "bad_answer", f"{call.name}: {error}") from error


def _rule(call: Call, status: int, body: Any) -> Rule:
    """The described meaning of an answer, else what HTTP says of it; a change needs a success."""
    code = None if call.code_at is None else str(answers.pick(body, call.code_at))
    for rule in call.rules:
        if status in rule.statuses and rule.body_code in (None, code):
            return rule
    meaning: Meaning = "unknown"
    if status in _DONE:
        meaning = "done"
    elif status == 429 or (status in _NOT_NOW and not call.changes):
        meaning = "retry"
    elif status == 404 and call.kind in ("one", "truth") and not call.changes:
        meaning = "none"
    return Rule((status,), None, meaning, None)


def _records(call: Call, body: Any) -> Any:
    found = answers.pick(body, call.at)
    if call.kind == "truth":
        if not isinstance(found, bool):
            raise Unreadable("neither true nor false")
        return found
    if call.kind == "many":
        if not isinstance(found, list):
            raise Unreadable("no list")
        return tuple(answers.record(call.record, call.fields, one) for one in found)
    return answers.record(call.record, call.fields, found)


def _lost(call: Call, code: str, detail: str) -> ConnectorError:
    """No usable answer: of a read nothing happened, of a change nobody knows."""
    return OutcomeUnknown(code, detail) if call.changes else Retryable(code, detail)
