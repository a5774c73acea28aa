"""What customers wrote in earlier conversations, as the gateway keeps it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.storage.conversation_tables import conversations, readings
from bot.storage.database import Database


async def wrote(
    database: Database,
    conversation: str,
    known: Mapping[str, str],
    at: datetime,
    customer: str | None = "C-1001",
) -> None:
    """One message, and what it was about."""

    def work(connection: Connection) -> None:
        mine = select(conversations.c.id).where(conversations.c.id == conversation)
        if connection.execute(mine).first() is None:
            connection.execute(
                insert(conversations).values(
                    id=conversation,
                    created_at=at,
                    last_at=at,
                    last_offset=2,
                    last_public=2,
                    language="nl",
                    mode="bot",
                    fence=0,
                    customer=customer,
                )
            )
        connection.execute(
            insert(readings).values(
                turn=f"{conversation}:{at.isoformat()}",
                conversation=conversation,
                offset=2,
                at=at,
                level=0.0,
                mood="neutral",
                signals="[]",
                known=json.dumps(dict(known)),
            )
        )

    await database.run(work)
