"""The calls to the providers: each has a time-out and ends in an effect or one of three errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from bot.connectors.ports import ConnectorError, Connectors, Effect, OutcomeUnknown, Retryable
from bot.model import Grant, ReservationId

logger = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES = (0.2, 0.6)
"""How long to wait before trying again, with the same key, after a plain "not now"."""


class Overtaken(Exception):
    """The lease ran out before the call: somebody else may have finished this by now."""


class Providers:
    """Carries a grant to the connector that its deed names."""

    def __init__(self, connectors: Connectors, timeout: timedelta) -> None:
        self._connectors = connectors
        self._timeout = timeout.total_seconds()

    async def carry_out(self, does: str, grant: Grant, in_time: Callable[[], bool]) -> Effect:
        """Do it, trying again with the same key while the answer is Retryable.

        `in_time` is asked before every call. Raises Final when it definitely did not happen,
        Overtaken when it is not this owner's to do any more; Retryable or OutcomeUnknown otherwise.
        """
        for pause in PAUSES:
            _check(in_time)
            try:
                return await self._once(does, grant)
            except Retryable as error:
                logger.info("retryable reservation=%s code=%s", grant.reservation, error.code)
                await asyncio.sleep(pause)
        _check(in_time)
        return await self._once(does, grant)

    async def lookup(self, does: str, reservation: ReservationId) -> Effect | None:
        """What the provider knows under our reservation."""
        port = does.partition(".")[0]
        if port == "payments":
            return await self._within(self._connectors.payments.lookup(reservation))
        if port == "bookings":
            return await self._within(self._connectors.bookings.lookup(reservation))
        return await self._within(self._connectors.vouchers.lookup(reservation))

    async def _once(self, does: str, grant: Grant) -> Effect:
        if does == "payments.refund":
            return await self._within(self._connectors.payments.refund(grant))
        if does == "bookings.rebook":
            return await self._within(self._connectors.bookings.rebook(grant))
        return await self._within(self._connectors.vouchers.give(grant))

    async def _within(self, call: Awaitable[T]) -> T:
        try:
            return await asyncio.wait_for(call, self._timeout)
        except asyncio.TimeoutError as error:
            raise OutcomeUnknown("timeout", "no answer within the time-out") from error
        except ConnectorError:
            raise
        except Exception as error:
            # A connector with a bug says nothing about what the provider did.
            logger.exception("connector_broke")
            raise OutcomeUnknown("connector_broke", type(error).__name__) from error


def _check(in_time: Callable[[], bool]) -> None:
    if not in_time():
        raise Overtaken
