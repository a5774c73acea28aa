"""Receipts on their way to the customer, written in the transaction that made them true."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from bot.authority.canonical import loads
from bot.authority.ledger import Reservation
from bot.authority.spelling import spelled
from bot.authority.values import OutboxRow
from bot.connectors.ports import Effect
from bot.model import ConversationId, LocalText, Receipt, ReceiptStatus, ReservationId
from bot.storage.authority_tables import outbox_rows
from bot.storage.prepared import Prepared, inserting

_TOLD = Prepared(
    select(outbox_rows.c.id).where(
        outbox_rows.c.reservation == bindparam("reservation"),
        outbox_rows.c.status == bindparam("status"),
    )
)
_WAITING = Prepared(
    select(outbox_rows)
    .where(outbox_rows.c.sent_at.is_(None))
    .order_by(outbox_rows.c.id)
    .limit(bindparam("most"))
)
_WAITS = Prepared(
    select(outbox_rows.c.id)
    .where(outbox_rows.c.sent_at.is_(None), outbox_rows.c.conversation == bindparam("conversation"))
    .limit(1)
)
_QUEUE = inserting(outbox_rows, "conversation", "reservation", "status", "receipt", "created_at")


def write(
    connection: Connection,
    held: Reservation,
    *,
    status: ReceiptStatus,
    explanation: LocalText,
    now: datetime,
    effect: Effect | None = None,
) -> None:
    """Queue one receipt; the same status is told once for a reservation."""
    told = {"reservation": held.id, "status": status.value}
    if _TOLD.first(connection, told) is not None:
        return
    amount = effect.amount if effect else held.amount
    body = {
        "action": held.action,
        "reference": effect.reference if effect else held.id,
        "explanation": explanation,
        "amount": amount if amount.minor else None,
        # Where money goes; with none going to the customer there is nothing to name.
        "to": (effect.to or None) if effect and amount.minor else None,
        "expected": (effect.expected or None) if effect else None,
        "at": effect.at if effect else now,
    }
    row = {**told, "conversation": held.conversation, "receipt": spelled(body), "created_at": now}
    _QUEUE.change(connection, row)


def told_before(connection: Connection, reservation: ReservationId) -> bool:
    """Whether the customer has had any receipt about this, so that its end has to be told too."""
    found = connection.execute(
        select(outbox_rows.c.id).where(outbox_rows.c.reservation == reservation)
    ).first()
    return found is not None


def waiting(connection: Connection, limit: int) -> tuple[OutboxRow, ...]:
    """Receipts not yet sent, oldest first."""
    found = []
    for row in _WAITING.all(connection, {"most": limit}):
        body = loads(row.receipt)
        receipt = Receipt(
            action=body["action"],
            status=ReceiptStatus(row.status),
            reference=body["reference"],
            explanation=body["explanation"],
            reservation=ReservationId(row.reservation),
            amount=body["amount"],
            to=body["to"],
            expected=body["expected"],
            at=body["at"],
        )
        found.append(OutboxRow(row.id, ConversationId(row.conversation), receipt))
    return tuple(found)


def waits_for(connection: Connection, conversation: ConversationId) -> bool:
    """Whether any receipt of a conversation is not yet sent."""
    return _WAITS.first(connection, {"conversation": conversation}) is not None


def mark_sent(connection: Connection, ids: Iterable[int], now: datetime) -> None:
    """These reached the conversation's log."""
    wanted = list(ids)
    if wanted:
        connection.execute(
            update(outbox_rows)
            .where(outbox_rows.c.id.in_(wanted), outbox_rows.c.sent_at.is_(None))
            .values(sent_at=now)
        )
