"""Complaints and feedback"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "remarks",
        sa.Column("turn", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reference", sa.String(length=16), nullable=True),
        sa.Column("conversation", sa.String(length=200), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("about", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("turn", name=op.f("pk_remarks")),
    )
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_remarks_conversation"), ["conversation"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_remarks_kind_remarks_at"), ["kind", "at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_remarks_reference"), ["reference"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("remarks", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_remarks_reference"))
        batch_op.drop_index(batch_op.f("ix_remarks_kind_remarks_at"))
        batch_op.drop_index(batch_op.f("ix_remarks_conversation"))

    op.drop_table("remarks")
