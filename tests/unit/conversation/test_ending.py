"""Ending background tasks."""

from __future__ import annotations

import asyncio
import time

from bot.conversation.ending import end_all


async def test_a_task_that_loses_its_cancellation_is_ended_all_the_same() -> None:
    lost: list[str] = []

    async def deaf() -> None:
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                # As `wait_for` does when the result comes at the same moment.
                if len(lost) == 2:
                    raise
                lost.append("once more")

    tasks = [asyncio.create_task(deaf()), asyncio.create_task(asyncio.sleep(3600))]
    await asyncio.sleep(0)
    await asyncio.wait_for(end_all(tasks), 10)
    assert all(task.cancelled() for task in tasks)
    assert len(lost) == 2


async def test_what_has_ended_already_is_not_waited_for() -> None:
    async def fails() -> None:
        raise ValueError

    task = asyncio.create_task(fails())
    await asyncio.wait([task])
    began = time.monotonic()
    await end_all([task])
    assert time.monotonic() - began < 0.4
    assert isinstance(task.exception(), ValueError)
