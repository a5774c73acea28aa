"""Ways to reach who is gone"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.storage.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=40), nullable=True),
        sa.Column("leased_until", UtcDateTime(), nullable=True),
        sa.Column("problem", sa.String(length=64), nullable=True),
        sa.Column("finished_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_conversation"), ["conversation"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_notices_state_notices_due_at"), ["state", "due_at"], unique=False
        )

    op.create_table(
        "callbacks",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("call_from", UtcDateTime(), nullable=False),
        sa.Column("call_until", UtcDateTime(), nullable=False),
        sa.Column("asked_at", UtcDateTime(), nullable=False),
        sa.Column("done_at", UtcDateTime(), nullable=True),
        sa.Column("done_by", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_callbacks_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_callbacks")),
    )
    op.create_table(
        "reach",
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("left_at", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"], ["conversations.id"], name=op.f("fk_reach_conversation_conversations")
        ),
        sa.PrimaryKeyConstraint("conversation", name=op.f("pk_reach")),
    )
    op.create_table(
        "return_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation", sa.String(length=64), nullable=False),
        sa.Column("expires", UtcDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation"],
            ["conversations.id"],
            name=op.f("fk_return_tokens_conversation_conversations"),
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_return_tokens")),
    )
    with op.batch_alter_table("return_tokens", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_return_tokens_conversation"), ["conversation"], unique=False
        )


def downgrade() -> None:
    """Take this revision back."""
    with op.batch_alter_table("return_tokens", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_return_tokens_conversation"))

    op.drop_table("return_tokens")
    op.drop_table("reach")
    op.drop_table("callbacks")
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_notices_state_notices_due_at"))
        batch_op.drop_index(batch_op.f("ix_notices_conversation"))

    op.drop_table("notices")
