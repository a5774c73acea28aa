"""Tables of knowledge: the questions that no article answered."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

unanswered = Table(
    "unanswered_questions",
    metadata,
    Column("turn", String(200), primary_key=True),
    Column("conversation", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("language", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("nearest", String(64), nullable=True),
    Column("score", Float, nullable=True),
    Index(None, "conversation"),
    Index(None, "at"),
)
"""One row a question, without its numbers and addresses: what the knowledge still lacks.

`nearest` is the article that came closest, `score` how probably it would have answered.
"""
