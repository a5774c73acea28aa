"""Room for roll-out, proof and two people"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "authority_proofs",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=96), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authority_proofs")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("authority_proofs", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_authority_proofs_conversation"), ["conversation"], unique=False
        )

    op.create_table(
        "authority_shadow_outcomes",
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("did", sa.String(length=16), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["authority_decisions.id"],
            name=op.f("fk_authority_shadow_outcomes_decision_authority_decisions"),
        ),
        sa.PrimaryKeyConstraint("decision", name=op.f("pk_authority_shadow_outcomes")),
    )
    op.create_table(
        "authority_approval_votes",
        sa.Column("approval", sa.String(length=40), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approval"],
            ["authority_approvals.id"],
            name=op.f("fk_authority_approval_votes_approval_authority_approvals"),
        ),
        sa.PrimaryKeyConstraint("approval", "by", name=op.f("pk_authority_approval_votes")),
    )
    with op.batch_alter_table("authority_decisions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("stage", sa.String(length=8), server_default="live", nullable=False)
        )
        batch_op.add_column(sa.Column("would", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_authority_decisions_stage"), ["stage"], unique=False)

    with op.batch_alter_table("limits_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("withdrawn_at", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_by", sa.String(length=64), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("limits_versions", schema=None) as batch_op:
        batch_op.drop_column("withdrawn_by")
        batch_op.drop_column("withdrawn_at")

    with op.batch_alter_table("authority_decisions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_decisions_stage"))
        batch_op.drop_column("would")
        batch_op.drop_column("stage")

    op.drop_table("authority_approval_votes")
    op.drop_table("authority_shadow_outcomes")
    with op.batch_alter_table("authority_proofs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_proofs_conversation"))

    op.drop_table("authority_proofs")
