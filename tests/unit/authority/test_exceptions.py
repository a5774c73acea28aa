"""Exceptions that people make to a refusal: within their own limit, with a reason, on record."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.authority.editing import changed
from bot.authority.errors import DecisionNotFound, NotPermitted
from bot.authority.excepting import Excepting
from bot.authority.exceptions import ExceptionOffer, without
from bot.authority.limits import lint_text
from bot.authority.loosening import loosened
from bot.authority.service import ActionRequest, Result
from bot.model import ConversationId, Digest, Money, Outcome, ReservationState, StaffId
from tests.support.authority import LIMITS, World
from tests.support.exception_race import made_once
from tests.support.limits_text import GOOD

C1 = ConversationId("c1")
KEY = "    exceptions: {agent: 50.00 EUR, approver: 400.00 EUR, admin: 400.00 EUR}"


async def _refused(world: World) -> ExceptionOffer:
    """A refund of an order that arrived too long ago, as a person could grant it."""
    refused = await world.refund("O-20004")
    assert refused.outcome not in (Outcome.ALLOW, Outcome.APPROVE)
    (offer,) = await world.authority.exceptions.offers(C1)
    return offer


async def _grant(
    world: World, offer: ExceptionOffer, *, by: str = "femke", role: str = "approver"
) -> Result:
    return await world.authority.exceptions.grant(
        C1, offer.decision, offer.digest, by=StaffId(by), role=role, reason="The courier was late"
    )


async def test_a_person_grants_what_the_limits_refused_and_it_is_carried_out_once(
    world: World,
) -> None:
    offer = await _refused(world)
    result = await _grant(world, offer)
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    assert result.amount == offer.amount
    assert "made an exception" in result.say["en"]
    assert await world.authority.exceptions.offers(C1) == ()
    with pytest.raises(DecisionNotFound):
        await _grant(world, offer)
    again = await world.refund("O-20004", turn="2")
    assert again.outcome is not Outcome.ALLOW


@pytest.mark.parametrize("attempt", range(5))
async def test_two_people_at_once_make_one_exception(world: World, attempt: int) -> None:
    await made_once(world, "O-20004")


async def test_who_looks_while_somebody_else_grants_hears_that_they_did(world: World) -> None:
    offer = await _refused(world)

    class Slower(Excepting):
        async def _offer(self, case: Any) -> ExceptionOffer | None:
            assert (await _grant(world, offer)).state is ReservationState.SETTLED
            return await super()._offer(case)

    slower = Slower(**vars(world.authority.exceptions))
    with pytest.raises(NotPermitted, match="somebody else has just made an exception"):
        await slower.grant(
            C1, offer.decision, offer.digest, by=StaffId("noor"), role="approver", reason="Late"
        )


async def test_where_no_amount_counts_the_roles_that_are_named_grant_it(world: World) -> None:
    text = changed(
        LIMITS.read_text(encoding="utf-8"), {"actions.return_order.exceptions": "approver"}
    )
    made = await world.authority.apply(text, by=StaffId("omar"), reason="hard cases")
    await world.authority.agree(made.number, by=StaffId("noor"), role="admin")
    asked = ActionRequest("return_order", C1, "c1:1", {"order": "O-20004"}, {})
    assert (await world.authority.request(asked)).outcome is Outcome.REFUSE
    (offer,) = await world.authority.exceptions.offers(C1)
    assert dict(offer.by) == {"approver": Money(0, "EUR")}
    with pytest.raises(NotPermitted):
        await _grant(world, offer, by="maria", role="agent")
    assert (await _grant(world, offer)).state is ReservationState.SETTLED


async def test_nobody_grants_more_than_their_own_limit(world: World) -> None:
    offer = await _refused(world)
    for by, role in (("maria", "agent"), ("omar", "operator")):
        if role == "agent" and offer.amount <= offer.by["agent"]:
            continue
        with pytest.raises(NotPermitted):
            await _grant(world, offer, by=by, role=role)
    assert (await world.refund("O-20004", turn="3")).outcome is not Outcome.ALLOW


async def test_an_exception_is_for_exactly_what_was_seen(world: World) -> None:
    offer = await _refused(world)
    result = await world.authority.exceptions.grant(
        C1,
        offer.decision,
        Digest("0" * 64),
        by=StaffId("femke"),
        role="approver",
        reason="x",
    )
    assert (result.outcome, result.state) == (Outcome.ASK, None)
    assert (await _grant(world, offer)).state is ReservationState.SETTLED


async def test_a_gate_holds_for_people_too(world: World) -> None:
    refused = await world.refund("O-20150")
    assert refused.outcome is not Outcome.ALLOW
    assert await world.authority.exceptions.offers(C1) == ()
    with pytest.raises(NotPermitted):
        await world.authority.exceptions.grant(
            C1, refused.decision, refused.digest, by=StaffId("femke"), role="approver", reason="x"
        )


async def test_who_lost_the_conversation_meanwhile_makes_no_exception(world: World) -> None:
    class NotHeld(Exception):
        """Somebody else has it now."""

    def lost(_: object) -> None:
        raise NotHeld

    offer = await _refused(world)
    with pytest.raises(NotHeld):
        await world.authority.exceptions.grant(
            C1,
            offer.decision,
            offer.digest,
            by=StaffId("femke"),
            role="approver",
            reason="x",
            guard=lost,
        )
    assert world.books().moved == 0
    assert (await _grant(world, offer)).state is ReservationState.SETTLED


async def test_an_exception_belongs_to_its_conversation(world: World) -> None:
    offer = await _refused(world)
    with pytest.raises(DecisionNotFound):
        await world.authority.exceptions.grant(
            ConversationId("c2"),
            offer.decision,
            offer.digest,
            by=StaffId("femke"),
            role="approver",
            reason="x",
        )


async def test_the_stop_button_stops_people_too(world: World) -> None:
    offer = await _refused(world)
    await world.authority.stop("all", by=StaffId("omar"), reason="drill")
    assert await world.authority.exceptions.offers(C1) == ()
    with pytest.raises(NotPermitted):
        await _grant(world, offer)


async def test_the_report_counts_which_lines_were_overruled(world: World) -> None:
    offer = await _refused(world)
    await _grant(world, offer)
    report = await world.authority.report(timedelta(days=30))
    assert report.overruled
    assert {one.action for one in report.overruled} == {"refund_order"}
    assert all(one.times == 1 for one in report.overruled)
    audit = await world.authority.audit()
    assert any(
        one.kind == "exception" and one.actor == "femke" and "The courier was late" in one.summary
        for one in audit
    )
    assert (await world.authority.verify()).ok


def test_larger_exceptions_let_more_through() -> None:
    text = LIMITS.read_text(encoding="utf-8")
    assert KEY in text
    plain = lint_text(text).limits
    none = lint_text(text.replace(KEY, KEY.replace("exceptions", "#"))).limits
    more = lint_text(text.replace(KEY, KEY.replace("agent: 50", "agent: 60"))).limits
    assert plain is not None
    assert none is not None
    assert more is not None
    for before, after in ((none, plain), (plain, more)):
        (told,) = loosened(before, after)
        assert told["en"] == "Refund an order: people may make larger exceptions."
    assert loosened(more, plain) == ()


def test_only_roles_at_the_desk_make_exceptions() -> None:
    text = LIMITS.read_text(encoding="utf-8").replace(KEY, KEY.replace("agent", "operator"))
    report = lint_text(text)
    assert report.limits is None
    assert any("operator" in str(problem) for problem in report.problems)


def test_a_persons_limits_keep_every_line_that_was_not_overruled() -> None:
    limits = lint_text(LIMITS.read_text(encoding="utf-8")).limits
    assert limits is not None
    action = limits.actions["refund_order"]
    theirs = without(limits, action, ["in_time"], action.exceptions["agent"]).actions[action.id]
    assert [r.id for r in theirs.rules] == [r.id for r in action.rules if r.id != "in_time"]
    assert (theirs.budgets, theirs.once_per) == (action.budgets, action.once_per)
    assert theirs.allow_up_to == action.exceptions["agent"]


def test_an_exception_waits_for_nobody_else_and_leaves_what_is_final() -> None:
    limits = lint_text(LIMITS.read_text(encoding="utf-8")).limits
    assert limits is not None
    action = limits.actions["refund_order"]
    theirs = without(limits, action, ["own_order", "in_time"], action.exceptions["agent"])
    changed = theirs.actions[action.id]
    assert any(rule.otherwise is Outcome.APPROVE for rule in action.rules)
    assert all(rule.otherwise is not Outcome.APPROVE for rule in changed.rules)
    assert (changed.above, changed.approve_up_to) == (Outcome.REFUSE, None)
    assert "own_order" in {rule.id for rule in changed.rules}


def test_a_file_in_another_language_says_what_an_exception_is_where_it_makes_them() -> None:
    german = GOOD.replace("nl:", "de:")
    assert lint_text(german).ok
    tier = "    allow_up_to"
    report = lint_text(german.replace(tier, f"    exceptions: {{agent: 5.00 EUR}}\n{tier}", 1))
    assert [str(problem) for problem in report.problems if "exception" in str(problem)]
