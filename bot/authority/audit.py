"""The audit trail: every step chained to the one before, so that a change anywhere shows.

A record holds ids, amounts and outcomes, and no customer's name or number: erasing a person's data
elsewhere leaves the chain whole.
"""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.authority.canonical import dumps
from bot.authority.values import AuditRecord, ChainState
from bot.storage.authority_tables import audit_head, audit_trail

START = "0" * 64
_STREAM = "authority"


def append(
    connection: Connection, *, at: datetime, kind: str, actor: str, summary: str, **details: Any
) -> None:
    """Add one record at the end of the chain, inside the caller's transaction.

    Writers queue on the head row, so two of them can never stand at the same place.
    """
    moved = connection.execute(
        update(audit_head)
        .where(audit_head.c.stream == _STREAM)
        .values(count=audit_head.c.count + 1)
    )
    if moved.rowcount == 0:
        connection.execute(insert(audit_head).values(stream=_STREAM, count=1, head=START))
    count, head = connection.execute(
        select(audit_head.c.count, audit_head.c.head).where(audit_head.c.stream == _STREAM)
    ).one()
    body = dumps(
        {
            "seq": count,
            "at": at,
            "kind": kind,
            "actor": actor,
            "summary": summary,
            "details": details,
        }
    )
    made = _hash(head, body)
    connection.execute(
        insert(audit_trail).values(
            seq=count, at=at, kind=kind, actor=actor, body=body, prev=head, hash=made
        )
    )
    connection.execute(update(audit_head).where(audit_head.c.stream == _STREAM).values(head=made))


def records(connection: Connection, after: int, limit: int) -> tuple[AuditRecord, ...]:
    """The records after a sequence number, oldest first."""
    rows = connection.execute(
        select(audit_trail)
        .where(audit_trail.c.seq > after)
        .order_by(audit_trail.c.seq)
        .limit(limit)
    )
    return tuple(
        AuditRecord(row.seq, row.at, row.kind, row.actor, json.loads(row.body)["summary"])
        for row in rows
    )


def verify(connection: Connection) -> ChainState:
    """Walk the chain from its start: every hash, every number, every copied field, and the head."""
    previous, expected = START, 1
    rows = connection.execute(
        select(audit_trail).order_by(audit_trail.c.seq).execution_options(yield_per=500)
    )
    for row in rows:
        problem = _problem(row, previous, expected)
        if problem is not None:
            return ChainState(False, expected - 1, previous, expected, problem)
        previous, expected = row.hash, expected + 1
    head = connection.execute(
        select(audit_head.c.count, audit_head.c.head).where(audit_head.c.stream == _STREAM)
    ).first()
    count, at_end = (head.count, head.head) if head else (0, START)
    if (count, at_end) != (expected - 1, previous):
        problem = f"the chain ends at {expected - 1}, its head says {count}"
        return ChainState(False, expected - 1, previous, expected, problem)
    return ChainState(True, expected - 1, previous)


def _problem(row: Any, previous: str, expected: int) -> str | None:
    if row.seq != expected:
        return f"record {expected} is missing"
    if row.prev != previous:
        return f"record {expected} does not follow the one before it"
    if row.hash != _hash(row.prev, row.body):
        return f"record {expected} was changed"
    try:
        body = json.loads(row.body)
        copied = (body["seq"], body["kind"], body["actor"], body["at"]["at"])
    except (ValueError, KeyError, TypeError):
        return f"record {expected} cannot be read"
    if copied != (row.seq, row.kind, row.actor, row.at.isoformat()):
        return f"record {expected} says something else than its columns"
    return None


def _hash(previous: str, body: str) -> str:
    return hashlib.sha256((previous + body).encode()).hexdigest()
