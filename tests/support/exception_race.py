"""Two people who make the same exception at the same moment."""

from __future__ import annotations

import asyncio

from bot.authority.errors import AuthorityError, DecisionNotFound
from bot.authority.service import Result
from bot.model import ConversationId, ReservationState, StaffId
from tests.support.authority import World

C1 = ConversationId("c1")
PEOPLE = ("femke", "noor")


async def _race(world: World, order: str) -> tuple[list[Result], list[AuthorityError]]:
    """What each of the two got: a result, or why not. Anything else is raised."""
    await world.refund(order)
    (offer,) = await world.authority.exceptions.offers(C1)
    answers = await asyncio.gather(
        *(
            world.authority.exceptions.grant(
                C1,
                offer.decision,
                offer.digest,
                by=StaffId(person),
                role="approver",
                reason="The courier was late",
            )
            for person in PEOPLE
        ),
        return_exceptions=True,
    )
    refused = [one for one in answers if isinstance(one, AuthorityError)]
    for one in answers:
        if isinstance(one, BaseException) and one not in refused:
            raise one
    return [one for one in answers if isinstance(one, Result)], refused


async def made_once(world: World, order: str) -> None:
    """Both grant: one is carried out, the other refused, and the books and the trail agree."""
    done, refused = await _race(world, order)
    assert [one.state for one in done] == [ReservationState.SETTLED]
    (told,) = refused
    assert isinstance(told, DecisionNotFound) or "somebody else has just made" in str(told)
    books = world.books()
    assert books.moved == books.held("settled") > 0
    kinds = [one.kind for one in await world.authority.audit()]
    assert kinds.count("exception") == 1 and (await world.authority.verify()).ok
