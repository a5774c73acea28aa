"""The migrations make exactly the tables, indexes and triggers that the code declares."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlalchemy.engine import Connection

from bot.storage import migrate, revisions
from bot.storage.database import Database
from tests.support import older_schema

HOW = """
The tables in bot/storage/*_tables.py are not what the migrations make. Make a revision:

    .venv/bin/python -m bot.storage.migrate "Say what changes"

read the file it writes in bot/storage/migrations/versions, and commit it with your change.
Differences: """


def triggers(connection: Connection) -> dict[str, str]:
    return {
        row.name: " ".join(row.sql.split())
        for row in connection.execute(
            text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        )
    }


def upgrade(url: str) -> str:
    database = Database(url)
    database.upgrade_sync()
    found = database.run_sync(lambda c: MigrationContext.configure(c).get_current_revision())
    database.close_sync()
    return str(found)


@pytest.fixture
def migrated(url: str) -> Database:
    made = Database(url)
    made.upgrade_sync()
    return made


def test_the_migrated_schema_is_the_declared_one(migrated: Database) -> None:
    declared = migrate.every_table()
    differences = migrated.run_sync(
        lambda c: compare_metadata(
            MigrationContext.configure(
                c, opts={"compare_type": True, "include_name": migrate.ours}
            ),
            declared,
        )
    )
    assert not differences, HOW + repr(differences)


def test_the_migrated_triggers_are_the_declared_ones(migrated: Database, tmp_path) -> None:  # type: ignore[no-untyped-def]
    direct = Database(f"sqlite:///{tmp_path / 'direct.db'}")
    direct.run_sync(lambda c: migrate.every_table().create_all(c))
    expected = direct.run_sync(triggers)
    assert expected, "authority declares walls around money and audit"
    assert migrated.run_sync(triggers) == expected, HOW + "triggers"


def test_upgrading_twice_changes_nothing(url: str) -> None:
    assert upgrade(url) == upgrade(url) == migrate.head()


def test_the_newest_file_is_the_newest_revision() -> None:
    assert revisions.newest() == migrate.head()


def test_a_start_on_the_newest_schema_goes_without_alembic(migrated: Database) -> None:
    url = migrated.url.render_as_string(hide_password=False)
    program = "import sys\nfrom bot.storage.database import Database\n"
    program += f"Database({url!r}).upgrade_sync()\nassert 'alembic' not in sys.modules\n"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE alembic_version SET version_num = '0001'",
        "UPDATE alembic_version SET version_num = '9999'",
        "DELETE FROM alembic_version",
    ],
)
def test_another_revision_or_none_is_not_taken_for_the_newest(
    migrated: Database, change: str
) -> None:
    assert migrated.read_sync(revisions.up_to_date)
    migrated.run_sync(lambda c: c.execute(text(change)))
    assert not migrated.read_sync(revisions.up_to_date)


def test_processes_that_start_together_upgrade_once(url: str) -> None:
    with ProcessPoolExecutor(3, mp_context=get_context("spawn")) as pool:
        found = set(pool.map(upgrade, [url] * 3))
    assert found == {migrate.head()}


def test_going_all_the_way_back_leaves_no_table_and_forward_again_works(
    migrated: Database,
) -> None:
    migrated.run_sync(migrate.to_nothing)
    left = migrated.run_sync(
        lambda c: (
            c.execute(text("SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite%'"))
            .scalars()
            .all()
        )
    )
    assert left == ["alembic_version"]
    migrated.upgrade_sync()
    assert migrated.run_sync(triggers)


def test_a_database_of_an_older_release_gets_the_shorter_name_and_what_was_chosen(
    url: str,
) -> None:
    old = Database(url)
    older_schema.upgrade_to(old, "0015")
    old.run_sync(older_schema.live_before_choices)
    assert old.read_sync(older_schema.index_names) == {older_schema.LONG}
    old.upgrade_sync()
    assert old.read_sync(older_schema.index_names) == {older_schema.SHORT}
    assert old.read_sync(older_schema.chosen) == {
        "default": False,
        "off": True,
        "yes": True,
        "no": True,
    }
    old.close_sync()


def test_no_name_is_longer_than_postgresql_keeps(migrated: Database) -> None:
    def names(connection: Connection) -> list[str]:
        return list(connection.execute(text("SELECT name FROM sqlite_master")).scalars())

    assert [name for name in migrated.read_sync(names) if len(name) > 63] == []
