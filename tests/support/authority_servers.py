"""Where the ledger of a case lies: a file beside the shop's, or a database on PostgreSQL."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from bot.storage.database import Database


class Place:
    """Makes, copies and drops the ledgers of the cases; without a server they are files."""

    def __init__(self, root: Path, server: str | None) -> None:
        self._server = make_url(server) if server else None
        self._prefix = f"t{root.name}".replace("-", "_").lower()

    def url(self, folder: Path) -> str | None:
        """Where the ledger of this folder lies; None: in the folder."""
        return self._of(folder) if self._server else None

    def make(self, folder: Path) -> None:
        """A ledger without any entry."""
        if self._server:
            self._do(f'CREATE DATABASE "{self._name(folder)}"')
            made = Database(self._of(folder))
            made.upgrade_sync()
            made.close_sync()

    def copy(self, source: Path, target: Path) -> None:
        """The same ledger a second time."""
        if self._server:
            names = f'"{self._name(target)}" TEMPLATE "{self._name(source)}"'
            self._do(f"CREATE DATABASE {names} STRATEGY file_copy")

    def drop(self, folder: Path) -> None:
        """Away with it, whoever still looks at it."""
        if self._server:
            self._do(f'DROP DATABASE "{self._name(folder)}" WITH (FORCE)')

    def cut(self, folder: Path) -> None:
        """End every connection to it, as a restart of the server would."""
        self._do(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            f"WHERE datname = '{self._name(folder)}'"
        )

    def _name(self, folder: Path) -> str:
        return f"{self._prefix}_{folder.name}".replace("-", "_")

    def _of(self, folder: Path) -> str:
        assert self._server is not None
        return str(self._server.set(database=self._name(folder)))

    def _do(self, statement: str) -> None:
        engine = create_engine(self._server, isolation_level="AUTOCOMMIT", future=True)
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


@contextmanager
def postgres() -> Iterator[Any]:
    """A PostgreSQL server of its own, for as long as it is needed.

    Its files may lie in memory and are not synced: processes die here, the machine does not.
    """
    import pgserver

    # A socket's address has no room for pytest's long folder names.
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else "/tmp"
    folder = tempfile.mkdtemp(prefix="pg", dir=memory)
    server = pgserver.postgres_server.get_server(f"{folder}/data", cleanup_mode="stop")
    for setting in ("fsync = off", "full_page_writes = off"):
        server.psql(f"ALTER SYSTEM SET {setting}")
    server.psql("SELECT pg_reload_conf()")
    try:
        yield server
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
