"""What the processes of a running product take: memory and processor time, as Linux counts them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_TICK_S = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Taken:
    """Resident memory now, and the processor time since the process began."""

    mb: float
    cpu_s: float


def taken(pid: int) -> Taken:
    """What one process takes."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace")
    rss = next(line for line in status.splitlines() if line.startswith("VmRSS:"))
    fields = Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()
    return Taken(int(rss.split()[1]) / 1024, (int(fields[11]) + int(fields[12])) * _TICK_S)


def cpu_s(pids: Iterable[int]) -> float:
    """The processor time of all of them together, each since it began."""
    return sum(taken(pid).cpu_s for pid in pids)


def parts(supervisor: int) -> dict[str, int]:
    """Gateway and engine of a `samenspel run`, by name."""
    children = Path(f"/proc/{supervisor}/task/{supervisor}/children").read_text().split()
    found: dict[str, int] = {}
    for child in children:
        command = Path(f"/proc/{child}/cmdline").read_text().split("\0")
        for name in ("gateway", "engine"):
            if f"--{name}-only" in command:
                found[name] = int(child)
    return found
