"""Where the engine keeps what was said: Rasa's SQL store on a file, which can also forget."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from rasa.core.tracker_store import SQLTrackerStore
from sqlalchemy import event


class ConversationStore(SQLTrackerStore):
    """SQLite in write-ahead mode: a crash loses no finished turn; what is erased is overwritten."""

    def __init__(self, path: Path, domain: Any = None) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        super().__init__(domain=domain, dialect="sqlite", db=str(path))
        event.listen(self.engine, "connect", _prepare)
        # The first connection was made before we could listen.
        self.engine.dispose()

    async def forget(self, conversation: str) -> None:
        """Delete every event of the conversation."""
        with self.session_scope() as session:
            rows = sa.delete(self.SQLEvent).where(self.SQLEvent.sender_id == conversation)
            session.execute(rows)
            session.commit()

    def close(self) -> None:
        """Let go of the file."""
        self.engine.dispose()


def _prepare(connection: Any, record: Any) -> None:
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
