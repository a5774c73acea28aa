"""What a customer has been through with us before: what who talks with them needs, and no more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from bot.model import ConversationId, CustomerId, Money
from bot.storage.authority_tables import approvals, reservations
from bot.storage.conversation_tables import conversations, handoffs
from bot.storage.insight_tables import conversation_facts
from bot.storage.notify_tables import callbacks

WITHIN = timedelta(days=365)
MOST = 5
OPEN = ("reserved", "executing", "in_doubt")


@dataclass(frozen=True)
class Earlier:
    """A conversation before this one: what it was about, never what was said.

    `solved_by` is bot, person or nobody; None as long as nothing was derived of it.
    """

    conversation: ConversationId
    at: datetime
    flow: str | None
    with_person: bool
    solved_by: str | None = None


@dataclass(frozen=True)
class Promise:
    """Something that still has to happen: a request that waits, or a call."""

    kind: str
    conversation: ConversationId
    amount: Money | None
    since: datetime


@dataclass(frozen=True)
class History:
    """The past and the promises of one customer."""

    earlier: tuple[Earlier, ...] = ()
    promises: tuple[Promise, ...] = ()


NOTHING_BEFORE = History()


def history_of(
    connection: Connection, customer: CustomerId, *, besides: ConversationId, now: datetime
) -> History:
    """One look at all of it. What was erased is not among it."""
    return History(
        earlier=_earlier(connection, customer, besides, now - WITHIN),
        promises=_promises(connection, customer, now),
    )


def _earlier(
    connection: Connection, customer: CustomerId, besides: ConversationId, since: datetime
) -> tuple[Earlier, ...]:
    c, facts = conversations.c, conversation_facts.c
    person = select(handoffs.c.id).where(
        handoffs.c.conversation == c.id, handoffs.c.claimed_at.is_not(None)
    )
    rows = connection.execute(
        select(c.id, c.last_at, c.flow, person.exists().label("person"), facts.solved_by)
        .join(conversation_facts, facts.conversation == c.id, isouter=True)
        .where(
            c.customer == customer,
            c.id != besides,
            c.erased_at.is_(None),
            # A greeting alone is no conversation.
            c.last_public > 1,
            c.last_at > since,
        )
        .order_by(c.last_at.desc())
        .limit(MOST)
    )
    return tuple(
        Earlier(ConversationId(row.id), row.last_at, row.flow, bool(row.person), row.solved_by)
        for row in rows
    )


def _promises(connection: Connection, customer: CustomerId, now: datetime) -> tuple[Promise, ...]:
    r, a = reservations.c, approvals.c
    waits = select(a.id).where(a.reservation == r.id, a.state == "open")
    held = connection.execute(
        select(r.action, r.conversation, r.amount_minor, r.currency, r.created_at)
        .where(
            r.customer == customer,
            r.state.in_(OPEN),
            or_(r.state != "reserved", waits.exists()),
        )
        .order_by(r.created_at)
    )
    calls = connection.execute(
        select(callbacks.c.conversation, callbacks.c.asked_at)
        .join(conversations, conversations.c.id == callbacks.c.conversation)
        .where(
            conversations.c.customer == customer,
            and_(callbacks.c.done_at.is_(None), callbacks.c.call_until > now),
        )
        .order_by(callbacks.c.asked_at)
    )
    return (
        *(
            Promise(
                row.action,
                ConversationId(row.conversation),
                Money(row.amount_minor, row.currency) if row.amount_minor else None,
                row.created_at,
            )
            for row in held
        ),
        *(Promise("call", ConversationId(row.conversation), None, row.asked_at) for row in calls),
    )
