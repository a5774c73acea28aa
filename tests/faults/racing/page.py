"""The page about the race: its table is made from what the last full run measured."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "docs/proofs"
PAGE = FOLDER / "racing.md"
KEPT = FOLDER / "last-full-run.json"
FULL_REQUESTS, FULL_KILLS = 1_000_000, 1_000
BEGIN, END = "<!-- last full run -->\n", "<!-- end -->"
NONE_YET = "No full run is kept in this version.\n"

_LINES: Mapping[str, Callable[[Any], str]] = {
    "requests in the race": lambda run: f"{run['requests']:,}",
    "processes": lambda run: str(run["processes"]),
    "processes killed": lambda run: f"{run['kills']:,}",
    "requests a second": lambda run: f"{run['requests_a_second']:,} on {run['cores']} cores",
    "paid and settled": lambda run: f"{run['verdict']['settled']:,}",
    "taken over by another process": lambda run: f"{run['verdict']['taken_over']:,}",
    "recovered after the last kill in": lambda run: f"{run['verdict']['recovered_in_s']} s",
    "cents over any limit": lambda run: str(run["verdict"]["cents_over"]),
    "cents lost to anybody": lambda run: str(run["verdict"]["cents_lost"]),
    "paid twice": lambda run: str(run["verdict"]["twice"]),
    "paid without a record, or the reverse": lambda run: str(run["verdict"]["without"]),
    "audit chain": lambda run: str(run["verdict"]["chain"]),
}


def table(kept: Mapping[str, Any]) -> str:
    """What the kept runs measured, one column for each database."""
    if not kept:
        return NONE_YET
    names = sorted(kept)
    lines = [f"| | {' | '.join(names)} |", f"|---|{'---|' * len(names)}"]
    for label, cell in _LINES.items():
        lines.append(f"| {label} | {' | '.join(cell(kept[name]) for name in names)} |")
    return "\n".join(lines) + "\n"


def with_table(text: str, kept: Mapping[str, Any]) -> str:
    """The page with its table made anew."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}{table(kept)}{END}{after}"
