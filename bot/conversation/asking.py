"""Makes the question to the engine out of what stands in the log: the text and the behaviour."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select, true
from sqlalchemy.engine import Connection

from bot.conversation import log, router
from bot.conversation.agenda import Job
from bot.conversation.engine import Ask
from bot.conversation.record import Record, load
from bot.model import AuthorKind
from bot.storage.conversation_tables import conversations, entries

CONTACT_AGAIN = timedelta(days=7)


def question(connection: Connection, job: Job, now: datetime) -> Ask | None:
    """What to ask, or None when nobody may hear the answer any more."""
    record = load(connection, job.conversation)
    if not router.may_speak(record.state, AuthorKind.BOT, fence=job.fence):
        return None
    entry = log.entry_at(connection, job.conversation, job.offset)
    assert entry is not None
    return Ask(
        conversation=job.conversation,
        turn=job.id,
        text=str(entry.body.get("text", "")),
        payload=job.payload,
        locale=record.language,
        waiting_s=max(0, int((now - job.created_at).total_seconds())),
        nudges=_nudges(connection, job),
        contact_again=_contact_again(connection, record),
        mood=record.mood_on,
    )


def _nudges(connection: Connection, job: Job) -> int:
    """How many messages the customer wrote since anybody last answered, before this one."""
    answered = (
        select(func.coalesce(func.max(entries.c.offset), 0))
        .where(
            entries.c.conversation == job.conversation,
            entries.c.offset < job.offset,
            entries.c.type == "message",
            entries.c.author_kind != AuthorKind.CUSTOMER.value,
        )
        .scalar_subquery()
    )
    count = connection.execute(
        select(func.count())
        .select_from(entries)
        .where(
            entries.c.conversation == job.conversation,
            entries.c.offset > answered,
            entries.c.offset < job.offset,
            entries.c.type == "message",
        )
    ).scalar_one()
    return int(count)


def _contact_again(connection: Connection, record: Record) -> bool:
    """Whether the same customer wrote about the same thing in the seven days before this one.

    While it is not known what this one is about, any earlier conversation counts.
    """
    if record.customer is None:
        return False
    about = conversations.c.flow
    same = true() if record.flow is None else or_(about == record.flow, about.is_(None))
    earlier = connection.execute(
        select(conversations.c.id)
        .where(
            conversations.c.customer == record.customer,
            conversations.c.id != record.id,
            conversations.c.last_at > record.created_at - CONTACT_AGAIN,
            conversations.c.created_at < record.created_at,
            conversations.c.last_public > 1,
            same,
        )
        .limit(1)
    ).first()
    return earlier is not None
