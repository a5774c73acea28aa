"""Exceptions that people make"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "authority_exceptions",
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("refused", sa.String(length=40), nullable=False),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=64), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["decision"],
            ["authority_decisions.id"],
            name=op.f("fk_authority_exceptions_decision_authority_decisions"),
        ),
        sa.ForeignKeyConstraint(
            ["refused"],
            ["authority_decisions.id"],
            name=op.f("fk_authority_exceptions_refused_authority_decisions"),
        ),
        sa.PrimaryKeyConstraint("decision", name=op.f("pk_authority_exceptions")),
        sa.UniqueConstraint("refused", name=op.f("uq_authority_exceptions_refused")),
    )
    with op.batch_alter_table("authority_exceptions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_authority_exceptions_at"), ["at"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("authority_exceptions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_exceptions_at"))

    op.drop_table("authority_exceptions")
