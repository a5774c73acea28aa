"""One process of the race: asks its requests, some at once, and recovers others' now and then."""

from __future__ import annotations

import asyncio
import mmap
import os
import struct
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import insert

from bot.authority.service import Authority
from bot.model import utc_now
from bot.storage.database import Database, StorageError
from bot.storage.people_tables import sessions
from tests.faults.racing.course import Course, conversation_of
from tests.faults.racing.shop import Provider, connectors

LEASE = timedelta(seconds=4)
RECOVER_EVERY_S = 2.0
AT_ONCE = 8
"""So many requests of a process are under way together, as in a gateway; they share commits."""
_NUMBER = struct.Struct("q")


@dataclass(frozen=True)
class Place:
    """Where a race is run: a folder, and the database in it or on a server."""

    folder: Path
    url: str

    @property
    def limits(self) -> Path:
        """The limits of this race, as a file."""
        return self.folder / "limits.yml"

    def provider(self) -> Provider:
        """A connection of its own to the provider."""
        return Provider(self.folder / "provider.db")

    def authority(
        self, provider: Provider, owner: str, clock: Callable[[], datetime]
    ) -> tuple[Database, Authority]:
        """An authority as a process has it."""
        database = Database(self.url, busy_timeout_s=20)
        authority = Authority(
            database=database,
            connectors=connectors(provider),
            clock=clock,
            limits_path=self.limits,
            owner=owner,
            lease=LEASE,
        )
        return database, authority

    def prepare(self, course: Course) -> None:
        """Make the limits, the tables and the customers' sessions."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.limits.write_text(course.limits(), encoding="utf-8")
        database = Database(self.url)
        database.upgrade_sync()
        now = utc_now()
        rows = [
            {
                "conversation": conversation_of(customer),
                "customer": f"C-{customer}",
                "expires": now + timedelta(days=400),
                "bound_at": now,
            }
            for customer in range(course.customers)
        ]
        database.run_sync(lambda c: c.execute(insert(sessions), rows))
        database.close_sync()
        self.provider().close()


class Progress:
    """How many of its requests each process has behind it; kept when a process is killed."""

    def __init__(self, path: Path, processes: int) -> None:
        size = processes * _NUMBER.size
        if not path.exists() or path.stat().st_size != size:
            path.write_bytes(bytes(size))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), size)
        self._processes = processes

    def __getitem__(self, slot: int) -> int:
        return int(_NUMBER.unpack_from(self._map, slot * _NUMBER.size)[0])

    def __setitem__(self, slot: int, done: int) -> None:
        _NUMBER.pack_into(self._map, slot * _NUMBER.size, done)

    def total(self) -> int:
        """All requests that are behind."""
        return sum(self[slot] for slot in range(self._processes))


def run(place: Place, course: Course, slot: int) -> None:
    """Go on where the one before was killed, and come to the end."""
    asyncio.run(_run(place, course, slot))


async def _run(place: Place, course: Course, slot: int) -> None:
    parent = os.getppid()
    provider = place.provider()
    progress = Progress(place.folder / "progress", course.processes)
    owner = f"slot-{slot}-{os.getpid()}"
    database, authority = place.authority(provider, owner, utc_now)
    recovered = time.monotonic()
    await _until_it_works(authority.recover)
    mine = course.mine(slot)
    while some := mine[progress[slot] : progress[slot] + AT_ONCE]:
        asked = [partial(authority.request, course.ask(number)) for number in some]
        await asyncio.gather(*map(_until_it_works, asked))
        progress[slot] += len(some)
        if time.monotonic() - recovered > RECOVER_EVERY_S:
            await _until_it_works(authority.recover)
            recovered = time.monotonic()
        if os.getppid() != parent:
            break
    await database.close()
    provider.close()


async def _until_it_works(call: Callable[[], object]) -> None:
    # A crowded database may say "busy"; the same turn is asked again, as the gateway does it.
    while True:
        with suppress(StorageError):
            await call()  # type: ignore[misc]
            return
        await asyncio.sleep(0.05)
