"""The demo shop's refunds: money really goes from the shop's account to the customer's."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.connectors.demo import money
from bot.connectors.demo.backend import DemoBackend
from bot.connectors.demo.effects import Done
from bot.connectors.demo.showcase import catalogue
from bot.connectors.demo.tables import items, orders, transfers
from bot.connectors.errors import Final
from bot.connectors.ports import Effect, Refund
from bot.model import CustomerId, Grant, Money, ReservationId

PORT = "payments"


class DemoPayments:
    """Implements `Payments`."""

    def __init__(self, backend: DemoBackend) -> None:
        self._backend = backend

    async def refund(self, grant: Grant) -> Effect:
        """Pay back to where the order was paid from."""
        return await self._backend.carry_out(grant, port=PORT, prefix="RF", act=_refund)

    async def refunds_of(self, customer: CustomerId) -> tuple[Refund, ...]:
        """Refunds of this customer's orders, newest first."""
        rows = await self._backend.read(
            PORT,
            lambda c: c.execute(
                select(transfers)
                .join_from(transfers, orders, transfers.c.object == orders.c.id)
                .where(transfers.c.kind == "refund", orders.c.customer == customer)
                .order_by(transfers.c.at.desc(), transfers.c.id.desc())
            ).all(),
        )
        return tuple(
            Refund(row.reference, row.object, Money(row.minor, row.currency), row.at)
            for row in rows
        )

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What was refunded under this reservation."""
        return await self._backend.lookup(PORT, reservation)


def _refund(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    order = connection.execute(
        select(orders).where(orders.c.id == grant.params.get("order"))
    ).first()
    if order is None:
        raise Final("not_found", "there is no such order")
    wanted = _lines_to_refund(connection, order.id, tuple(grant.params.get("items") or ()))
    amount, left = grant.amount, order.paid_minor - order.refunded_minor
    if amount.currency != order.currency or amount.minor <= 0:
        raise Final("bad_amount", str(amount))
    if amount.minor > left:
        raise Final("over_paid", "more than what is left of the order")
    total = sum(line.price_minor * line.quantity for line in wanted)
    if amount.minor > total:
        raise Final("over_paid", "more than what these items cost")
    connection.execute(
        update(orders)
        .where(orders.c.id == order.id)
        .values(refunded_minor=orders.c.refunded_minor + amount.minor)
    )
    if amount.minor == total:
        connection.execute(
            update(items)
            .where(items.c.id.in_([line.id for line in wanted]))
            .values(status="refunded")
        )
    money.move(
        connection,
        source=money.MERCHANT,
        target=order.account,
        amount=amount,
        kind="refund",
        object=order.id,
        reference=reference,
        reservation=grant.reservation,
        at=now,
    )
    label = money.label(connection, order.account)
    arrival = catalogue()["arrival"]["money"]
    return Done(amount, dict.fromkeys(arrival, label), arrival)


def _lines_to_refund(connection: Connection, order: str, wanted: tuple[str, ...]) -> list[Any]:
    """The item rows a refund is for; without names, all that were not refunded yet."""
    rows = connection.execute(select(items).where(items.c.order == order)).all()
    if not wanted:
        return [row for row in rows if row.status != "refunded"]
    chosen = [row for row in rows if row.id in wanted]
    if len(chosen) != len(set(wanted)):
        raise Final("not_found", "an item is not part of this order")
    if any(row.status == "refunded" for row in chosen):
        raise Final("already_refunded", "an item was refunded before")
    return chosen
