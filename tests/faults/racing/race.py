"""Start the processes of a race, kill half of them again and again, and say how it goes."""

from __future__ import annotations

import json
import os
import random
import signal
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from tests.faults.racing.course import Course
from tests.faults.racing.runner import Place, Progress, run

TICK_S = 0.01


class RaceFailed(Exception):
    """A process ended by itself before its requests were asked."""


@dataclass(frozen=True)
class Run:
    """How far a race is, over every time that it was gone on with."""

    kills: int = 0
    seconds: float = 0.0
    done: int = 0


Tell = Callable[[Run], None]


class Race:
    """One race in a folder; when it was stopped half-way it goes on there."""

    def __init__(self, place: Place, course: Course, kills: int) -> None:
        self._place = place
        self._course = course
        self._kills = kills
        self._state = place.folder / "run.json"
        self._dice = random.Random(course.seed)
        self._living: dict[int, int] = {}
        self._restarted = 0

    def go(self, tell: Tell, *, every_s: float, deadline_s: float) -> Run:
        """Until every request was asked and enough processes were killed."""
        before = self._before()
        progress = Progress(self._place.folder / "progress", self._course.processes)
        began = told = time.monotonic()
        now = before
        try:
            for slot in range(self._course.processes):
                self._start(slot)
            while self._living:
                time.sleep(TICK_S)
                now = replace(now, done=progress.total())
                self._end(progress)
                if now.kills < self._due(now.done) and self._kill(progress):
                    now = replace(now, kills=now.kills + 1)
                moment = time.monotonic()
                now = replace(now, seconds=before.seconds + moment - began)
                if moment - told > every_s:
                    told = moment
                    self._state.write_text(json.dumps(asdict(now)), encoding="utf-8")
                    tell(now)
                if moment - began > deadline_s:
                    raise RaceFailed(f"not done within {deadline_s:.0f} s: {now}")
        finally:
            for process in self._living:
                os.kill(process, signal.SIGKILL)
                os.waitpid(process, 0)
            self._living.clear()
            self._state.write_text(json.dumps(asdict(now)), encoding="utf-8")
        return replace(now, done=progress.total())

    def _before(self) -> Run:
        if not self._state.exists():
            return Run()
        return Run(**json.loads(self._state.read_text(encoding="utf-8")))

    def _due(self, done: int) -> int:
        """Kills are spread over the race; the last comes well before its end."""
        return min(self._kills, int(self._kills * done / (0.85 * self._course.requests) + 0.5))

    def _kill(self, progress: Progress) -> bool:
        """One process of the first half, at a moment that nobody chose."""
        half = max(1, self._course.processes // 2)
        victims = [
            process
            for process, slot in self._living.items()
            if slot < half and progress[slot] < len(self._course.mine(slot))
        ]
        if not victims:
            return False
        time.sleep(self._dice.random() * 0.02)
        victim = self._dice.choice(victims)
        os.kill(victim, signal.SIGKILL)
        _, status = os.waitpid(victim, 0)
        slot = self._living.pop(victim)
        if not os.WIFSIGNALED(status):
            return False
        self._start(slot)
        return True

    def _end(self, progress: Progress) -> None:
        """Let go of those that came to their end; one that broke ends the race."""
        while self._living:
            process, status = os.waitpid(-1, os.WNOHANG)
            if process == 0:
                return
            slot = self._living.pop(process)
            if status != 0 or progress[slot] < len(self._course.mine(slot)):
                log = self._place.folder / f"slot-{slot}.txt"
                told = log.read_text(encoding="utf-8") if log.exists() else ""
                raise RaceFailed(f"process {slot} ended with {status}: {told}")

    def _start(self, slot: int) -> None:
        # A fork has every module loaded: a thousand restarts cost next to nothing.
        process = os.fork()
        if process:
            self._living[process] = slot
            return
        try:
            run(self._place, self._course, slot)
            os._exit(0)
        except BaseException:
            log = self._place.folder / f"slot-{slot}.txt"
            log.write_text(traceback.format_exc(), encoding="utf-8")
            os._exit(1)


def place_in(folder: Path, url: str | None = None) -> Place:
    """A race on SQLite in this folder, or with its books on a server."""
    return Place(folder, url or f"sqlite:///{folder / 'ours.db'}")
