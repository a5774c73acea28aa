"""Proof that a customer gave in a conversation: photos and receipts. People judge what they show.

The limits say when it is asked (a rule over `case.proof`); below that the customer is believed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import Connection

from bot.model import ConversationId
from bot.storage.authority_tables import proofs
from bot.storage.prepared import Prepared

FACT = "case.proof"
PHOTO = "photo"
_GIVEN = Prepared(
    select(proofs.c.id).where(proofs.c.conversation == bindparam("conversation")).limit(1)
)


def give(
    connection: Connection,
    conversation: ConversationId,
    *,
    kind: str,
    reference: str,
    now: datetime,
) -> None:
    """Keep that a proof was given; `reference` finds the file as long as it is kept."""
    connection.execute(
        insert(proofs).values(conversation=conversation, kind=kind, reference=reference, at=now)
    )


def given(connection: Connection, conversation: ConversationId) -> bool:
    """Whether this conversation holds any proof."""
    return _GIVEN.first(connection, {"conversation": conversation}) is not None
