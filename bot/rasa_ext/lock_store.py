"""One turn at a time in a conversation, and the next one at once: a lock without polling.

For one process. Rasa's own stores look once a second whether it is their turn.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from rasa.core.lock import TicketLock
from rasa.core.lock_store import LockError, LockStore

WAIT_AT_MOST_S = 60.0


@dataclass
class _Entry:
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0


class AsyncioLockStore(LockStore):
    """Holds a lock for each conversation that somebody works on."""

    def __init__(self, endpoint_config: Any = None) -> None:
        self._entries: dict[str, _Entry] = {}

    @asynccontextmanager
    async def lock(
        self,
        conversation_id: str,
        lock_lifetime: float = WAIT_AT_MOST_S,
        wait_time_in_seconds: float = 0,
    ) -> AsyncGenerator[Any, None]:
        """Wait for the turns before this one. Raises LockError after `lock_lifetime`."""
        entry = self._entries.setdefault(conversation_id, _Entry())
        entry.users += 1
        try:
            try:
                await asyncio.wait_for(entry.lock.acquire(), lock_lifetime)
            except asyncio.TimeoutError:
                raise LockError("an earlier turn of this conversation still runs") from None
            try:
                yield None
            finally:
                entry.lock.release()
        finally:
            entry.users -= 1
            if not entry.users:
                self._entries.pop(conversation_id, None)

    def get_lock(self, conversation_id: str) -> TicketLock | None:
        """Nothing is stored."""
        return None

    def save_lock(self, lock: TicketLock) -> None:
        """Nothing is stored."""

    def delete_lock(self, conversation_id: str) -> None:
        """Nothing is stored."""
