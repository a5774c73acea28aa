"""The only door to money and bookings: decide, reserve, execute once, settle, tell the truth.

Built by `bot.wiring` with keyword arguments only:

    Authority(database=…, connectors=…, clock=…, limits_path=Path("limits.yml"))

Optional: `owner` (name of this process in the ledger's fence; random when left out), `lease` (how
long an executing reservation belongs to its owner), `liveness` (whether that owner still runs: what
one that is gone had begun is finished at once), `call_timeout` (one call to a provider).
Nothing is opened or read until the first call. `await authority.start()` reads `limits.yml` early
(raises `LimitsError` when there are no older limits) and makes this process known as living;
without it the first call reads them.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot import tracing
from bot.authority import (
    approvals,
    approving,
    ledger,
    outbox,
    records,
    results,
)
from bot.authority.by_person import ByPerson
from bot.authority.canonical import plain
from bot.authority.carrying import Carrier
from bot.authority.case_facts import CaseFacts
from bot.authority.excepting import Excepting
from bot.authority.facts import FactReader, Who
from bot.authority.hands import Hands
from bot.authority.ids import new_id
from bot.authority.in_force import InForce, LimitsInForce
from bot.authority.ledger import Reservation
from bot.authority.observing import Observer
from bot.authority.operating import Operating
from bot.authority.possible import candidates
from bot.authority.providers import Providers
from bot.authority.reserving import (
    NewId,
    Written,
    decide_and_reserve,
    judge,
    question_of,
)
from bot.authority.resolving import Doubts
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
from bot.connectors.ports import ConnectorError, Connectors
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
from bot.storage.database import Database
from bot.storage.liveness import Liveness
from bot.storage.sessions import Session, session_of

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

logger = logging.getLogger(__name__)

_GRANTS = (Outcome.ALLOW, Outcome.APPROVE)


def _grant(held: Reservation) -> Grant:
    """The permission for what a claimed reservation holds: made here and nowhere else."""
    assert held.state is ReservationState.EXECUTING
    return Grant(
        reservation=held.id,
        action=held.action,
        params=plain(held.params),
        amount=held.amount,
        epoch=held.epoch,
    )


class Authority(Operating):
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
        liveness: Liveness | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._owner = owner or ids("P")
        self._limits = LimitsInForce(database, clock, limits_path)
        self._facts = FactReader(connectors, call_timeout)
        self._facts_for = CaseFacts(database, clock, self._facts)
        providers = Providers(connectors, call_timeout)
        self._doubts = Doubts(
            database=database,
            limits=self._limits,
            providers=providers,
            clock=clock,
            owner=self._owner,
        )
        self._carrier = Carrier(
            database=database,
            limits=self._limits,
            providers=providers,
            clock=clock,
            owner=self._owner,
            lease=lease,
            grant=_grant,
            liveness=liveness,
            call_timeout=call_timeout,
        )
        hands = Hands(
            database, clock, self._limits, self._facts_for, self._carrier, self._owner, ids
        )
        self.exceptions, self.by_person = Excepting(hands), ByPerson(hands)
        self._observer = Observer(database, connectors, clock, call_timeout)
        self._new_id = ids

    async def start(self) -> None:
        """Load the limits in force, seeding them from the file at the very first start.

        A file that is bad, or that is not the one in force, never comes into force here: it is
        told in the log and in `limits().problem`.
        """
        await self._limits.start()
        await self._carrier.begin()

    # Requests

    async def request(self, request: ActionRequest) -> Result:
        """Decide and, if allowed, carry out; idempotent per conversation, turn and content."""
        with tracing.following(request.turn), tracing.stage("authority"):
            return await self._request(request)

    async def _request(self, request: ActionRequest) -> Result:
        asked, session = await self._database.read(
            lambda c: (records.earlier(c, request), session_of(c, request.conversation))
        )
        if asked is not None:
            force = await self._limits.current()
            return await self._database.read(lambda c: results.of_asked(c, asked, force.limits))
        try:
            force, written = await self._decide_and_reserve(request, self._identified(session))
        except ConnectorError as error:
            return await self._unavailable(request, error)
        if written.claimed is not None:
            await self._carrier.carry_out(written.claimed)
        return await self._database.read(lambda c: results.of_asked(c, written.asked, force.limits))

    async def preview(self, request: ActionRequest) -> Result:
        """Decide only: reserves nothing, changes nothing, records nothing."""
        who = await self._who(request.conversation)
        try:
            facts = await self._read(request.action, request.params, who)
        except ConnectorError as error:
            return await self._unavailable(request, error)
        return await self._preview(request, facts)

    async def _preview(self, request: ActionRequest, facts: Mapping[str, Any]) -> Result:
        force, now = await self._limits.current(), self._clock()
        decision = await self._database.read(
            lambda c: judge(c, force.limits, question_of(c, request, facts, now))
        )
        return results.of_decision(decision)

    async def _decide_and_reserve(
        self, request: ActionRequest, who: Who
    ) -> tuple[InForce, Written]:
        """Facts and decision under the same limits; anew when others came into force meanwhile."""
        force = await self._limits.latest()
        while True:
            facts = await self._facts_for(force.limits, request.action, request.params, who)
            written = await self._database.run(
                lambda c, force=force, facts=facts: decide_and_reserve(  # type: ignore[misc]
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
            force = await self._limits.current()

    async def _unavailable(self, request: ActionRequest, error: ConnectorError) -> Result:
        """A system of record is silent: nothing can be decided, and nothing is written."""
        logger.warning("facts_unavailable action=%s code=%s", request.action, error.code)
        force = await self._limits.current()
        return results.of_silence(force.limits, request, self._clock(), error.code)

    # Approvals

    async def approvals(self, conversation: ConversationId | None = None) -> tuple[Approval, ...]:
        """The open approvals, oldest first."""
        found = await self._database.read(lambda c: approvals.waiting(c, conversation))
        force = await self._limits.current()
        return tuple([await self._with_name(one, force) for one in found])

    async def _with_name(self, approval: Approval, force: InForce) -> Approval:
        """With the customer's name, and whose yes today's limits want for it."""
        approval = replace(approval, author=force.version.author)
        known = force.limits.actions.get(approval.action)
        if known is not None:
            needed = known.approval.needed(approval.amount)
            approval = replace(approval, people=needed.people, by=needed.by)
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

        Where the limits want two people, the first yes only counts (`rule` is `second_person`).
        When it is no longer allowed, or no longer the same, nothing happens and the result says
        so. Raises ApprovalNotFound, ApprovalClosed, NotPermitted or Stopped; ConnectorError when
        the records cannot be read now (the approval stays open).
        """
        pending = await self._database.read(lambda c: approvals.find(c, approval))
        request, who = await self._database.read(lambda c: approving.asked_for(c, pending))
        force = await self._limits.current()
        approving.check_person(pending, request.action, force, by=by, role=role, now=self._clock())
        facts = await self._read(request.action, request.params, who)
        decided = None
        while decided is None:
            force, now = await self._limits.current(), self._clock()
            approving.check_person(pending, request.action, force, by=by, role=role, now=now)
            decided = await self._database.run(
                lambda c, force=force, now=now: approving.approve(  # type: ignore[misc]
                    c,
                    pending,
                    request,
                    facts,
                    force=force,
                    by=by,
                    role=role,
                    note=note,
                    now=now,
                    owner=self._owner,
                    new_id=self._new_id,
                )
            )
        decision, held = decided
        if held.state is ReservationState.EXECUTING:
            await self._carrier.carry_out(held)
        asked = records.Asked(pending.decision, held.id, approval)
        now_known = await self._database.read(lambda c: results.of_asked(c, asked, force.limits))
        if decision.outcome is Outcome.ALLOW:
            return replace(now_known, outcome=Outcome.ALLOW, rule=None)
        return replace(now_known, outcome=decision.outcome, rule=decision.rule, say=decision.say)

    async def deny(self, approval: ApprovalId, *, by: StaffId, role: str, reason: str) -> Result:
        """A person says no: what was held is freed and the customer is told."""
        pending = await self._database.read(lambda c: approvals.find(c, approval))
        request, _ = await self._database.read(lambda c: approving.asked_for(c, pending))
        force, now = await self._limits.current(), self._clock()
        approving.check_person(pending, request.action, force, by=by, role=role, now=now)
        held = await self._database.run(
            lambda c: approving.deny(c, pending, force=force, by=by, reason=reason, now=now)
        )
        asked = records.Asked(pending.decision, held.id, approval)
        result = await self._database.read(lambda c: results.of_asked(c, asked, force.limits))
        return replace(result, outcome=Outcome.REFUSE, rule="denied")

    async def recover(self) -> None:
        """Finish what was left in doubt or abandoned, and close approvals that expired.

        Nothing is freed here because time has passed: only the provider's definite no, a person's
        no, or an approval that nobody gave in time frees money.
        """
        await self.finish()
        await self._observer.look()

    async def finish(self) -> None:
        """The part of it that customers wait for; nothing else is asked of the shop's systems."""
        await self._carrier.recover()

    @property
    def doubts(self) -> Doubts:
        """What stayed in doubt beyond every retry, for a person to find out."""
        return self._doubts

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
        limits = (await self._limits.current()).limits
        found: list[Possible] = []
        done: set[tuple[str, str]] = set()
        for candidate in await candidates(self._facts, limits, who, self._clock()):
            if (candidate.action, str(candidate.params)) in done:
                continue
            request = ActionRequest(
                candidate.action, conversation, "", candidate.params, candidate.claims
            )
            facts = await self._read(candidate.action, candidate.params, who)
            result = await self._preview(request, facts)
            if result.outcome in _GRANTS or result.rule == "confirm":
                done.add((candidate.action, str(candidate.params)))
                found.append(candidate.with_result(result, limits.actions[candidate.action].title))
        return tuple(found)

    async def outbox(self, limit: int = 50) -> tuple[OutboxRow, ...]:
        """Receipts not yet sent, oldest first."""
        return await self._database.read(lambda c: outbox.waiting(c, limit))

    async def sent(self, ids: Iterable[int]) -> None:
        """Mark receipts as delivered to the conversation log."""
        wanted, now = list(ids), self._clock()
        await self._database.run(lambda c: outbox.mark_sent(c, wanted, now))

    # Inside

    async def _read(self, action: str, params: Mapping[str, Any], who: Who) -> dict[str, Any]:
        return await self._facts_for((await self._limits.current()).limits, action, params, who)

    async def _who(self, conversation: ConversationId) -> Who:
        return self._identified(await self._database.read(lambda c: session_of(c, conversation)))

    def _identified(self, session: Session) -> Who:
        return Who(session.identified(self._clock()), session.proven)
