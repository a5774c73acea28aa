"""Stop buttons and limits stand still while a request is decided under them.

Who decides holds them as they are to the end of the transaction, together with everybody else who
decides; who changes them waits for those and lets nobody in meanwhile. So after the commit of a
change nothing is reserved or claimed under what was before. SQLite has one writer and needs none of
it; on PostgreSQL a decision that looked before a stop could otherwise be committed after it.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.storage.database import take_turn
from bot.storage.prepared import Prepared

_KEY = "authority:standing"
_HOLD = Prepared(text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:key, 0))"))


def hold(connection: Connection) -> None:
    """Nothing about stops and limits changes until this transaction ends. Call it first."""
    if connection.dialect.name == "postgresql":
        _HOLD.first(connection, {"key": _KEY})


def change(connection: Connection) -> None:
    """Wait for every decision under way, and keep new ones waiting. Call it first."""
    take_turn(connection, _KEY)
