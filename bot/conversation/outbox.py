"""Brings receipts from authority's outbox into the logs, each exactly once, and watches approvals.

The number of the outbox row is a unique key of the log: whatever is drained twice, by whomever,
appears once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import replace

from sqlalchemy.engine import Connection

from bot.authority import outbox as receipts
from bot.authority.service import Approval, Authority, OutboxRow
from bot.conversation import log
from bot.conversation.errors import UnknownConversation
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.conversation.meters import Meters
from bot.conversation.record import load
from bot.conversation.voice import Voice
from bot.disclosure import Withheld
from bot.model import Clock, ConversationId, ReceiptStatus, ReservationState
from bot.storage.database import StorageError

logger = logging.getLogger(__name__)
BATCH = 50
ApprovalsListener = Callable[[tuple[Approval, ...]], Awaitable[None]]


class Outbox:
    """The way of receipts to customers."""

    def __init__(
        self, *, authority: Authority, live: Live, voice: Voice, meters: Meters, clock: Clock
    ) -> None:
        self._authority = authority
        self._live = live
        self._voice = voice
        self._meters = meters
        self._clock = clock
        self._draining = asyncio.Lock()
        self._listeners: list[ApprovalsListener] = []
        self._approvals: tuple[Approval, ...] = ()

    @property
    def approvals(self) -> tuple[Approval, ...]:
        """The open approvals, as last seen."""
        return self._approvals

    def listen(self, listener: ApprovalsListener) -> None:
        """Hear of every change in what waits for a person's yes."""
        self._listeners.append(listener)

    @staticmethod
    def waits(connection: Connection, conversation: ConversationId) -> bool:
        """Whether a receipt is on its way to this conversation, as it stands in a transaction."""
        return receipts.waits_for(connection, conversation)

    async def drain(self) -> int:
        """Deliver everything that waits. Returns how many receipts that were.

        A receipt that cannot be delivered stays in the outbox and holds up no other.
        """
        delivered = 0
        async with self._draining:
            while rows := await self._authority.outbox(BATCH):
                done = [row.id for row in rows if await self._tried(row)]
                await self._authority.sent(done)
                delivered += len(done)
                if len(done) < BATCH:
                    break
        return delivered

    async def _tried(self, row: OutboxRow) -> bool:
        try:
            await self._deliver(row)
        except StorageError:
            raise
        except Exception:
            logger.exception("receipt_not_delivered row=%s", row.id)
            return False
        return True

    async def look_at_approvals(self) -> None:
        """Tell the listeners when the open approvals are not what they were."""
        found = await self._authority.approvals()
        if found == self._approvals:
            return
        self._approvals = found
        for listener in self._listeners:
            await listener(found)

    async def _deliver(self, row: OutboxRow) -> None:
        receipt = row.receipt
        state: ReservationState | None = None
        if receipt.reservation is not None:
            state = (await self._authority.states([receipt.reservation])).get(receipt.reservation)

        def work(connection: Connection, entries: list[Entry]) -> None:
            if log.has_receipt(connection, row.id):
                return
            now = self._clock()
            record = load(connection, row.conversation)
            made = self._voice.receipt(receipt, record.language, state)
            if isinstance(made, Withheld):
                # Says done where the ledger does not: told as being looked into, and by whom asks.
                logger.error("receipt_withheld row=%s reason=%s", row.id, made.reason.value)
                checking = replace(receipt, status=ReceiptStatus.CHECKING)
                made = self._voice.receipt(checking, record.language, state)
                assert not isinstance(made, Withheld)
            entries.append(log.append_reviewed(connection, record, made, now=now, outbox=row.id))

        try:
            await self._live.write(row.conversation, work)
            self._meters.receipts.labels(receipt.status.value).inc()
        except UnknownConversation:
            # Made by a test or a tool, not by a chat of this gateway: nobody waits for it here.
            logger.warning("receipt_without_conversation row=%s", row.id)
