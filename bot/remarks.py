"""What customers tell us to do something with: complaints under a reference, and feedback."""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.knowledge.unanswered import redacted
from bot.model import Clock, ConversationId
from bot.redaction import AT_ONCE, marked
from bot.storage.database import Database
from bot.storage.remark_tables import remarks

Kind = Literal["complaint", "feedback"]
# Letters and digits that nobody takes for one another when they are read aloud.
_LETTERS = "346789ABCDEFGHJKLMNPQRTUVWXY"
_LENGTH = 6


@dataclass(frozen=True)
class Remark:
    """One message that was written down."""

    turn: str
    kind: Kind
    reference: str | None
    conversation: ConversationId
    at: datetime
    language: str
    about: str | None
    text: str


class Remarks:
    """Writes them down, once a turn, and gives them to the people who read them."""

    def __init__(
        self, *, database: Database, clock: Clock, at_once: Collection[str] = AT_ONCE
    ) -> None:
        self._at_once = at_once
        self._database = database
        self._clock = clock

    async def complain(
        self,
        *,
        turn: str,
        conversation: ConversationId,
        language: str,
        about: str | None,
        text: str,
        reference: str | None = None,
    ) -> str:
        """Write a complaint down, or add to the one of this reference; its reference."""
        reference = reference or reference_of(turn)
        await self._keep(
            Remark(
                turn,
                "complaint",
                reference,
                conversation,
                self._clock(),
                language,
                about,
                marked(text, self._at_once),
            )
        )
        return reference

    async def pass_on(
        self, *, turn: str, conversation: ConversationId, language: str, text: str
    ) -> None:
        """Write feedback down, without numbers and addresses."""
        await self._keep(
            Remark(
                turn,
                "feedback",
                None,
                conversation,
                self._clock(),
                language,
                None,
                redacted(text),
            )
        )

    async def since(self, kind: Kind, moment: datetime) -> list[Remark]:
        """What was written down from a moment on, newest first; erased ones are left out."""

        def work(connection: Connection) -> list[Remark]:
            rows = connection.execute(
                select(remarks)
                .where(remarks.c.kind == kind, remarks.c.at >= moment, remarks.c.text != "")
                .order_by(remarks.c.at.desc())
            )
            return [Remark(**row._mapping) for row in rows]

        return await self._database.read(work)

    async def _keep(self, remark: Remark) -> None:
        def work(connection: Connection) -> None:
            known = connection.execute(
                select(remarks.c.turn).where(remarks.c.turn == remark.turn)
            ).first()
            if known is None:
                connection.execute(insert(remarks).values(**vars(remark)))

        await self._database.run(work)


def reference_of(turn: str) -> str:
    """The reference of a complaint; of the same turn always the same: "K-7FQ3KD"."""
    number = int.from_bytes(hashlib.sha256(turn.encode()).digest()[:8], "big")
    letters = ""
    for _ in range(_LENGTH):
        number, place = divmod(number, len(_LETTERS))
        letters += _LETTERS[place]
    return f"K-{letters}"
