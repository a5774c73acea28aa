"""A choice about moods and a shorter name of an index"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLE = "insight_conversations"
OLD = "ix_insight_conversations_customer_insight_conversations_started_at"
NEW = "ix_insight_conversations_customer_started_at"
COLUMNS = ["customer", "started_at"]


def upgrade() -> None:
    """Bring the schema to this revision."""
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "mood_chosen",
                sa.Boolean(name="mood_chosen_is_bool"),
                server_default=sa.false(),
                nullable=False,
            )
        )
    # Switched off was always a choice; on was one where the customer is known to have made it.
    op.execute(
        "UPDATE conversations SET mood_chosen = true WHERE NOT mood_on OR customer IN"
        " (SELECT customer FROM customer_preferences WHERE mood_on)"
    )
    _rename(NEW)


def downgrade() -> None:
    """Take this revision back."""
    _rename(op.f(OLD))
    with op.batch_alter_table("conversations", schema=None) as batch_op:
        batch_op.drop_column("mood_chosen")


def _rename(name: str) -> None:
    """PostgreSQL had cut the long name, so the index is found by its columns."""
    on_server = op.get_bind().dialect.name == "postgresql"
    indexes = sa.inspect(op.get_bind()).get_indexes(TABLE)
    before = [one["name"] for one in indexes if one["column_names"] == COLUMNS]
    if on_server and len(before) == 1:
        op.execute(f'ALTER INDEX "{before[0]}" RENAME TO "{name}"')
        return
    for each in before:
        op.drop_index(each, table_name=TABLE)
    op.create_index(name, TABLE, COLUMNS, unique=False)
