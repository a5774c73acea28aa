"""Budgets and once-keys as the ledger would hold them, counted in memory, request by request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.authority.decision import OPEN_KEY, BudgetKey, Need, Needs, Used
from bot.model import Outcome

_NOTHING = Used()


@dataclass
class _Window:
    """One budget and scope: what every bucket holds, and the sum of the present window."""

    buckets: dict[int, tuple[int, int]] = field(default_factory=dict)
    oldest: int | None = None
    minor: int = 0
    count: int = 0

    def add(self, bucket: int, minor: int, count: int) -> None:
        had_minor, had_count = self.buckets.get(bucket, (0, 0))
        self.buckets[bucket] = (had_minor + minor, had_count + count)
        if self.oldest is not None and bucket >= self.oldest:
            self.minor += minor
            self.count += count

    def since(self, oldest: int) -> Used:
        if self.oldest != oldest:
            within = [held for bucket, held in self.buckets.items() if bucket >= oldest]
            self.minor = sum(minor for minor, _ in within)
            self.count = sum(count for _, count in within)
            self.oldest = oldest
        return Used(self.minor, self.count)


@dataclass
class SimulatedLedger:
    """What would be held; forgets nothing, so that a clock that goes back is counted right."""

    windows: dict[BudgetKey, _Window] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    _held: dict[str, tuple[Sequence[Need], Sequence[str]]] = field(default_factory=dict)

    def used(self, need: Need) -> Used:
        """What the window of a need holds."""
        window = self.windows.get(need.key)
        if window is None:
            return _NOTHING
        if need.span:
            return window.since(need.oldest)
        minor, count = window.buckets.get(need.bucket, (0, 0))
        return Used(minor, count)

    def hold(self, decision: str, outcome: Outcome, needs: Needs) -> None:
        """Count what was granted: an approval holds its money as the ledger does."""
        for need in needs.budgets:
            window = self.windows.get(need.key)
            if window is None:
                window = self.windows[need.key] = _Window()
            window.add(need.bucket, need.minor, 1)
        for key in needs.once:
            if outcome is Outcome.ALLOW and key.startswith(OPEN_KEY):
                continue  # settled at once: nothing is open any more
            self.once[key] = "settled" if outcome is Outcome.ALLOW else "reserved"
        if needs.budgets or needs.once:
            self._held[decision] = (needs.budgets, needs.once)

    def end(self, decision: str, keeps: int | None) -> None:
        """What a decision held is free again, or, settled for less, only `keeps` is spent."""
        budgets, once = self._held.get(decision, ((), ()))
        for need in budgets:
            kept = None if keeps is None else min(need.minor, keeps)
            self.windows[need.key].add(
                need.bucket, (kept or 0) - need.minor, -1 if kept is None else 0
            )
        for key in once:
            if keeps is None or key.startswith(OPEN_KEY):
                self.once.pop(key, None)
        self._held.pop(decision, None)
