"""The row of a conversation: who it is with, its mode, who holds it and where its log ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.conversation.errors import UnknownConversation
from bot.conversation.router import State
from bot.model import ConversationId, CustomerId, Mode, StaffId
from bot.storage.conversation_tables import conversations
from bot.storage.notify_tables import return_tokens
from bot.storage.prepared import Prepared


@dataclass(frozen=True)
class Record:
    """One conversation as it stands in the database."""

    id: ConversationId
    created_at: datetime
    last_at: datetime
    last_offset: int
    last_public: int
    language: str
    mode: Mode
    fence: int
    customer: CustomerId | None
    identity_notice: str | None
    disclosed_offset: int
    reason: str | None
    urgent: bool
    waiting_since: datetime | None
    holder: StaffId | None
    holder_name: str | None
    held_from: int | None
    lease_until: datetime | None
    meant_for: StaffId | None
    wanted_skill: str | None
    passed_offset: int | None
    distress: float
    mood_on: bool
    mood_chosen: bool
    read_offset: int
    flow: str | None
    erased_at: datetime | None

    @property
    def state(self) -> State:
        """What the router looks at."""
        return State(self.mode, self.fence, self.holder)


_COLUMNS = tuple(conversations.c[name] for name in Record.__dataclass_fields__)
_LOAD = Prepared(select(*_COLUMNS).where(conversations.c.id == bindparam("conversation")))
_BY_TOKEN = Prepared(select(*_COLUMNS).where(conversations.c.token_hash == bindparam("token")))
_LOCK = (
    select(conversations.c.id)
    .where(conversations.c.id == bindparam("conversation"))
    .with_for_update()
)
_MODE = list(Record.__dataclass_fields__).index("mode")


def _record(row: Any) -> Record:
    values = list(row)
    values[_MODE] = Mode(values[_MODE])
    return Record(*values)


def load(connection: Connection, conversation: ConversationId) -> Record:
    """Read one conversation. Raises UnknownConversation."""
    row = _LOAD.first(connection, {"conversation": conversation})
    if row is None:
        raise UnknownConversation()
    return _record(row)


def lock(connection: Connection, conversation: ConversationId) -> None:
    """Keep every other process from changing it until the transaction ends.

    SQLite lets one process write at a time anyway.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK, {"conversation": conversation})


def by_token(connection: Connection, token_hash: str, now: datetime) -> Record | None:
    """The one conversation that this token opens: its first one, or one of who came back."""
    row = _BY_TOKEN.first(connection, {"token": token_hash})
    if row is None:
        row = connection.execute(
            select(*_COLUMNS)
            .join(return_tokens, return_tokens.c.conversation == conversations.c.id)
            .where(
                return_tokens.c.token_hash == token_hash,
                return_tokens.c.expires > now,
                conversations.c.erased_at.is_(None),
            )
        ).one_or_none()
    return None if row is None else _record(row)


def create(
    connection: Connection,
    conversation: ConversationId,
    *,
    token_hash: str,
    language: str,
    customer: CustomerId | None,
    now: datetime,
    mood_on: bool = True,
    mood_chosen: bool = False,
) -> Record:
    """Open a conversation, in mode bot and with an empty log."""
    connection.execute(
        insert(conversations).values(
            id=conversation,
            token_hash=token_hash,
            created_at=now,
            last_at=now,
            last_offset=0,
            last_public=0,
            language=language,
            mode=Mode.BOT.value,
            fence=1,
            customer=customer,
            disclosed_offset=0,
            urgent=False,
            distress=0.0,
            mood_on=mood_on,
            mood_chosen=mood_chosen,
            read_offset=0,
        )
    )
    return load(connection, conversation)


def change(connection: Connection, conversation: ConversationId, **values: Any) -> Record:
    """Write some columns and read the row back."""
    given = {_new(name): value for name, value in values.items()}
    _changing(tuple(values)).change(connection, {"conversation": conversation, **given})
    return load(connection, conversation)


def _new(column: str) -> str:
    return f"new_{column}"


@lru_cache
def _changing(columns: tuple[str, ...]) -> Prepared:
    """The house changes the same few groups of columns again and again."""
    new = {name: bindparam(_new(name)) for name in columns}
    here = conversations.c.id == bindparam("conversation")
    return Prepared(update(conversations).where(here).values(**new))


def every(connection: Connection, which: ColumnElement) -> list[Record]:
    """All conversations for which a condition holds."""
    rows = connection.execute(select(*_COLUMNS).where(which)).all()
    return [_record(row) for row in rows]
