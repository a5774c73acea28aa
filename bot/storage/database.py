"""The database: one transaction at a time, written down for good when it returns."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from bot.storage import revisions
from bot.storage.errors import DatabaseBusy, DatabaseUnavailable, StorageError
from bot.storage.group_commit import GroupCommit

__all__ = ["Database", "DatabaseBusy", "DatabaseUnavailable", "StorageError", "take_turn"]

T = TypeVar("T")

BUSY_TIMEOUT_S = 5.0
THREADS = 4
_READ_ONLY = "samenspel_read_only"


class Database:
    """SQLite (WAL, synchronous=FULL) or PostgreSQL behind one door: a function in a transaction.

    `work` gets an open connection. It must not wait for anything else, nor open a second
    transaction: on SQLite all writers queue behind it.
    """

    def __init__(self, url: str, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        if self.is_sqlite and self.url.database in (None, "", ":memory:"):
            raise StorageError("SQLite in memory is not shared between processes: name a file")
        self._busy_timeout_s = busy_timeout_s
        self._engine: Engine | None = None
        self._executors: dict[str, ThreadPoolExecutor] = {}
        self._group: GroupCommit | None = None
        self._opening = threading.Lock()
        # Threads of one process wait here instead of polling SQLite's lock.
        self._writer = threading.Lock()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """Do `work` in one transaction and commit; what it did is undone when it raises.

        On SQLite, work that waits at the same time shares a commit. A caller that is cancelled
        while it waits does not stop the transaction: it commits or not as a whole, so writes
        carry their own idempotency key.
        """
        if not self.is_sqlite:
            return await self._in_thread("write", self._write, work, self._deadline())
        with self._opening:
            if self._group is None:
                self._group = GroupCommit(self._transaction, _translated)
            answer = self._group.submit(work, self._deadline())
        return cast(T, await asyncio.wrap_future(answer))

    def run_sync(self, work: Callable[[Connection], T]) -> T:
        """The same for threads, tools and tests."""
        return self._write(work, self._deadline())

    def _write(self, work: Callable[[Connection], T], deadline: float) -> T:
        with self._transaction(deadline) as connection:
            return work(connection)

    @contextmanager
    def _transaction(self, deadline: float) -> Iterator[Connection]:
        with (
            _translated(),
            self._write_turn(deadline),
            self.engine().connect() as connection,
            connection.begin(),
        ):
            yield connection

    async def read(self, work: Callable[[Connection], T]) -> T:
        """Only look: a consistent snapshot that waits for no writer. Writing in it is an error."""
        return await self._in_thread("read", self.read_sync, work)

    def read_sync(self, work: Callable[[Connection], T]) -> T:
        """The same for threads, tools and tests."""
        options: dict[str, Any] = (
            {_READ_ONLY: True} if self.is_sqlite else {"postgresql_readonly": True}
        )
        with _translated(), self.engine().connect() as plain:
            connection = plain.execution_options(**options)
            if not self.is_sqlite:
                with connection.begin():
                    return work(connection)
            driver = connection.connection
            driver.execute("PRAGMA query_only=ON")
            try:
                with connection.begin():
                    return work(connection)
            finally:
                driver.execute("PRAGMA query_only=OFF")

    async def upgrade(self) -> None:
        """Bring the schema to the newest revision; safe when several processes start at once."""
        await self._in_thread("write", self.upgrade_sync)

    def upgrade_sync(self) -> None:
        """The same for threads, tools and tests."""
        if self.read_sync(revisions.up_to_date):
            return
        from bot.storage import migrate

        self.run_sync(migrate.to_head)
        # An SQLite connection that made tables runs every later statement three times slower.
        self.engine().dispose()

    async def overwrite(self, *, whole: bool = False) -> bool:
        """Leave nothing in the files of what was erased; False when others kept it from that.

        On SQLite the write-ahead log is emptied. `whole` writes the whole database anew, which
        takes a while and stops all writers: also what pages held when they were split is gone
        then. PostgreSQL is told to free the rows; its log and its backups are its own.
        """
        return await self._in_thread("write", self.overwrite_sync, whole)

    def overwrite_sync(self, whole: bool = False) -> bool:
        """The same for threads, tools and tests."""
        with _translated(), self._write_turn(self._deadline()), self.engine().connect() as plain:
            if not self.is_sqlite:
                if whole:
                    plain.execution_options(isolation_level="AUTOCOMMIT").exec_driver_sql("VACUUM")
                return True
            driver = plain.connection
            try:
                if whole:
                    driver.execute("VACUUM")
                # The first column is 1 when somebody still reads an older state.
                return not driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    return False
                raise

    async def close(self) -> None:
        """Wait for running transactions and let go of every connection."""
        await asyncio.to_thread(self.close_sync)

    def close_sync(self) -> None:
        """The same for threads, tools and tests. The database opens again when asked."""
        with self._opening:
            executors, self._executors = self._executors, {}
            group, self._group = self._group, None
            engine, self._engine = self._engine, None
        if group is not None:
            group.close()
        for executor in executors.values():
            executor.shutdown(wait=True)
        if engine is not None:
            engine.dispose()

    def engine(self) -> Engine:
        """The SQLAlchemy engine, opened at the first ask."""
        with self._opening:
            if self._engine is None:
                self._engine = self._open()
            return self._engine

    async def _in_thread(self, kind: str, function: Callable[..., T], *given: Any) -> T:
        # Writers that wait for the lock must not stand in the way of readers.
        with self._opening:
            if kind not in self._executors:
                self._executors[kind] = ThreadPoolExecutor(THREADS, f"database-{kind}")
            executor = self._executors[kind]
        return await asyncio.get_running_loop().run_in_executor(executor, function, *given)

    def _deadline(self) -> float:
        # Counted from the ask: after a jam those who waited long enough fail at once.
        return time.monotonic() + self._busy_timeout_s

    def _open(self) -> Engine:
        milliseconds = int(self._busy_timeout_s * 1000)
        if not self.is_sqlite:
            return create_engine(
                self.url,
                future=True,
                hide_parameters=True,
                pool_pre_ping=True,
                pool_size=2 * THREADS + 2,
                pool_timeout=self._busy_timeout_s,
                connect_args={
                    "connect_timeout": 5,
                    "options": f"-c lock_timeout={milliseconds} -c timezone=UTC",
                },
            )
        Path(str(self.url.database)).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            future=True,
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=2 * THREADS + 2,
            max_overflow=-1,
            # The same connection again: its pages and prepared statements are still at hand.
            pool_use_lifo=True,
            connect_args={"check_same_thread": False, "timeout": self._busy_timeout_s},
        )
        timeout = self._busy_timeout_s
        event.listen(engine, "connect", lambda driver, _: _prepare(driver, timeout))
        event.listen(engine, "begin", _begin)
        return engine

    @contextmanager
    def _write_turn(self, deadline: float) -> Iterator[None]:
        if not self.is_sqlite:
            yield
            return
        if not self._writer.acquire(timeout=max(0.0, deadline - time.monotonic())):
            raise DatabaseBusy("another thread of this process held the database too long")
        try:
            yield
        finally:
            self._writer.release()


def take_turn(connection: Connection, key: str) -> None:
    """Let nobody else with this key in until the transaction ends: count first, then act.

    On SQLite the transaction is alone anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(hashtextextended(:key, 0))"),
                           {"key": key})  # fmt: skip


def _prepare(driver: sqlite3.Connection, timeout_s: float) -> None:
    # No transactions of the driver's own: _begin says when one starts.
    driver.isolation_level = None
    driver.execute(f"PRAGMA busy_timeout={int(timeout_s * 1000)}")
    # SQLite answers "locked" at once, without waiting, to two first-comers that switch to WAL.
    deadline = time.monotonic() + timeout_s
    while True:
        try:
            driver.execute("PRAGMA journal_mode=WAL")
            break
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.02)
    # NORMAL can lose the last commits with the power, and with them the budget of money that left.
    driver.execute("PRAGMA synchronous=FULL")
    driver.execute("PRAGMA foreign_keys=ON")
    # What is erased is overwritten, also where SQLite was built without that.
    driver.execute("PRAGMA secure_delete=ON")
    # What a rolled back statement needs to undo; else SQLite makes a file for it in many of them.
    driver.execute("PRAGMA temp_store=MEMORY")


def _begin(connection: Connection) -> None:
    # IMMEDIATE takes the write lock at the start: check-then-act inside one transaction is safe.
    read_only = connection.get_execution_options().get(_READ_ONLY, False)
    connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


_PG_BUSY = ("55P03", "40P01", "40001")
_PG_UNAVAILABLE = ("25006", "53100", "53300", "57P01", "57P02", "57P03")
# "no such savepoint": SQLite gave the whole transaction up, as it does when the disk is full.
_UNAVAILABLE = (
    "readonly", "disk is full", "disk i/o", "unable to open", "malformed", "not a data",
    "no such savepoint",
)  # fmt: skip


@contextmanager
def _translated() -> Iterator[None]:
    """Turn the driver's words for "not now" and "not at all" into ours; leave other errors."""
    try:
        yield
    except PoolTimeout as error:
        raise DatabaseBusy("no free connection within the time-out") from error
    except DBAPIError as error:
        words = str(error.orig).lower()
        if "database is locked" in words or "database table is locked" in words:
            raise DatabaseBusy("the database was locked longer than the time-out") from error
        pgcode = getattr(error.orig, "pgcode", None)
        if pgcode in _PG_BUSY:
            raise DatabaseBusy("another transaction held the row too long") from error
        if pgcode in _PG_UNAVAILABLE or any(hint in words for hint in _UNAVAILABLE):
            raise DatabaseUnavailable(str(error.orig)) from error
        if isinstance(error, OperationalError) and (
            error.connection_invalidated or "connect" in words
        ):
            raise DatabaseUnavailable("the database cannot be reached") from error
        raise
