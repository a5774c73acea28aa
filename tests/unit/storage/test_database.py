"""The database holds up under many threads and processes, and says clearly when it cannot."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import time
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.storage.database import Database, DatabaseBusy, DatabaseUnavailable, StorageError

SPAWN = get_context("spawn")


def count(connection: Connection) -> int:
    return int(connection.execute(text("SELECT n FROM jar WHERE id = 1")).scalar_one())


def add_one(connection: Connection) -> None:
    """Read, then write what was read plus one: only safe when nobody comes between."""
    found = count(connection)
    connection.execute(text("UPDATE jar SET n = :n WHERE id = 1"), {"n": found + 1})


def add_many(url: str, times: int) -> None:
    database = Database(url)
    for _ in range(times):
        database.run_sync(add_one)
    database.close_sync()


def add_until_killed(url: str) -> None:
    database = Database(url)
    while True:
        database.run_sync(add_one)


def test_read_then_write_is_safe_between_processes(database: Database, url: str) -> None:
    with ProcessPoolExecutor(4, mp_context=SPAWN) as pool:
        list(pool.map(add_many, [url] * 4, [50] * 4))
    assert database.run_sync(count) == 200


def test_read_then_write_is_safe_between_threads(url: str, database: Database) -> None:
    patient = Database(url)
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(lambda _: patient.run_sync(add_one), range(200)))
    assert patient.run_sync(count) == 200
    patient.close_sync()


def test_a_process_killed_while_it_writes_leaves_whole_transactions(
    database: Database, url: str
) -> None:
    process = SPAWN.Process(target=add_until_killed, args=(url,))
    process.start()
    deadline = time.monotonic() + 20
    while database.read_sync(count) < 5 and time.monotonic() < deadline:
        time.sleep(0.02)
    assert process.pid is not None
    os.kill(process.pid, signal.SIGKILL)
    process.join()
    before = database.read_sync(count)
    database.run_sync(add_one)
    assert before >= 5
    assert database.read_sync(count) == before + 1
    check = database.read_sync(lambda c: c.execute(text("PRAGMA integrity_check")).scalar())
    assert check == "ok"


def test_a_lock_held_too_long_by_another_process_is_busy(database: Database, url: str) -> None:
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(DatabaseBusy) as caught:
        database.run_sync(add_one)
    assert caught.value.code == "busy"
    other.execute("ROLLBACK")
    other.close()
    database.run_sync(add_one)
    assert database.run_sync(count) == 1


def test_a_transaction_inside_a_transaction_is_busy_instead_of_stuck(database: Database) -> None:
    with pytest.raises(DatabaseBusy):
        database.run_sync(lambda _: database.run_sync(add_one))
    assert database.run_sync(count) == 0


async def test_reading_does_not_wait_for_a_writer(database: Database, url: str) -> None:
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    other.execute("UPDATE jar SET n = 99")
    assert await database.read(count) == 0
    other.execute("COMMIT")
    other.close()
    assert await database.read(count) == 99


def test_writing_while_reading_is_refused_and_later_writing_works(database: Database) -> None:
    with pytest.raises(StorageError):
        database.read_sync(add_one)
    database.run_sync(add_one)
    assert database.run_sync(count) == 1


async def test_work_that_raises_leaves_nothing_behind(database: Database) -> None:
    def half(connection: Connection) -> None:
        add_one(connection)
        raise RuntimeError("the lights went out")

    with pytest.raises(RuntimeError, match="lights"):
        await database.run(half)
    assert await database.run(count) == 0


async def test_a_broken_rule_of_the_schema_comes_through_as_it_is(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.run(lambda c: c.execute(text("INSERT INTO jar VALUES (1, 5)")))


async def test_many_tasks_at_once_all_get_their_turn(database: Database, url: str) -> None:
    patient = Database(url)
    await asyncio.gather(*(patient.run(add_one) for _ in range(60)))
    assert await patient.run(count) == 60
    await patient.close()


async def test_a_closed_database_opens_again_when_asked(database: Database) -> None:
    await database.run(add_one)
    await database.close()
    assert await database.run(count) == 1


def test_commits_are_on_the_disk_and_reads_do_not_block(database: Database) -> None:
    def pragma(name: str) -> str:
        return str(database.run_sync(lambda c: c.execute(text(f"PRAGMA {name}")).scalar()))

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == "2"
    assert pragma("foreign_keys") == "1"


def test_a_folder_that_may_not_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database, and long enough to be no header at all")
    with pytest.raises(DatabaseUnavailable) as caught:
        Database(f"sqlite:///{tmp_path / 'file'}").run_sync(count)
    assert caught.value.code == "unavailable"


def test_a_full_disk_is_unavailable_and_nothing_is_lost(database: Database) -> None:
    def fill(connection: Connection) -> None:
        connection.execute(text("PRAGMA max_page_count=4"))
        connection.execute(text("CREATE TABLE big (t TEXT)"))
        connection.execute(text("INSERT INTO big VALUES (:t)"), {"t": "x" * 100_000})

    with pytest.raises(DatabaseUnavailable):
        database.run_sync(fill)
    assert database.run_sync(count) == 0


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:"])
def test_a_database_in_memory_is_refused(url: str) -> None:
    with pytest.raises(StorageError, match="name a file"):
        Database(url)


async def test_readers_get_through_while_many_writers_wait(database: Database, url: str) -> None:
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writers = [asyncio.create_task(database.run(add_one)) for _ in range(30)]
    await asyncio.sleep(0.05)
    begun = time.monotonic()
    assert await database.read(count) == 0
    assert time.monotonic() - begun < 0.2
    answers = await asyncio.gather(*writers, return_exceptions=True)
    assert {type(answer) for answer in answers} == {DatabaseBusy}
    assert time.monotonic() - begun < 2.0
    other.execute("ROLLBACK")
    other.close()
    await database.run(add_one)
