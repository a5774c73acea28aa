"""What people at the desk do by themselves: the same limits, up to an amount of their own."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy.engine import Connection

from bot.authority.at_desk import agreed_to, theirs
from bot.authority.by_person import Doer, Look, Wish
from bot.authority.errors import BadRequest, CustomerUnknown, NotPermitted, Outdated
from bot.authority.limits import lint_text
from bot.authority.loosening import loosened
from bot.authority.service import Result
from bot.model import ConversationId, Digest, Money, Outcome, ReservationState, StaffId
from tests.support.authority import LIMITS, World
from tests.support.limits_text import GOOD

C1 = ConversationId("c1")
MARIA = Doer(StaffId("maria"), "agent", "Maria")
FEMKE = Doer(StaffId("femke"), "approver", "Femke")
SMALL, LARGE = "O-20002", "O-20003"
KEY = "    at_desk: {agent: 150.00 EUR, approver: 400.00 EUR, admin: 400.00 EUR}"


class NotHeld(Exception):
    """Somebody else has the conversation."""


def _wish(order: str, reason: str = "damaged", **more: Any) -> Wish:
    params: Mapping[str, Any] = {"order": order, "items": [], **more}
    return Wish(C1, "refund_order", params, {"reason": reason})


def _holds(_: Connection) -> None:
    """The conversation is theirs."""


def _lost(_: Connection) -> None:
    raise NotHeld


async def _do(world: World, wish: Wish, by: Doer, look: Look, guard: Any = _holds) -> Result:
    return await world.authority.by_person.carry_out(
        wish, by, digest=look.result.digest, seen=look.seen, guard=guard
    )


async def _look_and_do(world: World, wish: Wish, by: Doer) -> Result:
    return await _do(world, wish, by, await world.authority.by_person.look(wish, by))


async def test_a_person_refunds_within_their_own_limit_and_is_named(world: World) -> None:
    look = await world.authority.by_person.look(_wish(SMALL), MARIA)
    assert (look.result.outcome, look.seen) == (Outcome.ALLOW, 0)
    assert world.books().moved == 0
    result = await _do(world, _wish(SMALL), MARIA, look)
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    assert result.say["nl"] == "Maria heeft dit voor je geregeld."
    audit = await world.authority.audit()
    assert [one.actor for one in audit if one.kind == "decision"] == ["maria"]
    assert (await world.authority.verify()).ok


async def test_above_their_own_limit_a_second_person_has_to_agree(world: World) -> None:
    look = await world.authority.by_person.look(_wish(LARGE), MARIA)
    assert look.result.outcome is Outcome.APPROVE
    result = await _do(world, _wish(LARGE), MARIA, look)
    assert (result.outcome, result.state) == (Outcome.APPROVE, ReservationState.RESERVED)
    assert result.approval is not None
    assert result.say["en"].startswith("Maria has asked for this for you.")
    with pytest.raises(NotPermitted):
        await world.authority.approve(result.approval, by=MARIA.id, role="approver")
    agreed = await world.authority.approve(result.approval, by=FEMKE.id, role="approver")
    assert agreed.state is ReservationState.SETTLED


async def test_a_role_with_more_room_does_at_once_what_another_has_to_ask_for(world: World) -> None:
    result = await _look_and_do(world, _wish(LARGE), FEMKE)
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)


async def test_the_lines_of_the_limits_hold_for_people_and_an_exception_is_the_way_past(
    world: World,
) -> None:
    assert (await world.authority.by_person.look(_wish("O-20004"), FEMKE)).exception
    refused = await _look_and_do(world, _wish("O-20004"), FEMKE)
    assert (refused.outcome, refused.rule) == (Outcome.REFUSE, "in_time")
    assert refused.operator["nl"]
    (offer,) = await world.authority.exceptions.offers(C1)
    assert offer.decision == refused.decision
    assert world.books().moved == 0


async def test_two_tabs_and_a_double_click_are_one_refund(world: World) -> None:
    look = await world.authority.by_person.look(_wish(SMALL), MARIA)
    results = await asyncio.gather(*(_do(world, _wish(SMALL), MARIA, look) for _ in range(4)))
    assert len({result.reservation for result in results}) == 1
    again = await _do(world, _wish(SMALL), MARIA, look, _lost)
    assert again.reservation == results[0].reservation
    assert len(world.books().provider) == 1


async def test_who_looked_before_something_else_was_done_has_to_look_again(world: World) -> None:
    look = await world.authority.by_person.look(_wish(SMALL), MARIA)
    other = await world.authority.by_person.look(_wish(SMALL, "wrong_item"), FEMKE)
    await _do(world, _wish(SMALL), MARIA, look)
    with pytest.raises(Outdated):
        await _do(world, _wish(SMALL, "wrong_item"), FEMKE, other)
    twice = await _look_and_do(world, _wish(SMALL), FEMKE)
    assert twice.outcome is not Outcome.ALLOW
    assert len(world.books().provider) == 1


async def test_only_what_was_seen_is_done(world: World) -> None:
    look = await world.authority.by_person.look(_wish(SMALL), MARIA)
    result = await world.authority.by_person.carry_out(
        _wish(SMALL), MARIA, digest=Digest("0" * 64), seen=look.seen, guard=_holds
    )
    assert (result.outcome, result.state) == (Outcome.ASK, None)
    assert world.books().moved == 0


async def test_who_lost_the_conversation_does_nothing_in_it(world: World) -> None:
    look = await world.authority.by_person.look(_wish(SMALL), MARIA)
    with pytest.raises(NotHeld):
        await _do(world, _wish(SMALL), MARIA, look, _lost)
    assert world.books().moved == 0
    assert await world.authority.decisions(C1) == ()


async def test_nothing_is_done_for_somebody_whom_nobody_knows(world: World) -> None:
    stranger = Wish(ConversationId("nobody"), "refund_order", {"order": SMALL}, {})
    with pytest.raises(CustomerUnknown):
        await world.authority.by_person.look(stranger, MARIA)
    with pytest.raises(CustomerUnknown):
        await world.authority.by_person.carry_out(
            stranger, MARIA, digest=Digest("0"), seen=0, guard=_holds
        )
    await world.prove("nobody", SMALL)
    known = await world.authority.by_person.look(stranger, MARIA)
    assert known.result.rule != "own_order"


async def test_the_order_of_somebody_else_stays_out_of_reach(world: World) -> None:
    look = await world.authority.by_person.look(_wish("O-20150"), FEMKE)
    assert (look.result.outcome, look.result.rule) == (Outcome.REFUSE, "own_order")
    assert not look.exception


async def test_the_stop_button_and_the_budgets_hold_for_people_too(world: World) -> None:
    await world.authority.stop("channel:desk", by=StaffId("omar"), reason="drill")
    result = await _look_and_do(world, _wish(SMALL), FEMKE)
    assert (result.rule, result.state) == ("stopped", None)
    await world.authority.resume("channel:desk", by=StaffId("omar"), reason="over")
    await _look_and_do(world, _wish(SMALL), FEMKE)
    _, posted = world.books().budget("refunds_per_day")
    assert posted > 0


@pytest.mark.parametrize(
    "wish",
    [
        _wish(SMALL, colour="red"),
        _wish(SMALL, items="O-20002-1"),
        Wish(C1, "refund_order", {"order": 7}),
    ],
)
async def test_what_the_limits_do_not_know_is_not_asked(world: World, wish: Wish) -> None:
    with pytest.raises(BadRequest):
        await world.authority.by_person.look(wish, MARIA)


async def test_a_role_that_is_not_named_does_nothing(world: World) -> None:
    omar = Doer(StaffId("omar"), "operator", "Omar")
    assert await world.authority.by_person.deeds(omar) == ()
    with pytest.raises(NotPermitted):
        await world.authority.by_person.look(_wish(SMALL), omar)


def test_a_persons_limits_differ_in_their_tiers_alone() -> None:
    limits = lint_text(LIMITS.read_text(encoding="utf-8")).limits
    assert limits is not None
    action = limits.actions["refund_order"]
    mine = theirs(limits, action, "agent", "{M}aria", confirm=True).actions[action.id]
    assert (mine.rules, mine.budgets, mine.once_per) == (
        action.rules,
        action.budgets,
        action.once_per,
    )
    assert (mine.allow_up_to, mine.approve_up_to) == (Money(150_00, "EUR"), Money(400_00, "EUR"))
    assert mine.explain["en"] == "Maria has arranged this for you."
    agreed = agreed_to(limits, "refund_order").actions[action.id]
    assert (agreed.allow_up_to, agreed.approve_up_to) == (Money(400_00, "EUR"), None)


def test_more_room_for_people_wants_a_second_person() -> None:
    text = LIMITS.read_text(encoding="utf-8")
    assert KEY in text
    plain = lint_text(text).limits
    more = lint_text(text.replace(KEY, KEY.replace("agent: 150", "agent: 160"), 1)).limits
    none = lint_text(text.replace(KEY, "    # none", 1)).limits
    assert plain is not None
    assert more is not None
    assert none is not None
    for before, after in ((plain, more), (none, plain)):
        (told,) = loosened(before, after)
        assert told["en"] == "Refund an order: people at the desk may do more by themselves."
        assert told["nl"].endswith("mensen aan de balie mogen zelf meer doen.")
    assert loosened(more, plain) == ()


@pytest.mark.parametrize(
    "wrong", ["[agent, approver]", "{operator: 5.00 EUR}", "{agent: much}", "agent"]
)
def test_an_action_with_an_amount_has_one_for_each_role_at_the_desk(wrong: str) -> None:
    report = lint_text(LIMITS.read_text(encoding="utf-8").replace(KEY, f"    at_desk: {wrong}", 1))
    assert report.limits is None


def test_a_file_in_another_language_says_what_a_person_did_where_people_may() -> None:
    german, tier = GOOD.replace("nl:", "de:"), "    allow_up_to"
    report = lint_text(german.replace(tier, f"    at_desk: {{agent: 5.00 EUR}}\n{tier}", 1))
    assert [str(problem) for problem in report.problems if "by_person" in str(problem)]
