"""How many messages somebody may send: a sliding window per key, in memory."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable

_SWEEP_EVERY = 1_000


class RateLimit:
    """At most `most` in any `window_s` seconds. `now` counts seconds and never goes back."""

    def __init__(self, most: int, window_s: float, now: Callable[[], float]) -> None:
        self._most = most
        self._window_s = window_s
        self._now = now
        self._taken: dict[str, deque[float]] = {}
        self._since_sweep = 0

    def take(self, key: str) -> bool:
        """Use one. False when there is none left; then nothing is used."""
        now = self._now()
        self._sweep(now)
        taken = self._taken.setdefault(key, deque())
        while taken and taken[0] <= now - self._window_s:
            taken.popleft()
        if len(taken) >= self._most:
            return False
        taken.append(now)
        return True

    def give_back(self, key: str) -> None:
        """The last one counted for nothing."""
        if self._taken.get(key):
            self._taken[key].pop()

    def seconds_left(self, key: str) -> int:
        """How long until there is one again, in whole seconds and at least one."""
        taken = self._taken.get(key)
        if not taken or len(taken) < self._most:
            return 1
        return max(1, math.ceil(taken[0] + self._window_s - self._now()))

    def _sweep(self, now: float) -> None:
        """Forget who has been quiet, now and then."""
        self._since_sweep += 1
        if self._since_sweep < _SWEEP_EVERY:
            return
        self._since_sweep = 0
        old = now - self._window_s
        for key in [key for key, taken in self._taken.items() if not taken or taken[-1] <= old]:
            del self._taken[key]
