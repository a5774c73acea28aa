"""What people do, through the same decision, budgets, ledger and carrier as what the bot does."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection

from bot.authority import results
from bot.authority.acting import Acting
from bot.authority.carrying import Carrier
from bot.authority.decision import Decision
from bot.authority.facts import Who
from bot.authority.in_force import InForce, LimitsInForce
from bot.authority.language import Limits
from bot.authority.records import Asked
from bot.authority.reserving import NewId, Written, decide_and_reserve, judge, question_of
from bot.authority.values import ActionRequest, Result
from bot.model import Clock
from bot.storage.database import Database

Guard = Callable[[Connection], None]
"""Raises when a person may not act in the conversation any more."""
FactsFor = Callable[[Limits, str, Mapping[str, Any], Who], Awaitable[dict[str, Any]]]
Note = Callable[[Connection, str, datetime], None]
"""Writes down what belongs to a decision that is carried out."""


def unguarded(_: Connection) -> None:
    """For whoever has no conversation to lose."""


def _nothing(_: Connection, __: str, ___: datetime) -> None:
    """For what the decision says by itself."""


@dataclass(frozen=True)
class Hands:
    """Looks, and does. The limits are given as the person applies them."""

    database: Database
    clock: Clock
    limits: LimitsInForce
    facts_for: FactsFor
    carrier: Carrier
    owner: str
    new_id: NewId

    async def look(
        self, limits: Limits, request: ActionRequest, facts: Mapping[str, Any]
    ) -> Decision:
        """What would come of it now; nothing is held, changed or written down."""
        now = self.clock()
        return await self.database.read(
            lambda c: judge(c, limits, question_of(c, request, facts, now))
        )

    async def write(
        self,
        force: InForce,
        limits: Limits,
        request: ActionRequest,
        facts: Mapping[str, Any],
        acting: Acting,
        *,
        guard: Guard,
        note: Note = _nothing,
    ) -> Written | None:
        """Decide and hold; by what right stands among the facts. None under newer limits."""

        def work(connection: Connection) -> Written | None:
            guard(connection)
            now = self.clock()
            written = decide_and_reserve(
                connection,
                request,
                {**facts, **acting.facts},
                force=replace(force, limits=limits),
                now=now,
                owner=self.owner,
                new_id=self.new_id,
            )
            if written is not None and written.claimed is not None:
                note(connection, written.asked.decision, now)
            return written

        return await self.database.run(work)

    async def carry_out(self, written: Written, limits: Limits) -> Result:
        """Do what is held for it, and tell what came of it."""
        if written.claimed is not None:
            await self.carrier.carry_out(written.claimed)
        return await self.told(written.asked, limits)

    async def told(self, asked: Asked, limits: Limits) -> Result:
        """What came of what was asked."""
        return await self.database.read(lambda c: results.of_asked(c, asked, limits))
