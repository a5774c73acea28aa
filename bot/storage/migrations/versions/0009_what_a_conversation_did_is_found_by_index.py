"""What a conversation did is found by index"""

from __future__ import annotations

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("authority_reservations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_authority_reservations_conversation"))
        batch_op.create_index(
            "ix_authority_reservations_done_in",
            ["conversation", "state", "finished_at"],
            unique=False,
        )


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("authority_reservations", schema=None) as batch_op:
        batch_op.drop_index("ix_authority_reservations_done_in")
        batch_op.create_index(
            batch_op.f("ix_authority_reservations_conversation"), ["conversation"], unique=False
        )
