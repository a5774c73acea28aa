"""The outbox: one sender at a time, again later, given up at last, and no words kept."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from itertools import pairwise
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.model import ConversationId
from bot.notify import outbox
from bot.notify.errors import Final, NotWanted, Retryable
from bot.notify.outbox import MOST_TRIES, Notice, pause_after
from bot.notify.service import LEASE, Notify
from bot.storage.database import Database
from bot.storage.notify_tables import notices

START = datetime(2026, 11, 26, 22, 0, tzinfo=timezone.utc)


class _Clock:
    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path}/notify.db")
    made.upgrade_sync()
    yield made
    made.close_sync()


def put(database: Database, id: str = "n1") -> bool:
    return database.run_sync(
        lambda c: outbox.add(
            c, id=id, kind="test", conversation=ConversationId("c1"), body={"text": "secret"},
            now=START, due_at=START,
        )
    )  # fmt: skip


def row(database: Database, id: str = "n1") -> tuple[str, int, str, str | None]:
    found = database.read_sync(lambda c: c.execute(select(notices).where(notices.c.id == id)).one())
    return found.state, found.tries, found.body, found.problem


async def test_the_same_id_is_added_once_also_after_it_was_sent(
    database: Database, clock: _Clock
) -> None:
    sent: list[str] = []

    async def send(notice: Notice) -> None:
        sent.append(notice.id)

    notify = Notify(database=database, clock=clock, owner="a")
    notify.register("test", send)
    assert put(database)
    assert not put(database)
    await notify.round()
    assert not put(database)
    await notify.round()
    assert sent == ["n1"]
    assert row(database) == ("sent", 1, "{}", None)


async def test_two_processes_never_send_the_same_notice(database: Database, clock: _Clock) -> None:
    sent: list[str] = []

    async def send(notice: Notice) -> None:
        sent.append(notice.id)
        await asyncio.sleep(0.01)

    processes = [Notify(database=database, clock=clock, owner=f"p{n}") for n in range(3)]
    for process in processes:
        process.register("test", send)
    for n in range(12):
        put(database, f"n{n}")
    for _ in range(4):
        await asyncio.gather(*(process.round() for process in processes))
    assert sorted(sent) == sorted(f"n{n}" for n in range(12))


async def test_what_does_not_work_is_tried_again_later_and_given_up_at_last(
    database: Database, clock: _Clock
) -> None:
    tries: list[datetime] = []
    mourned: list[str] = []

    async def send(notice: Notice) -> None:
        tries.append(clock.now)
        raise Retryable("mail_unreachable")

    async def given_up(notice: Notice) -> None:
        mourned.append(notice.id)

    notify = Notify(database=database, clock=clock, owner="a")
    notify.register("test", send, given_up)
    put(database)
    for _ in range(24 * 60):
        await notify.round()
        clock.now += timedelta(minutes=1)
    pauses = [later - earlier for earlier, later in pairwise(tries)]
    assert len(tries) == MOST_TRIES
    assert pauses == sorted(pauses)
    assert mourned == ["n1"]
    assert row(database) == ("failed", MOST_TRIES, "{}", "mail_unreachable")


@pytest.mark.parametrize(
    ("error", "state"), [(Final("recipient_refused"), "failed"), (NotWanted(), "dropped")]
)
async def test_what_will_never_work_or_is_not_wanted_is_not_tried_again(
    database: Database, clock: _Clock, error: Exception, state: str
) -> None:
    async def send(notice: Notice) -> None:
        raise error

    notify = Notify(database=database, clock=clock, owner="a")
    notify.register("test", send)
    put(database)
    await notify.round()
    assert row(database)[:3] == (state, 1, "{}")


async def test_what_a_crashed_process_left_is_taken_over_after_its_lease(
    database: Database, clock: _Clock
) -> None:
    def take(owner: str) -> list[Notice]:
        return database.run_sync(
            lambda c: outbox.take(c, now=clock.now, owner=owner, lease=LEASE, most=5)
        )

    put(database)
    (late,) = take("crashed")
    assert take("other") == []
    clock.now += LEASE
    (mine,) = take("other")
    done = database.run_sync(
        lambda c: [
            outbox.finish(c, late, owner="crashed", state="failed", now=clock.now, problem="x"),
            outbox.finish(c, mine, owner="other", state="sent", now=clock.now),
        ]
    )
    # Who comes back after the lease was taken over changes nothing any more.
    assert done == [False, True]
    assert row(database)[:2] == ("sent", 2)


def test_the_pause_doubles_up_to_two_hours() -> None:
    assert pause_after(1) == timedelta(seconds=30)
    assert pause_after(2) == timedelta(minutes=1)
    assert pause_after(50) == timedelta(hours=2)
