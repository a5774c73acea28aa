"""What both socket.io namespaces share: every event is answered, whatever goes wrong.

An event that is understood and done gives `{ok: true, …}`; everything else gives
`{ok: false, code, text}` with a sentence in the language of whoever asked. No handler raises into
the library, which would send no answer at all.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast

import socketio
from socketio.exceptions import ConnectionRefusedError as Refused

from bot.authority.errors import AuthorityError
from bot.conversation.errors import ConversationError, HeldBack
from bot.conversation.meters import Meters
from bot.gateway.protocol import ProtocolError
from bot.storage.database import StorageError
from bot.texts import Texts

logger = logging.getLogger(__name__)
Ack = dict[str, Any]
Handler = Callable[[str, Any], Awaitable[Mapping[str, Any]]]


class Namespace(socketio.AsyncNamespace):
    """One namespace with a table of handlers by event name."""

    groups: tuple[str, ...] = ("errors",)
    """Where the sentences of refusals are in data/texts.yml, most fitting first."""

    def __init__(self, namespace: str, texts: Texts, meters: Meters) -> None:
        super().__init__(namespace)  # type: ignore[no-untyped-call]
        self._texts = texts
        self._meters = meters
        self._handlers: dict[str, Handler] = {}

    async def greet(self, sid: str, environ: Mapping[str, Any], auth: Any) -> None:
        """Let somebody in, or raise what refuses them."""
        raise NotImplementedError

    async def part(self, sid: str) -> None:
        """Somebody is gone."""
        raise NotImplementedError

    def knows(self, sid: str) -> bool:
        """Whether this connection was let in."""
        raise NotImplementedError

    async def language(self, sid: str) -> str:
        """In which language a connection is spoken to."""
        raise NotImplementedError

    def language_of_newcomer(self, environ: Mapping[str, Any], auth: Any) -> str:
        """In which language somebody is refused who is not in yet."""
        raise NotImplementedError

    async def say(self, event: str, data: Mapping[str, Any], to: str) -> None:
        """Send an event to one connection, or to everybody in a room."""
        await cast(Any, self).server.manager.tell(event, data, self.namespace, to)

    async def join(self, sid: str, room: str) -> None:
        """Let a connection hear what is said to a room."""
        await cast(Any, self).enter_room(sid, room)

    async def trigger_event(self, event: str, *args: Any) -> Any:
        """Called by the library for everything that comes in."""
        sid = args[0]
        if event == "connect" and not self.knows(sid):
            return await self._connect(sid, args[1], args[2] if len(args) > 2 else None)
        if event == "disconnect":
            if self.knows(sid):
                await self.part(sid)
            return None
        return await self._answer(event, sid, args[1] if len(args) > 1 else None)

    async def _connect(self, sid: str, environ: Mapping[str, Any], auth: Any) -> None:
        try:
            await self.greet(sid, environ, auth)
        except Exception as error:
            if self.knows(sid):
                await self.part(sid)
            language = self.language_of_newcomer(environ, auth)
            refusal = self.refusal(error, language)
            raise Refused(refusal["code"], refusal) from error

    async def _answer(self, event: str, sid: str, data: Any) -> Ack:
        try:
            handler = self._handlers.get(event)
            if handler is None or not self.knows(sid):
                raise ProtocolError("unknown_event")
            return {"ok": True, **await handler(sid, data)}
        except Exception as error:
            return self.refusal(error, await self._language_or_english(sid))

    async def _language_or_english(self, sid: str) -> str:
        try:
            return await self.language(sid) if self.knows(sid) else "en"
        except StorageError:
            return "en"

    def refusal(self, error: Exception, language: str) -> Ack:
        """What somebody is told about an error."""
        values: Mapping[str, object] = {}
        if isinstance(error, (ProtocolError, ConversationError)):
            code, values = error.code, error.values
        elif isinstance(error, StorageError):
            code = "busy"
            logger.warning("storage_refused namespace=%s code=%s", self.namespace, error.code)
        elif isinstance(error, AuthorityError):
            code = error.code
        else:
            code = "failed"
            logger.error("event_failed namespace=%s", self.namespace, exc_info=error)
        self._meters.refused.labels(code).inc()
        key = f"held_back_{_kind(error)}" if isinstance(error, HeldBack) else code
        text = self._text(key, language, values)
        extra = {name: values[name] for name in ("retry_after_s", "by") if name in values}
        return {"ok": False, "code": code, "text": text, **extra}

    def _text(self, key: str, language: str, values: Mapping[str, object]) -> str:
        for group in (*self.groups, "errors"):
            if self._texts.has(f"{group}.{key}"):
                return self._texts.say(f"{group}.{key}", language, **values)
        return self._texts.say("errors.failed", language)


def _kind(error: HeldBack) -> str:
    return "bot_claim" if error.reason == "bot_claim" else "effect"
