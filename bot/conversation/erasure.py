"""Erases what a conversation says, and leaves that it took place.

Most tables say themselves what an erasure does to them (bot/storage/personal.py); here is the log,
whose entries hold more than words. What was paid or changed stays in the books, without the words;
what is personal in it, such as an address, is taken out by `bot.authority.erasing`.
"""

from __future__ import annotations

import json
from collections import Counter

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from bot.conversation.record import Record
from bot.model import ConversationId
from bot.redaction import Redactor
from bot.storage import personal
from bot.storage.conversation_tables import entries, offers, turns
from bot.storage.personal import Whose

_RECEIPT_KEEPS = ("action", "status", "reference", "amount", "about")
_WORDS = ("message", "note", "disclosure")
_EMPTY = json.dumps({"text": "", "options": [], "erased": True})


def erase_texts(connection: Connection, conversation: ConversationId) -> Counter[str]:
    """Take every text of a conversation out of the database: how many of each kind."""
    done = personal.erase(connection, Whose((conversation,)))
    mine = entries.c.conversation == conversation
    connection.execute(update(entries).where(mine).values(request_key=None))
    words = connection.execute(
        update(entries)
        .where(mine, entries.c.type.in_(_WORDS), entries.c.body != _EMPTY)
        .values(body=_EMPTY, author_name="")
    )
    done["conversations"] += int(words.rowcount)
    receipts = connection.execute(
        select(entries.c.offset, entries.c.body).where(mine, entries.c.type == "receipt")
    ).all()
    for row in receipts:
        body = json.loads(row.body)
        kept = {name: body[name] for name in _RECEIPT_KEEPS if name in body}
        connection.execute(
            update(entries)
            .where(mine, entries.c.offset == row.offset)
            .values(body=json.dumps({**kept, "explanation": "", "erased": True}))
        )
    connection.execute(
        update(turns)
        .where(turns.c.conversation == conversation, turns.c.kind != "forget")
        .values(payload=None, words=None)
    )
    return done


def tidied(conversation: ConversationId, last_offset: int) -> str:
    """The turn that says: up to here the conversation was tidied."""
    return f"{conversation}:tidy:{last_offset}"


def redact_texts(connection: Connection, record: Record, redactor: Redactor) -> None:
    """Take what nobody needs any more out of what was said, whoever said it."""
    said = entries.c.conversation == record.id
    rows = connection.execute(
        select(entries.c.offset, entries.c.body).where(
            said, entries.c.type.in_(("message", "note", "receipt"))
        )
    ).all()
    for row in rows:
        body = json.loads(row.body)
        kept = {
            name: redactor.afterwards(text, record.language)
            for name, text in body.items()
            if name in ("text", "explanation") and isinstance(text, str)
        }
        if any(body[name] != text for name, text in kept.items()):
            connection.execute(
                update(entries)
                .where(said, entries.c.offset == row.offset)
                .values(body=json.dumps({**body, **kept}, ensure_ascii=False))
            )
    connection.execute(delete(offers).where(offers.c.conversation == record.id))
