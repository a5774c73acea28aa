"""The desk's list of conversations in its wire form, with who the customers are."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Connection

from bot.connectors.ports import ConnectorError
from bot.conversation import calling, log, queue
from bot.conversation.calling import Call
from bot.conversation.log import Entry
from bot.conversation.record import Record
from bot.conversation.rooms import Rooms
from bot.gateway import views
from bot.model import ConversationId, CustomerId, Mode, StaffId

logger = logging.getLogger(__name__)
NAMES_KEEP = timedelta(minutes=5)


@dataclass(frozen=True)
class _Row:
    record: Record
    last: Entry | None
    since: datetime
    call: Call | None
    note: Entry | None


class WaitingList:
    """Who waits, who is being helped and where an approval waits; read once for all desks."""

    def __init__(self, rooms: Rooms) -> None:
        self._rooms = rooms
        self._items: list[dict[str, Any]] = []
        self._names: dict[CustomerId, tuple[datetime, dict[str, str]]] = {}

    async def refresh(self) -> bool:
        """Read the list anew. Whether it changed."""
        house = self._rooms.house
        now = house.clock()
        approvals: dict[ConversationId, list[datetime]] = {}
        for approval in self._rooms.outbox.approvals:
            approvals.setdefault(approval.conversation, []).append(approval.requested_at)
        rows = await house.database.read(lambda c: _rows(c, approvals, now))
        self._rooms.meters.waiting.set(sum(row.record.mode is Mode.WAITING for row in rows))
        before = self._items
        self._items = [await self._item(row, len(approvals.get(row.record.id, ()))) for row in rows]
        return before != self._items

    def seen_by(self, person: StaffId) -> dict[str, Any]:
        """The list with the counts of one person."""
        holders = [item["claimed_by"] and item["claimed_by"]["id"] for item in self._items]
        return {
            "items": self._items,
            "counts": {
                "mine": sum(holder == person for holder in holders),
                "unassigned": sum(holder is None for holder in holders),
                "all": len(holders),
            },
        }

    def _distress(self, record: Record) -> float | None:
        """How upset somebody seems; None where moods are not read: nobody is calm for that."""
        if record.urgent:
            return 1.0
        return record.distress if self._rooms.conversations.reads_moods(record) else None

    async def _item(self, row: _Row, approvals: int) -> dict[str, Any]:
        record = row.record
        last = row.last
        return {
            "conversation": record.id,
            "customer": await self._customer(record.customer) if record.customer else None,
            "language": record.language,
            "mode": record.mode.value,
            "since": views.time(row.since),
            "distress": self._distress(record),
            "urgent": record.urgent,
            "reason": record.reason or "",
            "claimed_by": {"id": record.holder, "name": record.holder_name}
            if record.holder
            else None,
            "last": {
                "text": str(last.body.get("text", "")),
                "at": views.time(last.at),
                "author": last.author.kind.value,
            }
            if last
            else None,
            "approvals": approvals,
            "passed": _passed(row),
            "call": {
                "number": row.call.number,
                "from": views.time(row.call.start),
                "until": views.time(row.call.end),
            }
            if row.call
            else None,
        }

    async def _customer(self, customer: CustomerId) -> dict[str, str]:
        now = self._rooms.house.clock()
        known = self._names.get(customer)
        if known is not None and now - known[0] < NAMES_KEEP:
            return known[1]
        found = {"id": str(customer), "name": str(customer), "tier": ""}
        try:
            record = await self._rooms.house.connectors.shop.customer(customer)
        except ConnectorError as error:
            logger.warning("customer_unavailable code=%s", error.code)
            return found
        if record is not None:
            found = {"id": str(record.id), "name": record.name, "tier": record.tier}
        self._names[customer] = (now, found)
        return found


def _passed(row: _Row) -> dict[str, Any] | None:
    """Who passed it on, to whom and why."""
    if row.note is None:
        return None
    return {
        "by": row.note.author.name,
        "to": row.record.meant_for,
        "skill": row.record.wanted_skill,
        "name": row.note.body.get("to", {}),
        "why": str(row.note.body.get("text", "")),
    }


def _rows(
    connection: Connection, approvals: dict[ConversationId, list[datetime]], now: datetime
) -> list[_Row]:
    """All of them with a few reads, however many wait."""
    calls = calling.every_open(connection)
    records = queue.with_people(connection, {*approvals, *calls}, now)
    # What the bot says while somebody waits tells nothing here.
    last = log.last_from_people(connection, [record.id for record in records])
    others = [
        (record.id, place)
        for record in records
        for place in (_taken(record), record.passed_offset)
        if place
    ]
    found = log.entries_at(connection, {*last.items(), *others})
    return [
        _Row(
            record,
            found.get((record.id, last.get(record.id, 0))),
            _since(record, found.get((record.id, _taken(record))), approvals),
            calls.get(record.id),
            found.get((record.id, record.passed_offset or 0)),
        )
        for record in records
    ]


def _taken(record: Record) -> int:
    """Where a person took over who is helping now; 0 when nobody does."""
    return (record.held_from or 0) if record.mode is Mode.HUMAN else 0


def _since(
    record: Record, taken: Entry | None, approvals: dict[ConversationId, list[datetime]]
) -> datetime:
    """Since when somebody waits, is being helped, or since when a yes is awaited."""
    if record.waiting_since is not None:
        return record.waiting_since
    return taken.at if taken else min(approvals.get(record.id, [record.last_at]))
