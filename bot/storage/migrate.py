"""Run the migrations on an open connection, inside its transaction."""

from __future__ import annotations

import importlib
from importlib.util import find_spec
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, text
from sqlalchemy.engine import Connection

from bot.storage.tables import metadata

FOLDER = Path(__file__).parent / "migrations"
GROUPS = ("people_tables", "conversation_tables", "authority_tables")
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
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    made = config()
    made.attributes["connection"] = connection
    command.upgrade(made, "head")
