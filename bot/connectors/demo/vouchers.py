"""The demo shop's vouchers."""

from __future__ import annotations

from datetime import datetime, timedelta

from babel.dates import format_date
from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.connectors.demo.backend import DemoBackend
from bot.connectors.demo.effects import Done
from bot.connectors.demo.showcase import catalogue
from bot.connectors.demo.tables import bookings, orders, vouchers
from bot.connectors.errors import Final
from bot.connectors.ports import Effect, Voucher
from bot.model import CustomerId, Grant, Money, ReservationId

PORT = "vouchers"
VALID = timedelta(days=365)


class DemoVouchers:
    """Implements `Vouchers`."""

    def __init__(self, backend: DemoBackend) -> None:
        self._backend = backend

    async def give(self, grant: Grant) -> Effect:
        """A voucher for the customer whose order or booking it is about."""
        return await self._backend.carry_out(grant, port=PORT, prefix="V", act=_give)

    async def vouchers_of(self, customer: CustomerId) -> tuple[Voucher, ...]:
        """The customer's vouchers, newest first."""
        rows = await self._backend.read(
            PORT,
            lambda c: c.execute(
                select(vouchers)
                .where(vouchers.c.customer == customer)
                .order_by(vouchers.c.given_at.desc(), vouchers.c.code)
            ).all(),
        )
        return tuple(
            Voucher(
                code=row.code,
                customer=CustomerId(row.customer),
                amount=Money(row.amount_minor, row.currency),
                expires_at=row.expires_at,
            )
            for row in rows
        )

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What was given under this reservation."""
        return await self._backend.lookup(PORT, reservation)


def _give(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    table, object = (
        (orders, grant.params["order"])
        if grant.params.get("order")
        else (bookings, grant.params.get("booking"))
    )
    customer = connection.execute(
        select(table.c.customer).where(table.c.id == object)
    ).scalar_one_or_none()
    if customer is None:
        raise Final("not_found", "there is no such order or booking")
    if grant.amount.minor <= 0:
        raise Final("bad_amount", str(grant.amount))
    connection.execute(
        insert(vouchers).values(
            code=reference,
            customer=customer,
            amount_minor=grant.amount.minor,
            currency=grant.amount.currency,
            object=object,
            given_at=now,
            expires_at=now + VALID,
        )
    )
    texts = catalogue()["arrival"]
    return Done(
        amount=grant.amount,
        to={lang: text.format(code=reference) for lang, text in texts["voucher_to"].items()},
        expected={
            lang: text.format(date=format_date(now + VALID, "d MMMM y", locale=lang))
            for lang, text in texts["voucher"].items()
        },
    )
