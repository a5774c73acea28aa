"""The product beside stock Rasa with the same flows and a light pipeline, both as one starts them.

Ours: gateway and engine of `samenspel run`, on SQLite. Beside it: `rasa run` with its socket.io
channel, on SQLite, and `rasa run actions`. Each round starts both anew and measures them in turns.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from bench import stock_rasa, two_engines
from bench.figures import ROOT, Figure
from bench.processes import parts, taken
from bench.product_crowd import done, in_a_process, prepared, settings_in
from bench.product_figures import Found, Round, figures
from bench.product_script import STEPS, Names, Words, templates
from bench.slow_shop import SlowShop
from tests.support.running import start

FOLDER = ROOT / "bench" / "out" / "product"
SIDES = ("ours", "stock")
AT_ONCE = 32
WARM = 2
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Size:
    """How often, and how much: scripts of one customer and of the many, and second messages."""

    rounds: int
    alone: int
    many: int
    steps: int
    seconds: int

    @property
    def scripts(self) -> int:
        """How many scripts a run takes, the part with two engines included."""
        each = 1 + WARM + 2 * self.alone + self.many + self.seconds
        return self.rounds * (each + self.many) + two_engines.WARM


SHORT = Size(rounds=3, alone=4, many=32, steps=4, seconds=8)
FULL = Size(rounds=7, alone=10, many=48, steps=len(STEPS), seconds=20)


@dataclass(frozen=True)
class Side:
    """A running side: where it answers, its processes, and how it is stopped."""

    name: str
    base: str
    pids: Mapping[str, int]
    settings: Mapping[str, str]
    customers: Sequence[str]
    start_s: float
    stop: Callable[[], object]

    def job(self, kind: str, **more: Any) -> dict[str, Any]:
        """A job for its customers."""
        return {
            "job": kind,
            "side": self.name,
            "base": self.base,
            "settings": self.settings,
            "pids": list(self.pids.values()),
            "customers": self.customers,
            **more,
        }


def run(full: bool, progress: Progress) -> list[Figure]:
    """Every row; none where stock Rasa cannot be started."""
    if not stock_rasa.available():
        progress(f"NOT MEASURED: {stock_rasa.MISSING}")
        return []
    return measured(FULL if full else SHORT, progress)


def measured(size: Size, progress: Progress) -> list[Figure]:
    """Round by round, then two engines against one."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    # What was imported once is compiled once, as where it is really started.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    words, found = Words(), Found()
    with SlowShop() as shop:
        connectors = shop.described_in(FOLDER / "shop.yml")
        # Both models are there before any clock starts.
        subprocess.run([sys.executable, "-m", "bot", "train"], cwd=ROOT, check=True)
        trained = stock_rasa.model(progress)
        for number in range(size.rounds):
            order = SIDES if number % 2 == 0 else SIDES[::-1]
            with _running(order, FOLDER / str(number), connectors, trained, words) as sides:
                progress(", ".join(f"{one.name} started in {one.start_s:.1f} s" for one in sides))
                _round(size, sides, words, found)
            progress(f"round {number + 1} of {size.rounds}: {found.told}")
        found.one, found.two = two_engines.measured(
            FOLDER / "engines", connectors, words,
            rounds=size.rounds, many=size.many, steps=size.steps, at_once=AT_ONCE,
            progress=progress,
        )  # fmt: skip
    return figures(found, cores=len(os.sched_getaffinity(0)))


@contextmanager
def _running(
    order: Sequence[str], folder: Path, connectors: Path, trained: Path, words: Words
) -> Iterator[list[Side]]:
    """Both sides, started one after the other in this order."""
    sides: list[Side] = []
    script = words.take(1, steps=1)
    try:
        for name in order:
            sides.append(_started(name, folder / name, connectors, trained, script))
        yield sides
    finally:
        for side in sides:
            side.stop()


def _started(
    name: str, folder: Path, connectors: Path, trained: Path, script: Sequence[Sequence[str]]
) -> Side:
    settings = settings_in(folder, connectors)
    customers = prepared(settings)
    began = time.monotonic()
    running: Any
    if name == "ours":
        running = start(folder, environment=settings)
        pids = parts(running.process.pid)
    else:
        running = stock_rasa.start(folder, trained, settings)
        pids = running.pids
    side = Side(name, running.base, pids, settings, customers, 0.0, running.stop)
    try:
        told = asyncio.run(done(side.job("talk", scripts=script, at_once=1)))
        if told["trouble"]:
            raise RuntimeError(f"{name}: {told['trouble']}: {running.log[-2000:]}")
    except BaseException:
        running.stop()
        raise
    return replace(side, start_s=time.monotonic() - began)


def _round(size: Size, sides: Sequence[Side], words: Words, found: Found) -> None:
    """Every measurement with each side in turn; both hear the same words."""
    names = Names(templates())
    warm, alone = words.take(WARM), words.take(size.alone)
    many = words.take(size.many, steps=size.steps)
    pairs = words.pairs(size.seconds)
    measured: dict[str, dict[str, Any]] = {side.name: {} for side in sides}
    for side in sides:
        in_a_process(side.job("talk", scripts=warm, at_once=1))
    for side in sides:
        measured[side.name]["alone"] = in_a_process(side.job("talk", scripts=alone, at_once=1))
    for side in sides[::-1]:
        measured[side.name]["many"] = in_a_process(side.job("talk", scripts=many, at_once=AT_ONCE))
        measured[side.name]["mb"] = sum(taken(pid).mb for pid in side.pids.values())
    for side in sides:
        measured[side.name]["two"] = in_a_process(side.job("two", pairs=pairs))
    for side in sides:
        getattr(found, side.name).append(_made(side, measured[side.name]))
        if side.name == "ours":
            job = side.job("stages", scripts=words.take(size.alone))
            found.stages += in_a_process(job)["stages"]
    for kind in ("alone", "many"):
        ours, stock = (measured[name][kind]["answers"] for name in SIDES)
        for a, b in zip(ours, stock, strict=True):
            found.alike += [names.of(x) == names.of(y) for (_, x), (_, y) in zip(a, b, strict=True)]


def _made(side: Side, told: Mapping[str, Any]) -> Round:
    return Round(
        start_s=side.start_s,
        alone_ms=[took for one in told["alone"]["answers"] for took, _ in one],
        messages=sum(map(len, told["many"]["answers"])),
        seconds=told["many"]["seconds"],
        cpu_s=told["many"]["cpu_s"],
        mb=told["mb"],
        turn_ms=median(told["two"]["alone"]),
        pairs_ms=[(rest, took) for rest, took in told["two"]["pairs"]],
    )
