"""Statements put together once and run on the driver's own cursor, for the path that money takes.

SQLAlchemy writes the text and knows the types; making and unpacking its results costs ten times
what SQLite needs to run a small statement, so here only its two ends are used. Whoever listens to
`before_cursor_execute` hears these statements like all others, and a driver's error arrives as
SQLAlchemy's.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Float, Table, insert
from sqlalchemy.engine import Connection, Dialect


class Prepared:
    """One statement for both databases; every value it needs is given by name.

    Inside it are `bindparam`s, and for an INSERT the columns. No lists of unknown length: their
    text would differ from call to call.
    """

    def __init__(self, statement: Any, columns: Sequence[str] | None = None) -> None:
        self._statement = statement
        self._columns = list(columns) if columns is not None else None
        self._forms: dict[str, _Form] = {}

    def change(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it and say how many rows it touched."""
        cursor = self._run(connection, values)[0]
        count: int = cursor.rowcount
        cursor.close()
        return count

    def first(self, connection: Connection, values: Mapping[str, Any]) -> Any:
        """The first row with its columns as attributes, or None."""
        cursor, form = self._run(connection, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else form.row(row)

    def all(self, connection: Connection, values: Mapping[str, Any]) -> list[Any]:
        """Every row with its columns as attributes."""
        cursor, form = self._run(connection, values)
        rows = [form.row(row) for row in cursor.fetchall()]
        cursor.close()
        return rows

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> tuple[Any, _Form]:
        dialect = connection.dialect
        form = self._forms.get(dialect.name)
        if form is None:
            form = self._forms[dialect.name] = _Form(self._statement, self._columns, dialect)
        return _execute(connection, form.text, form.bound(values)), form


def inserting(table: Table, *columns: str) -> Prepared:
    """An INSERT of one row that names these columns."""
    return Prepared(insert(table).inline(), columns)


@contextmanager
def savepoint(connection: Connection) -> Iterator[None]:
    """What is done inside is undone by an exception; the transaction goes on."""
    _execute(connection, "SAVEPOINT inside", ()).close()
    try:
        yield
    except BaseException:
        # A connection that is gone took everything with it.
        if not connection.invalidated:
            _execute(connection, "ROLLBACK TO SAVEPOINT inside", ()).close()
            _execute(connection, "RELEASE SAVEPOINT inside", ()).close()
        raise
    _execute(connection, "RELEASE SAVEPOINT inside", ()).close()


_PG_DOUBLE = 701
"""What PostgreSQL calls the type of our Float columns; its driver has to be told."""


class _Form:
    """A statement as one database wants it."""

    def __init__(self, statement: Any, columns: list[str] | None, dialect: Dialect) -> None:
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        if getattr(compiled, "insert_prefetch", ()):
            raise ValueError(f"name the columns that have a default as well: {compiled}")
        self.text = str(compiled)
        self._positional = compiled.positional
        self._names = list(compiled.positiontup or compiled.params)
        self._convert = [compiled._bind_processors.get(name) for name in self._names]
        asked = {name for name, bind in compiled.binds.items() if bind.required}
        written = set(self._names) - asked if columns is None else set()
        self._written = {name: compiled.params[name] for name in written}
        found = compiled._result_columns if columns is None else []
        self._readers = [
            kind._cached_result_processor(dialect, _PG_DOUBLE if isinstance(kind, Float) else None)
            for *_, kind in found
        ]
        self._make: Any = namedtuple("Row", [name for name, *_ in found], rename=True)._make  # type: ignore[attr-defined]

    def bound(self, values: Mapping[str, Any]) -> Any:
        """The values in the driver's form."""
        known = {**self._written, **values} if self._written else values
        given = [
            known[name] if convert is None else convert(known[name])
            for name, convert in zip(self._names, self._convert)  # noqa: B905
        ]
        return given if self._positional else dict(zip(self._names, given))  # noqa: B905

    def row(self, raw: Sequence[Any]) -> Any:
        """A driver's row with values of the column's type."""
        return self._make(
            [v if read is None else read(v) for v, read in zip(raw, self._readers)]  # noqa: B905
        )


def _execute(connection: Connection, text: str, values: Any) -> Any:
    cursor = connection.connection.cursor()
    if connection._has_events or connection.engine._has_events:
        for hear in connection.dispatch.before_cursor_execute:
            text, values = hear(connection, cursor, text, values, None, False)
    try:
        cursor.execute(text, values)
    except Exception as error:
        # Wraps it, and gives up a connection that is gone, as for every other statement.
        connection._handle_dbapi_exception(error, text, values, cursor, None)
    return cursor
