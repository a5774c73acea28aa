"""Tables of the conversation: the log, its turns, what was offered, readings and waiting times."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from bot.storage.tables import UtcDateTime, metadata

conversations = Table(
    "conversations",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("token_hash", String(64), nullable=True, unique=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("last_at", UtcDateTime, nullable=False),
    Column("last_offset", Integer, nullable=False),
    Column("last_public", Integer, nullable=False),
    Column("language", String(8), nullable=False),
    Column("mode", String(12), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("customer", String(64), nullable=True),
    Column("identity_notice", String(64), nullable=True),
    Column("disclosed_offset", Integer, nullable=False, default=0),
    Column("reason", String(24), nullable=True),
    Column("urgent", Boolean(name="urgent_is_bool"), nullable=False, default=False),
    Column("waiting_since", UtcDateTime, nullable=True),
    Column("holder", String(64), nullable=True),
    Column("holder_name", String(120), nullable=True),
    Column("held_from", Integer, nullable=True),
    Column("lease_until", UtcDateTime, nullable=True),
    Column("meant_for", String(64), nullable=True),
    Column("wanted_skill", String(40), nullable=True),
    Column("passed_offset", Integer, nullable=True),
    Column("distress", Float, nullable=False, default=0.0),
    Column("mood_on", Boolean(name="mood_on_is_bool"), nullable=False, default=True),
    Column(
        "mood_chosen",
        Boolean(name="mood_chosen_is_bool"),
        nullable=False,
        default=False,
        server_default=false(),
    ),
    Column("read_offset", Integer, nullable=False, default=0),
    Column("flow", String(64), nullable=True),
    Column("erased_at", UtcDateTime, nullable=True),
    Index(None, "mode"),
    Index(None, "customer", "created_at"),
    Index(None, "last_at"),
)
"""One row a conversation: its mode with the fence, who holds it, and where its log ends.

`held_from` is the offset at which a person took over; `meant_for` or `wanted_skill` whom a
colleague passed it on to, and `passed_offset` the note that says why; `disclosed_offset` that of
the last disclosure. The token itself is never stored.
"""

entries = Table(
    "entries",
    metadata,
    Column("conversation", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("offset", Integer, primary_key=True, autoincrement=False),
    Column("public", Integer, nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Column("type", String(16), nullable=False),
    Column("author_kind", String(16), nullable=False),
    Column("author_name", String(120), nullable=False),
    Column("body", Text, nullable=False),
    Column("request_key", String(160), nullable=True),
    Column("outbox", String(80), nullable=True, unique=True),
    UniqueConstraint("conversation", "public"),
    UniqueConstraint("conversation", "request_key"),
)
"""The log. `offset` numbers every entry, as the desk sees them; `public` those that the customer
sees, so that notes leave no gap. `request_key` makes a repeated send harmless, `outbox` a repeated
receipt.
"""

offers = Table(
    "offers",
    metadata,
    Column("conversation", String(64), ForeignKey("conversations.id"), primary_key=True),
    Column("payload_hash", String(64), primary_key=True),
    Column("payload", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("offset", Integer, nullable=False),
)
"""Quick replies that this conversation really offered; no other payload is accepted."""

turns = Table(
    "turns",
    metadata,
    Column("id", String(80), primary_key=True),
    Column("conversation", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("offset", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("state", String(16), nullable=False),
    Column("fence", Integer, nullable=False),
    Column("payload", Text, nullable=True),
    Column("words", Text, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("finished_at", UtcDateTime, nullable=True),
    Column("note", String(64), nullable=True),
    Index(None, "state", "conversation", "offset"),
    Index(None, "conversation", "state"),
)
"""What the engine still has to hear, per conversation in order: message, handed_back or forget.

`words`: what a customer wrote, where the log keeps less of it; only until the turn is finished.
"""

readings = Table(
    "readings",
    metadata,
    Column("turn", String(80), primary_key=True),
    Column("conversation", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("offset", Integer, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("level", Float, nullable=False),
    Column("mood", String(32), nullable=False),
    Column("signals", Text, nullable=False),
    Column("flow", String(64), nullable=True),
    Column("known", Text, nullable=False),
    Index(None, "conversation", "offset"),
)
"""What the engine read in each customer message: the mood with its reasons, and what it knows."""

handoffs = Table(
    "handoffs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("reason", String(24), nullable=False),
    Column("urgent", Boolean(name="urgent_is_bool"), nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("claimed_at", UtcDateTime, nullable=True),
    Column("staff", String(64), nullable=True),
    Column("ended_at", UtcDateTime, nullable=True),
    Column("ended_how", String(24), nullable=True),
    Index(None, "conversation"),
    Index(None, "claimed_at"),
)
"""Every time a person was asked for: how long it took and how it ended."""

feedback = Table(
    "feedback",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("score", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Index(None, "conversation"),
)
"""How it felt, in the customer's own words."""

withheld = Table(
    "withheld",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), ForeignKey("conversations.id"), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("turn", String(80), nullable=True),
    Column("author_kind", String(16), nullable=False),
    Column("reason", String(32), nullable=False),
    Column("utter", String(128), nullable=True),
    Index(None, "at"),
)
"""What disclosure held back, by reason; never the text itself."""
