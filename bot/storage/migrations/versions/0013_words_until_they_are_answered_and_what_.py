"""Words until they are answered and what customers chose"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "customer_preferences",
        sa.Column("customer", sa.String(length=64), nullable=False),
        sa.Column("mood_on", sa.Boolean(name="mood_on_is_bool"), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("customer", name=op.f("pk_customer_preferences")),
    )
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("turns", schema=None) as batch_op:
        batch_op.drop_column("words")

    op.drop_table("customer_preferences")
