"""The append-only log of a conversation: the only truth about what was said, in order.

Offsets start at 1 and rise by one. Notes among colleagues are in the log too, so each entry has two
numbers: `offset` as the desk counts, and `public` as the customer counts, who never sees notes.
Every function works inside the caller's transaction, so that an entry and what belongs to it are
written together or not at all.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.conversation import router
from bot.conversation.errors import NobodyMaySpeak
from bot.conversation.record import Record, change
from bot.model import Author, AuthorKind, ConversationId, Json, LocalText, Mode, Reviewed, StaffId
from bot.storage.conversation_tables import conversations, entries, offers
from bot.storage.prepared import Prepared, inserting

NOTE = "note"
_here = entries.c.conversation == bindparam("conversation")
_BY_KEY = Prepared(select(entries).where(_here, entries.c.request_key == bindparam("key")))
_AT = Prepared(select(entries).where(_here, entries.c.offset == bindparam("place")))
_RECEIPT = Prepared(select(entries.c.offset).where(entries.c.outbox == bindparam("outbox")))
_OFFERED = Prepared(
    select(offers.c.title).where(
        offers.c.conversation == bindparam("conversation"),
        offers.c.payload_hash == bindparam("hash"),
    )
)
_OFFER = inserting(offers, *(column.name for column in offers.columns))
_OFFER_AGAIN = Prepared(
    update(offers)
    .where(offers.c.conversation == bindparam("here"), offers.c.payload_hash == bindparam("hash"))
    .values(title=bindparam("title"), offset=bindparam("offset"))
)
_this = conversations.c.id == bindparam("conversation")
_GROW = Prepared(
    update(conversations)
    .where(_this)
    .values(
        last_offset=conversations.c.last_offset + 1,
        last_public=conversations.c.last_public + 1,
        last_at=bindparam("now"),
    )
)
_GROW_UNSEEN = Prepared(
    update(conversations).where(_this).values(last_offset=conversations.c.last_offset + 1)
)
_ENDS = Prepared(select(conversations.c.last_offset, conversations.c.last_public).where(_this))
_APPEND = inserting(entries, *(column.name for column in entries.columns))


@dataclass(frozen=True)
class Entry:
    """One entry of the log."""

    conversation: ConversationId
    offset: int
    public: int | None
    at: datetime
    type: str
    author: Author
    body: Json

    def for_customer(self) -> dict[str, Any]:
        """The form in which the customer gets it. Asking it of a note is a mistake in the code."""
        if self.public is None:
            raise NobodyMaySpeak()
        wire = self._wire(self.public)
        if self.author.kind is not AuthorKind.CUSTOMER:
            wire.pop("client_id", None)
        return wire

    def for_desk(self) -> dict[str, Any]:
        """The form in which people at the desk get it."""
        return self._wire(self.offset)

    def _wire(self, offset: int) -> dict[str, Any]:
        return {
            **self.body,
            "offset": offset,
            "at": self.at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "type": self.type,
            "author": {"kind": self.author.kind.value, "name": self.author.name},
        }


def append_reviewed(
    connection: Connection,
    record: Record,
    reviewed: Reviewed,
    *,
    now: datetime,
    fence: int | None = None,
    by: StaffId | None = None,
    request_key: str | None = None,
    outbox: int | None = None,
    queue_sentence: bool = False,
    client_id: str | None = None,
) -> Entry:
    """Append something that passed disclosure. Raises NobodyMaySpeak when the router says no.

    This is the last wall: no bot message while a person talks or waits to be answered, none from
    before a change of mode, and none before the customer was told that this is a bot. The one
    sentence that the bot says on the way into the queue is marked with `queue_sentence`.
    """
    kind = reviewed.author.kind
    if reviewed.type == "message":
        made_under = record.fence if fence is None else fence
        allowed = router.may_speak(record.state, kind, fence=made_under, by=by) or (
            queue_sentence and kind is AuthorKind.BOT and record.mode is Mode.WAITING
        )
        if not allowed or (kind is AuthorKind.BOT and not record.disclosed_offset):
            raise NobodyMaySpeak()
    entry = _append(
        connection,
        record,
        reviewed.type,
        reviewed.author,
        reviewed.body if client_id is None else {**reviewed.body, "client_id": client_id},
        now,
        request_key=request_key,
        outbox=outbox,
    )
    if reviewed.type == "disclosure":
        change(connection, record.id, disclosed_offset=entry.offset)
    for option in reviewed.body.get("options", ()) if kind is AuthorKind.BOT else ():
        _offer(connection, entry, option["payload"], option["title"])
    return entry


def append_customer(
    connection: Connection,
    record: Record,
    *,
    text: str,
    client_id: str,
    name: str,
    now: datetime,
    attachment: Json | None = None,
) -> Entry:
    """Append what the customer wrote, chose or showed."""
    shown = {"attachment": attachment} if attachment is not None else {}
    return _append(
        connection,
        record,
        "message",
        Author(AuthorKind.CUSTOMER, name),
        {"text": text, "options": [], "client_id": client_id, **shown},
        now,
        request_key=customer_key(client_id),
    )


def append_note(
    connection: Connection,
    record: Record,
    *,
    text: str,
    client_id: str,
    by: StaffId,
    name: str,
    now: datetime,
    to: LocalText | None = None,
) -> Entry:
    """Append a note among colleagues; customers never get it. `to`: whom it passes this on to."""
    return _append(
        connection,
        record,
        NOTE,
        Author(AuthorKind.HUMAN_AGENT, name),
        {"text": text, "client_id": client_id, **({"to": dict(to)} if to else {})},
        now,
        request_key=staff_key(by, client_id),
    )


def customer_key(client_id: str) -> str:
    """The idempotency key of a customer's message."""
    return f"customer:{client_id}"


def staff_key(staff: StaffId, client_id: str) -> str:
    """The idempotency key of what a person at the desk sends."""
    return f"staff:{staff}:{client_id}"


def turn_key(turn: str, number: int) -> str:
    """The idempotency key of one of the messages that the bot answers a turn with."""
    return f"turn:{turn}:{number}"


def find(connection: Connection, conversation: ConversationId, request_key: str) -> Entry | None:
    """The entry that was sent before under this key."""
    row = _BY_KEY.first(connection, {"conversation": conversation, "key": request_key})
    return None if row is None else _entry(row)


def has_receipt(connection: Connection, outbox: int) -> bool:
    """Whether the receipt of this outbox row is in a log already."""
    return _RECEIPT.first(connection, {"outbox": str(outbox)}) is not None


def read_public(
    connection: Connection, conversation: ConversationId, *, after: int = 0
) -> list[Entry]:
    """What the customer may see behind their offset, in order."""
    return _read(
        connection,
        select(entries)
        .where(entries.c.conversation == conversation, entries.c.public > after)
        .order_by(entries.c.public),
    )


def read_all(
    connection: Connection, conversation: ConversationId, *, after: int = 0
) -> list[Entry]:
    """Everything behind an offset, notes included, in order: for the desk."""
    return _read(
        connection,
        select(entries)
        .where(entries.c.conversation == conversation, entries.c.offset > after)
        .order_by(entries.c.offset),
    )


def entry_at(connection: Connection, conversation: ConversationId, offset: int) -> Entry | None:
    """One entry by its offset."""
    row = _AT.first(connection, {"conversation": conversation, "place": offset})
    return None if row is None else _entry(row)


def entries_at(
    connection: Connection, places: Collection[tuple[ConversationId, int]]
) -> dict[tuple[ConversationId, int], Entry]:
    """The entries of many conversations by their offsets; what is not there is left out."""
    if not places:
        return {}
    wanted = tuple_(entries.c.conversation, entries.c.offset).in_(sorted(places))
    found = _read(connection, select(entries).where(wanted))
    return {(entry.conversation, entry.offset): entry for entry in found}


def last_from_people(
    connection: Connection, ids: Collection[ConversationId]
) -> dict[ConversationId, int]:
    """Where a person, customer or colleague, wrote last in each of these conversations."""
    last = (
        select(entries.c.offset)
        .where(
            entries.c.conversation == conversations.c.id,
            entries.c.type == "message",
            entries.c.author_kind.in_([AuthorKind.CUSTOMER.value, AuthorKind.HUMAN_AGENT.value]),
        )
        .order_by(entries.c.offset.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(conversations.c.id, last.label("last")).where(
        conversations.c.id.in_(sorted(ids))
    )
    return {row.id: row.last for row in connection.execute(query) if row.last is not None}


def last_disclosure(connection: Connection, record: Record) -> Entry | None:
    """The disclosure that holds now."""
    return entry_at(connection, record.id, record.disclosed_offset)


def offered(connection: Connection, conversation: ConversationId, payload: str) -> str | None:
    """The title under which this conversation offered a payload, or None when it never did."""
    row = _OFFERED.first(connection, {"conversation": conversation, "hash": _hash(payload)})
    return None if row is None else str(row.title)


def _read(connection: Connection, query: Select) -> list[Entry]:
    return [_entry(row) for row in connection.execute(query).all()]


def _entry(row: Any) -> Entry:
    return Entry(
        conversation=ConversationId(row.conversation),
        offset=row.offset,
        public=row.public,
        at=row.at,
        type=row.type,
        author=Author(AuthorKind(row.author_kind), row.author_name),
        body=json.loads(row.body),
    )


def _append(
    connection: Connection,
    record: Record,
    kind: str,
    author: Author,
    body: Json,
    now: datetime,
    *,
    request_key: str | None = None,
    outbox: int | None = None,
) -> Entry:
    shown = kind != NOTE
    here = {"conversation": record.id, "now": now}
    (_GROW if shown else _GROW_UNSEEN).change(connection, here)
    ends = _ENDS.first(connection, here)
    public = ends.last_public if shown else None
    row = {
        "conversation": record.id,
        "offset": ends.last_offset,
        "public": public,
        "at": now,
        "type": kind,
        "author_kind": author.kind.value,
        "author_name": author.name,
        "body": json.dumps(dict(body), ensure_ascii=False),
        "request_key": request_key,
        "outbox": None if outbox is None else str(outbox),
    }
    _APPEND.change(connection, row)
    return Entry(record.id, ends.last_offset, public, now, kind, author, body)


def _offer(connection: Connection, entry: Entry, payload: str, title: str) -> None:
    key, new = _hash(payload), {"title": title, "offset": entry.offset}
    if _OFFER_AGAIN.change(connection, {"here": entry.conversation, "hash": key, **new}):
        return
    row = {"conversation": entry.conversation, "payload_hash": key, "payload": payload, **new}
    _OFFER.change(connection, row)


def _hash(payload: str) -> str:
    return hashlib.sha256(payload.encode()).hexdigest()
