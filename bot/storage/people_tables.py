"""Tables about people: who a conversation is with, what a guest proved, and the staff."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table

from bot.storage.tables import UtcDateTime, metadata

sessions = Table(
    "sessions",
    metadata,
    Column("conversation", String(64), primary_key=True),
    Column("customer", String(64), nullable=True),
    Column("expires", UtcDateTime, nullable=True),
    Column("bound_at", UtcDateTime, nullable=True),
    Index(None, "customer"),
)
"""One row a conversation that somebody identified themselves in; a guest has none."""

preferences = Table(
    "customer_preferences",
    metadata,
    Column("customer", String(64), primary_key=True),
    Column("mood_on", Boolean(name="mood_on_is_bool"), nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
)
"""What a known customer chose for every conversation: whether their mood may be read."""

proof_tries = Table(
    "proof_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("number", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("proven", Boolean, nullable=False, default=False),
    Index(None, "conversation"),
    Index(None, "number", "at"),
)
"""Every attempt of a guest to prove that a number is theirs, written before the check."""

staff = Table(
    "staff",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("display", String(120), nullable=False),
    Column("role", String(16), nullable=False),
    Column("password", String(200), nullable=False),
    Column("added_at", UtcDateTime, nullable=False),
    Column("active", Boolean, nullable=False, default=True),
    Column("demo", Boolean, nullable=False, default=False),
    Column("skills", String(400), nullable=False, default="", server_default=""),
    Column("most", Integer, nullable=True),
    Column("away_since", UtcDateTime, nullable=True),
    Column("seen_at", UtcDateTime, nullable=True),
)
"""People who work with it; `id` is the name they log in with, `password` an argon2id hash.

`skills` are words with spaces between them; `most` is how many conversations somebody takes at
once; `seen_at` when a desk of theirs last said that it is open, and null when the last one closed.

A `demo` account has a password that everybody can read in the documentation.
"""

staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("staff", String(64), ForeignKey("staff.id", ondelete="CASCADE"), nullable=False),
    Column("csrf", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("expires", UtcDateTime, nullable=False),
    Index(None, "staff"),
)
"""Who is logged in. Only the hash of the token is kept: the table alone opens no door."""

login_tries = Table(
    "login_tries",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "name", "at"),
)
"""Failed log-ins, per name, existing or not."""
