"""Has what was kept long enough erased, as long as the gateway lives."""

from __future__ import annotations

import asyncio
import logging
import secrets

from bot.conversation.photos import Photos
from bot.conversation.rooms import Rooms
from bot.privacy.retention import Retention

LOOK_EVERY_S = 600.0
logger = logging.getLogger(__name__)


class Retaining:
    """Looks every ten minutes whether a day has passed since the last round."""

    def __init__(self, rooms: Rooms, photos: Photos) -> None:
        self._retention = Retention(rooms, photos, owner=secrets.token_hex(8))

    async def keep_clean(self) -> None:
        """Erase what is due, again and again."""
        failing = False
        while True:
            try:
                done = await self._retention.round()
                if done:
                    counts = " ".join(f"{kind}={count}" for kind, count in sorted(done.items()))
                    logger.info("retention_done %s", counts)
                failing = False
            except Exception as error:
                # Told once; the next look tries again.
                if not failing:
                    logger.exception("retention_failed", exc_info=error)
                failing = True
            await asyncio.sleep(LOOK_EVERY_S)
