"""The operator's side of authority: limits and their versions, budgets, stop buttons, the audit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.engine import Connection

from bot.authority import audit, shadow, stops, versions, views
from bot.authority.audit_telling import told
from bot.authority.exceptions import Overruled, overruled
from bot.authority.in_force import LimitsInForce, check_changer
from bot.authority.judged import judged
from bot.authority.kindness_report import KindnessReport, kindness_report
from bot.authority.language import Action
from bot.authority.limits import LimitsError, lint_text
from bot.authority.looking_back import looking_back
from bot.authority.loosening import loosened
from bot.authority.replay_report import ReplayReport
from bot.authority.shadow import Did, ShadowReport, ShadowView
from bot.authority.trust_report import ProofReport, proof_report, proof_rules
from bot.authority.values import AuditRecord, BudgetUse, ChainState, LimitsView, Stop
from bot.authority.versions import Version
from bot.model import Clock, LocalText, Money, StaffId
from bot.storage.database import Database


@dataclass(frozen=True)
class Report:
    """What the decisions of a period show about the limits themselves."""

    proof: tuple[ProofReport, ...]
    kindness: tuple[KindnessReport, ...]
    shadow: tuple[ShadowReport, ...]
    overruled: tuple[Overruled, ...] = ()


class Operating:
    """What an operator can see and change; `Authority` is this and everything the bot needs."""

    _database: Database
    _clock: Clock
    _limits: LimitsInForce

    async def limits(self) -> LimitsView:
        """The limits in force as sentences."""
        force = await self._limits.current()
        return await self._database.read(
            lambda c: views.limits_view(c, force, self._limits.problem)
        )

    async def source(self) -> str:
        """The limits in force as the file they came from."""
        return (await self._limits.current()).version.source

    async def apply(self, text: str, *, by: StaffId, reason: str) -> Version:
        """Write a new version of the limits. LimitsError when it is not fit: the old ones stay.

        It is in force at once, unless it lets anything more through: then `applied_at` is None and
        a second person has to `agree`.
        """
        return await self._limits.apply(text, by=by, reason=reason)

    async def agree(self, version: int, *, by: StaffId, role: str) -> Version:
        """The second person's yes to a version that lets more through."""
        return await self._limits.agree(version, by=by, role=role)

    async def versions(self) -> tuple[Version, ...]:
        """Every version of the limits, newest first."""
        return await self._database.read(versions.every)

    async def version(self, number: int) -> Version:
        """One version with its text. Raises VersionNotFound."""
        return await self._database.read(lambda c: versions.find(c, number))

    async def withdraw(self, version: int, *, by: StaffId, role: str, reason: str) -> Version:
        """Take back a version that waits for a second person."""
        check_changer(role)
        now = self._clock()
        return await self._database.run(
            lambda c: versions.withdraw(c, version, by=by, reason=reason, now=now)
        )

    async def restore(self, version: int, *, by: StaffId, reason: str) -> Version:
        """Bring an old text back as a new version: where it lets more through, two people agree."""
        old = await self.version(version)
        return await self._limits.apply(old.source, by=by, reason=reason)

    async def loosens(self, text: str) -> tuple[LocalText, ...]:
        """What a text would let through that the limits in force do not; LimitsError when unfit."""
        checked = await asyncio.to_thread(lint_text, text)
        if checked.limits is None:
            raise LimitsError(checked)
        return loosened((await self._limits.current()).limits, checked.limits)

    async def budgets(self) -> tuple[BudgetUse, ...]:
        """Today's use of each budget."""
        limits, now = (await self._limits.current()).limits, self._clock()
        return await self._database.read(
            lambda c: tuple(
                views.budget_use(c, limits, budget, now) for budget in limits.budgets.values()
            )
        )

    async def switch(self) -> tuple[Stop, ...]:
        """The stop buttons that are pressed now."""
        return await self._database.read(stops.pressed)

    async def stop(self, scope: str, *, by: StaffId, reason: str) -> None:
        """Stop everything, one action or one channel, from this moment on."""
        now = self._clock()
        await self._database.run(lambda c: stops.press(c, scope, by=by, reason=reason, now=now))

    async def resume(self, scope: str, *, by: StaffId, reason: str) -> None:
        """Take back a stop."""
        now = self._clock()
        await self._database.run(lambda c: stops.release(c, scope, by=by, reason=reason, now=now))

    async def shadow(self, since: timedelta, limit: int = 200) -> ShadowView:
        """What was judged in shadow: the newest cases, and how often people did the same."""
        after = self._clock() - since
        return await self._database.read(
            lambda c: ShadowView(
                shadow.cases(c, since=after, limit=limit), shadow.counted(c, since=after)
            )
        )

    async def what_if(
        self,
        text: str,
        *,
        since: timedelta | None = None,
        progress: Callable[[int, int], None] | None = None,
    ) -> ReplayReport:
        """What other limits would have decided about the recorded requests of a period.

        LimitsError when the text is not fit. Changes nothing, and waits for nobody.
        """
        checked = await asyncio.to_thread(lint_text, text)
        if checked.limits is None:
            raise LimitsError(checked)
        new, old = checked.limits, (await self._limits.current()).limits
        after = None if since is None else self._clock() - since
        return await self._database.read(lambda c: looking_back(c, old, new, after, progress))

    async def actions(self) -> Mapping[str, Action]:
        """The actions of the limits in force, by name."""
        return (await self._limits.current()).limits.actions

    async def report(self, since: timedelta) -> Report:
        """Proof asked and given, gestures and their fairness, shadow beside people."""
        limits, after = (await self._limits.current()).limits, self._clock() - since
        kind = [a.id for a in limits.actions.values() if a.does == "vouchers.give"]
        asks = proof_rules(limits)

        def work(connection: Connection) -> Report:
            found = judged(connection, since=after, actions={*kind, *asks})
            lines = {rule.id for name in kind for rule in limits.actions[name].rules}
            return Report(
                proof=proof_report(found, asks),
                kindness=kindness_report(found, kind, lines),
                shadow=shadow.counted(connection, since=after),
                overruled=overruled(connection, after),
            )

        return await self._database.read(work)

    async def did(
        self, decision: str, did: Did, *, by: StaffId, amount: Money | None = None, note: str = ""
    ) -> None:
        """Write down what a person did about a request that the bot only judged.

        Raises DecisionNotFound or ShadowRecorded.
        """
        now = self._clock()
        await self._database.run(
            lambda c: shadow.record(c, decision, did=did, amount=amount, by=by, note=note, now=now)
        )

    async def audit(self, after: int = 0, limit: int = 100) -> tuple[AuditRecord, ...]:
        """The audit trail after this sequence number, as sentences."""
        limits = (await self._limits.current()).limits
        return await self._database.read(lambda c: told(c, limits, audit.records(c, after, limit)))

    async def audit_before(self, number: int, limit: int = 100) -> tuple[AuditRecord, ...]:
        """The newest of the audit trail before this sequence number, oldest first."""
        limits = (await self._limits.current()).limits
        return await self._database.read(
            lambda c: told(c, limits, audit.records_before(c, number, limit))
        )

    async def verify(self) -> ChainState:
        """Check the whole audit chain."""
        return await self._database.read(audit.verify)
