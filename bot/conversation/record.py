"""The row of a conversation: who it is with, its mode, who holds it and where its log ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.conversation.errors import UnknownConversation
from bot.conversation.router import State
from bot.model import ConversationId, CustomerId, Mode, StaffId
from bot.storage.conversation_tables import conversations


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
    distress: float
    mood_on: bool
    read_offset: int
    flow: str | None
    erased_at: datetime | None

    @property
    def state(self) -> State:
        """What the router looks at."""
        return State(self.mode, self.fence, self.holder)


_COLUMNS = tuple(conversations.c[name] for name in Record.__dataclass_fields__)


def _record(row: Any) -> Record:
    values = dict(row._mapping)
    values["mode"] = Mode(values["mode"])
    return Record(**values)


def load(connection: Connection, conversation: ConversationId) -> Record:
    """Read one conversation. Raises UnknownConversation."""
    row = connection.execute(
        select(*_COLUMNS).where(conversations.c.id == conversation)
    ).one_or_none()
    if row is None:
        raise UnknownConversation()
    return _record(row)


def by_token(connection: Connection, token_hash: str) -> Record | None:
    """The one conversation that this token opens."""
    row = connection.execute(
        select(*_COLUMNS).where(conversations.c.token_hash == token_hash)
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
            mood_on=True,
            read_offset=0,
        )
    )
    return load(connection, conversation)


def change(connection: Connection, conversation: ConversationId, **values: Any) -> Record:
    """Write some columns and read the row back."""
    connection.execute(
        update(conversations).where(conversations.c.id == conversation).values(**values)
    )
    return load(connection, conversation)


def every(connection: Connection, which: ColumnElement) -> list[Record]:
    """All conversations for which a condition holds."""
    rows = connection.execute(select(*_COLUMNS).where(which)).all()
    return [_record(row) for row in rows]
