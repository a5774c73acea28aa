"""The door for exceptions: what a person could grant in a conversation, and granting it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.authority import exceptions
from bot.authority.acting import Acting
from bot.authority.errors import DecisionNotFound, NotPermitted, RequestConflict
from bot.authority.exceptions import ExceptionOffer
from bot.authority.hands import Guard, Hands, unguarded
from bot.authority.in_force import InForce
from bot.authority.language import Action
from bot.authority.values import ActionRequest, Result
from bot.model import ConversationId, Digest, Outcome, StaffId

_MADE = "somebody else has just made an exception to this"


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

    hands: Hands

    async def offers(self, conversation: ConversationId) -> tuple[ExceptionOffer, ...]:
        """What a person could grant here. Raises ConnectorError when the records are silent."""
        ids = await self.hands.database.read(lambda c: exceptions.refusals(c, conversation))
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
            if await self.hands.database.read(lambda c: exceptions.made(c, decision)):
                raise NotPermitted(_MADE)
            if not case.rules:
                raise NotPermitted("what refused this holds for people too")
            raise NotPermitted("without these lines it would not be granted either")
        exceptions.check(case.force, case.action, offer.amount, by=by, role=role)
        acting = Acting(role, case.rules)
        theirs = acting.limits(case.force.limits, case.action)
        assert theirs is not None, "checked above"
        turn = f"{case.request.turn}-{digest[:12]}"
        request = replace(case.request, turn=turn, confirmed=digest, actor=by)

        def note(connection: Connection, made: str, now: datetime) -> None:
            exceptions.record(
                connection,
                decision=made,
                refused=decision,
                action=case.action.id,
                rules=case.rules,
                by=by,
                role=role,
                reason=reason,
                now=now,
            )

        try:
            written = await self.hands.write(
                case.force, theirs, request, case.facts, acting, guard=guard, note=note
            )
        except (IntegrityError, RequestConflict):
            raise NotPermitted(_MADE) from None
        if written is None:
            raise NotPermitted("the limits have just changed: look at it again")
        return await self.hands.carry_out(written, theirs)

    async def _offer(self, case: _Case) -> ExceptionOffer | None:
        if not case.rules:
            return None
        action, limits = case.action, case.force.limits
        theirs = exceptions.without(
            limits, action, case.rules, max(action.exceptions.values(), key=lambda m: m.minor)
        )
        found = await self.hands.look(theirs, case.request, case.facts)
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
        asked = await self.hands.database.read(lambda c: exceptions.asked(c, decision))
        force = await self.hands.limits.latest()
        if asked is None or await self.hands.database.read(lambda c: exceptions.made(c, decision)):
            return None
        request, who = asked
        action = force.limits.actions.get(request.action)
        if action is None or not action.exceptions:
            return None
        facts = await self.hands.facts_for(force.limits, request.action, request.params, who)
        found = await self.hands.look(force.limits, request, facts)
        return _Case(decision, force, action, request, facts, exceptions.overrulable(action, found))
