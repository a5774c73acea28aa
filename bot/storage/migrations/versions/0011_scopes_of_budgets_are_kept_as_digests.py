"""Scopes of budgets are kept as digests"""

from __future__ import annotations

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

_TABLES = ("authority_budget_rows", "authority_budget_locks", "authority_holds")


def upgrade() -> None:
    """Bring the schema to this revision: what somebody has had still counts, without a number."""
    bind = op.get_bind()
    for name in _TABLES:
        table = sa.table(name, sa.column("scope", sa.String))
        for scope in bind.execute(sa.select(table.c.scope).distinct()).scalars().all():
            if scope != "all":
                kept = hashlib.sha256(scope.encode()).hexdigest()
                bind.execute(sa.update(table).where(table.c.scope == scope).values(scope=kept))


def downgrade() -> None:
    """A digest cannot be read back: windows that are running begin anew."""
