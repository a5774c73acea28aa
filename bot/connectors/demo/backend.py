"""One demo shop on one file: opens it, fills it at the first use, and answers through the ports."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from sqlalchemy.engine import Connection

from bot.connectors.demo import effects, faults, seed
from bot.connectors.demo.faults import Faults
from bot.connectors.errors import ConnectorError, Retryable
from bot.connectors.ports import Connectors, Effect
from bot.model import Clock, Grant, ReservationId
from bot.storage.database import BUSY_TIMEOUT_S, Database, StorageError

T = TypeVar("T")


class DemoBackend:
    """The demo shop's database, and the ports on it."""

    def __init__(self, path: Path, clock: Clock, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self.path = path
        self.database = Database(f"sqlite:///{quote(str(path))}", busy_timeout_s=busy_timeout_s)
        self.faults = Faults(self.database)
        self._clock = clock
        self._seeded = False

    def connectors(self) -> Connectors:
        """The four ports."""
        from bot.connectors.demo.bookings import DemoBookings
        from bot.connectors.demo.payments import DemoPayments
        from bot.connectors.demo.shop import DemoShop
        from bot.connectors.demo.vouchers import DemoVouchers

        return Connectors(
            shop=DemoShop(self),
            bookings=DemoBookings(self, self._clock),
            payments=DemoPayments(self),
            vouchers=DemoVouchers(self),
            close=self.database.close,
        )

    def ensure(self) -> None:
        """Make the data now instead of at the first call; does nothing when it is there."""
        if not self._seeded:
            self.database.run_sync(lambda connection: seed.ensure(connection, self._clock()))
            self._seeded = True

    async def read(self, port: str, work: Callable[[Connection], T]) -> T:
        """Look something up. Raises Retryable when the port is down."""

        def guarded(connection: Connection) -> T:
            if faults.is_on(connection, port, "down"):
                raise Retryable("unavailable", f"{port} is switched down")
            return work(connection)

        try:
            await self._ready()
            return await self.database.read(guarded)
        except StorageError as error:
            raise Retryable(error.code, str(error)) from error

    async def carry_out(self, grant: Grant, *, port: str, prefix: str, act: effects.Act) -> Effect:
        """Let the act happen once for this grant, in one transaction."""
        try:
            await self._ready()
            result = await self.database.run(
                lambda connection: effects.once(
                    connection, grant, port=port, prefix=prefix, now=self._clock(), act=act
                )
            )
        except StorageError as error:
            raise Retryable(error.code, str(error)) from error
        if isinstance(result, ConnectorError):
            raise result
        return result

    async def lookup(self, port: str, reservation: ReservationId) -> Effect | None:
        """What was carried out under this reservation."""
        return await self.read(port, lambda connection: effects.found(connection, reservation))

    async def _ready(self) -> None:
        if not self._seeded:
            await self.database.run(lambda connection: seed.ensure(connection, self._clock()))
            self._seeded = True
