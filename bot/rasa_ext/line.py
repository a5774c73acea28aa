"""Who comes while the engine is busy waits in line, and is told at once when that would be long.

A few turns are worked on at a time, in the order in which they came. The line is short: an answer
that comes after the customer stopped waiting helps nobody, and work on it keeps the others waiting.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

AT_ONCE = 16
"""Enough that turns which wait for a shop's systems do not hold up the others."""
MOST = 200
# What is left of the gateway's patience is for the turn itself.
PATIENCE_S = 9.0
SHARE = 2 / 3
# How much the newest gap between two answers counts.
_NEWEST = 0.2


def patience(turn_timeout_s: float) -> float:
    """How long a turn may wait in line when its gateway waits so long for an answer."""
    return SHARE * min(PATIENCE_S, turn_timeout_s)


class Busy(Exception):
    """More came than can be answered in time; nothing was done."""

    code = "busy"


class Line:
    """Who is being answered, and who is next."""

    def __init__(
        self,
        *,
        at_once: int = AT_ONCE,
        most: int = MOST,
        longest_s: float = SHARE * PATIENCE_S,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._at_once = at_once
        self._most = most
        self._longest_s = longest_s
        self._clock = clock
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._working = 0
        self._pace_s = 0.0
        self._left_at = 0.0

    @property
    def working(self) -> int:
        """How many are being answered."""
        return self._working

    @property
    def waiting(self) -> int:
        """How many are in line."""
        return len(self._waiting)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait for a place. Raises Busy when none comes in time, at once where that is foreseen."""
        await self._enter()
        try:
            yield
        finally:
            self._leave()

    async def _enter(self) -> None:
        if self._working < self._at_once:
            self._working += 1
            return
        if self.waiting >= self._most or (self.waiting + 1) * self._pace_s > self._longest_s:
            raise Busy("the line is too long")
        if not self._waiting:
            self._left_at = self._clock()
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(called)
        try:
            await asyncio.wait({called}, timeout=self._longest_s)
        except BaseException:
            self._gave_up(called)
            raise
        if not called.done():
            self._gave_up(called)
            raise Busy("the line did not move in time")

    def _gave_up(self, called: asyncio.Future[None]) -> None:
        if called.done():
            self._leave()  # the place was just given: the next one may have it
        else:
            self._waiting.remove(called)

    def _leave(self) -> None:
        if not self._waiting:
            self._working -= 1
            return
        now = self._clock()
        gap, self._left_at = now - self._left_at, now
        self._pace_s += _NEWEST * (gap - self._pace_s)
        self._waiting.popleft().set_result(None)
