"""Budgets and once-keys as the ledger would hold them, counted in memory, request by request."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from bot.authority.decision import OPEN_KEY, BudgetKey, Need, Needs, Spent, Used
from bot.model import Outcome


class _Sum:
    """What a bucket or a window holds. Changed in place: there are millions of changes."""

    __slots__ = ("count", "minor")

    def __init__(self, minor: int = 0, count: int = 0) -> None:
        self.minor = minor
        self.count = count


_NOTHING = _Sum()


class _Window:
    """One budget and scope: what every bucket holds, and the sum of the present window."""

    __slots__ = ("_oldest", "_present", "buckets")

    def __init__(self) -> None:
        self.buckets: dict[int, _Sum] = {}
        self._oldest: int | None = None
        self._present = _NOTHING

    def add(self, bucket: int, minor: int, count: int) -> None:
        held = self.buckets.get(bucket)
        if held is None:
            held = self.buckets[bucket] = _Sum()
        held.minor += minor
        held.count += count
        if self._oldest is not None and bucket >= self._oldest:
            self._present.minor += minor
            self._present.count += count

    def since(self, oldest: int) -> _Sum:
        if self._oldest != oldest:
            minor = count = 0
            for bucket, held in self.buckets.items():
                if bucket >= oldest:
                    minor += held.minor
                    count += held.count
            self._oldest, self._present = oldest, _Sum(minor, count)
        return self._present


@dataclass
class SimulatedLedger:
    """What would be held; forgets nothing, so that a clock that goes back is counted right.

    `ends`: the only decisions that may `end`, when they are known; what others hold is not kept
    apart.
    """

    windows: dict[BudgetKey, _Window] = field(default_factory=dict)
    once: dict[str, str] = field(default_factory=dict)
    ends: Collection[str] | None = None
    _held: dict[str, tuple[Sequence[Need], Sequence[str]]] = field(default_factory=dict)

    def look(self, need: Need) -> Spent:
        """What the window of a need holds at this moment; it goes on changing."""
        window = self.windows.get((need.budget, need.scope))
        if window is None:
            return _NOTHING
        return window.since(need.oldest) if need.span else window.buckets.get(need.bucket, _NOTHING)

    def used(self, need: Need) -> Used:
        """What the window of a need holds, as a value."""
        found = self.look(need)
        return Used(found.minor, found.count)

    def hold(self, decision: str, outcome: Outcome, needs: Needs) -> None:
        """Count what was granted: an approval holds its money as the ledger does."""
        for need in needs.budgets:
            key = need.budget, need.scope
            window = self.windows.get(key)
            if window is None:
                window = self.windows[key] = _Window()
            window.add(need.bucket, need.minor, 1)
        if outcome is Outcome.ALLOW:
            # Settled at once: what is held only while it is open is free again.
            for once in needs.once:
                if not once.startswith(OPEN_KEY):
                    self.once[once] = "settled"
        else:
            self.once.update(dict.fromkeys(needs.once, "reserved"))
        if (needs.budgets or needs.once) and (self.ends is None or decision in self.ends):
            self._held[decision] = (needs.budgets, needs.once)

    def end(self, decision: str, keeps: int | None) -> None:
        """What a decision held is free again, or, settled for less, only `keeps` is spent."""
        budgets, once = self._held.pop(decision, ((), ()))
        for need in budgets:
            kept = None if keeps is None else min(need.minor, keeps)
            self.windows[need.key].add(
                need.bucket, (kept or 0) - need.minor, -1 if kept is None else 0
            )
        for key in once:
            if keeps is None or key.startswith(OPEN_KEY):
                self.once.pop(key, None)
