"""Switches that make the demo shop misbehave, for tests and for showing what happens then.

| mode | what happens |
|---|---|
| down | every call of the port, reads too, says Retryable |
| retryable | an effect is not carried out and says Retryable |
| final | an effect is not carried out and says Final |
| timeout_after_success | an effect is carried out, and the answer is lost: OutcomeUnknown |
"""

from __future__ import annotations

from typing import Literal

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import Connection

from bot.connectors.demo.tables import faults
from bot.storage.database import Database

Port = Literal["shop", "bookings", "payments", "vouchers"]
FaultMode = Literal["retryable", "final", "timeout_after_success", "down"]


class Faults:
    """The switches of one demo shop; they lie in its database, so every process sees them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def set(self, port: Port, mode: FaultMode, remaining: int | None = 1) -> None:
        """Misbehave the next `remaining` times; None: until it is cleared."""

        def work(connection: Connection) -> None:
            _remove(connection, port, mode)
            connection.execute(insert(faults).values(port=port, mode=mode, remaining=remaining))

        self._database.run_sync(work)

    def clear(self) -> None:
        """Behave again."""
        self._database.run_sync(lambda connection: connection.execute(delete(faults)))


def take(connection: Connection, port: str, mode: str) -> bool:
    """Whether this fault is on for this call; uses up one of the remaining times."""
    here = (faults.c.port == port) & (faults.c.mode == mode)
    row = connection.execute(select(faults.c.remaining).where(here)).first()
    if row is None:
        return False
    if row.remaining == 1:
        connection.execute(delete(faults).where(here))
    elif row.remaining is not None:
        connection.execute(update(faults).where(here).values(remaining=row.remaining - 1))
    return True


def is_on(connection: Connection, port: str, mode: str) -> bool:
    """Whether the fault is on, without using it up."""
    return (
        connection.execute(
            select(faults.c.port).where(faults.c.port == port, faults.c.mode == mode)
        ).first()
        is not None
    )


def _remove(connection: Connection, port: str, mode: str) -> None:
    connection.execute(delete(faults).where(faults.c.port == port, faults.c.mode == mode))
