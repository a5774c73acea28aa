"""Every table of the first release."""

from __future__ import annotations

from alembic import op

from bot.storage.migrate import every_table

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    every_table().create_all(op.get_bind())


def downgrade() -> None:
    """Take this revision back."""
    every_table().drop_all(op.get_bind())
