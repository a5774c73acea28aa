"""The outbox: what has to go out, by whom it is being sent, and what became of it.

Every function works inside the caller's transaction, so that a notice is written together with
what it is about or not at all. A sender holds a lease and a number of its try: who comes back
after the lease was taken over changes nothing any more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.model import ConversationId
from bot.storage.notify_tables import notices

MOST_TRIES = 10
FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=2)
_WAITING = "waiting"
_EMPTY = "{}"
_n = notices.c


@dataclass(frozen=True)
class Notice:
    """One thing that goes out. The same id is the same thing, also when it is sent again."""

    id: str
    kind: str
    conversation: ConversationId
    body: Mapping[str, Any]
    created_at: datetime
    tries: int

    @property
    def last_try(self) -> bool:
        """Whether nobody tries again after this."""
        return self.tries >= MOST_TRIES


def pause_after(tries: int) -> timedelta:
    """How long to wait after so many tries: twice as long each time, two hours at most."""
    doublings: int = 2 ** min(tries - 1, 20)
    return min(LONGEST_PAUSE, FIRST_PAUSE * doublings)


def add(
    connection: Connection,
    *,
    id: str,
    kind: str,
    conversation: ConversationId,
    body: Mapping[str, Any],
    now: datetime,
    due_at: datetime,
) -> bool:
    """Put something into the outbox; False when it is or was there under this id already."""
    if connection.execute(select(_n.id).where(_n.id == id)).first() is not None:
        return False
    connection.execute(
        insert(notices).values(
            id=id,
            kind=kind,
            conversation=conversation,
            body=json.dumps(dict(body), ensure_ascii=False),
            state=_WAITING,
            created_at=now,
            due_at=due_at,
            tries=0,
        )
    )
    return True


def unsent(connection: Connection, conversation: ConversationId, kind: str) -> Notice | None:
    """A notice of this kind that nobody has begun to send: more may be put into it."""
    row = connection.execute(
        select(notices)
        .where(
            _n.conversation == conversation,
            _n.kind == kind,
            _n.state == _WAITING,
            _n.tries == 0,
        )
        .limit(1)
    ).one_or_none()
    return None if row is None else _notice(row)


def added_since(
    connection: Connection, conversation: ConversationId, kind: str, since: datetime
) -> int:
    """How many notices of this kind were added lately."""
    return int(
        connection.execute(
            select(func.count()).where(
                _n.conversation == conversation, _n.kind == kind, _n.created_at > since
            )
        ).scalar_one()
    )


def change_body(connection: Connection, notice: Notice, body: Mapping[str, Any]) -> None:
    """Say something else, or more, with a notice that is not sent yet."""
    connection.execute(
        update(notices)
        .where(_n.id == notice.id, _n.state == _WAITING, _n.tries == 0)
        .values(body=json.dumps(dict(body), ensure_ascii=False))
    )


def is_due(connection: Connection, now: datetime) -> bool:
    """Whether there is anything to send: asked often, so it only reads."""
    waits = select(_n.id).where(_n.state == _WAITING, _n.due_at <= now).limit(1)
    return connection.execute(waits).first() is not None


def take(
    connection: Connection, *, now: datetime, owner: str, lease: timedelta, most: int
) -> list[Notice]:
    """Lease what is due, oldest first. What another sender holds is left to it."""
    free = and_(
        _n.state == _WAITING,
        _n.due_at <= now,
        or_(_n.leased_until.is_(None), _n.leased_until <= now),
    )
    due = connection.execute(select(_n.id).where(free).order_by(_n.due_at).limit(most)).scalars()
    taken: list[Notice] = []
    for id in list(due):
        mine = connection.execute(
            update(notices)
            .where(_n.id == id, free)
            .values(owner=owner, leased_until=now + lease, tries=_n.tries + 1)
        )
        if mine.rowcount:
            row = connection.execute(select(notices).where(_n.id == id)).one()
            taken.append(_notice(row))
    return taken


def finish(
    connection: Connection,
    notice: Notice,
    *,
    owner: str,
    state: str,
    now: datetime,
    problem: str | None = None,
) -> bool:
    """It was sent, given up or not wanted any more; what it said is dropped."""
    return _change(
        connection,
        notice,
        owner,
        {"state": state, "finished_at": now, "problem": problem, "body": _EMPTY},
    )


def again(
    connection: Connection, notice: Notice, *, owner: str, now: datetime, problem: str
) -> bool:
    """It did not work now: try again after a pause."""
    return _change(
        connection,
        notice,
        owner,
        {"due_at": now + pause_after(notice.tries), "problem": problem},
    )


def _change(connection: Connection, notice: Notice, owner: str, values: Mapping[str, Any]) -> bool:
    changed = connection.execute(
        update(notices)
        .where(
            _n.id == notice.id,
            _n.state == _WAITING,
            _n.owner == owner,
            _n.tries == notice.tries,
        )
        .values(owner=None, leased_until=None, **values)
    )
    return bool(changed.rowcount)


def _notice(row: Any) -> Notice:
    return Notice(
        id=row.id,
        kind=row.kind,
        conversation=ConversationId(row.conversation),
        body=json.loads(row.body),
        created_at=row.created_at,
        tries=row.tries,
    )
