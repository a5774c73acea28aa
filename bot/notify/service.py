"""Sends what is in the outbox: leases it, sends it, and tries again later when it did not work."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.model import Clock
from bot.notify import outbox
from bot.notify.errors import Final, NotWanted, Retryable
from bot.notify.outbox import Notice
from bot.storage.database import Database

logger = logging.getLogger(__name__)
AT_ONCE = 5
# Longer than any sender may take, so that nobody takes over what is still being sent.
LEASE = timedelta(minutes=5)
Sender = Callable[[Notice], Awaitable[None]]
"""Sends one notice. Raises Retryable, Final or NotWanted."""
Mourner = Callable[[Notice], Awaitable[None]]
"""Hears that a notice was given up for good."""


class Notify:
    """The way out of the house. `owner` names this process in the leases."""

    def __init__(self, *, database: Database, clock: Clock, owner: str) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner
        self._senders: dict[str, Sender] = {}
        self._mourners: dict[str, Mourner] = {}
        self._round: asyncio.Task[int] | None = None

    def register(self, kind: str, send: Sender, given_up: Mourner | None = None) -> None:
        """Who sends this kind of notice, and who hears when it cannot be delivered."""
        self._senders[kind] = send
        if given_up is not None:
            self._mourners[kind] = given_up

    async def round(self) -> int:
        """Send what is due; how many notices were looked at. One round at a time."""
        if self._round is None or self._round.done():
            self._round = asyncio.create_task(self._send_what_is_due(), name="notify")
        # Who is cancelled does not stop a letter half-way: it would be sent a second time.
        return await asyncio.shield(self._round)

    async def close(self) -> None:
        """Let what is being sent be sent."""
        if self._round is not None and not self._round.done():
            await asyncio.wait([self._round])

    async def _send_what_is_due(self) -> int:
        if not await self._database.read(lambda c: outbox.is_due(c, self._clock())):
            return 0
        taken = await self._database.run(
            lambda c: outbox.take(
                c, now=self._clock(), owner=self._owner, lease=LEASE, most=AT_ONCE
            )
        )
        await asyncio.gather(*(self._send(notice) for notice in taken))
        return len(taken)

    async def _send(self, notice: Notice) -> None:
        try:
            send = self._senders.get(notice.kind)
            if send is None:
                raise Retryable("no_sender")
            await send(notice)
        except NotWanted as error:
            await self._finish(notice, "dropped", error.code)
        except Final as error:
            await self._give_up(notice, error.code)
        except Retryable as error:
            await self._later(notice, error.code)
        except Exception:
            logger.exception("notice_crashed id=%s kind=%s", notice.id, notice.kind)
            await self._later(notice, "crashed")
        else:
            await self._finish(notice, "sent", None)
            logger.info("notice_sent id=%s kind=%s", notice.id, notice.kind)

    async def _later(self, notice: Notice, code: str) -> None:
        if notice.last_try:
            await self._give_up(notice, code)
            return
        logger.warning(
            "notice_postponed id=%s kind=%s code=%s tries=%s",
            notice.id,
            notice.kind,
            code,
            notice.tries,
        )
        await self._database.run(
            lambda c: outbox.again(c, notice, owner=self._owner, now=self._clock(), problem=code)
        )

    async def _give_up(self, notice: Notice, code: str) -> None:
        logger.error("notice_given_up id=%s kind=%s code=%s", notice.id, notice.kind, code)
        mourner = self._mourners.get(notice.kind)
        if await self._finish(notice, "failed", code) and mourner is not None:
            await mourner(notice)

    async def _finish(self, notice: Notice, state: str, code: str | None) -> bool:
        return await self._database.run(
            lambda c: outbox.finish(
                c, notice, owner=self._owner, state=state, now=self._clock(), problem=code
            )
        )
