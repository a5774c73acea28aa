"""The only door to money and bookings: decide, reserve, execute once, settle, tell the truth.

Built by `bot.wiring` with keyword arguments only:

    Authority(database=…, connectors=…, clock=…, limits_path=Path("limits.yml"))

Optional: `owner` (name of this process in the ledger's fence; random when left out), `lease` (how
long an executing reservation belongs to its owner), `call_timeout` (one call to a provider).
Nothing is opened or read until the first call. `await authority.start()` reads `limits.yml` early,
so that a mistake in it is told at start (raises `LimitsError` when there are no older limits to
fall back on); without it the first call does the same. There is nothing to close.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from pathlib import Path

from bot.authority.values import (
    ActionRequest,
    ActionView,
    Approval,
    AuditRecord,
    BudgetUse,
    ChainState,
    DecisionRecord,
    LimitsView,
    LineView,
    OutboxRow,
    Possible,
    Result,
    Stop,
)
from bot.connectors.ports import Connectors
from bot.model import ApprovalId, Clock, ConversationId, ReservationId, ReservationState, StaffId
from bot.storage.database import Database

__all__ = [
    "ActionRequest",
    "ActionView",
    "Approval",
    "AuditRecord",
    "Authority",
    "BudgetUse",
    "ChainState",
    "DecisionRecord",
    "LimitsView",
    "LineView",
    "OutboxRow",
    "Possible",
    "Result",
    "Stop",
]


class Authority:
    """What the bot, the desk and the operator may do with money and bookings; nothing beyond."""

    def __init__(
        self,
        *,
        database: Database,
        connectors: Connectors,
        clock: Clock,
        limits_path: Path,
        owner: str | None = None,
        lease: timedelta = timedelta(seconds=90),
        call_timeout: timedelta = timedelta(seconds=10),
    ) -> None:
        raise NotImplementedError("being written")

    async def start(self) -> None:
        """Load the limits in force, seeding them from the file at the very first start."""
        raise NotImplementedError

    async def request(self, request: ActionRequest) -> Result:
        """Decide and, if allowed, carry out; idempotent per conversation, turn and content."""
        raise NotImplementedError

    async def preview(self, request: ActionRequest) -> Result:
        """Decide only: reserves nothing, changes nothing, records nothing."""
        raise NotImplementedError

    async def approve(
        self, approval: ApprovalId, *, by: StaffId, role: str, note: str = ""
    ) -> Result:
        """A person says yes: decided again with fresh facts, then carried out."""
        raise NotImplementedError

    async def deny(self, approval: ApprovalId, *, by: StaffId, role: str, reason: str) -> Result:
        """A person says no: what was held is freed and the customer is told."""
        raise NotImplementedError

    async def approvals(self, conversation: ConversationId | None = None) -> tuple[Approval, ...]:
        """The open approvals, oldest first."""
        raise NotImplementedError

    async def states(
        self, reservations: Collection[ReservationId]
    ) -> Mapping[ReservationId, ReservationState]:
        """Where these reservations stand; unknown ones are left out."""
        raise NotImplementedError

    async def decisions(self, conversation: ConversationId) -> tuple[DecisionRecord, ...]:
        """What was tried in this conversation, oldest first, with the line that decided."""
        raise NotImplementedError

    async def possible(self, conversation: ConversationId) -> tuple[Possible, ...]:
        """What the limits still allow the customer of this conversation."""
        raise NotImplementedError

    async def outbox(self, limit: int = 50) -> tuple[OutboxRow, ...]:
        """Receipts not yet sent, oldest first."""
        raise NotImplementedError

    async def sent(self, ids: Iterable[int]) -> None:
        """Mark receipts as delivered to the conversation log."""
        raise NotImplementedError

    async def limits(self) -> LimitsView:
        """The limits in force as sentences."""
        raise NotImplementedError

    async def budgets(self) -> tuple[BudgetUse, ...]:
        """Today's use of each budget."""
        raise NotImplementedError

    async def switch(self) -> tuple[Stop, ...]:
        """The stop buttons that are pressed now."""
        raise NotImplementedError

    async def stop(self, scope: str, *, by: StaffId, reason: str) -> None:
        """Stop everything, one action or one channel, from this moment on."""
        raise NotImplementedError

    async def resume(self, scope: str, *, by: StaffId, reason: str) -> None:
        """Take back a stop."""
        raise NotImplementedError

    async def recover(self) -> None:
        """Finish what was left in doubt or abandoned, and close approvals that expired."""
        raise NotImplementedError

    async def audit(self, after: int = 0, limit: int = 100) -> tuple[AuditRecord, ...]:
        """The audit trail after this sequence number."""
        raise NotImplementedError

    async def verify(self) -> ChainState:
        """Check the whole audit chain."""
        raise NotImplementedError
