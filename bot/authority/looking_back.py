"""Replay over the database: the recorded requests of a period through other limits."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from sqlalchemy.engine import Connection

from bot.authority import recorded
from bot.authority.acting import made
from bot.authority.collector import collecting_rarely
from bot.authority.language import Limits
from bot.authority.recorded import Recorded
from bot.authority.replay import Replayed, replay
from bot.authority.replay_report import ReplayReport, report

STEP = 10_000


def looking_back(
    connection: Connection,
    old: Limits,
    new: Limits,
    since: datetime | None,
    progress: Callable[[int, int], None] | None = None,
) -> ReplayReport:
    """What the new limits would have decided since then; what was granted before fills budgets."""
    with collecting_rarely():
        return report(_replayed(connection, new, since, progress), old, new)


def again(connection: Connection, limits: Limits, since: datetime | None) -> Iterator[Replayed]:
    """Every request judged again, one by one."""
    return _replayed(connection, limits, since, None)


def _replayed(
    connection: Connection,
    limits: Limits,
    since: datetime | None,
    progress: Callable[[int, int], None] | None,
) -> Iterator[Replayed]:
    exceptions = made(connection)
    earlier: Iterable[Recorded] = ()
    if since is not None:
        earlier = recorded.stream(connection, exceptions, granted_before=since)
    found = replay(
        limits,
        recorded.stream(connection, exceptions, since=since),
        earlier=earlier,
        endings=recorded.endings(connection),
        excepted={one.refused for one in exceptions.values() if one.refused is not None},
    )
    return found if progress is None else _told(found, recorded.count(connection, since), progress)


def _told(
    found: Iterable[Replayed], of: int, progress: Callable[[int, int], None]
) -> Iterator[Replayed]:
    done = 0
    for done, one in enumerate(found, 1):
        if done % STEP == 0:
            progress(done, of)
        yield one
    progress(done, of)
