"""Writes facts into their tables, once; a conversation that goes on replaces its own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, func, insert, or_, select, true, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.elements import ColumnElement

from bot.authority.spelling import spelled
from bot.insights.facts import WITHIN, Facts, handled_s
from bot.storage import insight_days
from bot.storage.conversation_tables import conversations
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps

_facts = conversation_facts.c


@dataclass(frozen=True)
class Contact:
    """What decides which other contacts are about the same matter."""

    conversation: str
    customer: str | None
    object: str | None
    flow: str | None
    started_at: datetime
    last_at: datetime
    returned_at: datetime | None

    @property
    def matter(self) -> tuple[str | None, str | None, str | None]:
        """The order or booking; where none was named, the customer with the flow."""
        return self.customer, self.object, None if self.object else self.flow

    def same(self) -> ColumnElement | None:
        """The other conversations on this matter; None when it cannot be told."""
        if self.object is not None:
            anybody = or_(_facts.customer == self.customer, _facts.customer.is_(None))
            who = anybody if self.customer else true()
            about = and_(_facts.object == self.object, who)
        elif self.customer is not None:
            about = and_(
                _facts.object.is_(None),
                _facts.customer == self.customer,
                _facts.flow.is_not_distinct_from(self.flow),
            )
        else:
            return None
        return and_(about, _facts.conversation != self.conversation)


_contact = tuple(_facts[field.name] for field in fields(Contact))


def keep(connection: Connection, found: Sequence[Facts]) -> int:
    """Write these facts in place of earlier ones. How many; what was erased since is left out.

    The conversations are held to the end of the transaction, so that no erasure slips between.
    What was read longer ago than what is kept, by a process that stood still, is left out too.
    """
    names = [one.material.conversation for one in found]
    standing, before = _standing(connection, names), _before(connection, names)
    alive = [
        one
        for one in found
        if (name := one.material.conversation) in standing
        and (name not in before or before[name].until_offset <= one.material.until_offset)
    ]
    changed = {one.material.started_at for one in alive}
    for one in alive:
        row = before.get(one.material.conversation)
        _keep(connection, one, row.id if row else None)
    for one in alive:
        changed |= link(connection, one, before.get(one.material.conversation))
    insight_days.spoil(connection, changed)
    return len(alive)


def _standing(connection: Connection, ids: Collection[str]) -> set[str]:
    query = select(conversations.c.id).where(
        conversations.c.id.in_(sorted(ids)), conversations.c.erased_at.is_(None)
    )
    return set(connection.execute(query.with_for_update(read=True)).scalars())


def _before(connection: Connection, ids: Collection[str]) -> dict[str, Any]:
    """What was kept of them until now."""
    query = select(_facts.id, _facts.until_offset, *_contact)
    rows = connection.execute(query.where(_facts.conversation.in_(sorted(ids))))
    return {row.conversation: row for row in rows}


def _keep(connection: Connection, facts: Facts, number: int | None) -> None:
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


def link(connection: Connection, facts: Facts, before: Any = None) -> set[datetime]:
    """Tie contacts on the same matter together, whichever of them was derived first.

    When those began that something was changed of.

    `before`: what was kept of this one. When it was about another matter then, as when the order
    was named later, those that it had come back for are looked at anew.
    """
    material = facts.material
    mine = Contact(
        material.conversation,
        material.customer,
        facts.object,
        material.flow,
        material.started_at,
        material.last_at,
        facts.returned_at,
    )
    changed: set[datetime] = set()
    if before is not None and (was := _contact_of(before)).matter != mine.matter:
        for other in _earlier(connection, was, _facts.again_at == was.started_at):
            _again(connection, other.conversation, _next(connection, other))
            changed.add(other.started_at)
    if (at := _next(connection, mine)) != mine.returned_at:
        _again(connection, mine.conversation, at)
    unlinked = or_(_facts.again_at.is_(None), _facts.again_at > mine.started_at)
    for other in _earlier(connection, mine, unlinked):
        _again(connection, other.conversation, mine.started_at)
        changed.add(other.started_at)
    return changed


def _contact_of(row: Any) -> Contact:
    return Contact(*(getattr(row, field.name) for field in fields(Contact)))


def _earlier(connection: Connection, mine: Contact, which: ColumnElement) -> list[Contact]:
    """Those on the same matter whose seven days this one falls into."""
    same = mine.same()
    if same is None:
        return []
    rows = connection.execute(
        select(*_contact).where(
            same,
            _facts.last_at < mine.started_at,
            _facts.last_at >= mine.started_at - WITHIN,
            which,
        )
    )
    return [_contact_of(row) for row in rows]


def _next(connection: Connection, mine: Contact) -> datetime | None:
    """The first contact after this one, in this conversation or in another."""
    same = mine.same()
    if same is None:
        return mine.returned_at
    later = connection.execute(
        select(func.min(_facts.started_at)).where(
            same, _facts.started_at > mine.last_at, _facts.started_at <= mine.last_at + WITHIN
        )
    ).scalar()
    return min((at for at in (later, mine.returned_at) if at is not None), default=None)


def _again(connection: Connection, conversation: str, at: datetime | None) -> None:
    connection.execute(
        update(conversation_facts)
        .where(_facts.conversation == conversation)
        .values(again_at=at, again=int(at is not None))
    )


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
