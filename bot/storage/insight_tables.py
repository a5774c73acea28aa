"""Tables of insights: what each conversation teaches, derived from the log and made for questions.

Everything here can be derived anew from what it came from. Counts that are added up are whole
numbers, 0 or 1 where a yes or no would do, so that both databases can add them.
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

_Serial = BigInteger().with_variant(Integer, "sqlite")

conversation_facts = Table(
    "insight_conversations",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("conversation", String(64), nullable=False, unique=True),
    Column("customer", String(64), nullable=True),
    Column("language", String(8), nullable=False),
    Column("started_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("until_offset", Integer, nullable=False),
    Column("feedback_at", UtcDateTime, nullable=True),
    Column("flow", String(64), nullable=True),
    Column("object", String(64), nullable=True),
    Column("messages", Integer, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("fallbacks", Integer, nullable=False),
    Column("mood_start", Float, nullable=True),
    Column("mood_end", Float, nullable=True),
    Column("mood_most", Float, nullable=True),
    Column("turned_at", Integer, nullable=True),
    Column("turned_after", String(128), nullable=True),
    Column("fell", Integer, nullable=False),
    Column("solved_by", String(8), nullable=False),
    Column("left", Integer, nullable=False),
    Column("left_at", String(64), nullable=True),
    Column("handed", Integer, nullable=False),
    Column("taken", Integer, nullable=False),
    Column("waited_s", Integer, nullable=False),
    Column("handled_s", Integer, nullable=False),
    Column("effect_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=True),
    Column("score", Integer, nullable=True),
    Column("returned_at", UtcDateTime, nullable=True),
    Column("again_at", UtcDateTime, nullable=True),
    Column("again", Integer, nullable=False),
    Index(None, "started_at"),
    Index("ix_insight_conversations_customer_started_at", "customer", "started_at"),
    Index("ix_insight_conversations_same_matter", "object", "started_at"),
    sqlite_autoincrement=True,
)
"""One row a conversation. `until_offset` is where its log ended when this was derived.

`returned_at`: the customer came back in this very conversation after a silence; `again_at`: the
first contact on the same matter within seven days, here or in another conversation.
"""

steps = Table(
    "insight_steps",
    metadata,
    Column("fact", _Serial, ForeignKey("insight_conversations.id"), primary_key=True),
    Column("kind", String(12), primary_key=True),
    Column("flow", String(64), primary_key=True),
    Column("name", String(128), primary_key=True),
    Column("times", Integer, nullable=False),
    Column("fell", Integer, nullable=False),
    Index(None, "kind", "flow", "name"),
)
"""What happened in a conversation: a row for each thing, with how often it happened.

`fell`: the mood fell right after it.
"""

rulings = Table(
    "insight_rulings",
    metadata,
    Column("decision", String(40), primary_key=True),
    Column("fact", _Serial, ForeignKey("insight_conversations.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("action", String(64), nullable=False),
    Column("rule", String(64), nullable=True),
    Column("line", Text, nullable=False),
    Column("limits_version", BigInteger, nullable=False),
    Column("limits_sha256", String(64), nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("granted_minor", BigInteger, nullable=False),
    Column("approval", String(16), nullable=True),
    Column("waited_s", Integer, nullable=False),
    Column("overruled", Integer, nullable=False),
    Column("honest", Integer, nullable=False),
    Column("tier", String(32), nullable=True),
    Column("language", String(8), nullable=True),
    Column("fell", Integer, nullable=False),
    Column("handed", Integer, nullable=False),
    Column("handled_s", Integer, nullable=False),
    Index(None, "fact"),
    Index(None, "at"),
)
"""What authority decided in a conversation, by which line of which version, and what followed."""

handoff_facts = Table(
    "insight_handoffs",
    metadata,
    Column("fact", _Serial, ForeignKey("insight_conversations.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("reason", String(24), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("waited_s", Integer, nullable=True),
    Column("handled_s", Integer, nullable=True),
    Column("ended_how", String(24), nullable=True),
    Index(None, "asked_at"),
)
"""Every time a person was asked for; `waited_s` is null when nobody came."""

days = Table(
    "insight_days",
    metadata,
    Column("day", String(10), primary_key=True),
    Column("stamp", Integer, nullable=False),
    Column("form", Integer, nullable=False),
    Column("sums", Text, nullable=True),
)
"""What the facts of a day's conversations add up to, so that a report reads days.

`sums` is null, and `form` 0, from when a fact of that day changes until they are added up anew;
`stamp` then rises, so that who adds up meanwhile does not keep what no longer holds. A day with
facts always has its row: see `bot.storage.insight_days`.
"""

changes = Table(
    "insight_changes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("name", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("what", String(12), nullable=False),
    Column("fingerprint", String(64), nullable=False),
    Column("title", Text, nullable=False),
    Column("owner", String(120), nullable=False),
    Column("review_by", String(10), nullable=False),
    Index(None, "at"),
)
"""When an article, a flow or a text of the bot became another: what was done about a friction."""

marks = Table(
    "insight_marks",
    metadata,
    Column("name", String(24), primary_key=True),
    Column("until", UtcDateTime, nullable=True),
    Column("owner", String(40), nullable=True),
    Column("leased_until", UtcDateTime, nullable=True),
)
"""How far the facts are derived, and which process does it now."""
