"""What the engine recorded of conversations: to look at, and to erase. Needs no Rasa."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url

from bot.storage.database import Database

Event = Mapping[str, Any]
T = TypeVar("T")
_RECORDS = ("events", "checkpoints")
_events = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("data"))


def exists(url: str) -> bool:
    """Whether an engine ever recorded anything there."""
    return bool(_read(url, lambda connection: True))


def recorded(url: str, conversation: str | None = None) -> dict[str, list[Event]]:
    """The events of every conversation, or of one; in order, nothing when there is no record."""
    query = sa.select(_events.c.sender_id, _events.c.data).order_by(_events.c.id)
    if conversation is not None:
        query = query.where(_events.c.sender_id == conversation)

    def work(connection: Connection) -> dict[str, list[Event]]:
        found: dict[str, list[Event]] = {}
        for sender, data in connection.execute(query):
            found.setdefault(str(sender), []).append(json.loads(data))
        return found

    return _read(url, work) or {}


def of(connection: Connection, conversations: Collection[str]) -> dict[str, list[Event]]:
    """The events of these conversations, where the record is open already."""
    found: dict[str, list[Event]] = {}
    query = (
        sa.select(_events.c.sender_id, _events.c.data)
        .where(_events.c.sender_id.in_(sorted(conversations)))
        .order_by(_events.c.id)
    )
    for sender, data in connection.execute(query):
        found.setdefault(str(sender), []).append(json.loads(data))
    return found


def record(url: str) -> Database | None:
    """The record of the engines, opened; None when there is none yet. Close it after use."""
    return Database(url) if exists(url) else None


def erase(url: str, conversations: Sequence[str]) -> int:
    """Erase what an engine recorded of these, its database written anew; how many rows went.

    An engine that runs has to be told as well: it remembers. Raises StorageError.
    """
    if not _is_there(url):
        return 0
    database = Database(url)

    def work(connection: Connection) -> int:
        gone = 0
        for name in _RECORDS:
            if sa.inspect(connection).has_table(name):
                table = sa.table(name, sa.column("sender_id"))
                mine = sa.delete(table).where(table.c.sender_id.in_(conversations))
                gone += int(connection.execute(mine).rowcount)
        return gone

    try:
        return database.run_sync(work)
    finally:
        database.overwrite_sync(whole=True)
        database.close_sync()


def _is_there(url: str) -> bool:
    """A file that is not there is not made."""
    place = make_url(url)
    return place.get_backend_name() != "sqlite" or Path(place.database or "").is_file()


def _read(url: str, work: Callable[[Connection], T]) -> T | None:
    """None when there is no record; a file that is not there is not made."""
    if not _is_there(url):
        return None
    database = Database(url)
    try:
        return database.read_sync(
            lambda connection: (
                work(connection) if sa.inspect(connection).has_table(_events.name) else None
            )
        )
    finally:
        database.close_sync()
