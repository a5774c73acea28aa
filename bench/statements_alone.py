"""What SQLite itself needs for our statements: the same ones, with nothing of ours around them."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bot.storage.database import Database

Statement = tuple[str, Any]


class StatementsAlone:
    """Records what some work asks of a database and asks the same of a copy made before it.

    No decision, no JSON, no hash and no row made into a value: what it takes is the least that
    these tables can cost from Python.
    """

    def __init__(self, database: Database, copy: Path, slower_s: float) -> None:
        source = sqlite3.connect(str(database.url.database))
        self._copy = sqlite3.connect(copy, isolation_level=None)
        source.backup(self._copy)
        source.close()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            self._copy.execute(f"PRAGMA {pragma}")
        self._copy.close()
        # A connection that made tables runs every later statement more slowly.
        self._copy = sqlite3.connect(copy, isolation_level=None)
        for pragma in ("synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY"):
            self._copy.execute(f"PRAGMA {pragma}")
        self._database = database
        self._slower_s = slower_s
        self._recorded: list[list[Statement]] = []

    def record(self, work: Callable[[], object]) -> None:
        """Do the work and keep its statements as one transaction."""
        heard: list[Statement] = []

        def hear(_c: Any, _cursor: Any, text: str, values: Any, *_rest: Any) -> None:
            heard.append((text, values))

        engine = self._database.engine()
        event.listen(engine, "before_cursor_execute", hear)
        try:
            work()
        finally:
            event.remove(engine, "before_cursor_execute", hear)
        self._recorded.append([one for one in heard if not one[0].startswith("BEGIN")])

    @property
    def each(self) -> int:
        """How many statements a transaction has, BEGIN and COMMIT aside."""
        return len(self._recorded[-1])

    def replay(self, count: int) -> int:
        """The next transactions in the order in which they were recorded."""
        for _ in range(count):
            self._copy.execute("BEGIN IMMEDIATE")
            for text, values in self._recorded.pop(0):
                self._copy.execute(text, values).fetchall()
            if self._slower_s:
                time.sleep(self._slower_s)
            self._copy.execute("COMMIT")
        return count

    def close(self) -> None:
        self._copy.close()
