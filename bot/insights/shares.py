"""Shares with what they leave open: intervals for small numbers, and when one is surely larger."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

USUAL = 1.96
"""95 of 100."""
SURE = 3.0
"""About 999 of 1000: many things are looked at, and none may stand there by chance."""


@dataclass(frozen=True)
class Share:
    """How many of how many, with the interval in which the true share probably lies."""

    part: int
    of: int

    @property
    def value(self) -> float | None:
        """The share itself; None of nothing."""
        return self.part / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval of 95 %: holds for small numbers too, and never leaves 0 to 1."""
        return wilson(self.part, self.of)


def wilson(part: int, of: int, z: float = USUAL) -> tuple[float, float]:
    """The score interval of a share; everything is possible of nothing."""
    if of <= 0:
        return 0.0, 1.0
    share, square = part / of, z * z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = z * sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    low = 0.0 if part == 0 else max(0.0, middle - half)
    return low, 1.0 if part == of else min(1.0, middle + half)


def more(one: Share, other: Share, z: float = SURE) -> float:
    """By how much the first share is surely larger than the second (Newcombe); 0 when it is not."""
    if not one.of or not other.of:
        return 0.0
    first, second = one.part / one.of, other.part / other.of
    low, _ = wilson(one.part, one.of, z)
    _, high = wilson(other.part, other.of, z)
    return max(0.0, first - second - sqrt((first - low) ** 2 + (high - second) ** 2))
