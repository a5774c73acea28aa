"""What a person at the desk can do with a conversation: take it, talk, note, hand back, end it.

A claim is a lease: as long as its holder is at the desk it is renewed, and when they are gone for
longer the customer goes back into the queue and is told.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, update
from sqlalchemy.engine import Connection

from bot import disclosure
from bot.conversation import agenda, colleagues, log, router
from bot.conversation.colleagues import Availability, Colleague
from bot.conversation.errors import Away, Closed, Forgotten, Full, HeldBack, NotHolder
from bot.conversation.evidence import Evidence
from bot.conversation.letters import Letters
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.meters import Meters
from bot.conversation.modes import Modes, Taker
from bot.conversation.record import Record, change, every, load
from bot.conversation.router import Move
from bot.conversation.turns import Turns
from bot.disclosure import Withheld
from bot.model import Author, AuthorKind, Clock, ConversationId, Draft, Mode, StaffId
from bot.redaction import Redactor
from bot.storage.conversation_tables import conversations, withheld
from bot.storage.database import Database

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Thread:
    """Everything said in a conversation behind an offset, notes included."""

    record: Record
    entries: tuple[Entry, ...]


class People:
    """The desk's side of every conversation."""

    def __init__(
        self,
        *,
        database: Database,
        live: Live,
        modes: Modes,
        turns: Turns,
        evidence: Evidence,
        meters: Meters,
        clock: Clock,
        lease: timedelta,
        letters: Letters,
        most: int,
        redactor: Redactor = Redactor(),  # noqa: B008 it is frozen
    ) -> None:
        self._redactor = redactor
        self._database = database
        self._live = live
        self._modes = modes
        self._turns = turns
        self._evidence = evidence
        self._meters = meters
        self._clock = clock
        self._lease = lease
        self._letters = letters
        self._most = most

    async def thread(self, conversation: ConversationId, *, after: int = 0) -> Thread:
        """Look without taking over. Raises UnknownConversation."""

        def work(connection: Connection) -> Thread:
            found = load(connection, conversation)
            return Thread(found, tuple(log.read_all(connection, conversation, after=after)))

        return await self._database.read(work)

    async def claim(self, conversation: ConversationId, by: Taker) -> None:
        """Take over: from here on the bot is silent. Raises Taken with the name of who has it.

        Away or Full for who takes no more now; somebody in danger is taken in any case.
        """

        def work(connection: Connection, entries: list[Entry]) -> None:
            found = load(connection, conversation)
            if found.holder is None and not found.urgent:
                _takes_more(colleagues.find(connection, by.id, self._most))
            self._modes.apply(
                connection, found, Move.CLAIM, entries, now=self._clock(), reason="claimed", by=by
            )

        await self._live.write(conversation, work)

    async def release(self, conversation: ConversationId, by: Taker) -> None:
        """Put it back into the queue."""
        await self._move(conversation, Move.RELEASE, "released", by)

    async def close(self, conversation: ConversationId, by: Taker) -> None:
        """The matter is settled; the customer can always write again."""
        await self._move(conversation, Move.CLOSE, "closed_by_agent", by)

    async def hand_back(self, conversation: ConversationId, by: Taker) -> None:
        """Let the bot go on; it hears what was settled meanwhile before its next answer."""

        def work(connection: Connection, entries: list[Entry]) -> None:
            found = load(connection, conversation)
            since = found.held_from or 0
            settled = [
                dict(entry.body)
                for entry in log.read_all(connection, conversation, after=since)
                if entry.type == "receipt"
            ]
            found = self._modes.apply(
                connection,
                found,
                Move.HAND_BACK,
                entries,
                now=self._clock(),
                reason="handed_back",
                by=by,
            )
            agenda.add(
                connection,
                found,
                id=f"{conversation}:{found.last_offset}:handed_back",
                offset=found.last_offset,
                kind="handed_back",
                now=self._clock(),
                payload=json.dumps({"by": by.id, "receipts": settled}, ensure_ascii=False),
            )

        await self._live.write(conversation, work)
        self._turns.wake(conversation)

    async def send(
        self, conversation: ConversationId, by: Taker, *, client_id: str, text: str
    ) -> int:
        """Say something to the customer; its offset. Raises NotHolder, Closed or HeldBack."""
        author = Author(AuthorKind.HUMAN_AGENT, by.name)
        draft = Draft(author, text, "")
        ledger = await self._evidence.about(conversation, [draft])
        made = disclosure.review(draft, ledger)
        if isinstance(made, Withheld):
            await self._held(conversation, made)
            raise HeldBack(made.reason.value)

        def work(connection: Connection, entries: list[Entry]) -> int:
            found = load(connection, conversation)
            key = log.staff_key(by.id, client_id)
            before = log.find(connection, conversation, key)
            if before is not None:
                return before.offset
            if not router.may_speak(
                found.state, AuthorKind.HUMAN_AGENT, fence=found.fence, by=by.id
            ):
                raise Closed() if found.mode is Mode.CLOSED else NotHolder()
            now = self._clock()
            entry = log.append_reviewed(
                connection, found, made, now=now, by=by.id, request_key=key, client_id=client_id
            )
            found = change(connection, conversation, lease_until=now + self._lease)
            self._letters.answered(connection, found, entry, now)
            entries.append(entry)
            return entry.offset

        return await self._live.write(conversation, work)

    async def note(
        self, conversation: ConversationId, by: Taker, *, client_id: str, text: str
    ) -> int:
        """Write something down for colleagues; customers never get it."""

        def work(connection: Connection, entries: list[Entry]) -> int:
            found = load(connection, conversation)
            if found.erased_at is not None:
                raise Forgotten()
            before = log.find(connection, conversation, log.staff_key(by.id, client_id))
            if before is not None:
                return before.offset
            entry = log.append_note(
                connection,
                found,
                text=self._redactor.now(text, found.language),
                client_id=client_id,
                by=by.id,
                name=by.name,
                now=self._clock(),
            )
            entries.append(entry)
            return entry.offset

        return await self._live.write(conversation, work)

    async def renew(self, present: Iterable[StaffId]) -> frozenset[StaffId]:
        """Everybody at the desk is seen, and who is not away keeps what they hold.

        Gives those who are away: their claims run out like those of who left.
        """
        people = frozenset(present)
        if not people:
            return people

        def work(connection: Connection) -> frozenset[StaffId]:
            now = self._clock()
            away = colleagues.seen(connection, people, now)
            connection.execute(
                update(conversations)
                .where(
                    conversations.c.mode == Mode.HUMAN.value,
                    conversations.c.holder.in_(list(people - away)),
                )
                .values(lease_until=now + self._lease)
            )
            return away

        return await self._database.run(work)

    async def left(self, person: StaffId) -> None:
        """Somebody closed their last page: colleagues see that they are gone."""
        await self._database.run(lambda c: colleagues.left(c, person))

    async def available(self, person: StaffId, *, away: bool | None, most: int | None) -> None:
        """Step away or come back; say how many conversations to take at once."""

        def work(connection: Connection) -> None:
            if away is not None:
                colleagues.set_away(connection, person, away, self._clock())
            if most is not None:
                colleagues.set_most(connection, person, most)

        await self._database.run(work)

    async def colleagues(self) -> list[Colleague]:
        """Everybody who has a desk."""
        return await self._database.read(lambda c: colleagues.everybody(c, self._most))

    async def here(self) -> frozenset[StaffId]:
        """Who is at any gateway and did not step away."""
        now = self._clock()
        return frozenset(
            one.id
            for one in await self.colleagues()
            if one.availability(now) in (Availability.HERE, Availability.BUSY)
        )

    async def end_leases(self) -> None:
        """Customers whose person has been gone too long go back into the queue, and are told."""
        now = self._clock()
        late = await self._database.read(
            lambda c: every(
                c,
                (conversations.c.mode == Mode.HUMAN.value) & (conversations.c.lease_until < now),
            )
        )
        for found in late:
            logger.info("lease_ended conversation=%s", found.id)
            await self._end_lease(found.id)

    async def _end_lease(self, conversation: ConversationId) -> None:
        def work(connection: Connection, entries: list[Entry]) -> None:
            found = load(connection, conversation)
            now = self._clock()
            if found.lease_until is None or found.lease_until >= now:
                return
            self._modes.apply(
                connection, found, Move.LEASE_ENDS, entries, now=now, reason="agent_left"
            )

        await self._live.write(conversation, work)

    async def _move(self, conversation: ConversationId, what: Move, reason: str, by: Taker) -> None:
        def work(connection: Connection, entries: list[Entry]) -> None:
            found = load(connection, conversation)
            self._modes.apply(
                connection, found, what, entries, now=self._clock(), reason=reason, by=by
            )

        await self._live.write(conversation, work)

    async def _held(self, conversation: ConversationId, made: Withheld) -> None:
        self._meters.withheld.labels("human_agent", made.reason.value).inc()
        await self._database.run(
            lambda c: c.execute(
                insert(withheld).values(
                    conversation=conversation,
                    at=self._clock(),
                    author_kind=AuthorKind.HUMAN_AGENT.value,
                    reason=made.reason.value,
                )
            )
        )


def _takes_more(person: Colleague | None) -> None:
    """Raises Away or Full for somebody who takes no more conversations now."""
    if person is not None and person.away:
        raise Away()
    if person is not None and person.full:
        raise Full(most=person.most)
