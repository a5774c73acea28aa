"""Whether the schema is the newest one, told without alembic: an import that few starts need."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import column, inspect, select, table
from sqlalchemy.engine import Connection

FOLDER = Path(__file__).parent / "migrations" / "versions"
_TABLE = table("alembic_version", column("version_num"))


def newest() -> str:
    """The newest revision: they are numbered, and each file begins with its number."""
    return max(path.name.partition("_")[0] for path in FOLDER.glob("[0-9]*.py"))


def up_to_date(connection: Connection) -> bool:
    """Whether the database is at the newest revision."""
    if not inspect(connection).has_table(_TABLE.name):
        return False
    found = connection.execute(select(_TABLE)).scalars().all()
    return bool(found == [newest()])
