"""The demo shop's customers and orders."""

from __future__ import annotations

import hmac
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.connectors.demo import orders as deeds
from bot.connectors.demo.backend import DemoBackend
from bot.connectors.demo.tables import accounts, articles, bookings, customers, items, orders
from bot.connectors.ports import CustomerRecord, Effect, Item, Order
from bot.model import CustomerId, Grant, Money, ReservationId

PORT = "shop"


class DemoShop:
    """Implements `Shop`."""

    def __init__(self, backend: DemoBackend) -> None:
        self._backend = backend

    async def customer(self, id: CustomerId) -> CustomerRecord | None:
        """The customer's record."""
        row = await self._backend.read(
            PORT, lambda c: c.execute(select(customers).where(customers.c.id == id)).first()
        )
        if row is None:
            return None
        return CustomerRecord(
            id=CustomerId(row.id),
            name=row.name,
            email=row.email,
            postcode=row.postcode,
            language=row.language,
            tier=row.tier,
        )

    async def order(self, id: str) -> Order | None:
        """One order with its items."""
        found = await self._backend.read(PORT, lambda c: _orders(c, orders.c.id == id))
        return found[0] if found else None

    async def orders_of(self, customer: CustomerId) -> tuple[Order, ...]:
        """The customer's orders, newest first."""
        return await self._backend.read(PORT, lambda c: _orders(c, orders.c.customer == customer))

    async def evidence(self, number: str, evidence: str) -> bool:
        """Whether this e-mail address or postcode belongs to the order or booking number."""
        return await self._backend.read(PORT, lambda c: _evidence(c, number, evidence))

    async def cancel(self, grant: Grant) -> Effect:
        """Stop an order before it is sent."""
        return await self._backend.carry_out(grant, port=PORT, prefix="CN", act=deeds.cancel)

    async def take_back(self, grant: Grant) -> Effect:
        """Announce a return."""
        return await self._backend.carry_out(grant, port=PORT, prefix="RT", act=deeds.take_back)

    async def replace(self, grant: Grant) -> Effect:
        """Send goods once more."""
        return await self._backend.carry_out(grant, port=PORT, prefix="RP", act=deeds.replace)

    async def change_address(self, grant: Grant) -> Effect:
        """Send an order somewhere else."""
        return await self._backend.carry_out(
            grant, port=PORT, prefix="AD", act=deeds.change_address
        )

    async def send_invoice(self, grant: Grant) -> Effect:
        """Mail an invoice."""
        return await self._backend.carry_out(grant, port=PORT, prefix="IN", act=deeds.send_invoice)

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What was done under this reservation."""
        return await self._backend.lookup(PORT, reservation)


def _evidence(connection: Connection, number: str, evidence: str) -> bool:
    owners = (
        select(orders.c.customer)
        .where(orders.c.id == number)
        .union(select(bookings.c.customer).where(bookings.c.id == number))
    )
    row = connection.execute(
        select(customers.c.email, customers.c.postcode).where(customers.c.id.in_(owners))
    ).first()
    known = (row.email, row.postcode) if row else ("", "")
    given = _plain(evidence).encode()
    right = [hmac.compare_digest(_plain(value).encode(), given) for value in known]
    return bool(given) and any(right)


def _plain(text: str) -> str:
    return "".join(text.split()).casefold()


def _orders(connection: Connection, condition: Any) -> tuple[Order, ...]:
    rows = connection.execute(
        select(orders, accounts.c.label)
        .join_from(orders, accounts, orders.c.account == accounts.c.id)
        .where(condition)
        .order_by(orders.c.placed_at.desc(), orders.c.id)
    ).all()
    lines = _items(connection, (row.id for row in rows))
    return tuple(
        Order(
            id=row.id,
            customer=CustomerId(row.customer),
            placed_at=row.placed_at,
            status=row.status,
            promised_by=row.promised_by,
            shipped_at=row.shipped_at,
            delivered_at=row.delivered_at,
            carrier=row.carrier,
            paid=Money(row.paid_minor, row.currency),
            refunded=Money(row.refunded_minor, row.currency),
            paid_with=row.label,
            items=tuple(lines[row.id]),
        )
        for row in rows
    )


def _items(connection: Connection, numbers: Iterable[str]) -> defaultdict[str, list[Item]]:
    lines: defaultdict[str, list[Item]] = defaultdict(list)
    for row in connection.execute(
        select(items, articles.c.stock)
        .join_from(items, articles, items.c.article == articles.c.id)
        .where(items.c.order.in_(list(numbers)))
        .order_by(items.c.position)
    ):
        lines[row.order].append(
            Item(
                id=row.id,
                order=row.order,
                title=row.title,
                price=Money(row.price_minor, row.currency),
                quantity=row.quantity,
                status=row.status,
                stock=row.stock,
            )
        )
    return lines
