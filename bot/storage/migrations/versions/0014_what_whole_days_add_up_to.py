"""What whole days add up to"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "insight_days",
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("stamp", sa.Integer(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("sums", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_insight_days")),
    )
    op.execute(
        """
        INSERT INTO insight_days (day, stamp, form)
        SELECT DISTINCT substr(CAST(started_at AS VARCHAR), 1, 10), 1, 0
        FROM insight_conversations
        """
    )


def downgrade() -> None:
    """Take this revision back."""
    op.drop_table("insight_days")
