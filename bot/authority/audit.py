"""The audit trail: every step chained to the one before, so that a change anywhere shows.

A record holds ids, amounts and outcomes, and no customer's name or number: erasing a person's data
elsewhere leaves the chain whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection

from bot.authority.audit_chain import START, Row, link, walk
from bot.authority.canonical import loads
from bot.authority.spelling import spelled
from bot.authority.values import AuditRecord, ChainState
from bot.redaction import marked
from bot.storage.authority_tables import audit_head, audit_trail
from bot.storage.prepared import Prepared, inserting

_STREAM = "authority"
# Numbers start at 1; what stands before that was put there by somebody else, and is looked at.
BEFORE_ALL = -(2**63)
_HEAD = audit_head.c.stream == _STREAM
# FOR UPDATE is PostgreSQL's; SQLite has one writer and its dialect leaves it out.
_END = Prepared(select(audit_head.c.count, audit_head.c.head).where(_HEAD).with_for_update())
_ADD = inserting(audit_trail, "seq", "at", "kind", "actor", "body", "prev", "hash")
_NEW_END = Prepared(
    update(audit_head).where(_HEAD).values(count=bindparam("made"), head=bindparam("link"))
)


def append(
    connection: Connection, *, at: datetime, kind: str, actor: str, summary: str, **details: Any
) -> None:
    """Add one record at the end of the chain, inside the caller's transaction.

    Writers queue on the head row, so two of them can never stand at the same place.
    """
    end = _END.first(connection, {})
    if end is None:
        connection.execute(insert(audit_head).values(stream=_STREAM, count=0, head=START))
        end = _END.first(connection, {})
    if details.get("reason"):
        # Words of people: what is written here stays for ever.
        summary, details = marked(summary), {**details, "reason": marked(str(details["reason"]))}
    count = end.count + 1
    body = spelled(
        {
            "seq": count,
            "at": at,
            "kind": kind,
            "actor": actor,
            "summary": summary,
            "details": details,
        }
    )
    made = link(end.head, body)
    row = {"seq": count, "at": at, "kind": kind, "actor": actor, "body": body}
    _ADD.change(connection, {**row, "prev": end.head, "hash": made})
    _NEW_END.change(connection, {"made": count, "link": made})


def records(connection: Connection, after: int, limit: int) -> tuple[AuditRecord, ...]:
    """The records after a sequence number, oldest first."""
    later = audit_trail.c.seq > after
    rows = select(audit_trail).where(later).order_by(audit_trail.c.seq).limit(limit)
    return tuple(map(_record, connection.execute(rows)))


def records_before(connection: Connection, number: int, limit: int) -> tuple[AuditRecord, ...]:
    """The last records before a sequence number, oldest first."""
    earlier = audit_trail.c.seq < number
    rows = select(audit_trail).where(earlier).order_by(audit_trail.c.seq.desc()).limit(limit)
    return tuple(map(_record, reversed(connection.execute(rows).all())))


def _record(row: Any) -> AuditRecord:
    body = loads(row.body)
    return AuditRecord(row.seq, row.at, row.kind, row.actor, body["summary"], body["details"])


def rows(connection: Connection, after: int = 0) -> Iterator[Row]:
    """The records after a sequence number as the chain's rule wants them, one by one."""
    found = connection.execute(
        select(audit_trail)
        .where(audit_trail.c.seq > after)
        .order_by(audit_trail.c.seq)
        .execution_options(yield_per=500)
    )
    for row in found:
        yield Row(row.seq, row.at.isoformat(), row.kind, row.actor, row.body, row.prev, row.hash)


def head(connection: Connection) -> tuple[int, str] | None:
    """Where the head row says that the chain ends."""
    found = connection.execute(
        select(audit_head.c.count, audit_head.c.head).where(audit_head.c.stream == _STREAM)
    ).first()
    return (found.count, found.head) if found else None


def verify(connection: Connection) -> ChainState:
    """Walk the chain from its start: every hash, every number, every copied field, and the head."""
    return walk(rows(connection, after=BEFORE_ALL), head(connection))
