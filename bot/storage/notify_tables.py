"""Tables of what goes out of the house, and of how customers can be reached there."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

notices = Table(
    "notices",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("kind", String(24), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("due_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("owner", String(40), nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
    Column("problem", String(64), nullable=True),
    Column("finished_at", UtcDateTime, nullable=True),
    Index(None, "state", "due_at"),
    Index(None, "conversation"),
)
"""E-mails and tickets on their way out. The id is chosen by who adds it, so that the same one is
added once; what a notice says is dropped as soon as it is finished.
"""

reach = Table(
    "reach",
    metadata,
    Column("conversation", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("email", String(254), nullable=False),
    Column("left_at", UtcDateTime, nullable=False),
)
"""The address at which a customer wants the answer who may not be here any more."""

return_tokens = Table(
    "return_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("conversation", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Index(None, "conversation"),
)
"""Tokens given to those who came back by the link in an e-mail, beside the first one."""

callbacks = Table(
    "callbacks",
    metadata,
    Column("conversation", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("number", String(40), nullable=False),
    Column("call_from", UtcDateTime, nullable=False),
    Column("call_until", UtcDateTime, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("done_at", UtcDateTime, nullable=True),
    Column("done_by", String(64), nullable=True),
)
"""Who wants to be called, where and when; one wish a conversation, the last one counts."""
