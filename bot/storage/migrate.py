"""Run the migrations on an open connection, and write new ones.

    python -m bot.storage.migrate "Say what changes"

compares the declared tables with what the migrations make, and writes the difference as a revision.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

from alembic import command
from alembic.autogenerate import renderers
from alembic.config import Config
from alembic.operations import MigrateOperation
from alembic.operations.ops import CreateTableOp
from alembic.script import ScriptDirectory
from sqlalchemy import DDL, MetaData, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection

from bot.storage.database import Database
from bot.storage.tables import UtcDateTime, metadata

FOLDER = Path(__file__).parent / "migrations"
GROUPS = (
    "people_tables",
    "conversation_tables",
    "authority_tables",
    "knowledge_tables",
    "remark_tables",
    "notify_tables",
    "insight_tables",
)
_DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}
_LOCK = 7_265_110_000


def config() -> Config:
    """Alembic's configuration, made here: there is no alembic.ini."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


def every_table() -> MetaData:
    """The metadata with every table group loaded into it."""
    for group in GROUPS:
        if find_spec(f"bot.storage.{group}") is not None:
            importlib.import_module(f"bot.storage.{group}")
    return metadata


def head() -> str | None:
    """The newest revision."""
    return ScriptDirectory.from_config(config()).get_current_head()


def to_head(connection: Connection) -> None:
    """Upgrade in the caller's transaction: a second process waits, then finds it done."""
    _alone(connection)
    command.upgrade(_on(connection), "head")


def to_nothing(connection: Connection) -> None:
    """Take every revision back, in the caller's transaction. All data goes with it."""
    _alone(connection)
    command.downgrade(_on(connection), "base")


def write_revision(message: str) -> Path:
    """Write a revision that makes the declared tables out of what the migrations make now."""
    number = f"{len(list((FOLDER / 'versions').glob('*.py'))) + 1:04d}"
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/fresh.db")
        database.upgrade_sync()
        script: Any = database.run_sync(
            lambda connection: command.revision(
                _on(connection), message, autogenerate=True, rev_id=number
            )
        )
        database.close_sync()
    path = Path(script.path)
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(line for line in lines if "# ###" not in line), encoding="utf-8")
    return path


def execute_on(operations: Any, dialect: str, sql: str) -> None:
    """In a revision: run this SQL on one kind of database only, such as a trigger."""
    bind = operations.get_bind()
    if bind.dialect.name == dialect:
        bind.exec_driver_sql(sql)


def ours(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether to look at this name: SQLite keeps tables of its own."""
    return not (kind == "table" and name is not None and name.startswith("sqlite_"))


def render_type(kind: str, value: Any, context: Any) -> str | Literal[False]:
    """Write our time column into a revision by its own name."""
    if kind == "type" and isinstance(value, UtcDateTime):
        context.imports.add("from bot.storage.tables import UtcDateTime")
        return "UtcDateTime()"
    return False


def add_triggers(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Put behind every new table what the code lets happen after it is made."""
    for operation in directives[0].upgrade_ops.ops[:]:
        if isinstance(operation, CreateTableOp):
            directives[0].upgrade_ops.ops.extend(_after_create(operation.table_name))


class ExecuteOn(MigrateOperation):
    """A line `execute_on(...)` in a revision that is being written."""

    def __init__(self, dialect: str, sql: str) -> None:
        self.dialect = dialect
        self.sql = sql


@renderers.dispatch_for(ExecuteOn)
def _render_execute_on(context: Any, operation: ExecuteOn) -> str:
    context.imports.add("from bot.storage.migrate import execute_on")
    return f"execute_on(op, {operation.dialect!r}, {operation.sql!r})"


def _after_create(name: str) -> Iterator[ExecuteOn]:
    table = metadata.tables[name]
    for ddl in table.dispatch.after_create:
        if not isinstance(ddl, DDL):
            continue
        for dialect in (ddl.dialect,) if isinstance(ddl.dialect, str) else ddl.dialect or ():
            compiled = ddl.against(table).compile(dialect=_DIALECTS[dialect]())
            yield ExecuteOn(dialect, str(compiled))


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _on(connection: Connection) -> Config:
    made = config()
    made.attributes["connection"] = connection
    return made


if __name__ == "__main__":
    print(write_revision(" ".join(sys.argv[1:]) or sys.exit("say what changes")))
