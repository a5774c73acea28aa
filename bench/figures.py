"""A figure that was measured, the file they are kept in and the table that the README shows."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "bench" / "results.json"
README = ROOT / "README.md"
BEGIN, END = "<!-- bench: begin -->", "<!-- bench: end -->"


def machine() -> str:
    """The processor and how many of them, without a name of the host."""
    model = platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        for line in info.read_text().splitlines():
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{model}, {cores} cores, Python {platform.python_version()}"


@dataclass(frozen=True)
class Figure:
    """Ours beside a peer's, measured in turns in one run. `ratio` is the median of the rounds.

    `spread` are the lowest and the highest ratio of a round; `goal` is what it should at least be,
    or with `at_most` should not exceed. A figure without a peer has a ratio of null.
    """

    name: str
    ours: float
    peer: float | None
    peer_name: str | None
    ratio: float | None
    unit: str
    n: int
    machine: str
    spread: tuple[float, float] | None = None
    goal: float | None = None
    at_most: bool = False

    @property
    def met(self) -> bool | None:
        """Whether it reaches its goal; None when there is none."""
        measured = self.ratio if self.ratio is not None else self.ours
        if self.goal is None:
            return None
        return measured <= self.goal if self.at_most else measured >= self.goal


def write(figures: Sequence[Figure], path: Path = RESULTS) -> None:
    """Keep the figures as JSON."""
    path.write_text(json.dumps([asdict(one) for one in figures], indent=1) + "\n", "utf-8")


def read(path: Path = RESULTS) -> list[Figure]:
    """The figures that are kept."""
    return [Figure(**each) for each in json.loads(path.read_text("utf-8"))]


def renewed(kept: Sequence[Figure], found: Sequence[Figure]) -> list[Figure]:
    """What was kept, with what was measured again in its place and what is new behind it."""
    new = {(one.name, one.peer_name): one for one in found}
    places = [new.pop((one.name, one.peer_name), one) for one in kept]
    return [*places, *new.values()]


def table(figures: Sequence[Figure]) -> str:
    """The figures as a table in Markdown."""
    lines = ["| what | ours | beside it | ratio | goal |", "|---|---|---|---|---|"]
    for one in figures:
        peer = "" if one.peer is None else f"{one.peer_name}: {_number(one.peer)} {one.unit}"
        ratio = "" if one.ratio is None else f"{_number(one.ratio)} x{_spread(one)}"
        sign = "at most" if one.at_most else "at least"
        goal = "" if one.goal is None else f"{sign} {_number(one.goal)}: {_MET[bool(one.met)]}"
        lines.append(f"| {one.name} | {_number(one.ours)} {one.unit} | {peer} | {ratio} | {goal} |")
    return "\n".join(lines) + f"\n\nMeasured on {figures[0].machine}.\n" if figures else ""


_MET = {True: "met", False: "**missed**"}


def _spread(one: Figure) -> str:
    return f" ({_number(one.spread[0])} to {_number(one.spread[1])})" if one.spread else ""


def _number(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def put_into_readme(figures: Sequence[Figure], path: Path = README) -> bool:
    """Renew the block between the marks; False when the page has none."""
    text = path.read_text("utf-8")
    if BEGIN not in text or END not in text:
        return False
    head, rest = text.split(BEGIN, 1)
    tail = rest.split(END, 1)[1]
    path.write_text(f"{head}{BEGIN}\n{table(figures)}{END}{tail}", "utf-8")
    return True
