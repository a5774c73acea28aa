"""Strikes at every point: two processes play the cases, and the figures are added up."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tests.support.authority_crash import Case, Verdict

ROOT = Path(__file__).parents[2]
WORKERS = 2
CALLS = ("payments.refund", "bookings.rebook", "payments.lookup", "bookings.lookup")
WAYS = (("kill", "recovery"), ("kill", "retry"), ("freeze", "recovery"))
"""Killed, then recovered; killed, then tried again; standing still while recovery goes past it."""


def full_size() -> bool:
    """Whether everything is to be played, or what fits beside the other tests."""
    return os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full"


def that_change(points: list[str]) -> list[int]:
    """The points in and around what changes anything; where only is read nothing can be lost."""
    chosen, writing = [], False
    for number, name in enumerate(points):
        writing |= name == "BEGIN IMMEDIATE"
        if writing or name.partition(" ")[2] in CALLS:
            chosen.append(number)
        writing &= name != "after commit"
    return chosen


def from_the_call_on(points: list[str]) -> list[int]:
    """The same, without what comes before the provider is called."""
    called = next(number for number, name in enumerate(points) if name.endswith(CALLS))
    return [number for number in that_change(points) if number >= called]


@dataclass(frozen=True)
class Figures:
    """What came of a set of cases."""

    points: Mapping[str, int]
    cases: Mapping[str, int]
    wrong: list[str]
    slowest_recovery_s: float
    took_s: float

    def __str__(self) -> str:
        cases = ", ".join(f"{way} {count}" for way, count in self.cases.items())
        return (
            f"{sum(self.points.values())} points in {len(self.points)} stories; {cases}; "
            f"{len(self.wrong)} wrong; slowest recovery {self.slowest_recovery_s:.3f} s; "
            f"took {self.took_s:.0f} s"
        )


class Crew:
    """Worker processes, each with its own copy of the prepared stories."""

    def __init__(self, server: str | None = None, workers: int = WORKERS) -> None:
        # In memory where there is such a place: what a killed process wrote stays in the kernel.
        memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
        self._folder = Path(tempfile.mkdtemp(prefix="blows", dir=memory))
        self._workers = []
        for number in range(workers):
            folder = self._folder / f"{self._folder.name[5:]}{number}"
            folder.mkdir()
            self._workers.append(_start(folder, server))
        found = [json.loads(_line(worker)) for worker in self._workers]
        self.points: Mapping[str, list[str]] = found[0]

    def judge(self, cases: Iterable[Case]) -> Figures:
        """Play the cases and add up what came of them."""
        started, waiting = time.monotonic(), list(reversed(list(cases)))
        counted = Counter(f"{case.blow}, {case.first} first" for case in waiting)
        verdicts: list[Verdict] = []
        hands = [
            threading.Thread(target=_play, args=(worker, waiting, verdicts))
            for worker in self._workers
        ]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        wrong = [str(verdict) for verdict in verdicts if verdict.problems]
        if len(verdicts) != sum(counted.values()):
            wrong.append(f"only {len(verdicts)} of {sum(counted.values())} cases came back")
        return Figures(
            {name: len(points) for name, points in self.points.items()},
            counted,
            wrong,
            max((verdict.recovery_s for verdict in verdicts), default=0.0),
            time.monotonic() - started,
        )

    def close(self) -> None:
        """Send the workers home."""
        for worker in self._workers:
            worker.stdin.close()
            worker.wait(timeout=30)
        shutil.rmtree(self._folder)


def _start(folder: Path, server: str | None) -> Any:
    given = [str(folder), server] if server else [str(folder)]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.authority_crash", *given],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def _line(worker: Any) -> str:
    line = worker.stdout.readline()
    if not line:
        raise RuntimeError(f"a worker ended with {worker.wait()}")
    return str(line)


def _play(worker: Any, waiting: list[Case], verdicts: list[Verdict]) -> None:
    while waiting:
        try:
            case = waiting.pop()
        except IndexError:
            return
        worker.stdin.write(json.dumps(asdict(case)) + "\n")
        worker.stdin.flush()
        told = json.loads(_line(worker))
        verdicts.append(Verdict(**{**told, "case": Case(**told["case"])}))
