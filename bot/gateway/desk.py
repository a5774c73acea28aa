"""Namespace `/desk`: the people who take over. Thin: who asks, what they may, call, answer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.authority.by_person import Doer
from bot.authority.errors import DecisionNotFound
from bot.authority.service import Approval
from bot.connectors.ports import ConnectorError
from bot.conversation.errors import Taken
from bot.conversation.log import Entry
from bot.conversation.modes import Taker
from bot.conversation.rooms import Rooms
from bot.gateway import protocol, views
from bot.gateway.cookies import language_of, session_token
from bot.gateway.floor import Floor
from bot.gateway.namespace import Namespace
from bot.gateway.protocol import ProtocolError
from bot.gateway.waiting_list import WaitingList
from bot.model import AuthorKind, ConversationId, Mode, StaffId
from bot.staff import DESK_ROLES, NotLoggedIn, Person, csrf_matches

NAMESPACE = "/desk"
ROLES = DESK_ROLES
# How long a session that ended elsewhere may go on being trusted here.
TRUST = timedelta(seconds=15)
QUEUE_EVERY_S = 0.2
BRIEF_AFTER_S = 0.3
LOOK_EVERY_S = 10.0
NEWEST = 2**31 - 1
logger = logging.getLogger(__name__)
_Answer = Mapping[str, Any]
_DONE: _Answer = {}


@dataclass(frozen=True)
class _Desk:
    """One page of one person."""

    person: Person
    token: str
    language: str
    checked: datetime

    @property
    def taker(self) -> Taker:
        """The person, as conversations know them."""
        return Taker(self.person.id, self.person.display)

    @property
    def doer(self) -> Doer:
        """The person, as authority knows who does something."""
        return Doer(self.person.id, self.person.role, self.person.display)


@contextmanager
def _records() -> Iterator[None]:
    """A system of record that gives no answer is told as such; nothing was done."""
    try:
        yield
    except ConnectorError as error:
        logger.warning("deed_without_records code=%s", error.code)
        raise ProtocolError("records_silent") from error


class DeskNamespace(Namespace):
    """Every page of everybody at the desk."""

    groups = ("desk", "errors")

    def __init__(self, rooms: Rooms) -> None:
        super().__init__(NAMESPACE, rooms.texts, rooms.meters)
        self._rooms = rooms
        self._limit = rooms.house.settings.chat.message_characters
        self._desks: dict[str, _Desk] = {}
        self._readers: dict[ConversationId, set[str]] = {}
        self._changed, self._anybody = asyncio.Event(), asyncio.Event()
        self._stale_briefs: set[ConversationId] = set()
        self._waiting_list = WaitingList(rooms)
        self._floor = Floor(rooms)
        self._handlers = {name: getattr(self, f"_{name}") for name in protocol.DESK_EVENTS}
        rooms.live.listen(self._tell)
        rooms.live.listen_typing(self._tell_typing)
        rooms.outbox.listen(self._tell_approvals)

    def knows(self, sid: str) -> bool:
        """Whether this connection was let in."""
        return sid in self._desks

    async def language(self, sid: str) -> str:
        """The language of the person's browser."""
        desk = self._desks.get(sid)
        return desk.language if desk else self._rooms.house.settings.default_language

    def _at(self, sid: str) -> _Desk:
        """Who is at this connection; it may have dropped while its event was being read."""
        desk = self._desks.get(sid)
        if desk is None:
            raise ProtocolError("unauthorized")
        return desk

    def language_of_newcomer(self, environ: Mapping[str, Any], auth: Any) -> str:
        """The language of the page that knocks; when it does not say, of the browser."""
        locale = auth.get("locale") if isinstance(auth, dict) else None
        accept = environ.get("HTTP_ACCEPT_LANGUAGE", "")
        return language_of(locale if isinstance(locale, str) else str(accept))

    async def greet(self, sid: str, environ: Mapping[str, Any], auth: Any) -> None:
        """Let in who has a session, a page of ours and a role at the desk."""
        token = session_token(str(environ.get("HTTP_COOKIE", "")))
        try:
            session = await self._rooms.house.staff.session(token or "")
        except NotLoggedIn:
            raise ProtocolError("unauthorized") from None
        given = auth.get("csrf") if isinstance(auth, dict) else None
        if not csrf_matches(session, given if isinstance(given, str) else None):
            raise ProtocolError("csrf")
        if session.person.role not in ROLES:
            raise ProtocolError("forbidden")
        language = self.language_of_newcomer(environ, auth)
        self._desks[sid] = _Desk(session.person, token or "", language, self._rooms.house.clock())
        self._rooms.presence.arrive(session.person.id)
        self._anybody.set()
        self._meters.staff.inc()
        await self._rooms.see_who_is_here()
        if not await self._renew("queue", self._waiting_list):
            await self.say("queue", self._waiting_list.seen_by(session.person.id), sid)
        await self.say("approvals", self._approvals(session.person), sid)
        await self.say("colleagues", self._floor.seen_by(session.person.id), sid)
        self._changed.set()

    async def part(self, sid: str) -> None:
        """A page was closed."""
        desk = self._desks.pop(sid)
        for conversation, readers in self._readers.items():
            if sid in readers:
                readers.discard(sid)
                self._rooms.live.unwatch(conversation)
        self._readers = {name: readers for name, readers in self._readers.items() if readers}
        if not self._desks:
            self._anybody.clear()
        self._meters.staff.dec()
        if self._rooms.presence.leave(desk.person.id):
            await self._rooms.people.left(desk.person.id)
            await self._rooms.see_who_is_here()
            self._changed.set()

    async def keep_queue_fresh(self) -> None:
        """Send the queue and the colleagues at each change, at most five times a second.

        Runs for ever; without a change it still looks every few seconds at what other gateways did.
        """
        while True:
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._changed.wait(), LOOK_EVERY_S)
            self._changed.clear()
            try:
                await self._renew("queue", self._waiting_list)
                await self._renew("colleagues", self._floor)
            except Exception:
                logger.exception("queue_not_sent")
            # With nobody at a desk only the counts in /metrics are waiting for it.
            with suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._anybody.wait(), LOOK_EVERY_S)
            await asyncio.sleep(QUEUE_EVERY_S)

    async def _renew(self, name: str, list_of: WaitingList | Floor) -> bool:
        """Read a list anew and send it to every desk when it changed; whether it did."""
        changed = await list_of.refresh()
        if changed:
            for sid, desk in list(self._desks.items()):
                await self.say(name, list_of.seen_by(desk.person.id), sid)
        return changed

    async def keep_briefs_fresh(self) -> None:
        """Send a new brief to whoever reads a conversation in which something happened."""
        while True:
            await asyncio.sleep(BRIEF_AFTER_S)
            stale, self._stale_briefs = self._stale_briefs, set()
            for conversation in stale & self._readers.keys():
                try:
                    brief = await self._rooms.briefing.of(conversation)
                    await self.say(
                        "brief", {"conversation": conversation, "brief": brief}, conversation
                    )
                except Exception:
                    logger.exception("brief_not_sent conversation=%s", conversation)

    async def _answer(self, event: str, sid: str, data: Any) -> dict[str, Any]:
        if self.knows(sid) and not await self._still_trusted(sid):
            return self.refusal(ProtocolError("unauthorized"), await self.language(sid))
        return await super()._answer(event, sid, data)

    async def _still_trusted(self, sid: str) -> bool:
        """Whether the session behind a long-lived connection still holds."""
        desk, now = self._desks[sid], self._rooms.house.clock()
        if now - desk.checked < TRUST:
            return True
        try:
            session = await self._rooms.house.staff.session(desk.token)
        except NotLoggedIn:
            return False
        if sid in self._desks:
            self._desks[sid] = replace(desk, person=session.person, checked=now)
        return session.person.role in ROLES

    async def _open(self, sid: str, data: Any) -> _Answer:
        conversation, after = protocol.conversation(data), protocol.after(data)
        async with self._rooms.live.quiet(conversation):
            thread = await self._rooms.people.thread(conversation, after=after)
            await self._read_along(sid, conversation, thread.record.last_offset)
        return {
            "events": [entry.for_desk() for entry in thread.entries],
            "offset": thread.record.last_offset,
            "mode": thread.record.mode.value,
            "brief": await self._rooms.briefing.of(conversation),
        }

    async def _claim(self, sid: str, data: Any) -> _Answer:
        conversation = protocol.conversation(data)
        try:
            await self._rooms.people.claim(conversation, self._at(sid).taker)
        except Taken as taken:
            name = taken.values["name"]
            raise ProtocolError("taken", name=name, by=name) from taken
        async with self._rooms.live.quiet(conversation):
            thread = await self._rooms.people.thread(conversation, after=NEWEST)
            await self._read_along(sid, conversation, thread.record.last_offset)
        return {"brief": await self._rooms.briefing.of(conversation)}

    async def _release(self, sid: str, data: Any) -> _Answer:
        await self._rooms.people.release(protocol.conversation(data), self._at(sid).taker)
        return _DONE

    async def _transfer(self, sid: str, data: Any) -> _Answer:
        wanted, taker = protocol.transfer(data), self._at(sid).taker
        if wanted.skill is not None:
            await self._rooms.passing.to_skill(
                wanted.conversation, taker, skill=wanted.skill, why=wanted.reason
            )
        elif wanted.to == taker.id:
            raise ProtocolError()
        else:
            await self._rooms.passing.to_colleague(
                wanted.conversation, taker, to=StaffId(wanted.to or ""), why=wanted.reason
            )
        return _DONE

    async def _presence(self, sid: str, data: Any) -> _Answer:
        away, most = protocol.presence(data)
        person = self._at(sid).person.id
        await self._rooms.people.available(person, away=away, most=most)
        await self._rooms.see_who_is_here()
        self._changed.set()
        return _DONE

    async def _send(self, sid: str, data: Any) -> _Answer:
        wanted = protocol.written(data, self._limit)
        offset = await self._rooms.people.send(
            wanted.conversation,
            self._at(sid).taker,
            client_id=wanted.client_id,
            text=wanted.text,
        )
        return {"offset": offset}

    async def _note(self, sid: str, data: Any) -> _Answer:
        wanted = protocol.written(data, self._limit)
        offset = await self._rooms.people.note(
            wanted.conversation,
            self._at(sid).taker,
            client_id=wanted.client_id,
            text=wanted.text,
        )
        return {"offset": offset}

    async def _hand_back(self, sid: str, data: Any) -> _Answer:
        await self._rooms.people.hand_back(protocol.conversation(data), self._at(sid).taker)
        return _DONE

    async def _close(self, sid: str, data: Any) -> _Answer:
        await self._rooms.people.close(protocol.conversation(data), self._at(sid).taker)
        return _DONE

    async def _called(self, sid: str, data: Any) -> _Answer:
        await self._rooms.calling.done(protocol.conversation(data), self._at(sid).person.id)
        return _DONE

    async def _approve(self, sid: str, data: Any) -> _Answer:
        approval = protocol.approval(data)
        note = protocol.words(data, "note", needed=False)
        person = self._at(sid).person
        result = await self._rooms.house.authority.approve(
            approval, by=person.id, role=person.role, note=note
        )
        await self._settled()
        return {"outcome": result.outcome.value, "state": result.state and result.state.value}

    async def _deny(self, sid: str, data: Any) -> _Answer:
        approval = protocol.approval(data)
        reason = protocol.words(data, "reason", needed=True)
        person = self._at(sid).person
        await self._rooms.house.authority.deny(
            approval, by=person.id, role=person.role, reason=reason
        )
        await self._settled()
        return _DONE

    async def _except(self, sid: str, data: Any) -> _Answer:
        conversation, decision, digest = protocol.exception(data)
        reason = protocol.words(data, "reason", needed=True)
        try:
            result = await self._rooms.deeds.make_exception(
                conversation, decision, digest, by=self._at(sid).doer, reason=reason
            )
        except DecisionNotFound as error:
            raise ProtocolError("not_found") from error
        await self._settled()
        self._stale_briefs.add(conversation)
        return {"outcome": result.outcome.value, "state": result.state and result.state.value}

    async def _deeds(self, sid: str, data: Any) -> _Answer:
        conversation = protocol.conversation(data)
        with _records():
            return await self._rooms.deeds.form(conversation, self._at(sid).doer)

    async def _look(self, sid: str, data: Any) -> _Answer:
        wish = protocol.deed(data)
        with _records():
            return views.look(await self._rooms.deeds.look(wish, self._at(sid).doer))

    async def _do(self, sid: str, data: Any) -> _Answer:
        wish, (digest, seen) = protocol.deed(data), protocol.looked(data)
        with _records():
            result = await self._rooms.deeds.carry_out(
                wish, self._at(sid).doer, digest=digest, seen=seen
            )
        await self._settled()
        self._stale_briefs.add(wish.conversation)
        return views.done(result)

    async def _typing(self, sid: str, data: Any) -> _Answer:
        conversation, on = protocol.conversation(data), protocol.switch(data)
        thread = await self._rooms.people.thread(conversation, after=NEWEST)
        holds = thread.record.holder == self._at(sid).person.id
        if holds and thread.record.mode is Mode.HUMAN:
            await self._rooms.live.typing(conversation, AuthorKind.HUMAN_AGENT, on)
        return _DONE

    async def _settled(self) -> None:
        """The receipt to the customer at once, and the list without what was just decided."""
        await self._rooms.outbox.drain()
        await self._rooms.outbox.look_at_approvals()

    async def _read_along(self, sid: str, conversation: ConversationId, offset: int) -> None:
        """Let a page hear what comes behind this offset; under `Live.quiet`."""
        if sid in self._readers.get(conversation, ()):
            return
        await self._rooms.live.watch(conversation, offset)
        if sid not in self._desks:  # it dropped meanwhile
            self._rooms.live.unwatch(conversation)
            raise ProtocolError("unauthorized")
        self._readers.setdefault(conversation, set()).add(sid)
        await self.join(sid, conversation)

    def _approvals(self, person: Person) -> dict[str, Any]:
        return {"items": [views.approval(one, person) for one in self._rooms.outbox.approvals]}

    async def _tell(self, conversation: ConversationId, entries: Sequence[Entry]) -> None:
        self._changed.set()
        if conversation not in self._readers:
            return
        for entry in entries:
            await self.say(
                "event", {"conversation": conversation, "entry": entry.for_desk()}, conversation
            )
        if any(entry.type != "note" for entry in entries):
            self._stale_briefs.add(conversation)

    async def _tell_typing(self, conversation: ConversationId, kind: AuthorKind, on: bool) -> None:
        if kind is AuthorKind.CUSTOMER and conversation in self._readers:
            payload = {"conversation": conversation, "author": kind.value, "on": on}
            await self.say("typing", payload, conversation)

    async def _tell_approvals(self, approvals: tuple[Approval, ...]) -> None:
        self._changed.set()
        for sid, desk in list(self._desks.items()):
            await self.say("approvals", self._approvals(desk.person), sid)
        self._stale_briefs.update(approval.conversation for approval in approvals)
