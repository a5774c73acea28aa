"""Measure in turns: each round times everybody, in another order; ratios are taken per round."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import median

Work = Callable[[], int]
"""Does a piece of work and says how many times it was done."""


@dataclass(frozen=True)
class Turns:
    """The rates of every round, by name, in times a second."""

    rates: Mapping[str, tuple[float, ...]]
    done: int

    def rate(self, name: str) -> float:
        """The median rate of one."""
        return median(self.rates[name])

    def ratios(self, ours: str, peer: str) -> list[float]:
        """Ours against a peer's, round by round."""
        return [a / b for a, b in zip(self.rates[ours], self.rates[peer], strict=True)]

    def ratio(self, ours: str, peer: str) -> tuple[float, tuple[float, float]]:
        """The median ratio, with the lowest and the highest."""
        found = self.ratios(ours, peer)
        return median(found), (min(found), max(found))


def take_turns(
    works: Mapping[str, Work],
    rounds: int,
    *,
    timer: Callable[[], float] = time.perf_counter,
    progress: Callable[[str], None] = lambda text: None,
) -> Turns:
    """Let each do its work in every round, starting with another one each time."""
    names = list(works)
    rates: dict[str, list[float]] = {name: [] for name in names}
    done = 0
    for turn in range(rounds):
        start = turn % len(names)
        for name in names[start:] + names[:start]:
            began = timer()
            times = works[name]()
            rates[name].append(times / max(timer() - began, 1e-9))
            done += times if name == names[0] else 0
        progress(f"round {turn + 1} of {rounds}")
    return Turns({name: tuple(found) for name, found in rates.items()}, done)
