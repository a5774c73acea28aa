"""Gives what a process no longer needs back to the machine.

glibc keeps freed memory, and every thread fills a heap of its own, so that a process that lives for
weeks takes what its busiest moments took together. Elsewhere than on glibc nothing is done here.
"""

from __future__ import annotations

import asyncio
import ctypes
from functools import lru_cache
from typing import Any

HEAPS = 2
"""Threads of Python mostly wait for one another: more heaps save them nothing."""
EVERY_S = 30.0
_M_ARENA_MAX = -8


@lru_cache(maxsize=1)
def _glibc() -> Any | None:
    libc = ctypes.CDLL(None)
    return libc if hasattr(libc, "malloc_trim") and hasattr(libc, "mallopt") else None


def share_heaps() -> bool:
    """Let all threads use a few heaps; call it before there are threads. Whether that could be."""
    libc = _glibc()
    return libc is not None and bool(libc.mallopt(_M_ARENA_MAX, HEAPS))


def give_back() -> bool:
    """Give pages that nothing lies in back to the machine. Whether there were any."""
    libc = _glibc()
    return libc is not None and bool(libc.malloc_trim(0))


async def keep_giving_back(every_s: float = EVERY_S) -> None:
    """The same again and again, beside the event loop: milliseconds for some hundred megabytes."""
    while True:
        await asyncio.sleep(every_s)
        await asyncio.to_thread(give_back)
