"""Checkpoints of the audit trail: when they are written, and that their trouble stops nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.authority import audit
from bot.authority.audit_chain import Mark
from bot.authority.audit_checkpoints import EVERY, EVERY_RECORDS, Checkpoints
from bot.authority.audit_signed import LINES, PUBLIC, checked, lines_of, read_public
from tests.support.authority import World

SECRET = "a secret of more than thirty-two letters"


class Trail:
    """A trail that grows when the test says so, and its checkpoints."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder
        self.checkpoints = self.another()

    def another(self, secret: str | None = SECRET) -> Checkpoints:
        """What a second process, or the next start, has in hand."""
        return Checkpoints(
            database=self.world.database,
            folder=self.folder,
            secret=secret,
            clock=self.world.clock,
        )

    def grow(self, records: int) -> None:
        """So many records more."""

        def work(connection):  # type: ignore[no-untyped-def]
            for _ in range(records):
                audit.append(connection, at=self.world.now, kind="k", actor="bot", summary="s")

        self.world.database.run_sync(work)

    def later(self, time: timedelta) -> None:
        """Let time pass."""
        self.world.now += time

    def marks(self) -> tuple[Mark, ...]:
        """What an auditor reads in the file."""
        text = (self.folder / LINES).read_text("utf-8")
        return checked(lines_of(text), read_public(self.folder / PUBLIC))


@pytest.fixture
def trail(made_world: Path, tmp_path: Path) -> Iterator[Trail]:
    world = World(tmp_path, prepared=made_world)
    yield Trail(world, tmp_path / "kept" / "audit")
    world.close()


async def test_a_checkpoint_names_how_far_the_trail_is_and_where_it_ends(trail: Trail) -> None:
    trail.grow(3)
    await trail.checkpoints.look()
    count, head = trail.world.database.read_sync(audit.head) or (0, "")
    assert trail.marks() == (Mark(count, head, trail.world.now),)
    assert trail.checkpoints.kept.problem is None


async def test_it_is_written_after_so_many_records_or_so_much_time_and_not_before(
    trail: Trail,
) -> None:
    trail.grow(1)
    await trail.checkpoints.look()
    trail.grow(EVERY_RECORDS - 1)
    await trail.checkpoints.look()
    assert len(trail.marks()) == 1
    trail.grow(1)
    await trail.checkpoints.look()
    assert len(trail.marks()) == 2
    trail.grow(1)
    trail.later(EVERY - timedelta(seconds=1))
    await trail.checkpoints.look()
    assert len(trail.marks()) == 2
    trail.later(timedelta(seconds=1))
    await trail.checkpoints.look()
    assert [mark.count for mark in trail.marks()][1:] == [
        trail.marks()[0].count + EVERY_RECORDS,
        trail.marks()[0].count + EVERY_RECORDS + 1,
    ]


async def test_without_news_there_is_none_and_at_the_end_any_news_is_written(trail: Trail) -> None:
    trail.grow(1)
    await trail.checkpoints.look()
    trail.later(EVERY)
    await trail.checkpoints.look(now_or_never=True)
    assert len(trail.marks()) == 1
    trail.grow(1)
    await trail.checkpoints.look(now_or_never=True)
    assert len(trail.marks()) == 2


async def test_two_processes_and_a_restart_write_one_chain(trail: Trail) -> None:
    other = trail.another()
    for checkpoints in (trail.checkpoints, other, trail.checkpoints, trail.another()):
        trail.grow(EVERY_RECORDS)
        await checkpoints.look()
    assert len(trail.marks()) == 4


async def test_a_clock_that_goes_back_does_not_turn_the_file_around(trail: Trail) -> None:
    trail.grow(1)
    await trail.checkpoints.look()
    trail.later(-timedelta(hours=1))
    trail.grow(EVERY_RECORDS)
    await trail.checkpoints.look()
    first, second = trail.marks()
    assert second.at == first.at


async def test_a_disk_that_fails_is_told_and_tried_again(trail: Trail) -> None:
    trail.grow(1)
    trail.folder.parent.mkdir()
    trail.folder.write_text("a file where the folder should be")
    kept = await trail.checkpoints.look()
    assert kept.problem is not None
    trail.folder.unlink()
    assert (await trail.checkpoints.look()).problem is None
    assert len(trail.marks()) == 1


async def test_half_a_line_of_a_crash_is_taken_away(trail: Trail) -> None:
    trail.grow(1)
    await trail.checkpoints.look()
    with (trail.folder / LINES).open("a") as file:
        file.write('{"half": ')
    trail.grow(EVERY_RECORDS)
    await trail.another().look()
    assert len(trail.marks()) == 2


async def test_a_changed_file_is_not_written_on(trail: Trail) -> None:
    trail.grow(1)
    await trail.checkpoints.look()
    lines = trail.folder / LINES
    lines.write_text(lines.read_text().replace('"count":', '"count" :'))
    trail.grow(EVERY_RECORDS)
    before = lines.read_text()
    kept = await trail.another().look()
    assert kept.problem is not None and "checkpoint 1 was changed" in kept.problem
    assert lines.read_text() == before


async def test_a_trail_that_was_written_anew_gets_no_signature(trail: Trail) -> None:
    trail.grow(2)
    await trail.checkpoints.look()
    with sqlite3.connect(trail.world.folder / "ours.db") as raw:
        raw.execute("DROP TRIGGER audit_wall_delete")
        raw.execute("DELETE FROM authority_audit")
        raw.execute("DELETE FROM authority_audit_head")
    trail.later(timedelta(seconds=1))
    trail.grow(EVERY_RECORDS + 2)
    kept = await trail.checkpoints.look()
    assert kept.problem is not None and "does not hold the record" in kept.problem
    assert len(trail.marks()) == 1


async def test_without_a_key_there_are_no_checkpoints(trail: Trail) -> None:
    trail.grow(1)
    assert (await trail.another(secret=None).look(now_or_never=True)).problem is None
    assert not trail.folder.exists()
