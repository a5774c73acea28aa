"""The door for exceptions: what a person could grant in a conversation, and granting it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.authority import exceptions, results
from bot.authority.acting import Acting
from bot.authority.carrying import Carrier
from bot.authority.errors import DecisionNotFound, NotPermitted, RequestConflict
from bot.authority.exceptions import ExceptionOffer
from bot.authority.facts import Who
from bot.authority.in_force import InForce, LimitsInForce
from bot.authority.language import Action, Limits
from bot.authority.reserving import NewId, Written, decide_and_reserve, judge, question_of
from bot.authority.values import ActionRequest, Result
from bot.model import Clock, ConversationId, Digest, Outcome, StaffId
from bot.storage.database import Database

_MADE = "somebody else has just made an exception to this"

Guard = Callable[[Connection], None]
"""Raises when a person may not act in the conversation any more."""
FactsFor = Callable[[Limits, str, Mapping[str, Any], Who], Awaitable[dict[str, Any]]]


def unguarded(_: Connection) -> None:
    """For whoever has no conversation to lose."""


@dataclass(frozen=True)
class _Case:
    """A refusal as it would be judged now, and the limits without what a person overrules."""

    refused: str
    force: InForce
    action: Action
    request: ActionRequest
    facts: Mapping[str, Any]
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Excepting:
    """Exceptions to refusals that are not final, by people, each within their own limit."""

    database: Database
    clock: Clock
    limits: LimitsInForce
    facts_for: FactsFor
    carrier: Carrier
    owner: str
    new_id: NewId

    async def offers(self, conversation: ConversationId) -> tuple[ExceptionOffer, ...]:
        """What a person could grant here. Raises ConnectorError when the records are silent."""
        ids = await self.database.read(lambda c: exceptions.refusals(c, conversation))
        cases = [await self._case(id) for id in ids]
        found = [await self._offer(case) for case in cases if case is not None]
        return tuple(one for one in found if one is not None)

    async def grant(
        self,
        conversation: ConversationId,
        decision: str,
        digest: Digest,
        *,
        by: StaffId,
        role: str,
        reason: str,
        guard: Guard = unguarded,
    ) -> Result:
        """Make the exception that was seen under this digest; to one refusal only once.

        `guard` runs with the reservation, and raises when they may not act here any more.
        Raises DecisionNotFound, NotPermitted; ConnectorError when the records cannot be read now.
        When something changed since it was seen nothing happens, and the result says so.
        """
        case = await self._case(decision)
        if case is None or case.request.conversation != conversation:
            raise DecisionNotFound(f"there is no refusal {decision} in this conversation")
        offer = await self._offer(case)
        if offer is None:
            # Made by somebody else between two of these looks, it reads like a refusal that holds.
            if await self.database.read(lambda c: exceptions.made(c, decision)):
                raise NotPermitted(_MADE)
            if not case.rules:
                raise NotPermitted("what refused this holds for people too")
            raise NotPermitted("without these lines it would not be granted either")
        limit = exceptions.check(case.force, case.action, offer.amount, by=by, role=role)
        theirs = exceptions.without(case.force.limits, case.action, case.rules, limit)
        turn = f"{case.request.turn}-{digest[:12]}"
        request = replace(case.request, turn=turn, confirmed=digest, actor=by)

        def work(connection: Connection) -> Written | None:
            guard(connection)
            now = self.clock()
            written = decide_and_reserve(
                connection,
                request,
                {**case.facts, **Acting(role, case.rules).facts},
                force=replace(case.force, limits=theirs),
                now=now,
                owner=self.owner,
                new_id=self.new_id,
            )
            if written is not None and written.claimed is not None:
                exceptions.record(
                    connection,
                    decision=written.asked.decision,
                    refused=decision,
                    action=case.action.id,
                    rules=case.rules,
                    by=by,
                    role=role,
                    reason=reason,
                    now=now,
                )
            return written

        try:
            written = await self.database.run(work)
        except (IntegrityError, RequestConflict):
            raise NotPermitted(_MADE) from None
        if written is None:
            raise NotPermitted("the limits have just changed: look at it again")
        if written.claimed is not None:
            await self.carrier.carry_out(written.claimed)
        return await self.database.read(lambda c: results.of_asked(c, written.asked, theirs))

    async def _offer(self, case: _Case) -> ExceptionOffer | None:
        if not case.rules:
            return None
        action, limits = case.action, case.force.limits
        theirs = exceptions.without(
            limits, action, case.rules, max(action.exceptions.values(), key=lambda m: m.minor)
        )
        now = self.clock()
        found = await self.database.read(
            lambda c: judge(c, theirs, question_of(c, case.request, case.facts, now))
        )
        if found.outcome is not Outcome.ASK or found.rule != "confirm":
            return None
        return ExceptionOffer(
            decision=case.refused,
            lines=exceptions.lines(limits, action, case.rules),
            summary=found.summary,
            amount=found.amount,
            digest=found.digest,
            by=action.exceptions,
        )

    async def _case(self, decision: str) -> _Case | None:
        asked = await self.database.read(lambda c: exceptions.asked(c, decision))
        force = await self.limits.latest()
        if asked is None or await self.database.read(lambda c: exceptions.made(c, decision)):
            return None
        request, who = asked
        action = force.limits.actions.get(request.action)
        if action is None or not action.exceptions:
            return None
        facts = await self.facts_for(force.limits, request.action, request.params, who)
        now = self.clock()
        found = await self.database.read(
            lambda c: judge(c, force.limits, question_of(c, request, facts, now))
        )
        return _Case(decision, force, action, request, facts, exceptions.overrulable(action, found))
