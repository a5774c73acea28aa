"""Tables of remarks: complaints under a reference, and feedback."""

from __future__ import annotations

from sqlalchemy import Column, Index, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

remarks = Table(
    "remarks",
    metadata,
    Column("turn", String(200), primary_key=True),
    Column("kind", String(16), nullable=False),
    Column("reference", String(16), nullable=True),
    Column("conversation", String(200), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("language", String(8), nullable=False),
    Column("about", String(64), nullable=True),
    Column("text", Text, nullable=False),
    Index(None, "conversation"),
    Index(None, "kind", "at"),
    Index(None, "reference"),
)
"""One row a message: `kind` is complaint or feedback. What is added later has the same reference.

A complaint is kept in the customer's words, feedback without numbers and addresses; both are
emptied when the conversation is erased.
"""
