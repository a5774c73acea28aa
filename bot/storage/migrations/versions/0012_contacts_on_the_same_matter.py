"""Contacts on the same matter are found by index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.drop_table("insight_digests")
    with op.batch_alter_table("insight_conversations", schema=None) as batch_op:
        batch_op.create_index(
            "ix_insight_conversations_same_matter", ["object", "started_at"], unique=False
        )


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("insight_conversations", schema=None) as batch_op:
        batch_op.drop_index("ix_insight_conversations_same_matter")

    op.create_table(
        "insight_digests",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("made_at", UtcDateTime(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_insight_digests")),
    )
