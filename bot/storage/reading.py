"""A database opened for reading only: for those who check it and must not change it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, event
from sqlalchemy.engine import Connection, Engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.pool import NullPool


class NotReadable(Exception):
    """There is no database under this address, or it cannot be opened; says which and why."""


@contextmanager
def reading(url: str) -> Iterator[Connection]:
    """One read transaction, in which nothing can be written. Raises NotReadable."""
    try:
        engine = _engine(url)
    except ArgumentError as error:
        raise NotReadable("this is no address: sqlite:///file or postgresql://…") from error
    try:
        with engine.connect() as connection:
            yield connection
    except (sqlite3.OperationalError, OSError) as error:
        raise NotReadable(str(error)) from error
    finally:
        engine.dispose()


def _engine(url: str) -> Engine:
    address = make_url(url)
    if address.get_backend_name() != "sqlite":
        engine = create_engine(address, poolclass=NullPool, hide_parameters=True)
        event.listen(engine, "begin", _read_only)
        return engine
    path = Path(address.database or "")
    if not path.is_file():
        raise NotReadable(f"there is no database in {path}")
    place = f"file:{quote(str(path.resolve()))}?mode=ro"
    return create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(place, uri=True), poolclass=NullPool
    )


def _read_only(connection: Connection) -> None:
    connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
