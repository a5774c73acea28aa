"""See in the systems of record what a person did about a request that was judged in shadow."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from datetime import timedelta

from bot.authority import shadow
from bot.authority.errors import ShadowRecorded
from bot.authority.shadow import Did, OpenCase
from bot.connectors.ports import Booking, ConnectorError, Connectors, Refund
from bot.model import Clock, Money, StaffId
from bot.storage.database import Database

logger = logging.getLogger(__name__)

LOOK_FOR = timedelta(days=14)
AT_ONCE = 20
BY = StaffId("records")


def seen_in_refunds(case: OpenCase, refunds: Iterable[Refund]) -> tuple[Did, Money] | None:
    """What came back for the same order since then, against what the bot would have paid."""
    later = [one for one in refunds if one.order == case.params.get("order") and one.at >= case.at]
    if not later or case.amount is None or not case.amount.minor:
        return None
    total = Money(sum(one.amount.minor for one in later), later[0].amount.currency)
    if total.currency != case.amount.currency or total == case.amount:
        return Did.DONE, total
    return (Did.MORE if total > case.amount else Did.LESS), total


def seen_in_booking(case: OpenCase, booking: Booking | None) -> Did | None:
    """Whether the booking has moved to the trip that was asked for."""
    if booking is None or booking.trip.id != case.params.get("trip"):
        return None
    return Did.DONE


class Observer:
    """Looks for the deeds of people; what is not found stays open for a person to write down."""

    def __init__(
        self, database: Database, connectors: Connectors, clock: Clock, timeout: timedelta
    ) -> None:
        self._database = database
        self._connectors = connectors
        self._clock = clock
        self._timeout = timeout.total_seconds()

    async def look(self) -> None:
        """Look once at some of the open cases; over time every one has its turn."""
        since = self._clock() - LOOK_FOR
        for case in await self._database.read(
            lambda c: shadow.open_cases(c, since=since, limit=AT_ONCE)
        ):
            try:
                found = await asyncio.wait_for(self._found(case), self._timeout)
            except (ConnectorError, asyncio.TimeoutError):
                logger.info("shadow_not_seen decision=%s", case.decision)
                continue
            if found is not None:
                await self._keep(case, *found)

    async def _found(self, case: OpenCase) -> tuple[Did, Money | None] | None:
        if "booking" in case.params and "trip" in case.params:
            booking = await self._connectors.bookings.booking(str(case.params["booking"]))
            did = seen_in_booking(case, booking)
            return None if did is None else (did, None)
        if "order" in case.params:
            return seen_in_refunds(case, await self._connectors.payments.refunds_of(case.customer))
        return None

    async def _keep(self, case: OpenCase, did: Did, amount: Money | None) -> None:
        now = self._clock()
        try:
            await self._database.run(
                lambda c: shadow.record(
                    c, case.decision, did=did, amount=amount, by=BY, note="", now=now
                )
            )
        except ShadowRecorded:
            logger.info("shadow_recorded_meanwhile decision=%s", case.decision)
