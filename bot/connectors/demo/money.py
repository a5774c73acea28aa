"""Moves money between the demo shop's accounts."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.connectors.demo.tables import accounts, transfers
from bot.model import Money

MERCHANT = "shop"


def move(
    connection: Connection,
    *,
    source: str,
    target: str,
    amount: Money,
    kind: str,
    object: str,
    reference: str,
    at: datetime,
    reservation: str | None = None,
) -> None:
    """Take from one account and give to the other, and write down that it happened."""
    connection.execute(
        insert(transfers).values(
            source=source,
            target=target,
            minor=amount.minor,
            currency=amount.currency,
            kind=kind,
            object=object,
            reference=reference,
            reservation=reservation,
            at=at,
        )
    )
    for account, minor in ((source, -amount.minor), (target, amount.minor)):
        connection.execute(
            update(accounts)
            .where(accounts.c.id == account)
            .values(balance_minor=accounts.c.balance_minor + minor)
        )


def label(connection: Connection, account: str) -> str:
    """How the account is shown, such as "Visa •••• 4242"."""
    query = select(accounts.c.label).where(accounts.c.id == account)
    return str(connection.execute(query).scalar_one())
