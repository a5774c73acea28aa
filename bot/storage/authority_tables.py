"""Tables of authority: limits versions, decisions, the ledger, approvals, stops, audit and outbox.

The triggers are the last wall behind the guarded updates of the ledger: whatever the code above
does, no update raises a budget above its cap, and nothing rewrites the audit trail.
"""

from __future__ import annotations

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    event,
)

from bot.storage.tables import UtcDateTime, metadata

_Serial = BigInteger().with_variant(Integer, "sqlite")

limits_versions = Table(
    "limits_versions",
    metadata,
    Column("version", _Serial, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("source", Text, nullable=False),
    Column("author", String(64), nullable=False),
    Column("reason", Text, nullable=False),
    Column("written_at", UtcDateTime, nullable=False),
    Column("applied_at", UtcDateTime, nullable=True),
    Column("approver", String(64), nullable=True),
    Column("withdrawn_at", UtcDateTime, nullable=True),
    Column("withdrawn_by", String(64), nullable=True),
    sqlite_autoincrement=True,
)
"""Every text of the limits that passed its checks. In force: the newest with `applied_at`."""

decisions = Table(
    "authority_decisions",
    metadata,
    Column("seq", _Serial, primary_key=True),
    Column("id", String(40), nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("turn", String(96), nullable=False),
    Column("customer", String(64), nullable=True),
    Column("action", String(64), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("params", Text, nullable=False),
    Column("claims", Text, nullable=False),
    Column("facts", Text, nullable=False),
    Column("outcome", String(16), nullable=False),
    Column("rule", String(64), nullable=True),
    Column("failed", Text, nullable=False),
    Column("trace", Text, nullable=False),
    Column("say", Text, nullable=False),
    Column("operator", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("explain", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("final", Integer, nullable=False, default=0),
    Column("summary", Text, nullable=False),
    Column("offer", Text, nullable=True),
    Column("digest", String(64), nullable=False),
    Column("amount_minor", BigInteger, nullable=True),
    Column("currency", String(3), nullable=True),
    Column("limits_version", BigInteger, nullable=False),
    Column("limits_sha256", String(64), nullable=False),
    Column("derived", Text, nullable=False),
    Column("stage", String(8), nullable=False, default="live", server_default="live"),
    Column("would", String(16), nullable=True),
    Index(None, "conversation"),
    Index(None, "at"),
    Index(None, "stage"),
    sqlite_autoincrement=True,
)
"""Every decision with the complete facts behind it, so that it can be made again.

`stage` is how far the action was rolled out for this customer (off, shadow, live); `would` is the
outcome that the limits alone would have had when the roll-out held it back.
"""

shadow_outcomes = Table(
    "authority_shadow_outcomes",
    metadata,
    Column("decision", String(40), ForeignKey("authority_decisions.id"), primary_key=True),
    Column("did", String(16), nullable=False),
    Column("amount_minor", BigInteger, nullable=True),
    Column("currency", String(3), nullable=True),
    Column("by", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("note", Text, nullable=True),
)
"""What a person then did about a request that the bot only judged in shadow."""

proofs = Table(
    "authority_proofs",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("reference", String(96), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "conversation"),
    sqlite_autoincrement=True,
)
"""Photos and receipts that a customer gave as proof; what they show is judged by people."""

requests = Table(
    "authority_requests",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("content", String(64), nullable=False),
    Column("decision", String(40), ForeignKey("authority_decisions.id"), nullable=False),
    Column("reservation", String(40), nullable=True),
    Column("approval", String(40), nullable=True),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "decision"),
)
"""One row per request id: the same request again finds what was decided."""

reservations = Table(
    "authority_reservations",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("decision", String(40), ForeignKey("authority_decisions.id"), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("customer", String(64), nullable=True),
    Column("action", String(64), nullable=False),
    Column("does", String(64), nullable=False),
    Column("channel", String(32), nullable=False),
    Column("params", Text, nullable=False),
    Column("amount_minor", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("state", String(16), nullable=False),
    Column("owner", String(64), nullable=True),
    Column("epoch", Integer, nullable=False, default=0),
    Column("claimed_at", UtcDateTime, nullable=True),
    Column("created_at", UtcDateTime, nullable=False),
    Column("tries", Integer, nullable=False, default=0),
    Column("first_try_at", UtcDateTime, nullable=True),
    Column("next_try_at", UtcDateTime, nullable=True),
    Column("actual_minor", BigInteger, nullable=True),
    Column("reference", String(64), nullable=True),
    Column("to", Text, nullable=True),
    Column("expected", Text, nullable=True),
    Column("finished_at", UtcDateTime, nullable=True),
    Column("problem", String(64), nullable=True),
    Index(None, "state"),
    Index("ix_authority_reservations_done_in", "conversation", "state", "finished_at"),
)
"""Money or a booking that is held, on its way, done, not done, or in doubt."""

budget_rows = Table(
    "authority_budget_rows",
    metadata,
    Column("budget", String(64), primary_key=True),
    Column("scope", String(128), primary_key=True),
    Column("bucket", BigInteger, primary_key=True),
    Column("span", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("cap_minor", BigInteger, nullable=True),
    Column("cap_count", Integer, nullable=True),
    Column("pending_minor", BigInteger, nullable=False, default=0),
    Column("posted_minor", BigInteger, nullable=False, default=0),
    Column("pending_count", Integer, nullable=False, default=0),
    Column("posted_count", Integer, nullable=False, default=0),
)
"""What is held and spent per budget, scope and bucket (seconds since 1970 at which it starts).

`span` 0: the bucket is the whole window (a calendar day, all time). Above 0: a rolling window of so
many seconds, counted as the sum of its hour buckets.
"""

budget_locks = Table(
    "authority_budget_locks",
    metadata,
    Column("budget", String(64), primary_key=True),
    Column("scope", String(128), primary_key=True),
    Column("taken", BigInteger, nullable=False, default=0),
)
"""One row per budget and scope, locked before its buckets are added up (PostgreSQL needs it)."""

holds = Table(
    "authority_holds",
    metadata,
    Column("reservation", String(40), ForeignKey("authority_reservations.id"), primary_key=True),
    Column("budget", String(64), primary_key=True),
    Column("scope", String(128), primary_key=True),
    Column("bucket", BigInteger, primary_key=True),
    Column("minor", BigInteger, nullable=False),
    Column("count", Integer, nullable=False),
)
"""Which budget rows a reservation counts in."""

once = Table(
    "authority_once",
    metadata,
    Column("key", String(64), primary_key=True),
    Column("reservation", String(40), ForeignKey("authority_reservations.id"), nullable=False),
    Column("action", String(64), nullable=False),
    Index(None, "reservation"),
)
"""Things that happen once: a second reservation for the same key cannot be written."""

approvals = Table(
    "authority_approvals",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("reservation", String(40), ForeignKey("authority_reservations.id"), nullable=False),
    Column("decision", String(40), ForeignKey("authority_decisions.id"), nullable=False),
    Column("conversation", String(64), nullable=False),
    Column("digest", String(64), nullable=False),
    Column("state", String(16), nullable=False),
    Column("requested_by", String(64), nullable=False),
    Column("requested_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("decided_by", String(64), nullable=True),
    Column("decided_at", UtcDateTime, nullable=True),
    Column("note", Text, nullable=True),
    Index(None, "state"),
    Index(None, "conversation"),
    Index(None, "reservation"),
)
"""Requests that wait for a person; the digest binds the yes to exactly what was asked."""

approval_votes = Table(
    "authority_approval_votes",
    metadata,
    Column("approval", String(40), ForeignKey("authority_approvals.id"), primary_key=True),
    Column("by", String(64), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""Who agreed to an approval that needs more than one person."""

exceptions = Table(
    "authority_exceptions",
    metadata,
    Column("decision", String(40), ForeignKey("authority_decisions.id"), primary_key=True),
    Column(
        "refused", String(40), ForeignKey("authority_decisions.id"), nullable=False, unique=True
    ),
    Column("action", String(64), nullable=False),
    Column("rules", Text, nullable=False),
    Column("by", String(64), nullable=False),
    Column("role", String(16), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index(None, "at"),
)
"""Exceptions that people made to a refusal: which lines they overruled, and why."""

stops = Table(
    "authority_stops",
    metadata,
    Column("scope", String(96), primary_key=True),
    Column("by", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("reason", Text, nullable=False),
)
"""The stop buttons that are pressed."""

audit_trail = Table(
    "authority_audit",
    metadata,
    Column("seq", BigInteger, primary_key=True, autoincrement=False),
    Column("at", UtcDateTime, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("actor", String(64), nullable=False),
    Column("body", Text, nullable=False),
    Column("prev", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
)
"""What happened, chained: hash = sha256(prev + body). Rows are added, never changed."""

audit_head = Table(
    "authority_audit_head",
    metadata,
    Column("stream", String(16), primary_key=True),
    Column("count", BigInteger, nullable=False),
    Column("head", String(64), nullable=False),
)
"""Where the chain ends; writers queue on this row."""

outbox_rows = Table(
    "authority_outbox",
    metadata,
    Column("id", _Serial, primary_key=True),
    Column("conversation", String(64), nullable=False),
    Column("reservation", String(40), nullable=False),
    Column("status", String(16), nullable=False),
    Column("receipt", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime, nullable=True),
    Index(None, "sent_at"),
    Index(None, "reservation"),
    sqlite_autoincrement=True,
)
"""Receipts on their way to the customer, written together with what they tell."""

_WINDOW_SUM = """
  SELECT COALESCE(SUM({columns}), 0) FROM authority_budget_rows r
  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket
    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span
"""
_MINOR = _WINDOW_SUM.format(columns="r.pending_minor + r.posted_minor")
_COUNT = _WINDOW_SUM.format(columns="r.pending_count + r.posted_count")
_ABOVE = f"""
  (NEW.cap_minor IS NOT NULL
   AND NEW.pending_minor + NEW.posted_minor > {{old_minor}}
   AND NEW.pending_minor + NEW.posted_minor + ({_MINOR}) > NEW.cap_minor)
  OR
  (NEW.cap_count IS NOT NULL
   AND NEW.pending_count + NEW.posted_count > {{old_count}}
   AND NEW.pending_count + NEW.posted_count + ({_COUNT}) > NEW.cap_count)
"""
_ON_UPDATE = _ABOVE.format(
    old_minor="OLD.pending_minor + OLD.posted_minor",
    old_count="OLD.pending_count + OLD.posted_count",
)
_ON_INSERT = _ABOVE.format(old_minor="0", old_count="0")
_NEGATIVE = """
  NEW.pending_minor < 0 OR NEW.posted_minor < 0 OR NEW.pending_count < 0 OR NEW.posted_count < 0
"""


def _sqlite_wall(name: str, when: str, table: str, condition: str, message: str) -> DDL:
    return DDL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {condition} "
        f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
    )


def _postgres_wall(
    name: str, when: str, table: str, condition: str, message: str
) -> tuple[DDL, DDL]:
    function = DDL(
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger AS $wall$ BEGIN "
        f"IF {condition} THEN RAISE EXCEPTION '{message}'; END IF; "
        f"RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql"
    )
    trigger = DDL(
        f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()"
    )
    return function, trigger


def _wall(name: str, when: str, table: Table, condition: str, message: str) -> None:
    """Put the same wall on the table in both databases, when the table is made."""
    sqlite = _sqlite_wall(name, when, table.name, condition, message)
    event.listen(table, "after_create", sqlite.execute_if(dialect="sqlite"))
    for ddl in _postgres_wall(name, when, table.name, condition, message):
        event.listen(table, "after_create", ddl.execute_if(dialect="postgresql"))


_wall("budget_wall_update", "UPDATE", budget_rows, f"({_ON_UPDATE})", "budget above its cap")
_wall("budget_wall_insert", "INSERT", budget_rows, f"({_ON_INSERT})", "budget above its cap")
_wall("budget_wall_negative", "UPDATE", budget_rows, f"({_NEGATIVE})", "budget below zero")
_wall("budget_wall_delete", "DELETE", budget_rows, "(1 = 1)", "a budget row stays")
_wall(
    "audit_wall_insert",
    "INSERT",
    audit_trail,
    "(NEW.seq <> (SELECT COALESCE(MAX(a.seq), 0) + 1 FROM authority_audit a))",
    "the audit trail only grows at its end",
)
_wall("audit_wall_update", "UPDATE", audit_trail, "(1 = 1)", "the audit trail is never changed")
_wall("audit_wall_delete", "DELETE", audit_trail, "(1 = 1)", "the audit trail is never changed")
# No row trigger sees a TRUNCATE, which SQLite does not have.
for _ddl in (
    DDL(
        "CREATE OR REPLACE FUNCTION audit_wall_truncate() RETURNS trigger AS $wall$ BEGIN "
        "RAISE EXCEPTION 'the audit trail is never changed'; END $wall$ LANGUAGE plpgsql"
    ),
    DDL(
        "CREATE TRIGGER audit_wall_truncate BEFORE TRUNCATE ON authority_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_wall_truncate()"
    ),
):
    event.listen(audit_trail, "after_create", _ddl.execute_if(dialect="postgresql"))
_wall("limits_wall_delete", "DELETE", limits_versions, "(1 = 1)", "a version of the limits stays")
_wall(
    "limits_wall_update",
    "UPDATE",
    limits_versions,
    "(OLD.sha256 <> NEW.sha256 OR OLD.source <> NEW.source OR OLD.author <> NEW.author)",
    "a version of the limits is never changed",
)
