"""A database file with one table to write in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.storage.database import Database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'samenspel.db'}"


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    made = Database(url, busy_timeout_s=0.3)
    made.run_sync(lambda c: c.execute(text("CREATE TABLE jar (id INTEGER PRIMARY KEY, n INT)")))
    made.run_sync(lambda c: c.execute(text("INSERT INTO jar VALUES (1, 0)")))
    yield made
    made.close_sync()
