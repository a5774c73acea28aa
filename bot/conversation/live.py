"""Writes to one conversation one after the other, and tells everybody who listens, in log order.
Who is typing is told here too; it is never written down.

Among several gateways the row of the conversation keeps them in order. An entry is told after its
transaction committed and before the next write of that conversation begins. Whoever reads a
snapshot under `quiet` therefore misses nothing and gets nothing twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TypeVar

from sqlalchemy.engine import Connection

from bot.conversation.log import Entry
from bot.conversation.record import lock
from bot.model import AuthorKind, ConversationId
from bot.storage.database import Database

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


class Live:
    """The order of writes per conversation, in this process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._lines: dict[ConversationId, _Line] = {}
        self._listeners: list[Listener] = []
        self._typing_listeners: list[TypingListener] = []
        self._writing: set[asyncio.Task[object]] = set()

    def listen(self, listener: Listener) -> None:
        """Hear of every committed change; the list of entries is empty when only a mode changed."""
        self._listeners.append(listener)

    def listen_typing(self, listener: TypingListener) -> None:
        """Hear who types."""
        self._typing_listeners.append(listener)

    async def typing(self, conversation: ConversationId, kind: AuthorKind, on: bool) -> None:
        """Tell that somebody types, or stopped."""
        for listener in self._typing_listeners:
            await listener(conversation, kind, on)

    @asynccontextmanager
    async def quiet(self, conversation: ConversationId) -> AsyncIterator[None]:
        """Nobody writes to this conversation meanwhile."""
        line = self._lines.setdefault(conversation, _Line())
        line.users += 1
        try:
            async with line.lock:
                yield
        finally:
            line.users -= 1
            if not line.users:
                self._lines.pop(conversation, None)

    async def write(self, conversation: ConversationId, work: Work[T]) -> T:
        """Do `work` in one transaction, then tell the listeners.

        A caller that is cancelled does not stop the telling: what was committed is always told.
        """
        task = asyncio.ensure_future(self._write(conversation, work))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)
        return await asyncio.shield(task)

    async def settle(self) -> None:
        """Wait for the writes that are under way: at shutdown."""
        while self._writing:
            await asyncio.gather(*self._writing, return_exceptions=True)

    async def _write(self, conversation: ConversationId, work: Work[T]) -> T:
        async with self.quiet(conversation):
            entries: list[Entry] = []

            def transaction(connection: Connection) -> T:
                entries.clear()
                lock(connection, conversation)
                return work(connection, entries)

            result = await self._database.run(transaction)
            for listener in self._listeners:
                try:
                    await listener(conversation, tuple(entries))
                except Exception:
                    logger.exception("listener_failed conversation=%s", conversation)
            return result
