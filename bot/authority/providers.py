"""The calls to the providers: each has a time-out and ends in an effect or one of three errors."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TypeVar

from bot import tracing
from bot.authority.catalogue import DEEDS
from bot.connectors.ports import ConnectorError, Connectors, Effect, OutcomeUnknown, Retryable
from bot.model import Grant, ReservationId

logger = logging.getLogger(__name__)
T = TypeVar("T")

PAUSES = (0.2, 0.6)
"""How long to wait before trying again, with the same key, after a plain "not now"."""


Carry = Callable[[Grant], Awaitable[Effect]]

CARRIES: Mapping[str, Callable[[Connectors], Carry]] = {
    "payments.refund": lambda shop: shop.payments.refund,
    "shop.cancel": lambda shop: shop.shop.cancel,
    "shop.take_back": lambda shop: shop.shop.take_back,
    "shop.replace": lambda shop: shop.shop.replace,
    "shop.change_address": lambda shop: shop.shop.change_address,
    "shop.send_invoice": lambda shop: shop.shop.send_invoice,
    "bookings.rebook": lambda shop: shop.bookings.rebook,
    "bookings.cancel": lambda shop: shop.bookings.cancel,
    "bookings.compensate": lambda shop: shop.bookings.compensate,
    "vouchers.give": lambda shop: shop.vouchers.give,
}
"""Which method of which port carries out a deed; one that is missing here cannot be called."""

LOOKS: Mapping[str, Callable[[Connectors], Callable[[ReservationId], Awaitable[Effect | None]]]] = {
    "shop": lambda shop: shop.shop.lookup,
    "payments": lambda shop: shop.payments.lookup,
    "bookings": lambda shop: shop.bookings.lookup,
    "vouchers": lambda shop: shop.vouchers.lookup,
}


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
        return await self._within(LOOKS[DEEDS[does].port](self._connectors)(reservation))

    async def _once(self, does: str, grant: Grant) -> Effect:
        return await self._within(CARRIES[does](self._connectors)(grant))

    async def _within(self, call: Awaitable[T]) -> T:
        try:
            with tracing.stage("connector"):
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
