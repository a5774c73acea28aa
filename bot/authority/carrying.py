"""Carry out what is claimed, once, and find out about what was left open."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from datetime import timedelta

from sqlalchemy.engine import Connection

from bot.authority import approvals, approving, finishing, ledger, standing, stops
from bot.authority.errors import ApprovalClosed
from bot.authority.in_force import LimitsInForce
from bot.authority.ledger import Reservation
from bot.authority.providers import Overtaken, Providers
from bot.connectors.ports import ConnectorError, Effect, Final
from bot.model import Clock, Grant
from bot.storage.database import Database, StorageError
from bot.storage.liveness import Liveness

logger = logging.getLogger(__name__)

RETRY_FOR = timedelta(hours=20)
"""How long the same key is tried again; providers forget keys after about a day."""


class Carrier:
    """Goes to the provider under a claim and writes down what came of it."""

    def __init__(
        self,
        *,
        database: Database,
        limits: LimitsInForce,
        providers: Providers,
        clock: Clock,
        owner: str,
        lease: timedelta,
        grant: Callable[[Reservation], Grant],
        call_timeout: timedelta = timedelta(seconds=10),
        liveness: Liveness | None = None,
    ) -> None:
        self._database = database
        self._limits = limits
        self._providers = providers
        self._clock = clock
        self._owner = owner
        self._lease = lease
        self._grant = grant
        self._liveness = liveness
        # A provider may still be at work on a call whose caller is gone.
        self._grace = call_timeout * 1.5
        self._recovering = asyncio.Lock()

    async def begin(self) -> None:
        """Make this process known as living. Without it what it leaves waits for its lease."""
        if self._liveness is not None:
            try:
                await asyncio.to_thread(self._liveness.live, self._owner)
            except OSError as error:
                logger.warning("liveness_not_told error=%s", error)

    async def carry_out(self, held: Reservation) -> None:
        """Call the provider under the claim that this process holds, and write its answer down."""
        assert held.owner == self._owner
        grant = self._grant(held)
        try:
            effect = await self._providers.carry_out(held.does, grant, lambda: self._in_time(held))
        except Overtaken:
            logger.warning("lease_ran_out reservation=%s epoch=%s", held.id, held.epoch)
        except Final as error:
            await self._finish_release(held, error.code)
        except ConnectorError as error:
            await self._finish_doubt(held, error.code)
        else:
            await self._finish_settle(held, effect)

    def _in_time(self, held: Reservation) -> bool:
        # A process that stood still for hours must not call: the provider may have forgotten the
        # key by then, or said no to the one that took over.
        assert held.claimed_at is not None
        return self._clock() - held.claimed_at < self._lease

    async def _finish_settle(self, held: Reservation, effect: Effect) -> None:
        limits, now = (await self._limits.latest()).limits, self._clock()
        done = await self._database.run(lambda c: finishing.settle(c, held, effect, limits, now))
        self._log("settled", held, done)

    async def _finish_release(self, held: Reservation, problem: str) -> None:
        limits, now = (await self._limits.latest()).limits, self._clock()
        done = await self._database.run(lambda c: finishing.release(c, held, problem, limits, now))
        self._log("released", held, done)

    async def _finish_doubt(self, held: Reservation, problem: str) -> None:
        limits, now = (await self._limits.latest()).limits, self._clock()
        done = await self._database.run(lambda c: finishing.doubt(c, held, problem, limits, now))
        self._log("in_doubt", held, done)

    def _log(self, event: str, held: Reservation, done: bool) -> None:
        name = event if done else f"{event}_fenced_off"
        logger.info("%s reservation=%s epoch=%s", name, held.id, held.epoch)

    async def recover(self) -> None:
        """Finish what was left in doubt or abandoned, and close approvals that expired.

        Nothing is freed here because time has passed: only the provider's definite no, a person's
        no, or an approval that nobody gave in time frees money.
        """
        async with self._recovering:
            await self._expire()
            gone, now = await self._gone(), self._clock()
            left = await self._database.read(
                lambda c: ledger.unfinished(c, now, self._lease, gone, self._grace)
            )
            for seen in left:
                try:
                    await self._recover_one(seen, gone)
                except StorageError as error:
                    logger.warning("recover_failed reservation=%s code=%s", seen.id, error.code)
                except Exception:
                    # One that cannot be finished must not keep the later ones from being finished.
                    logger.exception("recover_broke reservation=%s", seen.id)
            if gone and self._liveness is not None:
                busy = await self._database.read(ledger.owners)
                await asyncio.to_thread(self._liveness.forget, gone - busy)

    async def _gone(self) -> frozenset[str]:
        if self._liveness is None:
            return frozenset()
        try:
            return await asyncio.to_thread(self._liveness.gone)
        except OSError as error:
            logger.warning("liveness_not_known error=%s", error)
            return frozenset()

    async def _expire(self) -> None:
        force, now = await self._limits.current(), self._clock()
        for pending in await self._database.read(lambda c: approvals.expired(c, now)):

            def close(connection: Connection, pending: approvals.Pending = pending) -> None:
                approving.deny(
                    connection,
                    pending,
                    force=force,
                    by="ledger",
                    reason="nobody decided in time",
                    now=now,
                    state="expired",
                )

            try:
                await self._database.run(close)
            except ApprovalClosed:
                logger.info("approval_decided_meanwhile approval=%s", pending.id)

    async def _recover_one(self, seen: Reservation, gone: Collection[str]) -> None:
        now = self._clock()
        held, stopped = await self._database.run(lambda c: self._take_over(c, seen, gone))
        if held is None:
            return
        try:
            effect = await self._providers.lookup(held.does, held.id)
        except ConnectorError as error:
            await self._finish_doubt(held, error.code)
            return
        if effect is not None:
            await self._finish_settle(held, effect)
        elif stopped:
            await self._finish_doubt(held, "stopped")
        elif held.first_try_at is not None and now - held.first_try_at < RETRY_FOR:
            await self.carry_out(held)
        else:
            await self._finish_doubt(held, "needs_a_person")

    def _take_over(
        self, connection: Connection, seen: Reservation, gone: Collection[str]
    ) -> tuple[Reservation | None, bool]:
        standing.hold(connection)
        stopped = stops.stopped(connection, seen.action, seen.channel)
        now = self._clock()
        taken = ledger.take_over(
            connection,
            seen,
            owner=self._owner,
            now=now,
            lease=self._lease,
            gone=gone,
            grace=self._grace,
        )
        return (ledger.find(connection, seen.id) if taken else None), stopped
