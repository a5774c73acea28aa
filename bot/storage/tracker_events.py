"""What the engine recorded of conversations, for tools that look on. Needs no Rasa."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection, make_url

from bot.storage.database import Database

Event = Mapping[str, Any]
_events = sa.table("events", sa.column("id"), sa.column("sender_id"), sa.column("data"))


def exists(url: str) -> bool:
    """Whether an engine ever recorded anything there."""
    place = make_url(url)
    if place.get_backend_name() == "sqlite" and not Path(place.database or "").is_file():
        return False
    database = Database(url)
    try:
        return bool(database.read_sync(lambda c: sa.inspect(c).has_table("events")))
    finally:
        database.close_sync()


def recorded(url: str, conversation: str | None = None) -> dict[str, list[Event]]:
    """The events of every conversation, or of one; in order, nothing when there is no record."""
    if not exists(url):
        return {}
    query = sa.select(_events.c.sender_id, _events.c.data).order_by(_events.c.id)
    if conversation is not None:
        query = query.where(_events.c.sender_id == conversation)
    found: dict[str, list[Event]] = {}

    def work(connection: Connection) -> None:
        for sender, data in connection.execute(query):
            found.setdefault(str(sender), []).append(json.loads(data))

    database = Database(url)
    try:
        database.read_sync(work)
    finally:
        database.close_sync()
    return found
