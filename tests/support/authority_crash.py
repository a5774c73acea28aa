"""Strikes a process at one point of a story, picks up the pieces in one order, and judges.

Run as `python -m tests.support.authority_crash FOLDER`: reads one case a line from stdin and writes
one verdict a line. It has everything imported and the limits read, and forks for each case, so
that a case costs a fork and not a start of Python.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.authority import providers
from bot.authority.errors import Stopped
from bot.authority.in_force import InForce
from bot.authority.service import Authority
from bot.connectors.ports import ConnectorError
from bot.model import StaffId
from bot.storage.database import DatabaseBusy, StorageError
from tests.support import authority as support
from tests.support.authority import World
from tests.support.authority_points import Points, fill_the_disk, freeze, kill
from tests.support.authority_servers import Place
from tests.support.authority_stories import OPEN, PAST_THE_LEASE, STORIES, SharedClock, Story
from tests.support.authority_verdict import problems, problems_after_a_stop

BLOWS = {"kill": kill, "freeze": freeze, "full": fill_the_disk}
IMPATIENT_S = 0.05


@dataclass(frozen=True)
class Case:
    """One blow at one point of one story, and who comes first afterwards."""

    story: str
    point: int
    blow: str = "kill"
    first: str = "recovery"


@dataclass(frozen=True)
class Verdict:
    """What was wrong at the end (nothing, when all is well) and how long recovery took."""

    case: Case
    name: str
    problems: list[str]
    recovery_s: float

    def __str__(self) -> str:
        case = self.case
        where = f"{case.story}, {case.blow} at {case.point} ({self.name}), {case.first} first"
        return f"{where}: {'; '.join(self.problems)}"


class Stage:
    """The prepared stories, and the limits that every process of a case has read already."""

    def __init__(self, folder: Path, server: str | None = None) -> None:
        self.folder = folder
        self.place = Place(folder, server)
        self._loaded: InForce | None = None
        self._compiled: dict[str, tuple[Any, Any]] = {}

    def open(self, folder: Path, owner: str, patience_s: float = 5.0) -> SharedClock:
        """The world of one process."""
        world = SharedClock(
            folder, owner=owner, url=self.place.url(folder), busy_timeout_s=patience_s
        )
        world.authority._limits._loaded = self._loaded
        for whose, database in (("ours", world.database), ("shop", world.backend.database)):
            # Statements are compiled once for all cases, not once for each process of each.
            engine = database.engine()
            known = self._compiled.setdefault(whose, (engine.dialect, engine._compiled_cache))
            engine.dialect, engine._compiled_cache = known
        return world

    async def prepare(self) -> None:
        """Make the databases of every story, up to where the blow can fall."""
        base = self.folder / "base"
        base.mkdir()
        support.prepare(base)
        for name, story in STORIES.items():
            folder = self.folder / name
            shutil.copytree(base, folder)
            await asyncio.to_thread(self.place.make, folder)
            world = self.open(folder, "before")
            await world.authority.start()
            await story.prepare(world)
            self._loaded = world.authority._limits._loaded
            world.close()

    def rehearse(self) -> dict[str, list[str]]:
        """Every point of every story, found by playing it in this process without a blow."""
        found = {}
        for name, story in STORIES.items():
            folder = self.folder / f"rehearsal-{name}"
            shutil.copytree(self.folder / name, folder)
            self.place.copy(self.folder / name, folder)
            points = Points()
            asyncio.run(self._act(story, folder, points))
            found[name] = points.seen
            after = Aftermath(self, story, folder)
            asyncio.run(after.recovery_first())
            assert not after.problems, f"{name} without any blow: {after.problems}"
            self.place.drop(folder)
            shutil.rmtree(folder)
        return found

    def judge(self, case: Case) -> Verdict:
        """Play one case in a copy of its story."""
        folder = self.folder / f"case-{os.getpid()}"
        shutil.copytree(self.folder / case.story, folder)
        self.place.copy(self.folder / case.story, folder)
        try:
            return self._judge(case, folder)
        finally:
            self.place.drop(folder)
            shutil.rmtree(folder)

    def _judge(self, case: Case, folder: Path) -> Verdict:
        story = STORIES[case.story]
        victim = os.fork()
        if victim == 0:
            _be_the_victim(lambda: self._suffer(case, story, folder))
        _, status = os.waitpid(victim, os.WUNTRACED)
        after = Aftermath(self, story, folder)
        if os.WIFSTOPPED(status) and case.first == "stop":
            asyncio.run(after.a_stop_is_pressed(victim))
        elif os.WIFSTOPPED(status):
            asyncio.run(after.while_the_owner_lives(victim))
        elif case.first == "recovery":
            asyncio.run(after.recovery_first())
        else:
            asyncio.run(after.retry_first())
        struck = folder / "struck"
        if not struck.exists():
            after.problems.append(f"the blow never fell: the victim ended with {status}")
        elif case.blow in ("full", "cut") and status:
            after.problems.append("the victim met an error that is none of storage")
        name = struck.read_text() if struck.exists() else ""
        return Verdict(case, name, after.problems, after.recovery_s)

    async def _suffer(self, case: Case, story: Story, folder: Path) -> None:
        def fall() -> None:
            (folder / "struck").write_text(points.seen[-1])
            if case.blow == "cut":
                self.place.cut(folder)
            else:
                BLOWS[case.blow]()

        points = Points(at=case.point, blow=fall)
        try:
            await self._act(story, folder, points)
        except (StorageError, ConnectorError):
            if case.blow not in ("full", "cut"):
                raise
        except Stopped:
            if case.first != "stop":
                raise

    async def _act(self, story: Story, folder: Path, points: Points) -> None:
        world = self.open(folder, "victim")
        with points.listening(world.database):
            _with(world.authority, points, world)
            await story.act(world)
        world.close()


def _with(authority: Authority, points: Points, world: World) -> None:
    """Let the authority reach the shop through connectors whose calls are points."""
    watched = points.around(world.connectors)
    authority._facts._connectors = watched
    authority._carrier._providers._connectors = watched


def _be_the_victim(act: Callable[[], Awaitable[None]]) -> None:
    code = 1
    try:
        asyncio.run(act())  # type: ignore[arg-type]
        code = 0
    except BaseException as error:
        print(f"the victim: {error!r}", file=sys.stderr)
    finally:
        os._exit(code)


class Aftermath:
    """What happens after the blow: recovery and the retry in some order, then rest and a count."""

    def __init__(self, stage: Stage, story: Story, folder: Path) -> None:
        self._stage = stage
        self._story = story
        self._folder = folder
        self.problems: list[str] = []
        self.recovery_s = 0.0
        self._told_open = False

    async def recovery_first(self) -> None:
        """A new process recovers, then the customer tries again."""
        world = self._stage.open(self._folder, "rescuer")
        world.later(PAST_THE_LEASE)
        await self._recover(world)
        await self._try_again(world)
        await self._come_to_rest(world)

    async def retry_first(self) -> None:
        """The customer (or the colleague) tries again at once, before anything was recovered."""
        world = self._stage.open(self._folder, "rescuer")
        await self._try_again(world)
        world.later(PAST_THE_LEASE)
        await self._recover(world)
        await self._come_to_rest(world)

    async def while_the_owner_lives(self, owner: int) -> None:
        """Recovery runs while the owner stands still with its lease run out; then it goes on."""
        world = self._stage.open(self._folder, "rescuer", IMPATIENT_S)
        world.later(PAST_THE_LEASE)
        # Busy: the owner stands still inside a transaction, and nobody gets past it.
        with contextlib.suppress(DatabaseBusy):
            await self._recover(world)
        world.close()
        await self._go_on(owner)
        world = self._stage.open(self._folder, "rescuer")
        world.later(PAST_THE_LEASE)
        await self._recover(world)
        await self._try_again(world)
        await self._come_to_rest(world)

    async def a_stop_is_pressed(self, owner: int) -> None:
        """The stop button, while the owner stands still at some point; then it goes on."""
        world = self._stage.open(self._folder, "operator", IMPATIENT_S)
        try:
            await world.authority.stop("all", by=StaffId("olga"), reason="stop")
        except DatabaseBusy:
            # The owner is in the middle of a transaction: the stop comes after it.
            os.kill(owner, signal.SIGCONT)
            world.close()
            world = self._stage.open(self._folder, "operator")
            await world.authority.stop("all", by=StaffId("olga"), reason="stop")
        await self._go_on(owner)
        self.problems += problems_after_a_stop(world)
        world.close()

    async def _go_on(self, owner: int) -> None:
        os.kill(owner, signal.SIGCONT)
        _, status = await asyncio.to_thread(os.waitpid, owner, 0)
        if status:
            self.problems.append(f"the owner that was slow ended with {status}")

    async def _recover(self, world: World) -> None:
        started = time.perf_counter()
        await world.authority.recover()
        self.recovery_s = max(self.recovery_s, time.perf_counter() - started)

    async def _try_again(self, world: SharedClock) -> None:
        result = await self._story.act(world)
        self._told_open |= result is not None and result.state in OPEN

    async def _come_to_rest(self, world: SharedClock) -> None:
        world.later(timedelta(minutes=5))
        await self._recover(world)
        self.problems += problems(world, self._story, told_open=self._told_open)
        world.close()


def main() -> None:
    """Judge the cases that come in, one a line."""
    logging.disable(logging.CRITICAL)
    providers.PAUSES = (0.0, 0.0)
    server = sys.argv[2] if len(sys.argv) > 2 else None
    stage = Stage(Path(sys.argv[1]), server)
    asyncio.run(stage.prepare())
    print(json.dumps(stage.rehearse()), flush=True)
    for line in sys.stdin:
        verdict = stage.judge(Case(**json.loads(line)))
        print(json.dumps(asdict(verdict)), flush=True)


if __name__ == "__main__":
    main()
