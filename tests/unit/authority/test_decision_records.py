"""Decisions as they are kept: judged again from the record alone, they come out the same."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from bot.authority.canonical import loads
from bot.authority.decide import decide, needs
from bot.authority.decision import Question, Used
from bot.authority.language import Limits
from bot.authority.limits import load
from bot.model import Outcome, StaffId
from bot.storage.authority_tables import decisions
from tests.support.authority import LIMITS, World


async def test_the_records_alone_give_the_same_decisions_again(world: World) -> None:
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    asked = await world.authority.preview(world.rebooking("B-30001", trip.id))
    await world.refund("O-20002", turn="1")
    await world.refund("O-20003", turn="2", reason="other")
    await world.refund("O-20004", turn="3", reason=None)
    await world.refund("O-20002", turn="4")
    await world.authority.request(world.rebooking("B-30001", trip.id, turn="5"))
    await world.authority.request(
        world.rebooking("B-30001", trip.id, turn="6", confirmed=asked.digest)
    )
    await world.goodwill("O-20001", turn="7")
    await world.goodwill("O-20001", conversation="nobody", turn="8")
    await world.authority.stop("all", by=StaffId("olga"), reason="stop")
    await world.refund("O-20001", turn="9", reason="not_received")

    rows = world.database.read_sync(
        lambda c: c.execute(select(decisions).order_by(decisions.c.seq)).all()
    )
    kept = [(Outcome(row.outcome), row.rule, tuple(loads(row.failed))) for row in rows]
    again = list(replayed(load(LIMITS), rows))
    assert len(kept) == 9 and len({outcome for outcome, _, _ in kept}) >= 4
    assert again == kept


def replayed(limits: Limits, rows):  # type: ignore[no-untyped-def]
    """Judge kept requests in their order, counting budgets as the ledger did."""
    used: dict[tuple[str, str], Used] = {}
    once: dict[str, str] = {}
    for row in rows:
        facts: Mapping[str, object] = loads(row.facts)
        question = Question(
            row.action,
            loads(row.params),
            loads(row.claims),
            facts,
            row.at,
            facts.get("case.confirmed"),  # type: ignore[arg-type]
            bool(facts.get("case.stopped")),
        )
        wanted = needs(limits, question)
        decision = decide(limits, question, used, once)
        if decision.outcome in (Outcome.ALLOW, Outcome.APPROVE):
            for need in wanted.budgets:
                before = used.get(need.key, Used())
                used[need.key] = Used(before.minor + need.minor, before.count + 1)
            state = "settled" if decision.outcome is Outcome.ALLOW else "reserved"
            once.update(dict.fromkeys(wanted.once, state))
        yield decision.outcome, decision.rule, decision.failed


async def test_a_record_keeps_money_and_times_exactly(world: World) -> None:
    await world.refund("O-20002")
    row = world.database.read_sync(lambda c: c.execute(select(decisions)).one())
    facts = loads(row.facts)
    order = await world.connectors.shop.order("O-20002")
    assert order is not None
    assert facts["order.paid"] == order.paid
    assert facts["order.delivered_at"] == order.delivered_at
    assert loads(row.derived)["refund.amount"] == 1
    assert row.limits_sha256 == load(LIMITS).sha256


async def test_a_record_holds_no_name_or_address(world: World) -> None:
    await world.refund("O-20002")
    row = world.database.read_sync(lambda c: c.execute(select(decisions)).one())
    whole = " ".join(str(value) for value in row)
    assert "Emma" not in whole and "@" not in whole and "3512" not in whole
