"""What the engine still has to hear, per conversation in order: turns, hand-backs, erasures.

A row is pending until it is done, dropped (a person took over) or failed (the customer was told).
It survives a restart; the turn id stays the same whatever happens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import func, insert, select, update
from sqlalchemy.engine import Connection

from bot.conversation.record import Record
from bot.model import ConversationId
from bot.storage.conversation_tables import turns

Kind = Literal["message", "handed_back", "forget"]
PENDING = "pending"
End = Literal["done", "dropped", "failed"]


@dataclass(frozen=True)
class Job:
    """One thing the engine has to hear. `offset` is that of the entry behind it."""

    id: str
    conversation: ConversationId
    offset: int
    kind: Kind
    fence: int
    payload: str | None
    created_at: datetime

    def details(self) -> Mapping[str, Any]:
        """What a hand-back carries."""
        return cast(Mapping[str, Any], json.loads(self.payload or "{}"))


def add(
    connection: Connection,
    record: Record,
    *,
    id: str,
    offset: int,
    kind: Kind,
    now: datetime,
    payload: str | None = None,
) -> None:
    """Put something on the agenda, under the conversation's present fence."""
    connection.execute(
        insert(turns).values(
            id=id,
            conversation=record.id,
            offset=offset,
            kind=kind,
            state=PENDING,
            fence=record.fence,
            payload=payload,
            created_at=now,
        )
    )


def first(connection: Connection, conversation: ConversationId) -> Job | None:
    """What comes next for a conversation."""
    row = connection.execute(
        select(turns)
        .where(turns.c.conversation == conversation, turns.c.state == PENDING)
        .order_by(turns.c.offset)
        .limit(1)
    ).one_or_none()
    return None if row is None else _job(row)


def is_pending(connection: Connection, job: Job) -> bool:
    """Whether nobody finished it meanwhile."""
    state = connection.execute(select(turns.c.state).where(turns.c.id == job.id)).scalar_one()
    return bool(state == PENDING)


def unfinished(connection: Connection) -> list[ConversationId]:
    """The conversations that have something on the agenda."""
    rows = connection.execute(
        select(turns.c.conversation).where(turns.c.state == PENDING).distinct()
    ).scalars()
    return [ConversationId(row) for row in rows]


def finish(
    connection: Connection, job: Job, how: End, *, now: datetime, note: str | None = None
) -> None:
    """Close one thing."""
    connection.execute(
        update(turns)
        .where(turns.c.id == job.id, turns.c.state == PENDING)
        .values(state=how, finished_at=now, note=note)
    )


def fail_messages(
    connection: Connection, record: Record, *, now: datetime, note: str
) -> tuple[int, int]:
    """Give up every pending message. Counts those of the present fence, and older ones."""
    mine = (
        (turns.c.conversation == record.id)
        & (turns.c.state == PENDING)
        & (turns.c.kind == "message")
    )
    stale = connection.execute(
        update(turns)
        .where(mine, turns.c.fence != record.fence)
        .values(state="dropped", finished_at=now, note="fence")
    ).rowcount
    failed = connection.execute(
        update(turns).where(mine).values(state="failed", finished_at=now, note=note)
    ).rowcount
    return int(failed), int(stale)


def drop_messages(connection: Connection, record: Record, *, now: datetime, note: str) -> None:
    """Nobody waits for these answers any more."""
    connection.execute(
        update(turns)
        .where(
            turns.c.conversation == record.id,
            turns.c.kind == "message",
            turns.c.state.in_([PENDING, "failed"]),
        )
        .values(state="dropped", finished_at=now, note=note)
    )


def unanswered(connection: Connection, conversation: ConversationId) -> bool:
    """Whether a message of the customer still waits for its answer."""
    row = connection.execute(
        select(turns.c.id)
        .where(
            turns.c.conversation == conversation,
            turns.c.kind == "message",
            turns.c.state == PENDING,
        )
        .limit(1)
    ).first()
    return row is not None


def try_again(connection: Connection, record: Record) -> int:
    """Take back the failures since the last finished turn, under the same turn ids."""
    done = select(func.coalesce(func.max(turns.c.offset), 0)).where(
        turns.c.conversation == record.id, turns.c.kind == "message", turns.c.state == "done"
    )
    changed = connection.execute(
        update(turns)
        .where(
            turns.c.conversation == record.id,
            turns.c.kind == "message",
            turns.c.state == "failed",
            turns.c.offset > done.scalar_subquery(),
            # What a person has dealt with since is not asked of the bot again.
            turns.c.offset > (record.held_from or 0),
        )
        .values(state=PENDING, finished_at=None, note=None, fence=record.fence)
    )
    return int(changed.rowcount)


def _job(row: Any) -> Job:
    return Job(
        id=row.id,
        conversation=ConversationId(row.conversation),
        offset=row.offset,
        kind=row.kind,
        fence=row.fence,
        payload=row.payload,
        created_at=row.created_at,
    )
