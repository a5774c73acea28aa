"""Ends background tasks for certain, however often a cancellation gets lost on the way."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Any

AGAIN_AFTER_S = 0.5


async def end_all(tasks: Iterable[asyncio.Task[Any]]) -> None:
    """Cancel until every task has ended; what they raise is dropped.

    In Python 3.10 `asyncio.wait_for` swallows a cancellation that arrives together with its
    result (https://github.com/python/cpython/issues/81839): a loop that was cancelled once would
    then go on for ever, and whoever waits for it too.
    """
    left = {task for task in tasks if not task.done()}
    while left:
        for task in left:
            task.cancel()
        _, left = await asyncio.wait(left, timeout=AGAIN_AFTER_S)
