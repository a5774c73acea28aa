"""The shop of the race: orders that say in their number what they are, and a durable provider.

The provider is as nasty as real ones: for some reservations it says no for good, for some it does
it and loses the answer, for some it wants to be asked again. Which ones follows from their id.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from bot.connectors.errors import Final, OutcomeUnknown, Retryable
from bot.connectors.ports import Connectors, CustomerRecord, Effect, Order
from bot.model import CustomerId, Grant, Money, ReservationId
from tests.faults.racing.course import CUSTOMERS_PER_CARRIER, CUSTOMERS_PER_WAY

START = datetime(2026, 1, 1, tzinfo=timezone.utc)
_TABLES = """
CREATE TABLE IF NOT EXISTS effects (
  reservation TEXT NOT NULL, "order" TEXT NOT NULL, cents INTEGER NOT NULL, at TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS of_reservation ON effects (reservation);
CREATE TABLE IF NOT EXISTS calls (reservation TEXT PRIMARY KEY, times INTEGER NOT NULL,
  refused INTEGER NOT NULL DEFAULT 0);
"""


class Provider:
    """Payments of the race. An effect that is committed here outlives the process that asked.

    Nothing in its tables keeps a second effect out: whoever pays twice is seen to have paid twice.
    """

    def __init__(self, path: Path) -> None:
        # A kill takes nothing from the page cache, so this side need not wait for the disk.
        self._db = sqlite3.connect(path, timeout=30, isolation_level=None, check_same_thread=False)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_TABLES)

    async def refund(self, grant: Grant) -> Effect:
        """Pay, once for each reservation."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            answer = self._pay(grant)
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _pay(self, grant: Grant) -> Effect | Exception:
        key = grant.reservation
        self._db.execute(
            "INSERT INTO calls (reservation, times) VALUES (?, 1) "
            "ON CONFLICT (reservation) DO UPDATE SET times = times + 1",
            (key,),
        )
        row = self._db.execute("SELECT times, refused FROM calls WHERE reservation = ?", (key,))
        times, refused = row.fetchone()
        done = self._find(key)
        if done is not None:
            return done
        luck = hashlib.sha256(key.encode()).digest()[0]
        if refused or luck < 8:
            self._db.execute("UPDATE calls SET refused = 1 WHERE reservation = ?", (key,))
            return Final("declined", "not this one")
        if luck < 10 and times == 1:
            return Retryable("try_again", "not now")
        self._db.execute(
            "INSERT INTO effects VALUES (?, ?, ?, ?)",
            (key, grant.params["order"], grant.amount.minor, START.isoformat()),
        )
        if luck < 18:
            return OutcomeUnknown("timeout", "done, and the answer is lost")
        return _effect(key, grant.amount.minor)

    def _find(self, reservation: str) -> Effect | None:
        row = self._db.execute(
            "SELECT cents FROM effects WHERE reservation = ?", (reservation,)
        ).fetchone()
        return _effect(reservation, row[0]) if row else None

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What was paid under a reservation."""
        return self._find(reservation)

    def effects(self) -> list[tuple[str, str, int]]:
        """Everything that was ever paid: reservation, order, cents."""
        return self._db.execute('SELECT reservation, "order", cents FROM effects').fetchall()

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


class Records:
    """Customers and orders, made up from their numbers."""

    async def customer(self, id: CustomerId) -> CustomerRecord:
        """Everybody is a regular customer."""
        return CustomerRecord(id, "", "", "", "en", "regular")

    async def order(self, number: str) -> Order:
        """`O-17/5/3`: an order of customer 5 over 3 cents."""
        _, customer, cents = number.split("/")
        carrier, way = group_of(int(customer))
        return Order(
            id=number,
            customer=CustomerId(f"C-{customer}"),
            placed_at=START,
            status="delivered",
            promised_by=START,
            shipped_at=START,
            delivered_at=START + timedelta(days=1),
            carrier=carrier,
            paid=Money(int(cents), "EUR"),
            refunded=Money(0, "EUR"),
            paid_with=way,
            items=(),
        )


def group_of(customer: int) -> tuple[str, str]:
    """The carrier and the way of paying that a customer shares with others."""
    return f"carrier-{customer // CUSTOMERS_PER_CARRIER}", f"way-{customer // CUSTOMERS_PER_WAY}"


def connectors(provider: Provider) -> Connectors:
    """The shop's systems; the race books no trips and gives no vouchers."""
    records: Any = Records()
    nothing: Any = None
    return Connectors(shop=records, bookings=nothing, payments=provider, vouchers=nothing)  # type: ignore[arg-type]


def _effect(reservation: str, cents: int) -> Effect:
    way = {"en": "the same way", "nl": "dezelfde weg"}
    return Effect(f"P-{reservation[2:]}", START, Money(cents, "EUR"), way, {})
