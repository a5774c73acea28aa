"""Erases what a conversation says, and leaves that it took place.

The ledger is not touched: what was paid or changed stays in the books, without the words; what is
personal in it, such as an address, is taken out by `bot.authority.erasing`.
"""

from __future__ import annotations

import json

from sqlalchemy import delete, select, update
from sqlalchemy.engine import Connection

from bot import remarks
from bot.knowledge import unanswered
from bot.model import ConversationId
from bot.notify import outbox
from bot.storage.conversation_tables import entries, feedback, offers, readings, turns
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps
from bot.storage.notify_tables import callbacks, reach, return_tokens

_RECEIPT_KEEPS = ("action", "status", "reference", "amount", "about")
_EMPTY = json.dumps({"text": "", "options": [], "erased": True})


def erase_texts(connection: Connection, conversation: ConversationId) -> None:
    """Take every text of a conversation out of the gateway's tables."""
    mine = entries.c.conversation == conversation
    connection.execute(
        update(entries)
        .where(mine, entries.c.type.in_(["message", "note", "disclosure"]))
        .values(body=_EMPTY, author_name="")
    )
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
    connection.execute(delete(offers).where(offers.c.conversation == conversation))
    connection.execute(
        update(turns)
        .where(turns.c.conversation == conversation, turns.c.kind != "forget")
        .values(payload=None)
    )
    connection.execute(
        update(readings)
        .where(readings.c.conversation == conversation)
        .values(signals="[]", known="{}")
    )
    connection.execute(
        update(feedback).where(feedback.c.conversation == conversation).values(text="")
    )
    for table in (reach, return_tokens, callbacks):
        connection.execute(delete(table).where(table.c.conversation == conversation))
    outbox.erase(connection, conversation)
    unanswered.erase(connection, conversation)
    remarks.erase(connection, conversation)
    _erase_facts(connection, conversation)


def _erase_facts(connection: Connection, conversation: ConversationId) -> None:
    """Take out what was derived of it; it is not derived again."""
    mine = select(conversation_facts.c.id).where(conversation_facts.c.conversation == conversation)
    for table in (steps, rulings, handoff_facts):
        connection.execute(delete(table).where(table.c.fact.in_(mine)))
    connection.execute(
        delete(conversation_facts).where(conversation_facts.c.conversation == conversation)
    )
