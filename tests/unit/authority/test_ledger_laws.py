"""Laws of the ledger over sequences nobody wrote, against the demo shop and both databases."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.storage.database import Database
from bot.storage.tables import metadata
from tests.unit.authority.laws.machine import Ledger

FULL = os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full"

_servers: dict[str, str] = {}


def server() -> str:
    """A PostgreSQL with our tables, started once in a run of the tests."""
    if "url" not in _servers:
        pgserver = pytest.importorskip(
            "pgserver", reason="no PostgreSQL: the wheel pgserver is missing"
        )
        # A socket's address has no room for long folder names.
        folder = tempfile.mkdtemp(prefix="laws", dir="/tmp")
        running = pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        atexit.register(running.cleanup)
        _servers["url"] = running.get_uri()
        database = Database(_servers["url"])
        database.upgrade_sync()
        database.close_sync()
    return _servers["url"]


def emptied(connection: Connection) -> None:
    names = ", ".join(f'"{table.name}"' for table in metadata.sorted_tables)
    # Walls are of no use to a test that begins afresh.
    connection.execute(text("SET LOCAL session_replication_role = replica"))
    connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))


class LedgerOnPostgres(Ledger):
    """The same machine with its books on a real server."""

    def empty_database(self) -> str | None:
        database = Database(server())
        database.run_sync(emptied)
        database.close_sync()
        return server()


def sized(examples: int, steps: int) -> settings:
    return settings(
        max_examples=examples * 25 if FULL else examples,
        stateful_step_count=steps * 2 if FULL else steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )


TestLedger = Ledger.TestCase
TestLedger.settings = sized(8, 20)

TestLedgerOnPostgres = LedgerOnPostgres.TestCase
TestLedgerOnPostgres.settings = sized(4, 15)
