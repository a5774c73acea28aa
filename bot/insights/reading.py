"""Reads from the tables what the facts of some conversations are made of."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.authority.canonical import loads
from bot.insights import happenings
from bot.insights.material import Handover, Heard, Material, Ruling, Written
from bot.model import AuthorKind, ConversationId, CustomerId, Mode, Outcome, ReservationState
from bot.storage.authority_tables import approvals, decisions, exceptions, requests, reservations
from bot.storage.conversation_tables import conversations, entries, feedback, handoffs, readings
from bot.storage.tracker_events import Event

_DESK = "desk"
_GATES = frozenset({"confirm"})
_OBJECTS = ("order", "booking")


def read(
    connection: Connection,
    ends: Mapping[str, int],
    events: Mapping[str, Sequence[Event]],
    articles: Mapping[str, str],
) -> list[Material]:
    """The material of these conversations, by where their logs ended; erased ones are left out."""
    rows = connection.execute(
        select(conversations)
        .where(conversations.c.id.in_(sorted(ends)), conversations.c.erased_at.is_(None))
        .order_by(conversations.c.last_at)
    ).all()
    found = [row.id for row in rows]
    written = _grouped(connection, entries, found, entries.c.offset)
    heard = _grouped(connection, readings, found, readings.c.offset)
    handed = _grouped(connection, handoffs, found, handoffs.c.id)
    felt = _grouped(connection, feedback, found, feedback.c.id)
    ruled = _rulings(connection, found)
    done = _settled(connection, found)
    return [
        Material(
            conversation=ConversationId(row.id),
            customer=CustomerId(row.customer) if row.customer else None,
            language=row.language,
            started_at=row.created_at,
            last_at=row.last_at,
            until_offset=ends[row.id],
            mode=Mode(row.mode),
            flow=row.flow,
            mood_on=bool(row.mood_on),
            entries=tuple(map(_written, written[row.id])),
            heard=tuple(map(_heard, heard[row.id])),
            turns=happenings.turns(events.get(row.id, ()), articles),
            rulings=tuple(ruled[row.id]),
            handovers=tuple(map(_handover, handed[row.id])),
            settled=tuple(done[row.id]),
            score=felt[row.id][-1].score if felt[row.id] else None,
            feedback_at=max((one.at for one in felt[row.id]), default=None),
        )
        for row in rows
    ]


def _grouped(
    connection: Connection, table: Any, ids: Collection[str], order: Any
) -> dict[str, list[Any]]:
    rows = connection.execute(select(table).where(table.c.conversation.in_(ids)).order_by(order))
    found: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.conversation].append(row)
    return found


def _written(row: Any) -> Written:
    mode = json.loads(row.body).get("mode") if row.type == "mode" else None
    return Written(
        row.offset, row.at, row.type, AuthorKind(row.author_kind), Mode(mode) if mode else None
    )


def _heard(row: Any) -> Heard:
    known = json.loads(row.known)
    about = next((f"{name}:{known[name]}" for name in _OBJECTS if known.get(name)), None)
    return Heard(row.offset, row.turn, row.level, about)


def _handover(row: Any) -> Handover:
    return Handover(row.reason, row.asked_at, row.claimed_at, row.ended_at, row.ended_how)


def _rulings(connection: Connection, ids: Collection[str]) -> dict[str, list[Ruling]]:
    """What the limits decided about requests of customers; people's own deeds are no rulings."""
    asked = connection.execute(
        select(decisions, requests.c.reservation)
        .join_from(requests, decisions, requests.c.decision == decisions.c.id)
        .where(
            decisions.c.conversation.in_(ids),
            decisions.c.channel != _DESK,
            decisions.c.stage != "shadow",
        )
        .order_by(decisions.c.seq)
    ).all()
    names = [row.id for row in asked]
    refused = select(exceptions.c.refused).where(exceptions.c.refused.in_(names))
    overruled = set(connection.execute(refused).scalars())
    waited = {
        row.decision: row
        for row in connection.execute(select(approvals).where(approvals.c.decision.in_(names)))
    }
    paid = _paid(connection, [row.reservation for row in asked if row.reservation])
    found: dict[str, list[Ruling]] = defaultdict(list)
    for row in asked:
        found[row.conversation].append(
            _ruling(row, waited.get(row.id), row.id in overruled, paid.get(row.reservation, 0))
        )
    return found


def _paid(connection: Connection, ids: Collection[str]) -> dict[str, int]:
    rows = connection.execute(
        select(
            reservations.c.id,
            func.coalesce(reservations.c.actual_minor, reservations.c.amount_minor).label("minor"),
        ).where(reservations.c.id.in_(ids), reservations.c.state == ReservationState.SETTLED.value)
    )
    return {row.id: int(row.minor) for row in rows}


def _ruling(row: Any, approval: Any, overruled: bool, paid: int) -> Ruling:
    facts = loads(row.facts)
    failed = set(loads(row.failed)) - _GATES
    return Ruling(
        decision=row.id,
        turn=row.turn,
        at=row.at,
        action=row.action,
        rule=row.rule,
        line=loads(row.line) or {},
        limits_version=row.limits_version,
        limits_sha256=row.limits_sha256,
        outcome=Outcome(row.outcome),
        amount_minor=row.amount_minor or 0,
        currency=row.currency or "EUR",
        granted_minor=paid,
        approval=approval.state if approval else None,
        waited_s=_seconds(approval.requested_at, approval.decided_at) if approval else 0,
        overruled=overruled,
        alone=len(failed) <= 1,
        refunds_before=len(facts.get("customer.refunds") or ()),
        tier=facts.get("customer.tier"),
        language=facts.get("customer.language"),
    )


def _seconds(start: datetime, end: datetime | None) -> int:
    return max(0, int((end - start).total_seconds())) if end else 0


def _settled(connection: Connection, ids: Collection[str]) -> dict[str, list[tuple[int, str]]]:
    rows: Iterable[Any] = connection.execute(
        select(
            reservations.c.conversation,
            reservations.c.actual_minor,
            reservations.c.amount_minor,
            reservations.c.currency,
        ).where(
            reservations.c.conversation.in_(ids),
            reservations.c.state == ReservationState.SETTLED.value,
        )
    )
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for row in rows:
        minor = row.amount_minor if row.actual_minor is None else row.actual_minor
        found[row.conversation].append((int(minor), row.currency))
    return found
