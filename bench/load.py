"""What one gateway and one engine carry: many customers who are there, some who talk.

Both as `samenspel run` starts them, on SQLite, with the customers on the same machine. First
newcomers alone, then the idle ones come, then newcomers again, then some hundred talk for minutes.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Any

from bench.figures import ROOT, Figure, machine
from bench.processes import Taken, parts, taken
from tests.support.running import Running, start

FOLDER = ROOT / "bench" / "out" / "load"
SETTLE_S = 5.0
COME_WITHIN_S = 400.0


@dataclass(frozen=True)
class Size:
    """How many, for how long; each talking customer says something every `every_s` seconds."""

    idle: int
    talking: int
    every_s: float
    seconds: int
    newcomers: int

    @property
    def told(self) -> str:
        """For the names of figures."""
        return f"{self.idle:,} idle and {self.talking} talking customers"


SHORT = Size(idle=300, talking=20, every_s=4.0, seconds=30, newcomers=40)
FULL = Size(idle=10_000, talking=200, every_s=20.0, seconds=600, newcomers=120)


@dataclass(frozen=True)
class Found:
    """Everything that was measured."""

    size: Size
    alone: Sequence[float]
    beside: Sequence[float]
    after: Sequence[float]
    answers: Sequence[float]
    trouble: Counter[str]
    conversations: int
    handed_over: int
    kb_idle: float
    early: dict[str, Taken]
    late: dict[str, Taken]
    early_s: float


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Errors, waits and memory."""
    return figures(measured(FULL if full else SHORT, progress))


def measured(size: Size, progress: Callable[[str], None]) -> Found:
    """Start the product, let everybody come, and stop it."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    running = start(FOLDER, environment={"SAMENSPEL_DEMO": "true"})
    try:
        found = _measured(running, size, progress)
        found.trouble["errors in the log"] += running.log.count(" ERROR ")
    finally:
        running.stop()
    progress(f"trouble: {dict(+found.trouble)}")
    return found


def _measured(running: Running, size: Size, progress: Callable[[str], None]) -> Found:
    pids = parts(running.process.pid)
    trouble: Counter[str] = Counter()

    def newcomers() -> list[float]:
        told = json.loads(_Crowd("newcomers", running.base, size.newcomers).end())
        trouble.update(told["trouble"])
        return [took for _, took in told["answers"]]

    newcomers()  # what is loaded late is loaded now
    alone = newcomers()
    before = taken(pids["gateway"])
    began = time.monotonic()
    idle = _Crowd("idle", running.base, size.idle)
    here = json.loads(idle.line())["here"]
    progress(f"{here:,} idle customers came within {time.monotonic() - began:.0f} s")
    time.sleep(SETTLE_S)
    kb_idle = (taken(pids["gateway"]).mb - before.mb) * 1024 / max(1, here)
    progress(f"{kb_idle:.1f} KB each")
    beside = newcomers()
    progress(f"first answer: p95 {p95(alone):.0f} ms without them, {p95(beside):.0f} ms with")
    early_s = min(60.0, size.seconds / 3)
    talking = _Crowd("talking", running.base, size.talking, size.every_s, size.seconds)
    time.sleep(early_s)
    early = {name: taken(pid) for name, pid in pids.items()}
    told = json.loads(talking.end(before=lambda: progress(_now(pids))))
    late = {name: taken(pid) for name, pid in pids.items()}
    trouble.update(told["trouble"])
    last = json.loads(idle.end())
    trouble.update(last["trouble"])
    time.sleep(SETTLE_S)
    after = newcomers()
    if parts(running.process.pid) != pids:
        trouble["a process died"] += 1
    return Found(
        size=size,
        alone=alone,
        beside=beside,
        after=after,
        answers=[took for _, took in told["answers"]],
        trouble=trouble,
        conversations=told["conversations"],
        handed_over=told["handed_over"],
        kb_idle=kb_idle,
        early=early,
        late=late,
        early_s=early_s,
    )


def _now(pids: dict[str, int]) -> str:
    now = {name: taken(pid) for name, pid in pids.items()}
    return ", ".join(f"{n}: {one.mb:.0f} MB, {one.cpu_s:.0f} s cpu" for n, one in now.items())


class _Crowd:
    """A process of customers."""

    def __init__(self, *what: object) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "bench.crowd", *map(str, what)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def line(self) -> str:
        """What it says next."""
        assert self._process.stdout is not None
        return self._process.stdout.readline()

    def end(self, before: Callable[[], None] | None = None, every_s: float = 30.0) -> str:
        """Let it go, or wait until it is done; the last thing it said."""
        while True:
            try:
                out, _ = self._process.communicate(timeout=every_s)
                return out.strip().splitlines()[-1]
            except subprocess.TimeoutExpired:
                if before is not None:
                    before()


def p95(times: Sequence[float]) -> float:
    """The slowest of twenty."""
    return _percentile(times, 95)


def _percentile(times: Sequence[float], which: int) -> float:
    return quantiles(times, n=100, method="inclusive")[which - 1] if len(times) > 1 else 0.0


def figures(found: Found) -> list[Figure]:
    """What was measured, with the goals."""
    size, told = found.size, found.size.told
    wrong = sum(found.trouble.values())
    rate = len(found.answers) / size.seconds
    grown = max(found.late[name].mb / one.mb for name, one in found.early.items())
    cores = sum(found.late[n].cpu_s - one.cpu_s for n, one in found.early.items())
    busy = cores / (size.seconds - found.early_s)
    since = f"minute {found.early_s / 60:.0f}" if found.early_s >= 60 else f"{found.early_s:.0f} s"
    per_message = (busy * 1000) / max(rate, 0.001)

    def one(name: str, ours: float, unit: str, n: int, **more: Any) -> Figure:
        return Figure(name, ours, None, None, None, unit, n, machine(), **more)

    with_them = p95(found.beside) / p95([*found.alone, *found.after])
    return [
        one(f"errors, {told}, {size.seconds} s", wrong, "", len(found.answers),
            goal=0, at_most=True),
        one(f"answer, p50, {told}", _percentile(found.answers, 50), "ms", len(found.answers)),
        one(f"answer, p95, {told}", p95(found.answers), "ms", len(found.answers)),
        one(f"messages answered, {told}", rate, "a second", len(found.answers)),
        one(f"processor time of gateway and engine, {told}", per_message, "ms a message",
            len(found.answers)),
        one("gateway's memory for an idle customer", found.kb_idle, "KB", size.idle,
            goal=40, at_most=True),
        one(f"a new customer's first answer, p95, with {size.idle:,} idle against without",
            with_them, "x", len(found.beside), goal=1.1, at_most=True),
        *(
            one(f"{name}'s memory at the end, {told}", found.late[name].mb, "MB", 1)
            for name in ("gateway", "engine")
        ),
        one(f"memory at the end against {since}, the one that grew more", grown, "x", 1,
            goal=1.03, at_most=True),
    ]  # fmt: skip
