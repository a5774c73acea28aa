"""The door for people at the desk: what they may do by themselves, looking first, and doing it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.authority import at_desk, records, results
from bot.authority.acting import Acting
from bot.authority.at_desk import CLAIM, Deed
from bot.authority.errors import (
    BadRequest,
    CustomerUnknown,
    NotPermitted,
    Outdated,
    RequestConflict,
)
from bot.authority.exceptions import CHANNEL, overrulable
from bot.authority.facts import Who
from bot.authority.hands import Guard, Hands
from bot.authority.in_force import InForce
from bot.authority.kinds import BadFact, read_value
from bot.authority.language import Action
from bot.authority.reserving import judge, question_of
from bot.authority.values import ActionRequest, Result
from bot.model import ConversationId, Digest, StaffId
from bot.storage.authority_tables import decisions, requests
from bot.storage.sessions import session_of

_OBJECTS = ("order", "booking")


@dataclass(frozen=True)
class Doer:
    """Who does it: their account, their role, and the name that the customer reads."""

    id: StaffId
    role: str
    name: str


@dataclass(frozen=True)
class Wish:
    """What a person wants to do in a conversation."""

    conversation: ConversationId
    action: str
    params: Mapping[str, Any]
    claims: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What would come of it now. `seen` counts what people did here; doing it has to name it.

    `exception`: what refuses it are lines that a person may overrule.
    """

    result: Result
    seen: int
    exception: bool


@dataclass(frozen=True)
class ByPerson:
    """Deeds of people, through the same decision, budgets, ledger and carrier as the bot's."""

    hands: Hands

    async def deeds(self, by: Doer) -> tuple[Deed, ...]:
        """What this person may do by themselves; nothing under limits that they wrote."""
        force = await self.hands.limits.current()
        return () if by.id == force.version.author else at_desk.deeds(force.limits, by.role)

    async def look(self, wish: Wish, by: Doer) -> Look:
        """Judge it as it stands; nothing is held, changed or written down.

        Raises NotPermitted, BadRequest, CustomerUnknown; ConnectorError when records are silent.
        """
        force = await self.hands.limits.current()
        action = _permitted(force, wish, by)
        who = await self._who(wish)
        wish = _typed(action, force, wish)
        facts = await self.hands.facts_for(force.limits, wish.action, wish.params, who)
        limits = at_desk.theirs(force.limits, action, by.role, by.name, confirm=False)
        request, now = _request(wish, by, 0, None), self.hands.clock()

        def work(connection: Connection) -> Look:
            seen = _done_here(connection, wish.conversation)
            decision = judge(connection, limits, question_of(connection, request, facts, now))
            may = bool(overrulable(action, decision))
            return Look(results.of_decision(decision), seen, may)

        return await self.hands.database.read(work)

    async def carry_out(
        self, wish: Wish, by: Doer, *, digest: Digest, seen: int, guard: Guard
    ) -> Result:
        """Do exactly what was seen, once; asked again it gives what came of it the first time.

        Raises what `look` raises and what `guard` does, and Outdated when something was done or
        changed here since: then nothing happened.
        """
        force = await self.hands.limits.current()
        action = _permitted(force, wish, by)
        request = _request(_typed(action, force, wish), by, seen, digest)
        acting = Acting(by.role)
        limits = acting.limits(force.limits, action, by.name)
        assert limits is not None, "permitted above"

        def current(connection: Connection) -> None:
            guard(connection)
            again = records.earlier(connection, request)
            if again is None and _done_here(connection, wish.conversation) != seen:
                raise Outdated("something was done here since")

        try:
            asked = await self.hands.database.read(lambda c: records.earlier(c, request))
            if asked is not None:
                return await self.hands.told(asked, limits)
            who = await self._who(wish)
            facts = await self.hands.facts_for(force.limits, wish.action, request.params, who)
            written = await self.hands.write(force, limits, request, facts, acting, guard=current)
        except RequestConflict as error:
            raise Outdated("somebody did the same here in another way") from error
        if written is None:
            raise Outdated("the limits have just changed")
        return await self.hands.carry_out(written, limits)

    async def _who(self, wish: Wish) -> Who:
        """Whose it is; never somebody whom nobody knows."""
        session = await self.hands.database.read(lambda c: session_of(c, wish.conversation))
        who = Who(session.identified(self.hands.clock()), session.proven)
        objects = {str(wish.params.get(name)) for name in _OBJECTS}
        if who.customer is None and not objects & who.proven:
            raise CustomerUnknown("the customer is not signed in")
        return who


def _permitted(force: InForce, wish: Wish, by: Doer) -> Action:
    action = force.limits.actions.get(wish.action)
    if action is None or by.role not in action.at_desk or action.does is None:
        raise NotPermitted(f"the role {by.role} does not do {wish.action}")
    if by.id == force.version.author:
        raise NotPermitted("who wrote the limits in force cannot act under them")
    return action


def _typed(action: Action, force: InForce, wish: Wish) -> Wish:
    """The wish with every value as the kind that the limits declare."""
    facts = force.limits.facts
    claims = {CLAIM + name: value for name, value in wish.claims.items()}
    if not wish.params.keys() <= action.params.keys() or not claims.keys() <= facts.keys():
        raise BadRequest("a parameter that the limits do not know")
    try:
        return replace(
            wish,
            params={
                name: read_value(name, action.params[name].kind, value, action.params[name].fields)
                for name, value in wish.params.items()
            },
            claims={
                name: read_value(name, facts[CLAIM + name].kind, value)
                for name, value in wish.claims.items()
            },
        )
    except BadFact as error:
        raise BadRequest(str(error)) from error


def _request(wish: Wish, by: Doer, seen: int, digest: Digest | None) -> ActionRequest:
    """Two tabs that saw the same ask for the same: the turn is what had been done until then."""
    return ActionRequest(
        action=wish.action,
        conversation=wish.conversation,
        turn=f"desk-{seen}",
        params=wish.params,
        claims=wish.claims,
        confirmed=digest,
        channel=CHANNEL,
        actor=by.id,
    )


def _done_here(connection: Connection, conversation: ConversationId) -> int:
    """How many requests people made in this conversation."""
    query = (
        select(func.count())
        .select_from(requests.join(decisions, requests.c.decision == decisions.c.id))
        .where(decisions.c.conversation == conversation, decisions.c.channel == CHANNEL)
    )
    return int(connection.execute(query).scalar_one())
