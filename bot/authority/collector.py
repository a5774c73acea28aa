"""Python's collector of cycles, asked less often while very many values are made that have none."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

RARELY = (100_000, 50, 1_000)
_lock = threading.Lock()
_before: list[tuple[int, int, int]] = []


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """For the whole process until the last of those who asked for it is done.

    Cycles that others make meanwhile are still found, only later.
    """
    with _lock:
        _before.append(gc.get_threshold())
        gc.set_threshold(*RARELY)
    try:
        yield
    finally:
        with _lock:
            # Those who asked later saw the rare ones: only the first knows how it was.
            first = _before[0]
            _before.pop()
            if not _before:
                gc.set_threshold(*first)
