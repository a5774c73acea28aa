"""Nobody empties the audit trail"""

from __future__ import annotations

from alembic import op

from bot.storage.migrate import execute_on

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema to this revision."""
    execute_on(
        op,
        "postgresql",
        "CREATE OR REPLACE FUNCTION audit_wall_truncate() RETURNS trigger AS $wall$ BEGIN "
        "RAISE EXCEPTION 'the audit trail is never changed'; END $wall$ LANGUAGE plpgsql",
    )
    execute_on(
        op,
        "postgresql",
        "CREATE TRIGGER audit_wall_truncate BEFORE TRUNCATE ON authority_audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_wall_truncate()",
    )


def downgrade() -> None:
    """Take this revision back."""
    execute_on(op, "postgresql", "DROP TRIGGER audit_wall_truncate ON authority_audit")
    execute_on(op, "postgresql", "DROP FUNCTION audit_wall_truncate()")
