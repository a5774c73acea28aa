"""What the conversations teach"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "insight_conversations",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("customer", sa.String(length=64), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("started_at", UtcDateTime(), nullable=False),
        sa.Column("last_at", UtcDateTime(), nullable=False),
        sa.Column("until_offset", sa.Integer(), nullable=False),
        sa.Column("feedback_at", UtcDateTime(), nullable=True),
        sa.Column("flow", sa.String(length=64), nullable=True),
        sa.Column("object", sa.String(length=64), nullable=True),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("fallbacks", sa.Integer(), nullable=False),
        sa.Column("mood_start", sa.Float(), nullable=True),
        sa.Column("mood_end", sa.Float(), nullable=True),
        sa.Column("mood_most", sa.Float(), nullable=True),
        sa.Column("turned_at", sa.Integer(), nullable=True),
        sa.Column("turned_after", sa.String(length=128), nullable=True),
        sa.Column("fell", sa.Integer(), nullable=False),
        sa.Column("solved_by", sa.String(length=8), nullable=False),
        sa.Column("left", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.String(length=64), nullable=True),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("waited_s", sa.Integer(), nullable=False),
        sa.Column("handled_s", sa.Integer(), nullable=False),
        sa.Column("effect_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("returned_at", UtcDateTime(), nullable=True),
        sa.Column("again_at", UtcDateTime(), nullable=True),
        sa.Column("again", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_conversations")),
        sa.UniqueConstraint("conversation", name=op.f("uq_insight_conversations_conversation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("insight_conversations", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_insight_conversations_customer_insight_conversations_started_at"),
            ["customer", "started_at"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_insight_conversations_started_at"), ["started_at"], unique=False
        )

    op.create_table(
        "insight_digests",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_insight_digests")),
    )
    op.create_table(
        "insight_marks",
        sa.Column("name", sa.String(length=24), nullable=False),
        sa.Column("until", UtcDateTime(), nullable=True),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_insight_marks")),
    )
    op.create_table(
        "insight_handoffs",
        sa.Column("fact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("waited_s", sa.Integer(), nullable=True),
        sa.Column("handled_s", sa.Integer(), nullable=True),
        sa.Column("ended_how", sa.String(length=24), nullable=True),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["insight_conversations.id"],
            name=op.f("fk_insight_handoffs_fact_insight_conversations"),
        ),
        sa.PrimaryKeyConstraint("fact", "number", name=op.f("pk_insight_handoffs")),
    )
    with op.batch_alter_table("insight_handoffs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_insight_handoffs_asked_at"), ["asked_at"], unique=False
        )

    op.create_table(
        "insight_rulings",
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("fact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("rule", sa.String(length=64), nullable=True),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("limits_version", sa.BigInteger(), nullable=False),
        sa.Column("limits_sha256", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("granted_minor", sa.BigInteger(), nullable=False),
        sa.Column("approval", sa.String(length=16), nullable=True),
        sa.Column("waited_s", sa.Integer(), nullable=False),
        sa.Column("overruled", sa.Integer(), nullable=False),
        sa.Column("honest", sa.Integer(), nullable=False),
        sa.Column("tier", sa.String(length=32), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("fell", sa.Integer(), nullable=False),
        sa.Column("handed", sa.Integer(), nullable=False),
        sa.Column("handled_s", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["insight_conversations.id"],
            name=op.f("fk_insight_rulings_fact_insight_conversations"),
        ),
        sa.PrimaryKeyConstraint("decision", name=op.f("pk_insight_rulings")),
    )
    with op.batch_alter_table("insight_rulings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insight_rulings_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_insight_rulings_fact"), ["fact"], unique=False)

    op.create_table(
        "insight_steps",
        sa.Column("fact", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("flow", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=128), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("fell", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["fact"],
            ["insight_conversations.id"],
            name=op.f("fk_insight_steps_fact_insight_conversations"),
        ),
        sa.PrimaryKeyConstraint("fact", "kind", "flow", "name", name=op.f("pk_insight_steps")),
    )
    with op.batch_alter_table("insight_steps", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_insight_steps_kind_insight_steps_flow_insight_steps_name"),
            ["kind", "flow", "name"],
            unique=False,
        )

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversations_last_at"), ["last_at"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversations_last_at"))

    with op.batch_alter_table("insight_steps", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_insight_steps_kind_insight_steps_flow_insight_steps_name")
        )

    op.drop_table("insight_steps")
    with op.batch_alter_table("insight_rulings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_rulings_fact"))
        batch_op.drop_index(batch_op.f("ix_insight_rulings_at"))

    op.drop_table("insight_rulings")
    with op.batch_alter_table("insight_handoffs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_handoffs_asked_at"))

    op.drop_table("insight_handoffs")
    op.drop_table("insight_marks")
    op.drop_table("insight_digests")
    with op.batch_alter_table("insight_conversations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_conversations_started_at"))
        batch_op.drop_index(
            batch_op.f("ix_insight_conversations_customer_insight_conversations_started_at")
        )

    op.drop_table("insight_conversations")
