"""Every table of the first release"""
# ruff: noqa: E501

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.migrate import execute_on
from bot.storage.tables import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "authority_audit",
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_authority_audit")),
    )
    op.create_table(
        "authority_audit_head",
        sa.Column("stream", sa.String(length=16), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("stream", name=op.f("pk_authority_audit_head")),
    )
    op.create_table(
        "authority_budget_locks",
        sa.Column("budget", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=128), nullable=False),
        sa.Column("taken", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("budget", "scope", name=op.f("pk_authority_budget_locks")),
    )
    op.create_table(
        "authority_budget_rows",
        sa.Column("budget", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=128), nullable=False),
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("span", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("cap_minor", sa.BigInteger(), nullable=True),
        sa.Column("cap_count", sa.Integer(), nullable=True),
        sa.Column("pending_minor", sa.BigInteger(), nullable=False),
        sa.Column("posted_minor", sa.BigInteger(), nullable=False),
        sa.Column("pending_count", sa.Integer(), nullable=False),
        sa.Column("posted_count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("budget", "scope", "bucket", name=op.f("pk_authority_budget_rows")),
    )
    op.create_table(
        "authority_decisions",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("turn", sa.String(length=96), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("claims", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("failed", sa.Text(), nullable=False),
        sa.Column("trace", sa.Text(), nullable=False),
        sa.Column("say", sa.Text(), nullable=False),
        sa.Column("operator", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("explain", sa.Text(), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("final", sa.Integer(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("offer", sa.Text(), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("limits_version", sa.BigInteger(), nullable=False),
        sa.Column("limits_sha256", sa.String(length=64), nullable=False),
        sa.Column("derived", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_authority_decisions")),
        sa.UniqueConstraint("id", name=op.f("uq_authority_decisions_id")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("authority_decisions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authority_decisions_at"), ["at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_authority_decisions_conversation"), ["conversation"], unique=False
        )

    op.create_table(
        "authority_outbox",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("reservation", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("receipt", sa.Text(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("sent_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_outbox")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("authority_outbox", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_outbox_reservation"), ["reservation"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_authority_outbox_sent_at"), ["sent_at"], unique=False)

    op.create_table(
        "authority_stops",
        sa.Column("scope", sa.String(length=96), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("scope", name=op.f("pk_authority_stops")),
    )
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("last_offset", sa.Integer(), nullable=False),
        sa.Column("last_public", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("mode", sa.String(length=12), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("identity_notice", sa.String(length=64), nullable=True),
        sa.Column("disclosed_offset", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("urgent", sa.Boolean(name="urgent_is_bool"), nullable=False),
        sa.Column("waiting_since", UtcDateTime(), nullable=True),
        sa.Column("holder", sa.String(length=64), nullable=True),
        sa.Column("holder_name", sa.String(length=120), nullable=True),
        sa.Column("held_from", sa.Integer(), nullable=True),
        sa.Column("lease_until", UtcDateTime(), nullable=True),
        sa.Column("distress", sa.Float(), nullable=False),
        sa.Column("mood_on", sa.Boolean(name="mood_on_is_bool"), nullable=False),
        sa.Column("read_offset", sa.Integer(), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=True),
        sa.Column("erased_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversations")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_conversations_token_hash")),
    )
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_conversations_customer_conversations_created_at"),
            ["customer", "created_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_conversations_mode"), ["mode"], unique=False)

    op.create_table(
        "limits_versions",
        sa.Column("version", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("author", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("written_at", UtcDateTime(), nullable=False),
        sa.Column("applied_at", UtcDateTime(), nullable=True),
        sa.Column("approver", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_limits_versions")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "login_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_tries")),
    )
    with op.batch_alter_table("login_tries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_login_tries_name_login_tries_at"), ["name", "at"], unique=False
        )

    op.create_table(
        "proof_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_tries")),
    )
    with op.batch_alter_table("proof_tries", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_proof_tries_conversation"), ["conversation"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_proof_tries_number_proof_tries_at"), ["number", "at"], unique=False
        )

    op.create_table(
        "sessions",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("expires", UtcDateTime(), nullable=True),
        sa.Column("bound_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_sessions")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_customer"), ["customer"], unique=False)

    op.create_table(
        "staff",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("display", sa.String(length=120), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("password", sa.String(length=200), nullable=False),
        sa.Column("added_at", UtcDateTime(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("demo", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
    )
    op.create_table(
        "authority_requests",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("reservation", sa.String(length=40), nullable=True),
        sa.Column("approval", sa.String(length=40), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["authority_decisions.id"],
            name=op.f("fk_authority_requests_decision_authority_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_requests")),
    )
    with op.batch_alter_table("authority_requests", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_requests_decision"), ["decision"], unique=False
        )

    op.create_table(
        "authority_reservations",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("does", sa.String(length=64), nullable=False),
        sa.Column("channel", sa.String(length=32), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("owner", sa.String(length=64), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("first_try_at", UtcDateTime(), nullable=True),
        sa.Column("next_try_at", UtcDateTime(), nullable=True),
        sa.Column("actual_minor", sa.BigInteger(), nullable=True),
        sa.Column("reference", sa.String(length=64), nullable=True),
        sa.Column("to", sa.Text(), nullable=True),
        sa.Column("expected", sa.Text(), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["authority_decisions.id"],
            name=op.f("fk_authority_reservations_decision_authority_decisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_reservations")),
    )
    with op.batch_alter_table("authority_reservations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_reservations_conversation"), ["conversation"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_authority_reservations_state"), ["state"], unique=False
        )

    op.create_table(
        "entries",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("offset", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public", sa.Integer(), nullable=True),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("type", sa.String(length=16), nullable=False),
        sa.Column("author_kind", sa.String(length=16), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("request_key", sa.String(length=160), nullable=True),
        sa.Column("outbox", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_entries_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation", "offset", name=op.f("pk_entries")),
        sa.UniqueConstraint("conversation", "public", name=op.f("uq_entries_conversation_public")),
        sa.UniqueConstraint(
            "conversation", "request_key", name=op.f("uq_entries_conversation_request_key")
        ),
        sa.UniqueConstraint("outbox", name=op.f("uq_entries_outbox")),
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_feedback_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_feedback_conversation"), ["conversation"], unique=False
        )

    op.create_table(
        "handoffs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("urgent", sa.Boolean(name="urgent_is_bool"), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("claimed_at", UtcDateTime(), nullable=True),
        sa.Column("staff", sa.String(length=64), nullable=True),
        sa.Column("ended_at", UtcDateTime(), nullable=True),
        sa.Column("ended_how", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_handoffs_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handoffs")),
    )
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handoffs_claimed_at"), ["claimed_at"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_handoffs_conversation"), ["conversation"], unique=False
        )

    op.create_table(
        "offers",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("payload_hash", sa.String(length=64), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_offers_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation", "payload_hash", name=op.f("pk_offers")),
    )
    op.create_table(
        "readings",
        sa.Column("turn", sa.String(length=80), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("level", sa.Float(), nullable=False),
        sa.Column("mood", sa.String(length=32), nullable=False),
        sa.Column("signals", sa.Text(), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=True),
        sa.Column("known", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_readings_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("turn", name=op.f("pk_readings")),
    )
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_readings_conversation_readings_offset"),
            ["conversation", "offset"],
            unique=False,
        )

    op.create_table(
        "staff_sessions",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("staff", sa.String(length=64), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff"], ["staff.id"], name=op.f("fk_staff_sessions_staff_staff"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_staff_sessions")),
    )
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_sessions_staff"), ["staff"], unique=False)

    op.create_table(
        "turns",
        sa.Column("id", sa.String(length=80), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("offset", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("fence", sa.Integer(), nullable=False),
        sa.Column("payload", sa.Text(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_turns_conversation_conversations")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_turns")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_turns_conversation_turns_state"), ["conversation", "state"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_turns_state_turns_conversation_turns_offset"),
            ["state", "conversation", "offset"],
            unique=False,
        )

    op.create_table(
        "withheld",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("turn", sa.String(length=80), nullable=True),
        sa.Column("author_kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=32), nullable=False),
        sa.Column("utter", sa.String(length=128), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_withheld_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_withheld")),
    )
    with op.batch_alter_table("withheld", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_withheld_at"), ["at"], unique=False)

    op.create_table(
        "authority_approvals",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("reservation", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("requested_by", sa.String(length=64), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.Column("decided_by", sa.String(length=64), nullable=True),
        sa.Column("decided_at", UtcDateTime(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["authority_decisions.id"],
            name=op.f("fk_authority_approvals_decision_authority_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["reservation"],
            ["authority_reservations.id"],
            name=op.f("fk_authority_approvals_reservation_authority_reservations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_approvals")),
    )
    with op.batch_alter_table("authority_approvals", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_approvals_conversation"), ["conversation"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_authority_approvals_reservation"), ["reservation"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_authority_approvals_state"), ["state"], unique=False)

    op.create_table(
        "authority_holds",
        sa.Column("reservation", sa.String(length=40), nullable=False),
        sa.Column("budget", sa.String(length=64), nullable=False),
        sa.Column("scope", sa.String(length=128), nullable=False),
        sa.Column("bucket", sa.BigInteger(), nullable=False),
        sa.Column("minor", sa.BigInteger(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["reservation"],
            ["authority_reservations.id"],
            name=op.f("fk_authority_holds_reservation_authority_reservations"),
        ),
        sa.PrimaryKeyConstraint(
            "reservation", "budget", "scope", "bucket", name=op.f("pk_authority_holds")
        ),
    )
    op.create_table(
        "authority_once",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("reservation", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["reservation"],
            ["authority_reservations.id"],
            name=op.f("fk_authority_once_reservation_authority_reservations"),
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_authority_once")),
    )
    with op.batch_alter_table("authority_once", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_once_reservation"), ["reservation"], unique=False
        )

    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER audit_wall_insert BEFORE INSERT ON authority_audit WHEN (NEW.seq <> (SELECT COALESCE(MAX(a.seq), 0) + 1 FROM authority_audit a)) BEGIN SELECT RAISE(ABORT, 'the audit trail only grows at its end'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION audit_wall_insert() RETURNS trigger AS $wall$ BEGIN IF (NEW.seq <> (SELECT COALESCE(MAX(a.seq), 0) + 1 FROM authority_audit a)) THEN RAISE EXCEPTION 'the audit trail only grows at its end'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER audit_wall_insert BEFORE INSERT ON authority_audit FOR EACH ROW EXECUTE FUNCTION audit_wall_insert()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER audit_wall_update BEFORE UPDATE ON authority_audit WHEN (1 = 1) BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION audit_wall_update() RETURNS trigger AS $wall$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'the audit trail is never changed'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER audit_wall_update BEFORE UPDATE ON authority_audit FOR EACH ROW EXECUTE FUNCTION audit_wall_update()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER audit_wall_delete BEFORE DELETE ON authority_audit WHEN (1 = 1) BEGIN SELECT RAISE(ABORT, 'the audit trail is never changed'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION audit_wall_delete() RETURNS trigger AS $wall$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'the audit trail is never changed'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER audit_wall_delete BEFORE DELETE ON authority_audit FOR EACH ROW EXECUTE FUNCTION audit_wall_delete()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER budget_wall_update BEFORE UPDATE ON authority_budget_rows WHEN (\n  (NEW.cap_minor IS NOT NULL\n   AND NEW.pending_minor + NEW.posted_minor > OLD.pending_minor + OLD.posted_minor\n   AND NEW.pending_minor + NEW.posted_minor + (\n  SELECT COALESCE(SUM(r.pending_minor + r.posted_minor), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_minor)\n  OR\n  (NEW.cap_count IS NOT NULL\n   AND NEW.pending_count + NEW.posted_count > OLD.pending_count + OLD.posted_count\n   AND NEW.pending_count + NEW.posted_count + (\n  SELECT COALESCE(SUM(r.pending_count + r.posted_count), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_count)\n) BEGIN SELECT RAISE(ABORT, 'budget above its cap'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION budget_wall_update() RETURNS trigger AS $wall$ BEGIN IF (\n  (NEW.cap_minor IS NOT NULL\n   AND NEW.pending_minor + NEW.posted_minor > OLD.pending_minor + OLD.posted_minor\n   AND NEW.pending_minor + NEW.posted_minor + (\n  SELECT COALESCE(SUM(r.pending_minor + r.posted_minor), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_minor)\n  OR\n  (NEW.cap_count IS NOT NULL\n   AND NEW.pending_count + NEW.posted_count > OLD.pending_count + OLD.posted_count\n   AND NEW.pending_count + NEW.posted_count + (\n  SELECT COALESCE(SUM(r.pending_count + r.posted_count), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_count)\n) THEN RAISE EXCEPTION 'budget above its cap'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER budget_wall_update BEFORE UPDATE ON authority_budget_rows FOR EACH ROW EXECUTE FUNCTION budget_wall_update()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER budget_wall_insert BEFORE INSERT ON authority_budget_rows WHEN (\n  (NEW.cap_minor IS NOT NULL\n   AND NEW.pending_minor + NEW.posted_minor > 0\n   AND NEW.pending_minor + NEW.posted_minor + (\n  SELECT COALESCE(SUM(r.pending_minor + r.posted_minor), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_minor)\n  OR\n  (NEW.cap_count IS NOT NULL\n   AND NEW.pending_count + NEW.posted_count > 0\n   AND NEW.pending_count + NEW.posted_count + (\n  SELECT COALESCE(SUM(r.pending_count + r.posted_count), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_count)\n) BEGIN SELECT RAISE(ABORT, 'budget above its cap'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION budget_wall_insert() RETURNS trigger AS $wall$ BEGIN IF (\n  (NEW.cap_minor IS NOT NULL\n   AND NEW.pending_minor + NEW.posted_minor > 0\n   AND NEW.pending_minor + NEW.posted_minor + (\n  SELECT COALESCE(SUM(r.pending_minor + r.posted_minor), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_minor)\n  OR\n  (NEW.cap_count IS NOT NULL\n   AND NEW.pending_count + NEW.posted_count > 0\n   AND NEW.pending_count + NEW.posted_count + (\n  SELECT COALESCE(SUM(r.pending_count + r.posted_count), 0) FROM authority_budget_rows r\n  WHERE r.budget = NEW.budget AND r.scope = NEW.scope AND r.bucket <> NEW.bucket\n    AND NEW.span > 0 AND r.bucket >= NEW.bucket - NEW.span\n) > NEW.cap_count)\n) THEN RAISE EXCEPTION 'budget above its cap'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER budget_wall_insert BEFORE INSERT ON authority_budget_rows FOR EACH ROW EXECUTE FUNCTION budget_wall_insert()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER budget_wall_negative BEFORE UPDATE ON authority_budget_rows WHEN (\n  NEW.pending_minor < 0 OR NEW.posted_minor < 0 OR NEW.pending_count < 0 OR NEW.posted_count < 0\n) BEGIN SELECT RAISE(ABORT, 'budget below zero'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION budget_wall_negative() RETURNS trigger AS $wall$ BEGIN IF (\n  NEW.pending_minor < 0 OR NEW.posted_minor < 0 OR NEW.pending_count < 0 OR NEW.posted_count < 0\n) THEN RAISE EXCEPTION 'budget below zero'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER budget_wall_negative BEFORE UPDATE ON authority_budget_rows FOR EACH ROW EXECUTE FUNCTION budget_wall_negative()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER budget_wall_delete BEFORE DELETE ON authority_budget_rows WHEN (1 = 1) BEGIN SELECT RAISE(ABORT, 'a budget row stays'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION budget_wall_delete() RETURNS trigger AS $wall$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'a budget row stays'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER budget_wall_delete BEFORE DELETE ON authority_budget_rows FOR EACH ROW EXECUTE FUNCTION budget_wall_delete()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER limits_wall_delete BEFORE DELETE ON limits_versions WHEN (1 = 1) BEGIN SELECT RAISE(ABORT, 'a version of the limits stays'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION limits_wall_delete() RETURNS trigger AS $wall$ BEGIN IF (1 = 1) THEN RAISE EXCEPTION 'a version of the limits stays'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER limits_wall_delete BEFORE DELETE ON limits_versions FOR EACH ROW EXECUTE FUNCTION limits_wall_delete()",
    )
    execute_on(
        op,
        "sqlite",
        "CREATE TRIGGER limits_wall_update BEFORE UPDATE ON limits_versions WHEN (OLD.sha256 <> NEW.sha256 OR OLD.source <> NEW.source OR OLD.author <> NEW.author) BEGIN SELECT RAISE(ABORT, 'a version of the limits is never changed'); END",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION limits_wall_update() RETURNS trigger AS $wall$ BEGIN IF (OLD.sha256 <> NEW.sha256 OR OLD.source <> NEW.source OR OLD.author <> NEW.author) THEN RAISE EXCEPTION 'a version of the limits is never changed'; END IF; RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER limits_wall_update BEFORE UPDATE ON limits_versions FOR EACH ROW EXECUTE FUNCTION limits_wall_update()",
    )


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("authority_once", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_once_reservation"))

    op.drop_table("authority_once")
    op.drop_table("authority_holds")
    with op.batch_alter_table("authority_approvals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_approvals_state"))
        batch_op.drop_index(batch_op.f("ix_authority_approvals_reservation"))
        batch_op.drop_index(batch_op.f("ix_authority_approvals_conversation"))

    op.drop_table("authority_approvals")
    with op.batch_alter_table("withheld", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_withheld_at"))

    op.drop_table("withheld")
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_turns_state_turns_conversation_turns_offset"))
        batch_op.drop_index(batch_op.f("ix_turns_conversation_turns_state"))

    op.drop_table("turns")
    with op.batch_alter_table("staff_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_sessions_staff"))

    op.drop_table("staff_sessions")
    with op.batch_alter_table("readings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_readings_conversation_readings_offset"))

    op.drop_table("readings")
    op.drop_table("offers")
    with op.batch_alter_table("handoffs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handoffs_conversation"))
        batch_op.drop_index(batch_op.f("ix_handoffs_claimed_at"))

    op.drop_table("handoffs")
    with op.batch_alter_table("feedback", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_feedback_conversation"))

    op.drop_table("feedback")
    op.drop_table("entries")
    with op.batch_alter_table("authority_reservations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_reservations_state"))
        batch_op.drop_index(batch_op.f("ix_authority_reservations_conversation"))

    op.drop_table("authority_reservations")
    with op.batch_alter_table("authority_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_requests_decision"))

    op.drop_table("authority_requests")
    op.drop_table("staff")
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sessions_customer"))

    op.drop_table("sessions")
    with op.batch_alter_table("proof_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proof_tries_number_proof_tries_at"))
        batch_op.drop_index(batch_op.f("ix_proof_tries_conversation"))

    op.drop_table("proof_tries")
    with op.batch_alter_table("login_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_tries_name_login_tries_at"))

    op.drop_table("login_tries")
    op.drop_table("limits_versions")
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_mode"))
        batch_op.drop_index(batch_op.f("ix_conversations_customer_conversations_created_at"))

    op.drop_table("conversations")
    op.drop_table("authority_stops")
    with op.batch_alter_table("authority_outbox", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_outbox_sent_at"))
        batch_op.drop_index(batch_op.f("ix_authority_outbox_reservation"))

    op.drop_table("authority_outbox")
    with op.batch_alter_table("authority_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_decisions_conversation"))
        batch_op.drop_index(batch_op.f("ix_authority_decisions_at"))

    op.drop_table("authority_decisions")
    op.drop_table("authority_budget_rows")
    op.drop_table("authority_budget_locks")
    op.drop_table("authority_audit_head")
    op.drop_table("authority_audit")
