"""Times go in aware and come out aware, in UTC."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select
from sqlalchemy.exc import StatementError

from bot.storage.database import Database
from bot.storage.tables import UtcDateTime

moments = Table("moments", MetaData(), Column("id", Integer), Column("at", UtcDateTime))


def kept(database: Database, value: datetime | None) -> datetime | None:
    def work(connection):  # type: ignore[no-untyped-def]
        moments.create(connection)
        connection.execute(insert(moments).values(id=1, at=value))
        return connection.execute(select(moments.c.at)).scalar()

    found: datetime | None = database.run_sync(work)
    return found


def test_another_time_zone_comes_back_as_the_same_moment_in_utc(database: Database) -> None:
    amsterdam = timezone(timedelta(hours=2))
    found = kept(database, datetime(2026, 7, 1, 14, 30, tzinfo=amsterdam))
    assert found == datetime(2026, 7, 1, 12, 30, tzinfo=timezone.utc)
    assert found is not None
    assert found.tzinfo is timezone.utc


def test_nothing_stays_nothing(database: Database) -> None:
    assert kept(database, None) is None


def test_a_naive_time_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="no time zone"):
        kept(database, datetime(2026, 7, 1))  # noqa: DTZ001
