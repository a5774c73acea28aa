"""Keeps the facts of the conversations up with the log, as long as the gateway lives."""

from __future__ import annotations

import asyncio
import logging
import secrets

from bot.insights.deriving import Deriving
from bot.wiring import House

EVERY_S = 60.0
logger = logging.getLogger(__name__)


class Facts:
    """A round a minute; of several gateways the one with the lease does it."""

    def __init__(self, house: House) -> None:
        self._deriving = deriving(house)

    async def keep_fresh(self) -> None:
        """Derive what is new, again and again."""
        failing = False
        while True:
            try:
                await self._deriving.round()
                failing = False
            except Exception as error:
                # Told once; the next round tries again.
                if not failing:
                    logger.exception("facts_not_derived", exc_info=error)
                failing = True
            await asyncio.sleep(EVERY_S)


def deriving(house: House) -> Deriving:
    """The facts of this house."""
    return Deriving(
        database=house.database,
        tracker_url=house.settings.engine.tracker_url,
        knowledge=house.knowledge,
        clock=house.clock,
        owner=secrets.token_hex(8),
    )
