"""The same storage on a real PostgreSQL."""

from __future__ import annotations

import shutil
import tempfile
import threading
from collections.abc import Iterator
from datetime import datetime, timezone

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import insert, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from bot.authority import audit
from bot.storage import migrate
from bot.storage.database import Database, DatabaseBusy, DatabaseUnavailable, take_turn
from bot.storage.people_tables import login_tries
from tests.support import older_schema

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone.utc)


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    pgserver = pytest.importorskip(
        "pgserver", reason="no PostgreSQL: the wheel pgserver is missing"
    )
    # A socket's address has no room for pytest's long folder names.
    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(server_url: str) -> Iterator[Database]:
    made = Database(server_url, busy_timeout_s=0.5)
    made.run_sync(lambda c: c.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public")))
    made.upgrade_sync()
    yield made
    made.close_sync()


def test_the_migrated_schema_is_the_declared_one_here_too(postgres: Database) -> None:
    differences = postgres.run_sync(
        lambda c: compare_metadata(
            MigrationContext.configure(c, opts={"compare_type": True}), migrate.every_table()
        )
    )
    assert not differences


def test_a_database_of_an_older_release_is_upgraded_here_too(server_url: str) -> None:
    old = Database(server_url)
    old.run_sync(lambda c: c.execute(text("DROP SCHEMA public CASCADE; CREATE SCHEMA public")))
    older_schema.upgrade_to(old, "0015")
    old.run_sync(older_schema.live_before_choices)
    # PostgreSQL had cut the name.
    (cut,) = old.read_sync(older_schema.index_names)
    assert cut != older_schema.LONG and len(cut) <= 63
    old.upgrade_sync()
    assert old.read_sync(older_schema.index_names) == {older_schema.SHORT}
    assert sum(old.read_sync(older_schema.chosen).values()) == 3
    differences = old.run_sync(
        lambda c: compare_metadata(
            MigrationContext.configure(c, opts={"compare_type": True}), migrate.every_table()
        )
    )
    assert not differences
    old.close_sync()


def test_a_time_comes_back_as_the_same_moment(postgres: Database) -> None:
    postgres.run_sync(lambda c: c.execute(insert(login_tries).values(name="ann", at=NOON)))
    assert postgres.read_sync(lambda c: c.execute(select(login_tries.c.at)).scalar()) == NOON


def test_the_audit_trail_is_walled_here_too(postgres: Database) -> None:
    walls = postgres.read_sync(
        lambda c: c.execute(
            text("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgname LIKE '%wall%'")
        ).scalar_one()
    )
    assert walls >= 8
    with pytest.raises(DBAPIError, match="a version of the limits stays"):
        postgres.run_sync(_break_the_limits)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE authority_audit SET actor = 'nobody'",
        "DELETE FROM authority_audit",
        "TRUNCATE authority_audit",
        "INSERT INTO authority_audit SELECT * FROM authority_audit"
        " ON CONFLICT (seq) DO UPDATE SET actor = 'nobody'",
        "INSERT INTO authority_audit SELECT seq + 7, at, kind, actor, body, prev, hash"
        " FROM authority_audit",
    ],
)
def test_nobody_changes_or_empties_the_audit_trail(postgres: Database, statement: str) -> None:
    def add(connection: Connection) -> None:
        audit.append(connection, at=NOON, kind="k", actor="bot", summary="s")

    postgres.run_sync(add)
    with pytest.raises(DBAPIError, match="audit trail"):
        postgres.run_sync(lambda c: c.execute(text(statement)))
    assert postgres.read_sync(audit.verify).ok


def _break_the_limits(connection) -> None:  # type: ignore[no-untyped-def]
    connection.execute(
        text(
            "INSERT INTO limits_versions (sha256, source, author, reason, written_at)"
            " VALUES ('0', '', 'ann', '', now())"
        )
    )
    connection.execute(text("DELETE FROM limits_versions"))


def test_writing_while_reading_is_refused_here_too(postgres: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        postgres.read_sync(lambda c: c.execute(login_tries.delete()))


def test_those_with_the_same_key_go_one_by_one_and_give_up_in_time(postgres: Database) -> None:
    inside, leave = threading.Event(), threading.Event()

    def first() -> None:
        def work(connection) -> None:  # type: ignore[no-untyped-def]
            take_turn(connection, "login/ann")
            inside.set()
            leave.wait(10)

        postgres.run_sync(work)

    thread = threading.Thread(target=first)
    thread.start()
    inside.wait(10)
    postgres.run_sync(lambda c: take_turn(c, "login/bob"))
    with pytest.raises(DatabaseBusy):
        postgres.run_sync(lambda c: take_turn(c, "login/ann"))
    leave.set()
    thread.join()
    postgres.run_sync(lambda c: take_turn(c, "login/ann"))


def test_a_server_that_does_not_answer_is_unavailable() -> None:
    nowhere = Database("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseUnavailable):
        nowhere.run_sync(lambda c: None)
