"""Who a conversation is with, as authority and the customer's picture read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select, update
from sqlalchemy.engine import Connection

from bot.model import ConversationId, CustomerId
from bot.storage.people_tables import proof_tries, sessions
from bot.storage.prepared import Prepared

_BOUND = Prepared(
    select(sessions.c.customer, sessions.c.expires).where(
        sessions.c.conversation == bindparam("conversation")
    )
)
_PROVEN = Prepared(
    select(proof_tries.c.number).where(
        proof_tries.c.conversation == bindparam("conversation"), proof_tries.c.proven.is_(True)
    )
)


@dataclass(frozen=True)
class Session:
    """One conversation's identity: the signed one with its end, and what a guest proved."""

    conversation: ConversationId
    customer: CustomerId | None
    expires: datetime | None
    proven: frozenset[str]

    def identified(self, now: datetime) -> CustomerId | None:
        """The customer, as long as the identity holds; afterwards they are a guest."""
        if self.customer is None or self.expires is None or self.expires <= now:
            return None
        return self.customer


def session_of(connection: Connection, conversation: ConversationId) -> Session:
    """Read the session inside the caller's transaction; an unknown conversation is a guest."""
    row = _BOUND.first(connection, {"conversation": conversation})
    proven = _PROVEN.all(connection, {"conversation": conversation})
    return Session(
        conversation=conversation,
        customer=CustomerId(row.customer) if row and row.customer else None,
        expires=row.expires if row else None,
        proven=frozenset(found.number for found in proven),
    )


def end_session(connection: Connection, conversation: ConversationId, now: datetime) -> None:
    """Let an identity hold no longer than now; whoever goes on is a guest until they sign in."""
    connection.execute(
        update(sessions)
        .where(sessions.c.conversation == conversation, sessions.c.expires > now)
        .values(expires=now)
    )
