"""The recorded requests in the order they were decided, with what became of what they held.

Streamed row by row, so that a million of them need no memory; one consistent snapshot that waits
for no writer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import LargeBinary, String, and_, cast, func, or_, select, true, type_coerce
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.authority.acting import Acting, acting
from bot.authority.exceptions import CHANNEL
from bot.storage.authority_tables import approvals, audit_trail, decisions, requests, reservations

_d, _r, _a = decisions.c, reservations.c, audit_trail.c
_ENDS = ("released", "withdrawn", "settled")
_DECISION = "decision"
_PAGE = 2_000
_AT_ONCE = 500
_new = tuple.__new__


class Recorded(NamedTuple):
    """One request as it was decided; `facts`, `failed` and `derived` as they are written (JSON).

    `acting`: by what right a person did it, None for what customers asked for.
    """

    seq: int
    id: str
    at: datetime
    action: str
    facts: str | bytes
    outcome: str
    rule: str | None
    minor: int
    failed: str
    derived: str
    acting: Acting | None


@dataclass(frozen=True)
class Ending:
    """After a place in the order, what a decision held became `keeps` minor units, or free."""

    after: int
    decision: str
    keeps: int | None


def count(connection: Connection, since: datetime | None) -> int:
    """How many requests were recorded since then."""
    query = select(func.count()).select_from(requests)
    if since is not None:
        # A request and its decision are written together, at the same moment.
        query = query.where(requests.c.at >= since)
    return int(connection.execute(query).scalar_one())


def stream(
    connection: Connection,
    exceptions: Mapping[str, Acting],
    *,
    since: datetime | None = None,
    granted_before: datetime | None = None,
) -> Iterator[Recorded]:
    """Requests in the order they were decided: since a moment, or those granted before one."""
    wanted = _since(since)
    if granted_before is not None:
        wanted = and_(_d.at < granted_before, _d.outcome.in_(("allow", "approve")))
    # As SQLite keeps it: no letters are made of what the decoder wants as bytes again.
    sqlite = connection.dialect.name == "sqlite"
    text = cast(_d.facts, LargeBinary) if sqlite else _d.facts
    rows = _rows(
        connection,
        select(
            _d.seq, _d.id, type_coerce(_d.at, String), _d.action, text, _d.outcome,
            _d.rule, _d.amount_minor, _d.failed, _d.derived, _d.channel == CHANNEL,
        )
        .join_from(decisions, requests, requests.c.decision == _d.id)
        .where(wanted)
        .order_by(_d.seq),
    )  # fmt: skip
    for seq, id, at, action, facts, outcome, rule, minor, failed, derived, desk in rows:
        by = None
        if desk:
            by = acting(facts, exceptions.get(id))
            rule = by.line(rule)
        # What the constructor of a NamedTuple does, without its detour through Python.
        one = (seq, id, _moment(at), action, facts, outcome, rule, minor or 0, failed, derived, by)
        yield _new(Recorded, one)


def _rows(connection: Connection, query: Select) -> Iterator[Sequence[Any]]:
    """Rows page by page. On SQLite as the driver gives them: SQLAlchemy's own take a quarter more.

    Elsewhere its cursor on the server has taken rows already when the query returns.
    """
    if connection.dialect.name != "sqlite":
        yield from connection.execute(query.execution_options(yield_per=_PAGE))
        return
    found = connection.execute(query)
    try:
        while page := found.cursor.fetchmany(_PAGE):
            yield from page
    finally:
        found.close()


def _moment(at: str | datetime) -> datetime:
    """A time as the driver gives it: SQLite's text is naive and means UTC."""
    if isinstance(at, str):
        # Saying so in the text takes a quarter of the time that `replace` takes.
        return datetime.fromisoformat(at + "+00:00")
    return at.astimezone(timezone.utc)


class _Details(msgspec.Struct):
    decision: str = ""
    reservation: str | None = None


class _Entry(msgspec.Struct):
    """What is needed of the body of an audit record."""

    details: _Details


_details = msgspec.json.Decoder(_Entry).decode


def endings(connection: Connection) -> list[Ending]:
    """What was freed, settled for less or after a yes, with its place in the audit's order."""
    approved = _r.id.in_(select(approvals.c.reservation))
    ended = {
        row.id: (row.decision, None if row.state == "released" else row.actual_minor)
        for row in connection.execute(
            select(_r.id, _r.decision, _r.state, _r.actual_minor).where(
                or_(
                    _r.state == "released",
                    and_(_r.state == "settled", or_(_r.actual_minor != _r.amount_minor, approved)),
                )
            )
        )
    }
    if not ended:
        return []
    found: list[tuple[str, str, int | None]] = []
    before = ""
    query = select(_a.kind, _a.body).where(_a.kind.in_((*_ENDS, _DECISION))).order_by(_a.seq)
    for kind, body in _rows(connection, query):
        if kind == _DECISION:
            before = body
            continue
        became = ended.get(_details(body).details.reservation)
        if became is not None:
            found.append((_details(before).details.decision, *became))
    places = _places(connection, {decision for decision, *_ in found})
    return [Ending(places[after], decision, keeps) for after, decision, keeps in found]


def _places(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    """Where decisions stand in the order."""
    found: dict[str, int] = {}
    left = sorted(ids)
    while left:
        some, left = left[:_AT_ONCE], left[_AT_ONCE:]
        rows = connection.execute(select(_d.id, _d.seq).where(_d.id.in_(some)))
        found.update((id, seq) for id, seq in rows)
    return found


def _since(since: datetime | None) -> Any:
    return true() if since is None else _d.at >= since
