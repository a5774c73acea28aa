"""Writes the facts as Parquet, for those who analyse elsewhere. Nothing in it tells who it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Table, select
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.insights.tally import Period
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps
from bot.storage.tables import UtcDateTime

LEFT_OUT = frozenset({"customer", "conversation", "object", "decision"})
"""The numbers of customers, conversations, orders and decisions: a file cannot be erased."""
FILES = {
    "conversations": conversation_facts,
    "steps": steps,
    "rulings": rulings,
    "handoffs": handoff_facts,
}
TOGETHER = 50_000


def can_write() -> bool:
    """Whether pyarrow is here; the extra `insights` brings it."""
    return find_spec("pyarrow") is not None


def write(connection: Connection, folder: Path, period: Period) -> dict[str, int]:
    """One file a table with what began in the period; how many rows each got."""
    folder.mkdir(parents=True, exist_ok=True)
    return {
        name: _write(connection, folder / f"{name}.parquet", table, period)
        for name, table in FILES.items()
    }


def _write(connection: Connection, path: Path, table: Table, period: Period) -> int:
    import pyarrow as arrow
    from pyarrow import parquet

    columns = [column for column in table.columns if column.name not in LEFT_OUT]
    schema = arrow.schema([(column.name, _kind(column)) for column in columns])
    count = 0
    with parquet.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _batches(connection, _query(table, columns, period)):
            values = [list(some) for some in zip(*rows, strict=True)]
            arrays = [arrow.array(v, schema.field(n).type) for n, v in enumerate(values)]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(rows)
    return count


def _query(table: Table, columns: Sequence[Column], period: Period) -> Select:
    _c = conversation_facts.c
    query = select(*columns).where(_c.started_at >= period.since, _c.started_at < period.until)
    if table is conversation_facts:
        return query.order_by(_c.id)
    return query.join(conversation_facts, _c.id == table.c.fact).order_by(table.c.fact)


def _batches(connection: Connection, query: Select) -> Iterator[list[Any]]:
    found = connection.execution_options(stream_results=True).execute(query)
    while rows := found.fetchmany(TOGETHER):
        yield rows


def _kind(column: Column) -> Any:
    import pyarrow as arrow

    if isinstance(column.type, UtcDateTime):
        return arrow.timestamp("us", tz="UTC")
    kinds = {int: arrow.int64(), float: arrow.float64(), str: arrow.string()}
    # A type that differs between databases holds what both keep.
    return kinds[getattr(column.type, "impl", column.type).python_type]


def everything(now: datetime) -> Period:
    """From the first conversation on."""
    return Period(datetime(2000, 1, 1, tzinfo=now.tzinfo), now, now)
