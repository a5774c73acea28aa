"""Keeps the questions that no article answered, without what could tell whose they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.engine import Connection

from bot.model import ConversationId
from bot.redaction import marked
from bot.storage.knowledge_tables import unanswered

LONGEST = 500
_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+")
_NUMBER = re.compile(r"\d+(?:[ .,/-]?\d+)*")


@dataclass(frozen=True)
class Unanswered:
    """One question, and the article that came nearest to it."""

    turn: str
    conversation: ConversationId
    at: datetime
    language: str
    text: str
    nearest: str | None
    score: float | None


def redacted(text: str) -> str:
    """The question without addresses and numbers, and not endless."""
    text = marked(text, ("card", "iban", "rijksregister", "address"))
    plain = _NUMBER.sub("#", _EMAIL.sub("[e-mail]", " ".join(text.split())))
    return plain if len(plain) <= LONGEST else f"{plain[: LONGEST - 1].rstrip()}…"


def record(connection: Connection, question: Unanswered) -> None:
    """Write a question down; the same turn again changes nothing."""
    known = connection.execute(
        select(unanswered.c.turn).where(unanswered.c.turn == question.turn)
    ).first()
    if known is None:
        connection.execute(
            insert(unanswered).values(
                turn=question.turn,
                conversation=question.conversation,
                at=question.at,
                language=question.language,
                text=redacted(question.text),
                nearest=question.nearest,
                score=question.score,
            )
        )


def since(connection: Connection, moment: datetime) -> list[Unanswered]:
    """The questions from a moment on, newest first; erased ones have no text and are left out."""
    rows = connection.execute(
        select(unanswered)
        .where(unanswered.c.at >= moment, unanswered.c.text != "")
        .order_by(unanswered.c.at.desc())
    )
    return [Unanswered(**row._mapping) for row in rows]
