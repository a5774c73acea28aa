"""Makes the question to the engine out of what stands in the log: the text and the behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.engine import Connection

from bot.conversation import agenda, log, preferring, router
from bot.conversation.agenda import Job
from bot.conversation.engine import Ask
from bot.conversation.record import Record, load
from bot.model import AuthorKind, ConversationId
from bot.storage.conversation_tables import conversations, entries
from bot.storage.prepared import Prepared

CONTACT_AGAIN = timedelta(days=7)
_here = entries.c.conversation == bindparam("conversation")
_before = entries.c.offset < bindparam("place")
_answered = (
    select(func.coalesce(func.max(entries.c.offset), 0))
    .where(
        _here,
        _before,
        entries.c.type == "message",
        entries.c.author_kind != AuthorKind.CUSTOMER.value,
    )
    .scalar_subquery()
)
_NUDGES = Prepared(
    select(func.count().label("times"))
    .select_from(entries)
    .where(_here, entries.c.offset > _answered, _before, entries.c.type == "message")
)


_about = conversations.c.flow
_earlier = (
    select(conversations.c.id)
    .where(
        conversations.c.customer == bindparam("customer"),
        conversations.c.id != bindparam("this"),
        conversations.c.last_at > bindparam("since"),
        conversations.c.created_at < bindparam("began"),
        conversations.c.last_public > 1,
    )
    .limit(1)
)
_EARLIER = Prepared(_earlier)
_SAME_MATTER = Prepared(_earlier.where(or_(_about == bindparam("flow"), _about.is_(None))))


@dataclass(frozen=True)
class Coming:
    """What comes next on an agenda. `ask` is what a message asks, None when nobody may hear it."""

    job: Job
    ask: Ask | None = None


def coming(
    connection: Connection, conversation: ConversationId, now: datetime, mood_reading: str
) -> Coming | None:
    """What the engine has to hear next, as it stands in this transaction."""
    job = agenda.first(connection, conversation)
    if job is None:
        return None
    asks = job.kind == "message"
    return Coming(job, question(connection, job, now, mood_reading) if asks else None)


def question(connection: Connection, job: Job, now: datetime, mood_reading: str) -> Ask | None:
    """What to ask, or None when nobody may hear the answer any more."""
    record = load(connection, job.conversation)
    if not router.may_speak(record.state, AuthorKind.BOT, fence=job.fence):
        return None
    entry = log.entry_at(connection, job.conversation, job.offset)
    assert entry is not None
    return Ask(
        conversation=job.conversation,
        turn=job.id,
        text=str(entry.body.get("text", "")) if job.words is None else job.words,
        payload=job.payload,
        locale=record.language,
        waiting_s=max(0, int((now - job.created_at).total_seconds())),
        nudges=_nudges(connection, job),
        contact_again=_contact_again(connection, record),
        mood=preferring.may_read(mood_reading, record),
    )


def _nudges(connection: Connection, job: Job) -> int:
    """How many messages the customer wrote since anybody last answered, before this one."""
    here = {"conversation": job.conversation, "place": job.offset}
    return int(_NUDGES.first(connection, here).times)


def _contact_again(connection: Connection, record: Record) -> bool:
    """Whether the same customer wrote about the same thing in the seven days before this one.

    While it is not known what this one is about, any earlier conversation counts.
    """
    if record.customer is None:
        return False
    before = {
        "customer": record.customer,
        "this": record.id,
        "began": record.created_at,
        "since": record.created_at - CONTACT_AGAIN,
    }
    if record.flow is None:
        return _EARLIER.first(connection, before) is not None
    return _SAME_MATTER.first(connection, {**before, "flow": record.flow}) is not None
