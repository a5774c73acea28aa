"""Statements on the driver's own cursor behave as all others do, on both databases."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import Float, bindparam, cast, event, select, text, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.storage.authority_tables import reservations, stops
from bot.storage.database import Database, DatabaseUnavailable
from bot.storage.prepared import Prepared, inserting, savepoint

NOON = datetime(2026, 11, 20, 12, tzinfo=timezone(timedelta(hours=1)))
ADD = inserting(stops, "scope", "by", "at", "reason")
FIND = Prepared(select(stops).where(stops.c.scope == bindparam("wanted")).limit(1))
RENAME = Prepared(
    update(stops).where(stops.c.scope == bindparam("wanted")).values(by=bindparam("name"))
)
ROW = {"scope": "all", "by": "ann", "at": NOON, "reason": "let's look"}


@pytest.fixture(scope="module")
def server_url() -> Iterator[str]:
    pgserver = pytest.importorskip(
        "pgserver", reason="no PostgreSQL: the wheel pgserver is missing"
    )
    folder = tempfile.mkdtemp(prefix="pg", dir="/tmp")
    server = pgserver.get_server(f"{folder}/data", cleanup_mode="stop")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    if request.param == "postgres":
        url = request.getfixturevalue("server_url")
    made = Database(url)
    made.upgrade_sync()
    made.run_sync(lambda c: c.execute(stops.delete()))
    yield made
    made.close_sync()


def test_what_goes_in_comes_out_with_its_type_and_its_moment(database: Database) -> None:
    database.run_sync(lambda c: ADD.change(c, ROW))
    found = database.read_sync(lambda c: FIND.first(c, {"wanted": "all"}))
    assert (found.scope, found.by, found.reason) == ("all", "ann", "let's look")
    assert found.at == NOON and found.at.utcoffset() == timedelta(0)


def test_a_change_says_how_many_rows_it_touched(database: Database) -> None:
    database.run_sync(lambda c: ADD.change(c, ROW))
    renaming = {"wanted": "all", "name": "bob"}
    assert database.run_sync(lambda c: RENAME.change(c, renaming)) == 1
    assert database.run_sync(lambda c: RENAME.change(c, {**renaming, "wanted": "?"})) == 0
    assert [r.by for r in database.read_sync(lambda c: FIND.all(c, {"wanted": "all"}))] == ["bob"]


def test_a_value_that_is_forgotten_is_an_error_and_not_null(database: Database) -> None:
    with pytest.raises(KeyError, match="name"):
        database.run_sync(lambda c: RENAME.change(c, {"wanted": "all"}))


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(ValueError, match="time zone"):
        database.run_sync(lambda c: ADD.change(c, {**ROW, "at": datetime(2026, 1, 1)}))  # noqa: DTZ001


def test_a_column_with_a_default_has_to_be_named(database: Database) -> None:
    with pytest.raises(ValueError, match="default"):
        database.run_sync(lambda c: inserting(reservations, "id").change(c, {"id": "R-1"}))


def test_a_drivers_error_arrives_as_the_toolkits_and_a_savepoint_undoes_it(
    database: Database,
) -> None:
    def work(connection: Connection) -> None:
        ADD.change(connection, ROW)
        with pytest.raises(IntegrityError), savepoint(connection):
            RENAME.change(connection, {"wanted": "all", "name": "bob"})
            ADD.change(connection, ROW)

    database.run_sync(work)
    assert database.read_sync(lambda c: FIND.first(c, {"wanted": "all"})).by == "ann"


def test_whoever_listens_to_statements_hears_these_too(database: Database) -> None:
    heard: list[str] = []
    event.listen(
        database.engine(), "before_cursor_execute", lambda c, k, words, *_: heard.append(words)
    )
    database.run_sync(lambda c: FIND.first(c, {"wanted": "all"}))
    assert any("authority_stops" in words for words in heard)


def test_a_connection_that_is_gone_is_given_up_and_the_next_one_works(server_url: str) -> None:
    postgres = Database(server_url)
    postgres.upgrade_sync()
    cut = text("SELECT pg_terminate_backend(:id)")

    def work(connection: Connection) -> None:
        own = connection.execute(text("SELECT pg_backend_pid()")).scalar_one()
        postgres.read_sync(lambda other: other.execute(cut, {"id": own}))
        FIND.first(connection, {"wanted": "all"})

    with pytest.raises(DatabaseUnavailable):
        postgres.run_sync(work)
    postgres.read_sync(lambda c: FIND.first(c, {"wanted": "all"}))
    postgres.close_sync()


def test_a_measure_comes_out_as_a_float(database: Database) -> None:
    find = Prepared(select(cast(bindparam("given"), Float).label("level")))
    found = database.read_sync(lambda c: find.first(c, {"given": 0.25}))
    assert (found.level, type(found.level)) == (0.25, float)
