"""Proof that a customer gave in a conversation: photos and receipts. People judge what they show.

The limits say when it is asked (a rule over `case.proof`); below that the customer is believed.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.model import ConversationId
from bot.storage.authority_tables import proofs

FACT = "case.proof"
PHOTO = "photo"


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
    found = connection.execute(
        select(proofs.c.id).where(proofs.c.conversation == conversation).limit(1)
    ).first()
    return found is not None
