"""Namespace `/chat`: the customers. Thin: parse, call the conversation, answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot.conversation import calling, forgetting, preferring, queue
from bot.conversation.log import Entry
from bot.conversation.photos import Photos
from bot.conversation.rooms import Rooms
from bot.gateway import protocol, views
from bot.gateway.auth import IdentityCheck
from bot.gateway.namespace import Namespace
from bot.gateway.protocol import ProtocolError
from bot.gateway.ratelimit import RateLimit
from bot.model import AuthorKind, ConversationId
from bot.storage.database import StorageError
from bot.texts import spoken

NAMESPACE = "/chat"
PLACES_EVERY_S = 1.0
logger = logging.getLogger(__name__)
_Answer = Mapping[str, Any]
_DONE: _Answer = {}


@dataclass(frozen=True)
class _Client:
    """One connection: whose conversation, and the language last known."""

    conversation: ConversationId
    language: str
    certain: bool


class ChatNamespace(Namespace):
    """Every tab of every customer. A connection belongs to one conversation for its whole life."""

    def __init__(
        self,
        rooms: Rooms,
        photos: Photos,
        identities: IdentityCheck,
        messages: RateLimit,
        others: RateLimit,
        humans: RateLimit,
    ) -> None:
        super().__init__(NAMESPACE, rooms.texts, rooms.meters)
        self._rooms = rooms
        self._photos = photos
        self._identities = identities
        self._messages = messages
        self._others = others
        self._humans = humans
        self._limit = rooms.house.settings.chat.message_characters
        self._default_language = rooms.house.settings.default_language
        self._clients: dict[str, _Client] = {}
        self._tabs: dict[ConversationId, set[str]] = {}
        self._queue_moved = asyncio.Event()
        self._handlers = {name: getattr(self, f"_{name}") for name in protocol.CHAT_EVENTS}
        rooms.live.listen(self._tell)
        rooms.live.listen_typing(self._tell_typing)

    def knows(self, sid: str) -> bool:
        """Whether this connection was let in."""
        return sid in self._clients

    async def language(self, sid: str) -> str:
        """The language of the conversation; looked up again after the bot spoke."""
        client = self._clients.get(sid)
        if client is None:
            return self._default_language
        if not client.certain:
            thread = await self._rooms.people.thread(client.conversation, after=2**31)
            client = replace(client, language=thread.record.language, certain=True)
            # The tab may have been closed while we looked.
            if sid in self._clients:
                self._clients[sid] = client
        return client.language

    def language_of_newcomer(self, environ: Mapping[str, Any], auth: Any) -> str:
        """What the page asked for."""
        locale = auth.get("locale") if isinstance(auth, dict) else None
        return spoken(locale if isinstance(locale, str) else None, self._default_language)

    async def greet(self, sid: str, environ: Mapping[str, Any], auth: Any) -> None:
        """Open the conversation and say everything that was said since `after`."""
        hello = protocol.hello(auth)
        visitor = self._identities.visitor(hello.identity)
        opened = await self._rooms.conversations.open(
            visitor, token=hello.token, locale=hello.locale
        )
        conversation = opened.record.id
        after = 0 if opened.fresh else hello.after
        async with self._rooms.live.quiet(conversation):
            snapshot = await self._rooms.conversations.snapshot(conversation, after=after)
            record = snapshot.record
            await self._rooms.live.watch(conversation, record.last_offset)
            self._clients[sid] = _Client(conversation, record.language, certain=True)
            self._tabs.setdefault(conversation, set()).add(sid)
            self._rooms.visitors.arrive(conversation)
            self._meters.customers.inc()
            await self.join(sid, conversation)
            told = snapshot.disclosure.body if snapshot.disclosure else {}
            await self.say(
                "ready",
                {
                    "conversation": conversation,
                    "token": opened.token,
                    "mode": record.mode.value,
                    "disclosure": {"text": told.get("text", ""), "url": told.get("url", "")},
                    "events": [entry.for_customer() for entry in snapshot.entries],
                    "offset": record.last_public,
                    "mood": self._rooms.conversations.reads_moods(record),
                },
                sid,
            )

    async def part(self, sid: str) -> None:
        """A tab was closed, or the connection was lost."""
        client = self._clients.pop(sid)
        self._meters.customers.dec()
        self._rooms.visitors.leave(client.conversation)
        self._rooms.live.unwatch(client.conversation)
        tabs = self._tabs[client.conversation]
        tabs.discard(sid)
        if not tabs:
            del self._tabs[client.conversation]

    async def keep_places_fresh(self) -> None:
        """Tell who waits when the queue moved, at most once a second. Runs for ever."""
        while True:
            await self._queue_moved.wait()
            self._queue_moved.clear()
            try:
                await self.tell_places()
            except StorageError as error:
                logger.warning("places_not_told code=%s", error.code)
            await asyncio.sleep(PLACES_EVERY_S)

    async def tell_places(self) -> None:
        """Tell everybody who waits and is connected where they stand now."""
        if not self._tabs:
            return
        now, opening = self._rooms.house.clock(), self._rooms.house.settings.desk.opening
        found = await self._rooms.house.database.read(lambda c: list(queue.places(c, now, opening)))
        for place, record in found:
            if record.id in self._tabs:
                told: dict[str, Any] = {"position": place.position}
                if place.expected_wait_s is not None:
                    told["expected_wait_s"] = place.expected_wait_s
                if place.back_at is not None:
                    told["back_at"] = views.time(place.back_at)
                await self.say("place", told, record.id)

    async def _send(self, sid: str, data: Any) -> _Answer:
        conversation = self._clients[sid].conversation
        wanted = protocol.send(data, self._limit)
        if not self._messages.take(conversation):
            before = await self._rooms.conversations.sent_before(conversation, wanted.client_id)
            if before is not None:
                return {"offset": before}
            seconds = self._messages.seconds_left(conversation)
            raise ProtocolError("rate_limited", seconds=seconds, retry_after_s=seconds)
        began = time.perf_counter()
        offset = await self._rooms.conversations.send(
            conversation, client_id=wanted.client_id, text=wanted.text, payload=wanted.payload
        )
        self._meters.stage("received", time.perf_counter() - began)
        return {"offset": offset}

    async def _human(self, sid: str, _: Any) -> _Answer:
        await self._rooms.conversations.ask_person(self._limited(sid, self._humans))
        return _DONE

    async def _bot(self, sid: str, _: Any) -> _Answer:
        await self._rooms.conversations.leave_queue(self._limited(sid))
        return _DONE

    async def _read(self, sid: str, data: Any) -> _Answer:
        await self._rooms.conversations.read(self._limited(sid), protocol.read(data))
        return _DONE

    async def _feedback(self, sid: str, data: Any) -> _Answer:
        given = protocol.feedback(data, self._limit)
        await self._rooms.conversations.feedback(self._limited(sid), given.score, given.text)
        return _DONE

    async def _forget(self, sid: str, _: Any) -> _Answer:
        conversation = self._clients[sid].conversation
        language = await self.language(sid)
        await forgetting.forget(self._rooms, self._photos, conversation)
        return {"text": self._texts.say("chat.forgotten", language)}

    async def _close(self, sid: str, _: Any) -> _Answer:
        await self._rooms.conversations.close(self._limited(sid))
        return _DONE

    async def _mood(self, sid: str, data: Any) -> _Answer:
        on = protocol.switch(data)
        await self._rooms.conversations.mood(self._limited(sid), on)
        never = self._rooms.house.settings.empathy.mood_reading == preferring.NEVER
        key = "chat.mood_never" if never else "chat.mood_on" if on else "chat.mood_off"
        return {"text": self._texts.say(key, await self.language(sid))}

    async def _reach(self, sid: str, _: Any) -> _Answer:
        conversation = self._limited(sid)
        known = await self._rooms.reaching.known(conversation)
        wish = await self._rooms.calling.asked(conversation)
        return {
            "mail": known.mail,
            "on_file": known.on_file,
            "left": known.left,
            "calls": [
                {"from": views.time(slot.start), "until": views.time(slot.end)}
                for slot in self._rooms.calling.offered()
            ],
            "call": {
                "number": calling.ending(wish.number),
                "from": views.time(wish.start),
                "until": views.time(wish.end),
            }
            if wish
            else None,
        }

    async def _leave(self, sid: str, data: Any) -> _Answer:
        email = protocol.email(data)
        await self._rooms.reaching.leave(self._limited(sid), email)
        return _DONE

    async def _call_back(self, sid: str, data: Any) -> _Answer:
        wish = protocol.call_back(data)
        await self._rooms.calling.ask(self._limited(sid), number=wish.number, at=wish.at)
        return _DONE

    async def _transcript(self, sid: str, data: Any) -> _Answer:
        email = protocol.email(data)
        await self._rooms.letters.ask_transcript(self._limited(sid), email)
        return _DONE

    async def _typing(self, sid: str, data: Any) -> _Answer:
        conversation = self._limited(sid)
        await self._rooms.live.typing(conversation, AuthorKind.CUSTOMER, protocol.switch(data))
        return _DONE

    def _limited(self, sid: str, limit: RateLimit | None = None) -> ConversationId:
        """The conversation of a connection that does not ask too much."""
        conversation = self._clients[sid].conversation
        allowed = limit or self._others
        if not allowed.take(conversation):
            seconds = allowed.seconds_left(conversation)
            raise ProtocolError("rate_limited", seconds=seconds, retry_after_s=seconds)
        return conversation

    async def _tell(self, conversation: ConversationId, entries: Sequence[Entry]) -> None:
        """New entries go to every tab of their conversation, in order; notes to none."""
        for entry in entries:
            if entry.public is not None:
                await self.say("event", entry.for_customer(), conversation)
        # Without entries it may have been a mode, or another gateway's conversation.
        if not entries or any(entry.type == "mode" for entry in entries):
            self._queue_moved.set()
        if any(entry.author.kind is AuthorKind.BOT for entry in entries):
            for sid in self._tabs.get(conversation, ()):
                self._clients[sid] = replace(self._clients[sid], certain=False)

    async def _tell_typing(self, conversation: ConversationId, kind: AuthorKind, on: bool) -> None:
        if kind is not AuthorKind.CUSTOMER:
            await self.say("typing", {"author": kind.value, "on": on}, conversation)
