"""What the bot was made of"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "insight_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("at", UtcDateTime(), nullable=False),
        sa.Column("what", sa.String(length=12), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("review_by", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_insight_changes")),
    )
    with op.batch_alter_table("insight_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_insight_changes_at"), ["at"], unique=False)


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("insight_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_insight_changes_at"))

    op.drop_table("insight_changes")
