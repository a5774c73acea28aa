"""Of several gateways one derives the facts at a time, and none for ever."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

from bot.insights.deriving import LEASE, let_go, take
from bot.storage.database import Database

NOW = datetime(2026, 11, 2, 12, tzinfo=timezone.utc)


def test_one_process_at_a_time_derives(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'samenspel.db'}")
    database.upgrade_sync()

    def takes(owner: str, now: datetime) -> bool:
        return database.run_sync(lambda c: take(c, owner, now))

    assert takes("one", NOW)
    assert takes("one", NOW)
    assert not takes("two", NOW)
    assert takes("two", NOW + LEASE)
    database.run_sync(lambda c: let_go(c, "one"))
    assert not takes("one", NOW + LEASE)
    database.run_sync(lambda c: let_go(c, "two"))
    assert takes("one", NOW + LEASE)
    database.close_sync()
