"""Writes to one conversation one after the other, and tells everybody who listens, in log order.
Who is typing is told here too; it is never written down.

Among several gateways the row of the conversation keeps them in order. An entry is told after its
transaction committed and before the next write of that conversation begins. Whoever reads a
snapshot under `quiet` and then says `watch` therefore misses nothing and gets nothing twice, also
of what another gateway writes: its entries are read from the log, up to where they were told here.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot import tracing
from bot.conversation import log
from bot.conversation.log import Entry
from bot.conversation.news import News
from bot.conversation.record import lock
from bot.model import AuthorKind, ConversationId
from bot.storage.conversation_tables import conversations
from bot.storage.database import Database, StorageError

T = TypeVar("T")
Listener = Callable[[ConversationId, Sequence[Entry]], Awaitable[None]]
TypingListener = Callable[[ConversationId, AuthorKind, bool], Awaitable[None]]
Work = Callable[[Connection, list[Entry]], T]
"""Does its part in one transaction and adds the entries it appended to the list."""

logger = logging.getLogger(__name__)


@dataclass
class _Line:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


@dataclass
class _Watch:
    """Somebody here listens to a conversation, and was told it up to this offset."""

    told: int
    users: int = 0


class Live:
    """The order of writes per conversation, in this process and beside other gateways."""

    def __init__(self, database: Database, news: News | None = None) -> None:
        self._database = database
        self._news = news
        self._lines: dict[ConversationId, _Line] = {}
        self._watched: dict[ConversationId, _Watch] = {}
        self._listeners: list[Listener] = []
        self._written: list[Listener] = []
        self._typing_listeners: list[TypingListener] = []
        self._writing: set[asyncio.Task[object]] = set()
        self._stopping = False

    @property
    def alone(self) -> bool:
        """Whether no other gateway can write here: SQLite is a file of one machine's gateway."""
        return bool(self._database.is_sqlite)

    def start(self) -> None:
        """Hear of the other gateways."""
        self._stopping = False
        if self._news is not None:
            self._news.start(self._heard)

    async def stop(self) -> None:
        """Wait for the writes that are under way, and say goodbye: at shutdown."""
        self._stopping = True
        while self._writing:
            await asyncio.gather(*self._writing, return_exceptions=True)
        if self._news is not None:
            await self._news.close()

    def listen(self, listener: Listener) -> None:
        """Hear of every committed change; the list of entries is empty when only a mode changed,
        or when nobody here watches the conversation that another gateway wrote to.
        """
        self._listeners.append(listener)

    def listen_written(self, listener: Listener) -> None:
        """Hear of what this gateway wrote, and of nothing else."""
        self._written.append(listener)

    def listen_typing(self, listener: TypingListener) -> None:
        """Hear who types."""
        self._typing_listeners.append(listener)

    async def typing(self, conversation: ConversationId, kind: AuthorKind, on: bool) -> None:
        """Tell that somebody types, or stopped."""
        if self._news is not None:
            self._news.say(conversation=conversation, typing=kind.value, on=on)
        await self._tell_typing(conversation, kind, on)

    @asynccontextmanager
    async def quiet(self, conversation: ConversationId) -> AsyncIterator[None]:
        """Nobody of this gateway writes to this conversation meanwhile."""
        line = self._lines.setdefault(conversation, _Line())
        line.users += 1
        try:
            async with line.lock:
                yield
        finally:
            line.users -= 1
            if not line.users:
                self._lines.pop(conversation, None)

    async def watch(self, conversation: ConversationId, offset: int) -> None:
        """One more here listens from behind this offset on; under `quiet`, before they can hear.

        Those who listen already are told up to there first.
        """
        watch = self._watched.get(conversation)
        if watch is not None and watch.told < offset:
            await self._catch_up(conversation, watch)
        self._watched.setdefault(conversation, _Watch(offset)).users += 1

    def unwatch(self, conversation: ConversationId) -> None:
        """One less."""
        watch = self._watched[conversation]
        watch.users -= 1
        if not watch.users:
            del self._watched[conversation]

    async def look(self) -> None:
        """Tell what other gateways wrote and no hint came of."""
        if self.alone or not self._watched:
            return
        names = list(self._watched)

        def ends(connection: Connection) -> list[tuple[str, int]]:
            c = conversations.c
            return connection.execute(select(c.id, c.last_offset).where(c.id.in_(names))).all()  # type: ignore[no-any-return]

        for name, last in await self._database.read(ends):
            await self._up_to(ConversationId(name), last)

    async def write(self, conversation: ConversationId, work: Work[T]) -> T:
        """Do `work` in one transaction, then tell the listeners.

        A caller that is cancelled does not stop the telling: what was committed is always told.
        """
        return await asyncio.shield(self._begun(self._write(conversation, work)))

    def _begun(self, work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
        """In a task that `stop` waits for."""
        task = asyncio.create_task(work)
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return task

    async def _write(self, conversation: ConversationId, work: Work[T]) -> T:
        async with self.quiet(conversation):
            entries: list[Entry] = []

            def transaction(connection: Connection) -> T:
                entries.clear()
                lock(connection, conversation)
                return work(connection, entries)

            with tracing.stage("log"):
                result = await self._database.run(transaction)
            if self._news is not None:
                last = entries[-1].offset if entries else 0
                self._news.say(conversation=conversation, offset=last)
            with tracing.stage("delivery"):
                await self._tell_written(conversation, tuple(entries))
            return result

    async def _tell_written(self, conversation: ConversationId, entries: tuple[Entry, ...]) -> None:
        await self._to_all(self._written, conversation, entries)
        watch = self._watched.get(conversation)
        if watch is not None and entries:
            if entries[0].offset > watch.told + 1:
                try:
                    await self._catch_up(conversation, watch, before=entries[0].offset)
                except StorageError as error:
                    # It is written, whatever can be read now: the next look tells all of it.
                    logger.warning("told_later conversation=%s code=%s", conversation, error.code)
                    await self._to_all(self._listeners, conversation, ())
                    return
            entries = tuple(entry for entry in entries if entry.offset > watch.told)
            watch.told = max([watch.told, *(entry.offset for entry in entries)])
        await self._to_all(self._listeners, conversation, entries)

    async def _heard(self, what: Mapping[str, Any]) -> None:
        """Something happened at another gateway."""
        if self._stopping:
            return
        conversation = ConversationId(what["conversation"])
        if "typing" in what:
            await self._tell_typing(conversation, AuthorKind(what["typing"]), bool(what["on"]))
        elif conversation not in self._watched or not what["offset"]:
            await self._to_all(self._listeners, conversation, ())
        else:
            # Beside the next hint: a conversation that is being written to holds up no other.
            self._begun(self._follow(conversation, int(what["offset"])))

    async def _follow(self, conversation: ConversationId, offset: int) -> None:
        try:
            await self._up_to(conversation, offset)
        except StorageError as error:
            # The next look finds it.
            logger.warning("hint_not_followed conversation=%s code=%s", conversation, error.code)

    async def _up_to(self, conversation: ConversationId, offset: int) -> None:
        if conversation not in self._watched:
            return
        async with self.quiet(conversation):
            # Looked up here: a tab that came back meanwhile began a new watch.
            watch = self._watched.get(conversation)
            if watch is not None and watch.told < offset:
                await self._catch_up(conversation, watch)

    async def _catch_up(
        self, conversation: ConversationId, watch: _Watch, before: int | None = None
    ) -> None:
        """Tell what the log has and was not told here; under `quiet`."""
        told = watch.told
        found = await self._database.read(lambda c: log.read_all(c, conversation, after=told))
        entries = tuple(entry for entry in found if before is None or entry.offset < before)
        if entries:
            watch.told = entries[-1].offset
        await self._to_all(self._listeners, conversation, entries)

    async def _tell_typing(self, conversation: ConversationId, kind: AuthorKind, on: bool) -> None:
        for listener in self._typing_listeners:
            await listener(conversation, kind, on)

    async def _to_all(
        self,
        listeners: Sequence[Listener],
        conversation: ConversationId,
        entries: tuple[Entry, ...],
    ) -> None:
        for listener in listeners:
            try:
                await listener(conversation, entries)
            except Exception:
                logger.exception("listener_failed conversation=%s", conversation)
