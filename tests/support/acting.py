"""People at the desk: a deed of their own, and an exception, as they make them there."""

from __future__ import annotations

from sqlalchemy.engine import Connection

from bot.authority.by_person import Doer, Wish
from bot.authority.service import Result
from bot.model import ConversationId, StaffId
from tests.support.authority import World

C1 = ConversationId("c1")
MARIA = Doer(StaffId("maria"), "agent", "Maria")
FEMKE = Doer(StaffId("femke"), "approver", "Femke")
ANNA = StaffId("anna")


def _theirs(_: Connection) -> None:
    """The conversation is theirs."""


async def does(
    world: World, by: Doer, order: str, *, reason: str = "damaged", conversation: str = C1
) -> Result:
    """Somebody refunds by themselves."""
    params = {"order": order, "items": []}
    wish = Wish(ConversationId(conversation), "refund_order", params, {"reason": reason})
    look = await world.authority.by_person.look(wish, by)
    return await world.authority.by_person.carry_out(
        wish, by, digest=look.result.digest, seen=look.seen, guard=_theirs
    )


async def excepts(world: World, by: Doer, *, conversation: str = C1) -> Result | None:
    """Somebody makes the newest exception that is possible here; None when there is none."""
    offers = await world.authority.exceptions.offers(ConversationId(conversation))
    if not offers or offers[-1].amount > offers[-1].by[by.role]:
        return None
    return await world.authority.exceptions.grant(
        ConversationId(conversation),
        offers[-1].decision,
        offers[-1].digest,
        by=by.id,
        role=by.role,
        reason="The courier was late",
    )
