"""Writes to a conversation, one after the other: told in log order, whatever callers do."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import datetime, timezone

import pytest
from sqlalchemy.engine import Connection

from bot.conversation import log, record
from bot.conversation.live import Live
from bot.conversation.log import Entry
from bot.model import ConversationId
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=timezone.utc)
HERE = ConversationId("c-1")


def _create(connection: Connection) -> None:
    record.create(connection, HERE, token_hash="h", language="nl", customer=None, now=NOW)


async def _write(live: Live, text: str) -> None:
    def work(connection: Connection, entries: list[Entry]) -> None:
        found = record.load(connection, HERE)
        entries.append(
            log.append_customer(connection, found, text=text, client_id=text, name="Klant", now=NOW)
        )

    await live.write(HERE, work)


async def test_entries_are_told_in_the_order_of_the_log(database: Database) -> None:
    database.run_sync(_create)
    live, told = Live(database), list[int]()

    async def slowly(_: ConversationId, entries: Sequence[Entry]) -> None:
        await asyncio.sleep(0.001 * (7 - len(told) % 7))
        told.extend(entry.offset for entry in entries)

    live.listen(slowly)
    await asyncio.gather(*(_write(live, f"m{number}") for number in range(30)))
    assert told == list(range(1, 31))


async def test_what_was_committed_is_told_even_when_the_caller_was_cancelled(
    database: Database,
) -> None:
    database.run_sync(_create)
    live, told = Live(database), list[str]()

    async def listen(_: ConversationId, entries: Sequence[Entry]) -> None:
        told.extend(entry.body["text"] for entry in entries)

    live.listen(listen)
    task = asyncio.create_task(_write(live, "hoi"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await live.stop()
    assert told == ["hoi"]


async def test_a_listener_that_fails_costs_nobody_else_anything(database: Database) -> None:
    database.run_sync(_create)
    live, told = Live(database), list[str]()

    async def broken(_: ConversationId, __: Sequence[Entry]) -> None:
        raise RuntimeError("planted")

    async def fine(_: ConversationId, entries: Sequence[Entry]) -> None:
        told.extend(entry.body["text"] for entry in entries)

    live.listen(broken)
    live.listen(fine)
    await _write(live, "hoi")
    assert told == ["hoi"]


async def test_what_fails_tells_nothing_and_leaves_nothing(database: Database) -> None:
    database.run_sync(_create)
    live, told = Live(database), list[Entry]()

    async def listen(_: ConversationId, entries: Sequence[Entry]) -> None:
        told.extend(entries)

    def half(connection: Connection, entries: list[Entry]) -> None:
        found = record.load(connection, HERE)
        entries.append(
            log.append_customer(connection, found, text="x", client_id="x", name="K", now=NOW)
        )
        raise RuntimeError("planted")

    live.listen(listen)
    with pytest.raises(RuntimeError):
        await live.write(HERE, half)
    assert told == []
    assert database.read_sync(lambda c: log.read_all(c, HERE)) == []


@pytest.fixture
def two() -> Iterator[tuple[Database, Database]]:
    """The same database, as two processes have it."""
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        here, there = Database(url), Database(url)
        here.upgrade_sync()
        here.run_sync(_create)
        yield here, there
        here.close_sync()
        there.close_sync()


async def test_what_another_process_wrote_is_told_once_and_in_order(
    two: tuple[Database, Database],
) -> None:
    here, there = Live(two[0]), Live(two[1])
    told: list[int] = []

    async def tell(_: ConversationId, entries: Sequence[Entry]) -> None:
        told.extend(entry.offset for entry in entries)

    here.listen(tell)
    await _write(there, "before anybody listens")
    await here.look()
    assert told == []
    async with here.quiet(HERE):
        await here.watch(HERE, 1)
    await _write(there, "another's")
    await _write(here, "our own")
    await here.look()
    assert told == [2, 3]
    await _write(there, "while the tab comes back")
    here.unwatch(HERE)
    async with here.quiet(HERE):
        await here.watch(HERE, 4)
    await here.look()
    assert told == [2, 3]
    await _write(there, "for the tab that was there")
    async with here.quiet(HERE):
        await here.watch(HERE, 5)
    await here.look()
    assert told == [2, 3, 5]


async def test_what_another_process_writes_waits_until_this_write_is_done(
    two: tuple[Database, Database],
) -> None:
    """Else a bot's answer that was allowed a moment ago would follow a person's taking over."""
    here, there = two
    reading, fences = threading.Event(), []

    def slowly(connection: Connection, entries: list[Entry]) -> None:
        fences.append(record.load(connection, HERE).fence)
        reading.set()
        time.sleep(0.5)
        fences.append(record.load(connection, HERE).fence)

    def takes_over(connection: Connection, entries: list[Entry]) -> None:
        record.change(connection, HERE, fence=2)

    async def other() -> None:
        await asyncio.to_thread(reading.wait, 10.0)
        await Live(there).write(HERE, takes_over)

    await asyncio.gather(Live(here).write(HERE, slowly), other())
    assert fences == [1, 1]
    assert (await here.read(lambda c: record.load(c, HERE))).fence == 2
