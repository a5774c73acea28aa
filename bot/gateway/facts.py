"""Keeps the facts of the conversations up with the log, as long as the gateway lives."""

from __future__ import annotations

import asyncio
import logging

from bot.insights.service import deriving
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
