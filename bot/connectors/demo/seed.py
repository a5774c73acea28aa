"""Fills the demo shop: the written customers first, then drawn ones, always the same.

Everything is fixed by SEED except the dates, which count from the day the data is made.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, insert, inspect, select, update
from sqlalchemy.engine import Connection

from bot.connectors.demo.drawing import Draft, draw
from bot.connectors.demo.money import MERCHANT
from bot.connectors.demo.tables import about, accounts, metadata, transfers, trips

VERSION = "4"
"""Raise it when the data or its tables change: older files are then made again."""


def ensure(connection: Connection, now: datetime) -> None:
    """Make tables and data unless they are there; in one transaction, so nobody sees half."""
    if inspect(connection).has_table(about.name):
        found = connection.execute(select(about.c.value).where(about.c.key == "version")).scalar()
        if found == VERSION:
            return
        metadata.drop_all(connection)
    metadata.create_all(connection)
    draft = draw(now)
    connection.execute(
        insert(about),
        [{"key": "version", "value": VERSION}, {"key": "made_at", "value": now.isoformat()}],
    )
    for table, rows in draft.rows.items():
        if rows:
            connection.execute(insert(metadata.tables[table]), rows)
    _close_seats(connection, draft)
    _settle_accounts(connection)


def _close_seats(connection: Connection, draft: Draft) -> None:
    for origin, destination in draft.sold_out:
        connection.execute(
            update(trips)
            .where(trips.c.origin == origin, trips.c.destination == destination)
            .values(seats=0)
        )


def _settle_accounts(connection: Connection) -> None:
    """Balances are what the transfers say; computed here so that nobody has to add it up."""

    def total(column: str) -> dict[str, int]:
        side = transfers.c[column]
        query = select(side, func.sum(transfers.c.minor)).group_by(side)
        return {account: int(minor) for account, minor in connection.execute(query)}

    given, taken = total("target"), total("source")
    for account in {*given, *taken}:
        connection.execute(
            update(accounts)
            .where(accounts.c.id == account)
            .values(balance_minor=given.get(account, 0) - taken.get(account, 0))
        )


__all__ = ["MERCHANT", "VERSION", "ensure"]
