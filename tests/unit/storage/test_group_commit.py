"""Work that waits at the same time shares a commit, and nothing else."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from bot.storage.database import Database, DatabaseUnavailable

Work = Callable[[Connection], Any]


class Refused(Exception):
    """Work that changed its mind."""


def add(amount: int, *, refuses: bool = False) -> Work:
    def work(connection: Connection) -> int:
        found = int(connection.execute(text("SELECT n FROM jar WHERE id = 1")).scalar_one())
        connection.execute(text("UPDATE jar SET n = :n WHERE id = 1"), {"n": found + amount})
        if refuses:
            raise Refused(str(amount))
        return found + amount

    return work


@contextmanager
def kept_waiting(url: str) -> Iterator[None]:
    """While somebody else writes, everything that comes has to wait."""
    other = sqlite3.connect(url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


async def together(database: Database, url: str, works: Sequence[Work]) -> list[object]:
    with kept_waiting(url):
        first = asyncio.create_task(database.run(lambda _: None))
        await asyncio.sleep(0.02)  # it stands in front of the door, the others queue behind it
        rest = [asyncio.create_task(database.run(work)) for work in works]
        await asyncio.sleep(0.02)
    await first
    return list(await asyncio.gather(*rest, return_exceptions=True))


@pytest.fixture
def patient(database: Database, url: str) -> Iterator[Database]:
    made = Database(url)
    yield made
    made.close_sync()


async def test_work_that_waits_together_is_committed_together_and_in_order(
    patient: Database, url: str
) -> None:
    commits: list[int] = []
    event.listen(patient.engine(), "commit", lambda _: commits.append(1))
    assert await together(patient, url, [add(1) for _ in range(20)]) == list(range(1, 21))
    assert 1 <= len(commits) <= 2


async def test_what_raises_undoes_its_own_and_nobody_elses(patient: Database, url: str) -> None:
    works = [add(1), add(10, refuses=True), add(100)]
    one, refused, three = await together(patient, url, works)
    assert (one, three) == (1, 101) and isinstance(refused, Refused)
    assert patient.read_sync(lambda c: c.execute(text("SELECT n FROM jar")).scalar()) == 101


async def test_nobody_is_told_it_is_done_when_the_shared_commit_fails(
    patient: Database, url: str
) -> None:
    def fill(connection: Connection) -> None:
        connection.execute(text("PRAGMA max_page_count=4"))
        connection.execute(text("CREATE TABLE big (t TEXT)"))
        connection.execute(text("INSERT INTO big VALUES (:t)"), {"t": "x" * 100_000})

    answers = await together(patient, url, [add(1), add(1, refuses=True), fill, add(1)])
    assert {type(answer) for answer in answers} == {DatabaseUnavailable}
    assert patient.read_sync(lambda c: c.execute(text("SELECT n FROM jar")).scalar()) == 0


async def test_an_error_is_told_only_when_what_it_may_be_about_is_written(
    patient: Database, url: str
) -> None:
    event.listen(patient.engine(), "commit", lambda _: time.sleep(0.1))

    async def refused() -> object:
        with pytest.raises(Refused):
            await patient.run(add(10, refuses=True))
        return patient.read_sync(lambda c: c.execute(text("SELECT n FROM jar")).scalar())

    with kept_waiting(url):
        first = asyncio.create_task(patient.run(lambda _: None))
        await asyncio.sleep(0.02)
        rest = [asyncio.create_task(each) for each in (patient.run(add(1)), refused())]
        await asyncio.sleep(0.02)
    await first
    assert await asyncio.gather(*rest) == [1, 1]


async def test_who_leaves_before_its_turn_changes_nothing(patient: Database, url: str) -> None:
    with kept_waiting(url):
        first = asyncio.create_task(patient.run(lambda _: None))
        await asyncio.sleep(0.02)
        leaver = asyncio.create_task(patient.run(add(1)))
        await asyncio.sleep(0.02)
        leaver.cancel()
    await first
    assert await patient.run(add(10)) == 10


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(steps=st.lists(st.tuples(st.integers(1, 99), st.booleans()), max_size=12))
def test_together_is_the_same_as_one_after_the_other(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, bool]]
) -> None:
    url = f"sqlite:///{tmp_path_factory.mktemp('jar') / 'a.db'}"

    async def run() -> list[object]:
        made = Database(url)
        await made.run(lambda c: c.execute(text("CREATE TABLE jar (id INT, n INT)")) and None)
        await made.run(lambda c: c.execute(text("INSERT INTO jar VALUES (1, 0)")) and None)
        found = await together(made, url, [add(n, refuses=no) for n, no in steps])
        await made.close()
        return found

    expected: list[object] = []
    total = 0
    for amount, refuses in steps:
        total += 0 if refuses else amount
        expected.append(Refused if refuses else total)
    found = [type(a) if isinstance(a, Exception) else a for a in asyncio.run(run())]
    assert found == expected
