"""Writes facts into their tables, once; a conversation that goes on replaces its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, update
from sqlalchemy.engine import Connection

from bot.authority.spelling import spelled
from bot.insights.facts import WITHIN, Facts, handled_s
from bot.storage.conversation_tables import conversations
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps

_facts = conversation_facts.c


def keep(connection: Connection, found: Sequence[Facts]) -> int:
    """Write these facts in place of earlier ones. How many; what was erased since is left out.

    The conversations are held to the end of the transaction, so that no erasure slips between.
    """
    standing = _standing(connection, [one.material.conversation for one in found])
    alive = [one for one in found if one.material.conversation in standing]
    for one in alive:
        _keep(connection, one)
    for one in alive:
        link(connection, one)
    return len(alive)


def _standing(connection: Connection, ids: Collection[str]) -> set[str]:
    query = select(conversations.c.id).where(
        conversations.c.id.in_(sorted(ids)), conversations.c.erased_at.is_(None)
    )
    return set(connection.execute(query.with_for_update(read=True)).scalars())


def _keep(connection: Connection, facts: Facts) -> None:
    name = facts.material.conversation
    number = connection.execute(select(_facts.id).where(_facts.conversation == name)).scalar()
    row = row_of(facts)
    if number is None:
        number = connection.execute(insert(conversation_facts).values(row)).inserted_primary_key[0]
    else:
        for table in (steps, rulings, handoff_facts):
            connection.execute(delete(table).where(table.c.fact == number))
        connection.execute(update(conversation_facts).where(_facts.id == number).values(row))
    for table, rows in (
        (steps, step_rows(number, facts)),
        (rulings, ruling_rows(number, facts)),
        (handoff_facts, handoff_rows(number, facts)),
    ):
        if rows:
            connection.execute(insert(table), rows)


def link(connection: Connection, facts: Facts) -> None:
    """Tie contacts on the same matter together, whichever of them was derived first."""
    mine, about = facts.material, facts.object
    if mine.customer is None and about is None:
        return
    same = and_(
        _facts.conversation != mine.conversation,
        _facts.object == about
        if about
        else and_(_facts.object.is_(None), _facts.flow == mine.flow),
        or_(_facts.customer == mine.customer, _facts.customer.is_(None)) if mine.customer else True,
    )
    later = connection.execute(
        select(func.min(_facts.started_at)).where(
            same, _facts.started_at > mine.last_at, _facts.started_at <= mine.last_at + WITHIN
        )
    ).scalar()
    if later is not None and (facts.returned_at is None or later < facts.returned_at):
        _again(connection, _facts.conversation == mine.conversation, later)
    _again(
        connection,
        and_(
            same,
            _facts.last_at < mine.started_at,
            _facts.last_at >= mine.started_at - WITHIN,
            or_(_facts.again_at.is_(None), _facts.again_at > mine.started_at),
        ),
        mine.started_at,
    )


def _again(connection: Connection, which: Any, at: datetime) -> None:
    connection.execute(update(conversation_facts).where(which).values(again_at=at, again=1))


def row_of(facts: Facts) -> dict[str, Any]:
    """The row of the conversation itself; contacts in other conversations are linked after."""
    one, mood = facts.material, facts.mood
    currency = one.settled[0][1] if one.settled else None
    return {
        "conversation": one.conversation,
        "customer": one.customer,
        "language": one.language,
        "started_at": one.started_at,
        "last_at": one.last_at,
        "until_offset": one.until_offset,
        "feedback_at": one.feedback_at,
        "flow": one.flow,
        "object": facts.object,
        "messages": facts.messages,
        "answers": facts.answers,
        "fallbacks": facts.fallbacks,
        "mood_start": mood.start,
        "mood_end": mood.end,
        "mood_most": mood.most,
        "turned_at": mood.turned_at,
        "turned_after": mood.turned_after,
        "fell": int(mood.fell),
        "solved_by": facts.solved_by,
        "left": int(facts.left),
        "left_at": facts.left_at,
        "handed": int(bool(one.handovers)),
        "taken": int(facts.solved_by == "person"),
        "waited_s": facts.waited_s,
        "handled_s": facts.handled_s,
        "effect_minor": sum(minor for minor, code in one.settled if code == currency),
        "currency": currency,
        "score": one.score,
        "returned_at": facts.returned_at,
        "again_at": facts.returned_at,
        "again": int(facts.returned_at is not None),
    }


def step_rows(number: int, facts: Facts) -> list[dict[str, Any]]:
    """The rows of what happened in it."""
    return [
        {
            "fact": number,
            "kind": one.kind,
            "flow": one.flow,
            "name": one.name,
            "times": one.times,
            "fell": int(one.fell),
        }
        for one in facts.steps
    ]


def ruling_rows(number: int, facts: Facts) -> list[dict[str, Any]]:
    """The rows of what authority decided in it."""
    return [
        {
            "decision": one.decision,
            "fact": number,
            "at": one.at,
            "action": one.action,
            "rule": one.rule,
            "line": spelled(dict(one.line)),
            "limits_version": one.limits_version,
            "limits_sha256": one.limits_sha256,
            "outcome": one.outcome.value,
            "amount_minor": one.amount_minor,
            "currency": one.currency,
            "granted_minor": one.granted_minor,
            "approval": one.approval,
            "waited_s": one.waited_s,
            "overruled": int(one.overruled),
            "honest": int(then.honest),
            "tier": one.tier,
            "language": one.language,
            "fell": int(then.fell),
            "handed": int(then.handed),
            "handled_s": then.handled_s,
        }
        for one, then in zip(facts.material.rulings, facts.after, strict=True)
    ]


def handoff_rows(number: int, facts: Facts) -> list[dict[str, Any]]:
    """The rows of the times that a person was asked for."""
    return [
        {
            "fact": number,
            "number": place,
            "reason": one.reason,
            "asked_at": one.asked_at,
            "waited_s": None
            if one.claimed_at is None
            else max(0, int((one.claimed_at - one.asked_at).total_seconds())),
            "handled_s": None if one.claimed_at is None else handled_s(one, facts.material.last_at),
            "ended_how": one.ended_how,
        }
        for place, one in enumerate(facts.material.handovers, 1)
    ]
