"""Colleagues, and whom a conversation is passed on to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meant_for", sa.String(length=64), nullable=True))
        batch_op.add_column(sa.Column("wanted_skill", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("passed_offset", sa.Integer(), nullable=True))

    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("skills", sa.String(length=400), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("most", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("away_since", UtcDateTime(), nullable=True))
        batch_op.add_column(sa.Column("seen_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("staff", schema=None) as batch_op:
        batch_op.drop_column("seen_at")
        batch_op.drop_column("away_since")
        batch_op.drop_column("most")
        batch_op.drop_column("skills")

    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("passed_offset")
        batch_op.drop_column("wanted_skill")
        batch_op.drop_column("meant_for")
