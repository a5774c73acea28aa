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

from sqlalchemy import bindparam, func, select, update
from sqlalchemy.engine import Connection

from bot.conversation.record import Record
from bot.model import ConversationId
from bot.storage.conversation_tables import turns
from bot.storage.prepared import Prepared, inserting

Kind = Literal["message", "handed_back", "forget"]
PENDING = "pending"
_here = turns.c.conversation == bindparam("conversation")
_ADD = inserting(
    turns,
    *("id", "conversation", "offset", "kind", "state", "fence", "payload", "words", "created_at"),
)
_FIRST = Prepared(
    select(turns).where(_here, turns.c.state == PENDING).order_by(turns.c.offset).limit(1)
)
_STATE = Prepared(select(turns.c.state).where(turns.c.id == bindparam("turn")))
_FINISH = Prepared(
    update(turns)
    .where(turns.c.id == bindparam("turn"), turns.c.state == PENDING)
    .values(state=bindparam("how"), finished_at=bindparam("now"), note=bindparam("why"), words=None)
)
_UNANSWERED = Prepared(
    select(turns.c.id).where(_here, turns.c.kind == "message", turns.c.state == PENDING).limit(1)
)
BUSY = "engine_busy"
"""The note of a message that the engine had no time for."""
_REFUSED = Prepared(
    select(turns.c.id).where(_here, turns.c.state == "failed", turns.c.note == BUSY).limit(1)
)
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
    words: str | None
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
    words: str | None = None,
) -> None:
    """Put something on the agenda, under the conversation's present fence.

    `words`: what the engine has to hear where the log keeps less.
    """
    row = {
        "id": id,
        "conversation": record.id,
        "offset": offset,
        "kind": kind,
        "state": PENDING,
        "fence": record.fence,
        "payload": payload,
        "words": words,
        "created_at": now,
    }
    _ADD.change(connection, row)


def first(connection: Connection, conversation: ConversationId) -> Job | None:
    """What comes next for a conversation."""
    row = _FIRST.first(connection, {"conversation": conversation})
    return None if row is None else _job(row)


def is_pending(connection: Connection, job: Job) -> bool:
    """Whether nobody finished it meanwhile."""
    row = _STATE.first(connection, {"turn": job.id})
    assert row is not None, "a turn stays on the agenda's table"
    return bool(row.state == PENDING)


def unfinished(connection: Connection, before: datetime) -> list[ConversationId]:
    """The conversations that have something on the agenda since this moment or before."""
    rows = connection.execute(
        select(turns.c.conversation)
        .where(turns.c.state == PENDING, turns.c.created_at <= before)
        .distinct()
    ).scalars()
    return [ConversationId(row) for row in rows]


def finish(
    connection: Connection, job: Job, how: End, *, now: datetime, note: str | None = None
) -> None:
    """Close one thing."""
    _FINISH.change(connection, {"turn": job.id, "how": how, "now": now, "why": note})


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
        .values(state="dropped", finished_at=now, note=note, words=None)
    )


def unanswered(connection: Connection, conversation: ConversationId) -> bool:
    """Whether a message of the customer still waits for its answer."""
    return _UNANSWERED.first(connection, {"conversation": conversation}) is not None


def refused_first(connection: Connection, record: Record, now: datetime) -> None:
    """Whoever was told that it is busy and writes on tries again: what was refused comes first.

    Else the later message would be answered, and the earlier ones never.
    """
    if _REFUSED.first(connection, {"conversation": record.id}) is not None:
        try_again(connection, record, now)


def try_again(connection: Connection, record: Record, now: datetime) -> int:
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
        .values(state=PENDING, finished_at=None, note=None, fence=record.fence, created_at=now)
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
        words=row.words,
        created_at=row.created_at,
    )
