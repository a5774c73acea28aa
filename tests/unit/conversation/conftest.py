"""A real database with the house's own voice, for tests of the log and of changes of mode."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.conversation.voice import Voice
from bot.storage.database import Database
from bot.texts import Texts

ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="session")
def voice() -> Voice:
    """The sentences that ship."""
    return Voice(Texts.load(ROOT / "data" / "texts.yml"), "Reisgoed", "Pip", "/privacy")


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the newest schema, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "samenspel.db"
    database = Database(f"sqlite:///{path}")
    database.upgrade_sync()
    database.close_sync()
    return path


@pytest.fixture
def database(empty_database: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty database of this test's own."""
    path = tmp_path / "samenspel.db"
    shutil.copy(empty_database, path)
    made = Database(f"sqlite:///{path}")
    yield made
    made.close_sync()
