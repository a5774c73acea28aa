"""What a customer can do: open a conversation, write, ask for a person, leave, and be forgotten.

Every method returns after the durable write, so its return is what may be acknowledged.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.authority.erasing import erase_private
from bot.conversation import agenda, asking, log, preferring, record
from bot.conversation.asking import Coming
from bot.conversation.erasure import erase_texts, redact_texts, tidied
from bot.conversation.errors import BadToken, NotOffered
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.meters import Meters
from bot.conversation.modes import Modes
from bot.conversation.receiving import Receiving, alive, ended, still_open, too_old
from bot.conversation.record import Record, change, load
from bot.conversation.returning import token_hash
from bot.conversation.router import Move
from bot.conversation.turns import Turns
from bot.conversation.visitor import Visitor
from bot.conversation.voice import Voice
from bot.customers import Customers
from bot.model import Clock, ConversationId, CustomerId
from bot.redaction import Redactor
from bot.storage.conversation_tables import feedback
from bot.storage.database import Database
from bot.storage.sessions import end_session, session_of
from bot.texts import spoken

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Opened:
    """An open conversation with the token that opens it again."""

    record: Record
    token: str
    fresh: bool


@dataclass(frozen=True)
class Snapshot:
    """What the customer may see at one moment."""

    record: Record
    entries: tuple[Entry, ...]
    disclosure: Entry | None


class Conversations:
    """The customers' side of every conversation."""

    def __init__(
        self,
        *,
        database: Database,
        live: Live,
        modes: Modes,
        turns: Turns,
        voice: Voice,
        receiving: Receiving,
        customers: Customers,
        meters: Meters,
        clock: Clock,
        token_key: str,
        new_token: Callable[[], str],
        new_id: Callable[[], str],
        default_language: str,
        redactor: Redactor = Redactor(),  # noqa: B008 it is frozen
        mood_reading: str = preferring.OPT_OUT,
    ) -> None:
        self._database = database
        self._live = live
        self._modes = modes
        self._turns = turns
        self._voice = voice
        self._receiving = receiving
        self._customers = customers
        self._meters = meters
        self._clock = clock
        self._token_key = token_key.encode()
        self._new_token = new_token
        self._new_id = new_id
        self._default_language = default_language
        self._redactor = redactor
        self._mood_reading = mood_reading

    async def open(self, visitor: Visitor, *, token: str | None, locale: str | None) -> Opened:
        """Go on with the token's conversation, or begin one. Raises BadToken.

        A conversation belongs to one customer: an identity of another one begins a new one. So
        does who comes back to one that was closed more than a week ago.
        """
        known: Record | None = None
        if token is not None:
            hashed = self._hash(token)
            known = await self._database.read(lambda c: record.by_token(c, hashed, self._clock()))
            if known is None:
                raise BadToken()
            of_another = known.customer and visitor.subject and known.customer != visitor.subject
            if of_another or too_old(known, self._clock()):
                known = None
        if known is None or token is None:
            opened = await self._begin(visitor, locale)
        else:
            opened = Opened(await self._resume(known, visitor), token, False)
        if visitor.customer is not None and visitor.expires is not None:
            await self._customers.bind(opened.record.id, visitor.customer, visitor.expires)
        return opened

    async def snapshot(self, conversation: ConversationId, *, after: int) -> Snapshot:
        """Everything behind an offset; take it under `Live.quiet` to miss nothing."""

        def work(connection: Connection) -> Snapshot:
            found = load(connection, conversation)
            return Snapshot(
                found,
                tuple(log.read_public(connection, conversation, after=after)),
                log.last_disclosure(connection, found),
            )

        return await self._database.read(work)

    async def send(
        self,
        conversation: ConversationId,
        *,
        client_id: str,
        text: str | None = None,
        payload: str | None = None,
    ) -> int:
        """Put a message or a choice into the log; its offset. Raises NotOffered or Forgotten.

        The same `client_id` again gives the same offset and does nothing.
        """

        def work(connection: Connection, entries: list[Entry]) -> tuple[int, Coming | None]:
            return write_down(connection, entries), asking.coming(
                connection, conversation, self._clock(), self._mood_reading
            )

        def write_down(connection: Connection, entries: list[Entry]) -> int:
            found = alive(connection, conversation)
            before = log.find(connection, conversation, log.customer_key(client_id))
            if before is not None:
                return before.public or 0
            title = text if payload is None else log.offered(connection, conversation, payload)
            if title is None:
                raise NotOffered()
            now = self._clock()
            kept = self._redactor.now(title, found.language)
            entry = log.append_customer(
                connection,
                found,
                text=kept,
                client_id=client_id,
                name=self._voice.customer_name(found.language),
                now=now,
            )
            entries.append(entry)
            words = title if kept != title else None
            self._receiving.answer(connection, found, entry, payload, entries, now, words=words)
            return entry.public or 0

        offset, coming = await self._live.write(conversation, work)
        if coming is not None:
            self._turns.wake(conversation, coming)
        return offset

    async def holder_of(self, token: str) -> ConversationId:
        """The conversation that a token opens. Raises BadToken."""
        hashed = self._hash(token)
        known = await self._database.read(lambda c: record.by_token(c, hashed, self._clock()))
        if known is None:
            raise BadToken()
        return known.id

    async def sent_before(self, conversation: ConversationId, client_id: str) -> int | None:
        """The offset of a message that is in the log already."""
        found = await self._database.read(
            lambda c: log.find(c, conversation, log.customer_key(client_id))
        )
        return None if found is None else found.public

    async def ask_person(self, conversation: ConversationId) -> None:
        """A person, now: no question back, no argument."""
        self._meters.handoffs.labels("asked").inc()
        await self._move(conversation, Move.ASK_PERSON, "asked")

    async def leave_queue(self, conversation: ConversationId) -> None:
        """Go on with the bot. Raises WithPerson when a person is talking already."""
        await self._move(conversation, Move.LEAVE_QUEUE, "left_queue")

    async def close(self, conversation: ConversationId) -> None:
        """The customer is done."""
        await self._move(conversation, Move.CLOSE, "closed_by_customer")

    async def read(self, conversation: ConversationId, offset: int) -> None:
        """Remember how far the customer has read; never backwards."""

        def work(connection: Connection) -> None:
            found = alive(connection, conversation)
            reached = min(offset, found.last_public)
            if reached > found.read_offset:
                change(connection, conversation, read_offset=reached)

        await self._database.run(work)

    async def feedback(self, conversation: ConversationId, score: int, text: str) -> None:
        """How it felt."""

        def work(connection: Connection) -> None:
            found = alive(connection, conversation)
            kept = self._redactor.now(text, found.language)
            connection.execute(
                insert(feedback).values(
                    conversation=conversation, at=self._clock(), score=score, text=kept
                )
            )

        await self._database.run(work)

    def reads_moods(self, found: Record) -> bool | None:
        """Whether moods are read in a conversation; None where nobody can choose it."""
        if self._mood_reading == preferring.NEVER:
            return None
        return preferring.may_read(self._mood_reading, found)

    async def mood(self, conversation: ConversationId, on: bool) -> None:
        """Switch mood reading on or off: here, and for a known customer in every conversation."""

        def work(connection: Connection, _: list[Entry]) -> None:
            found = alive(connection, conversation)
            preferring.choose(connection, found, on=on, now=self._clock())

        await self._live.write(conversation, work)

    async def forget(self, conversation: ConversationId, *, empty_log: bool = True) -> Counter[str]:
        """Erase the texts and the token here, and have the engine erase what it holds.

        How many of each kind of data went; nothing when it was erased before. Without `empty_log`
        the caller empties the database's write-ahead log, once for many.
        """

        def work(connection: Connection, entries: list[Entry]) -> Counter[str]:
            found = load(connection, conversation)
            if found.erased_at is not None:
                return Counter()
            now = self._clock()
            found = self._modes.apply(
                connection, found, Move.CLOSE, entries, now=now, reason="forgotten"
            )
            agenda.drop_messages(connection, found, now=now, note="forgotten")
            done = erase_texts(connection, conversation)
            erase_private(connection, conversation)
            change(connection, conversation, token_hash=None, erased_at=now, distress=0.0)
            agenda.add(
                connection,
                found,
                id=f"{conversation}:forget",
                offset=found.last_offset,
                kind="forget",
                now=now,
            )
            return done

        done = await self._live.write(conversation, work)
        self._turns.wake(conversation)
        if empty_log and not await self._database.overwrite():
            logger.warning("log_not_emptied conversation=%s", conversation)
        return done

    async def tidy(self, conversation: ConversationId) -> None:
        """Take addresses and numbers out of a conversation that is long over.

        The engine forgets what it recorded of it: nobody goes on with it any more.
        """

        def work(connection: Connection, _: list[Entry]) -> None:
            found = load(connection, conversation)
            if found.erased_at is None:
                redact_texts(connection, found, self._redactor)
                agenda.add(
                    connection,
                    found,
                    id=tidied(found.id, found.last_offset),
                    offset=found.last_offset,
                    kind="forget",
                    now=self._clock(),
                )

        await self._live.write(conversation, work)
        self._turns.wake(conversation)

    async def _begin(self, visitor: Visitor, locale: str | None) -> Opened:
        conversation = ConversationId(self._new_id())
        token = self._new_token()

        def work(connection: Connection, entries: list[Entry]) -> Record:
            now = self._clock()
            moods = preferring.decide(
                self._mood_reading, preferring.choice_of(connection, visitor.customer)
            )
            made = record.create(
                connection,
                conversation,
                token_hash=self._hash(token),
                language=spoken(locale, self._default_language),
                customer=visitor.customer,
                now=now,
                mood_on=moods.on,
                mood_chosen=moods.chosen,
            )
            made = self._modes.disclose(connection, made, entries, now=now, again=False)
            return self._tell_problem(connection, made, visitor, entries, now)

        return Opened(await self._live.write(conversation, work), token, True)

    async def _resume(self, known: Record, visitor: Visitor) -> Record:
        new_customer = visitor.customer is not None and known.customer is None
        if not new_customer and visitor.problem is None:
            return known

        def work(connection: Connection, entries: list[Entry]) -> Record:
            found = alive(connection, known.id)
            if visitor.customer is not None and found.customer is None:
                found = self._know(connection, found, visitor.customer)
            return self._tell_problem(connection, found, visitor, entries, self._clock())

        return await self._live.write(known.id, work)

    def _know(self, connection: Connection, found: Record, customer: CustomerId) -> Record:
        """A guest turns out to be this customer; of two choices a no is the one that counts."""
        before = found.mood_on if found.mood_chosen else None
        chosen = preferring.choice_of(connection, customer)
        both = [choice for choice in (before, chosen) if choice is not None]
        moods = preferring.decide(self._mood_reading, all(both) if both else None)
        return change(
            connection,
            found.id,
            customer=customer,
            mood_on=moods.on,
            mood_chosen=moods.chosen,
        )

    def _tell_problem(
        self,
        connection: Connection,
        found: Record,
        visitor: Visitor,
        entries: list[Entry],
        now: datetime,
    ) -> Record:
        """Say once that an identity is not taken, and what that means."""
        if visitor.problem is None:
            return found
        if visitor.problem == "invalid":
            end_session(connection, found.id, now)
        elif session_of(connection, found.id).identified(now) is not None:
            return found  # renewed elsewhere: nothing has run out
        key = ended(connection, found, now) or visitor.key
        text = f"chat.identity_{visitor.problem}"
        return self._receiving.tell_once(connection, found, text, key, entries, now=now)

    async def _move(self, conversation: ConversationId, what: Move, reason: str) -> None:
        def work(connection: Connection, entries: list[Entry]) -> None:
            found, now = alive(connection, conversation), self._clock()
            if what is not Move.CLOSE:
                still_open(found, now)
            self._modes.apply(connection, found, what, entries, now=now, reason=reason)

        await self._live.write(conversation, work)

    def _hash(self, token: str) -> str:
        return token_hash(self._token_key, token)
