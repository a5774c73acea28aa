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

import asyncio
import logging
import secrets
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy.engine import Connection

from bot.authority import (
    approvals,
    approving,
    audit,
    finishing,
    ledger,
    outbox,
    records,
    results,
    stops,
    versions,
    views,
)
from bot.authority.canonical import plain
from bot.authority.decide import decide
from bot.authority.decision import Question
from bot.authority.errors import ApprovalClosed, NotPermitted
from bot.authority.facts import FactReader, Who
from bot.authority.language import Limits
from bot.authority.ledger import Reservation
from bot.authority.limits import LimitsError, lint, lint_text
from bot.authority.possible import RECENT_BOOKINGS, RECENT_ORDERS, Candidate, for_booking, for_order
from bot.authority.providers import Providers
from bot.authority.reserving import (
    InForce,
    NewId,
    Written,
    decide_and_reserve,
    judge,
    question_of,
)
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
from bot.authority.versions import Version
from bot.connectors.ports import Booking, ConnectorError, Connectors, Effect, Final, Order
from bot.model import (
    ApprovalId,
    Clock,
    ConversationId,
    Grant,
    Outcome,
    ReservationId,
    ReservationState,
    StaffId,
)
from bot.storage.database import Database, StorageError
from bot.storage.sessions import session_of

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
    "new_id",
]

logger = logging.getLogger(__name__)

RETRY_FOR = timedelta(hours=20)
"""How long the same key is tried again; providers forget keys after about a day."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_GRANTS = (Outcome.ALLOW, Outcome.APPROVE)


def new_id(prefix: str) -> str:
    """A fresh id that can be read out on the phone: R-7F3K9Q2M4TXW."""
    return f"{prefix}-" + "".join(secrets.choice(_LETTERS) for _ in range(12))


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
        ids: NewId = new_id,
    ) -> None:
        self._database = database
        self._connectors = connectors
        self._clock = clock
        self._limits_path = limits_path
        self._owner = owner or ids("P")
        self._lease = lease
        self._facts = FactReader(connectors, call_timeout)
        self._providers = Providers(connectors, call_timeout)
        self._new_id = ids
        self._loaded: InForce | None = None
        self._problem: str | None = None
        self._recovering = asyncio.Lock()

    async def start(self) -> None:
        """Load the limits in force, seeding them from the file at the very first start.

        A file that is bad, or that is not the one in force, never comes into force here: it is
        told in the log and in `limits().problem`.
        """
        report = await asyncio.to_thread(lint, self._limits_path)
        version = await self._database.read(versions.in_force)
        if version is None:
            if report.limits is None:
                raise LimitsError(report)
            limits, now = report.limits, self._clock()
            await self._database.run(lambda c: versions.seed(c, limits, now))
        elif report.sha256 != version.sha256:
            self._problem = (
                f"{report.file} is not in force (version {version.number} is): apply it"
                if report.ok
                else f"{report.file} cannot come into force:\n{report}"
            )
            logger.warning("limits_file_not_in_force version=%s", version.number)
        await self._in_force()

    # Requests

    async def request(self, request: ActionRequest) -> Result:
        """Decide and, if allowed, carry out; idempotent per conversation, turn and content."""
        asked = await self._database.read(lambda c: records.earlier(c, request))
        if asked is not None:
            force = await self._in_force()
            return await self._database.read(lambda c: results.of_asked(c, asked, force.limits))
        who = await self._who(request.conversation)
        try:
            facts = await self._facts.read(request.params, who)
        except ConnectorError as error:
            return await self._unavailable(request, error)
        force, written = await self._decide_and_reserve(request, facts)
        if written.claimed is not None:
            await self._carry_out(written.claimed)
        return await self._database.read(lambda c: results.of_asked(c, written.asked, force.limits))

    async def preview(self, request: ActionRequest) -> Result:
        """Decide only: reserves nothing, changes nothing, records nothing."""
        who = await self._who(request.conversation)
        try:
            facts = await self._facts.read(request.params, who)
        except ConnectorError as error:
            return await self._unavailable(request, error)
        return await self._preview(request, facts)

    async def _preview(self, request: ActionRequest, facts: Mapping[str, Any]) -> Result:
        force, now = await self._in_force(), self._clock()
        decision = await self._database.read(
            lambda c: judge(c, force.limits, question_of(c, request, facts, now))
        )
        return results.of_decision(decision)

    async def _decide_and_reserve(
        self, request: ActionRequest, facts: Mapping[str, Any]
    ) -> tuple[InForce, Written]:
        while True:
            force = await self._in_force()
            written = await self._database.run(
                lambda c, force=force: decide_and_reserve(  # type: ignore[misc]
                    c,
                    request,
                    facts,
                    force=force,
                    now=self._clock(),
                    owner=self._owner,
                    new_id=self._new_id,
                )
            )
            if written is not None:
                return force, written

    async def _unavailable(self, request: ActionRequest, error: ConnectorError) -> Result:
        """A system of record is silent: nothing can be decided, and nothing is written."""
        logger.warning("facts_unavailable action=%s code=%s", request.action, error.code)
        force = await self._in_force()
        question = Question(request.action, request.params, request.claims, {}, self._clock())
        decision = replace(
            decide(force.limits, question),
            outcome=Outcome.HANDOVER,
            rule="unavailable",
            say=force.limits.texts["unavailable"],
            operator=f"a system of record gives no answer: {error.code}",
        )
        return results.of_decision(decision)

    # Carrying out

    async def _carry_out(self, held: Reservation) -> None:
        """Call the provider under the claim that this process holds, and write down its answer."""
        assert held.owner == self._owner
        grant = Grant(
            reservation=held.id,
            action=held.action,
            params=plain(held.params),
            amount=held.amount,
            epoch=held.epoch,
        )
        try:
            effect = await self._providers.carry_out(held.does, grant)
        except Final as error:
            await self._finish_release(held, error.code)
        except ConnectorError as error:
            await self._finish_doubt(held, error.code)
        else:
            await self._finish_settle(held, effect)

    async def _finish_settle(self, held: Reservation, effect: Effect) -> None:
        limits, now = (await self._in_force()).limits, self._clock()
        done = await self._database.run(lambda c: finishing.settle(c, held, effect, limits, now))
        self._log("settled", held, done)

    async def _finish_release(self, held: Reservation, problem: str) -> None:
        limits, now = (await self._in_force()).limits, self._clock()
        done = await self._database.run(lambda c: finishing.release(c, held, problem, limits, now))
        self._log("released", held, done)

    async def _finish_doubt(self, held: Reservation, problem: str) -> None:
        limits, now = (await self._in_force()).limits, self._clock()
        done = await self._database.run(lambda c: finishing.doubt(c, held, problem, limits, now))
        self._log("in_doubt", held, done)

    def _log(self, event: str, held: Reservation, done: bool) -> None:
        name = event if done else f"{event}_fenced_off"
        logger.info("%s reservation=%s epoch=%s", name, held.id, held.epoch)

    # Approvals

    async def approvals(self, conversation: ConversationId | None = None) -> tuple[Approval, ...]:
        """The open approvals, oldest first."""
        found = await self._database.read(lambda c: approvals.waiting(c, conversation))
        return tuple([await self._with_name(approval) for approval in found])

    async def _with_name(self, approval: Approval) -> Approval:
        if approval.customer is None:
            return approval
        try:
            record = await self._facts.customer(approval.customer)
        except ConnectorError:
            return approval
        return replace(approval, customer_name=record.name if record else None)

    async def approve(
        self, approval: ApprovalId, *, by: StaffId, role: str, note: str = ""
    ) -> Result:
        """A person says yes: decided again with fresh facts, then carried out.

        When it is no longer allowed, or no longer the same, nothing happens and the result says
        so. Raises ApprovalNotFound, ApprovalClosed, NotPermitted or Stopped; ConnectorError when
        the records cannot be read now (the approval stays open).
        """
        pending = await self._database.read(lambda c: approvals.find(c, approval))
        request, who = await self._database.read(lambda c: approving.asked_for(c, pending))
        force, now = await self._in_force(), self._clock()
        approving.check_person(pending, request.action, force, by=by, role=role, now=now)
        facts = await self._facts.read(request.params, who)
        decision, held = await self._database.run(
            lambda c: approving.approve(
                c,
                pending,
                request,
                facts,
                force=force,
                by=by,
                note=note,
                now=self._clock(),
                owner=self._owner,
                new_id=self._new_id,
            )
        )
        if held.state is ReservationState.EXECUTING:
            await self._carry_out(held)
        asked = records.Asked(pending.decision, held.id, approval)
        now_known = await self._database.read(lambda c: results.of_asked(c, asked, force.limits))
        if decision.outcome is Outcome.ALLOW:
            return replace(now_known, outcome=Outcome.ALLOW, rule=None)
        return replace(now_known, outcome=decision.outcome, rule=decision.rule, say=decision.say)

    async def deny(self, approval: ApprovalId, *, by: StaffId, role: str, reason: str) -> Result:
        """A person says no: what was held is freed and the customer is told."""
        pending = await self._database.read(lambda c: approvals.find(c, approval))
        request, _ = await self._database.read(lambda c: approving.asked_for(c, pending))
        force, now = await self._in_force(), self._clock()
        approving.check_person(pending, request.action, force, by=by, role=role, now=now)
        held = await self._database.run(
            lambda c: approving.deny(c, pending, force=force, by=by, reason=reason, now=now)
        )
        asked = records.Asked(pending.decision, held.id, approval)
        result = await self._database.read(lambda c: results.of_asked(c, asked, force.limits))
        return replace(result, outcome=Outcome.REFUSE, rule="denied")

    # Recovery

    async def recover(self) -> None:
        """Finish what was left in doubt or abandoned, and close approvals that expired.

        Nothing is freed here because time has passed: only the provider's definite no, a person's
        no, or an approval that nobody gave in time frees money.
        """
        async with self._recovering:
            await self._expire()
            now = self._clock()
            for seen in await self._database.read(lambda c: ledger.unfinished(c, now, self._lease)):
                try:
                    await self._recover_one(seen)
                except StorageError as error:
                    logger.warning("recover_failed reservation=%s code=%s", seen.id, error.code)

    async def _expire(self) -> None:
        force, now = await self._in_force(), self._clock()
        for pending in await self._database.read(lambda c: approvals.expired(c, now)):

            def close(connection: Connection, pending: approvals.Pending = pending) -> None:
                approving.deny(
                    connection,
                    pending,
                    force=force,
                    by="ledger",
                    reason="nobody decided in time",
                    now=now,
                    state="expired",
                )

            try:
                await self._database.run(close)
            except ApprovalClosed:
                logger.info("approval_decided_meanwhile approval=%s", pending.id)

    async def _recover_one(self, seen: Reservation) -> None:
        now = self._clock()
        held, stopped = await self._database.run(
            lambda c: self._take_over(c, seen, stops.stopped(c, seen.action, seen.channel))
        )
        if held is None:
            return
        try:
            effect = await self._providers.lookup(held.does, held.id)
        except ConnectorError as error:
            await self._finish_doubt(held, error.code)
            return
        if effect is not None:
            await self._finish_settle(held, effect)
        elif stopped:
            await self._finish_doubt(held, "stopped")
        elif held.first_try_at is not None and now - held.first_try_at < RETRY_FOR:
            await self._carry_out(held)
        else:
            await self._finish_doubt(held, "needs_a_person")

    def _take_over(
        self, connection: Connection, seen: Reservation, stopped: bool
    ) -> tuple[Reservation | None, bool]:
        now = self._clock()
        taken = ledger.take_over(connection, seen, owner=self._owner, now=now, lease=self._lease)
        return (ledger.find(connection, seen.id) if taken else None), stopped

    # What was and what could be

    async def states(
        self, reservations: Collection[ReservationId]
    ) -> Mapping[ReservationId, ReservationState]:
        """Where these reservations stand; unknown ones are left out."""
        return await self._database.read(lambda c: ledger.states(c, reservations))

    async def decisions(self, conversation: ConversationId) -> tuple[DecisionRecord, ...]:
        """What was tried in this conversation, oldest first, with the line that decided."""
        return await self._database.read(lambda c: records.of_conversation(c, conversation))

    async def possible(self, conversation: ConversationId) -> tuple[Possible, ...]:
        """What the limits still allow the customer of this conversation.

        Previews for each recent order and booking; only what would be done, or done after a yes.
        Raises ConnectorError when the records cannot be read.
        """
        who = await self._who(conversation)
        limits = (await self._in_force()).limits
        found: list[Possible] = []
        for candidate in await self._candidates(limits, who):
            request = ActionRequest(
                candidate.action, conversation, "", candidate.params, candidate.claims
            )
            result = await self._preview(request, await self._facts.read(candidate.params, who))
            if result.outcome in _GRANTS or result.rule == "confirm":
                found.append(
                    Possible(
                        candidate.action,
                        candidate.params,
                        candidate.object,
                        result.outcome,
                        result.amount,
                        result.summary,
                    )
                )
        return tuple(found)

    async def _candidates(self, limits: Limits, who: Who) -> list[Candidate]:
        orders: list[Order] = []
        bookings: list[Booking] = []
        if who.customer is not None:
            orders += (await self._facts.orders_of(who.customer))[:RECENT_ORDERS]
            bookings += (await self._facts.bookings_of(who.customer))[:RECENT_BOOKINGS]
        proven_orders, proven_bookings = await self._facts.proven(who)
        orders += [order for order in proven_orders if order not in orders]
        bookings += [booking for booking in proven_bookings if booking not in bookings]
        now = self._clock()
        found = [found for order in orders for found in for_order(limits, order, now)]
        for booking in bookings:
            trip = await self._facts.nearest_trip(booking)
            found += for_booking(limits, booking, trip)
        return found

    async def outbox(self, limit: int = 50) -> tuple[OutboxRow, ...]:
        """Receipts not yet sent, oldest first."""
        return await self._database.read(lambda c: outbox.waiting(c, limit))

    async def sent(self, ids: Iterable[int]) -> None:
        """Mark receipts as delivered to the conversation log."""
        wanted, now = list(ids), self._clock()
        await self._database.run(lambda c: outbox.mark_sent(c, wanted, now))

    # The operator's side

    async def limits(self) -> LimitsView:
        """The limits in force as sentences."""
        force = await self._in_force()
        return await self._database.read(lambda c: views.limits_view(c, force, self._problem))

    async def apply(self, text: str, *, by: StaffId, reason: str) -> Version:
        """Write a new version of the limits. LimitsError when it is not fit: the old ones stay.

        It is in force at once, unless it lets anything more through: then `applied_at` is None and
        a second person has to `agree`.
        """
        force = await self._in_force()
        report = await asyncio.to_thread(lint_text, text)
        if report.limits is None:
            raise LimitsError(report)
        new, now = report.limits, self._clock()
        version = await self._database.run(
            lambda c: versions.apply(c, new, force.limits, by=by, reason=reason, now=now)
        )
        await self._in_force()
        return version

    async def agree(self, version: int, *, by: StaffId, role: str) -> Version:
        """The second person's yes to a version that lets more through."""
        if role not in ("operator", "admin"):
            raise NotPermitted(f"the role {role} does not change limits")
        now = self._clock()
        agreed = await self._database.run(lambda c: versions.agree(c, version, by=by, now=now))
        await self._in_force()
        return agreed

    async def budgets(self) -> tuple[BudgetUse, ...]:
        """Today's use of each budget."""
        limits, now = (await self._in_force()).limits, self._clock()
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

    async def audit(self, after: int = 0, limit: int = 100) -> tuple[AuditRecord, ...]:
        """The audit trail after this sequence number."""
        return await self._database.read(lambda c: audit.records(c, after, limit))

    async def verify(self) -> ChainState:
        """Check the whole audit chain."""
        return await self._database.read(audit.verify)

    # Inside

    async def _in_force(self) -> InForce:
        number = await self._database.read(versions.number_in_force)
        if number is None:
            await self.start()
            assert self._loaded is not None
            return self._loaded
        if self._loaded is None or self._loaded.version.number != number:
            version = await self._database.read(versions.in_force)
            assert version is not None
            report = await asyncio.to_thread(lint_text, version.source, f"version {version.number}")
            if report.limits is None:
                raise LimitsError(report)
            self._loaded = InForce(version, report.limits)
        return self._loaded

    async def _who(self, conversation: ConversationId) -> Who:
        session = await self._database.read(lambda c: session_of(c, conversation))
        return Who(session.identified(self._clock()), session.proven)
