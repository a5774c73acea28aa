"""Looks at what one task does, a thousand times a second: stacks with the time that each took.

By the wall's clock, so that waiting counts: for a disk, a thread, another process. What a task
waits for is another task's work, so the stack goes on in the task that is waited for.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import CodeType, CoroutineType, FrameType
from typing import Any

from bench.figures import ROOT

EVERY_S = 0.001
WAITS = "(waits)"
DEEPEST = 400

Stack = tuple[str, ...]


class Sampler:
    """Counts the seconds of every stack below one task, while it is on."""

    def __init__(self) -> None:
        self._seconds: dict[tuple[CodeType | None, ...], float] = {}
        self._task: asyncio.Task[Any] | None = None
        self._last = 0.0

    @property
    def seconds(self) -> dict[Stack, float]:
        """The seconds of every stack, in the order in which they were first seen."""
        return {
            tuple(_name(code) if code else WAITS for code in stack): took
            for stack, took in self._seconds.items()
        }

    @contextmanager
    def on(self) -> Iterator[None]:
        """Look at the task that runs now, until the end of the block."""
        self._task = asyncio.current_task()
        assert self._task is not None
        before = signal.signal(signal.SIGALRM, self._look)
        self._last = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, EVERY_S)
        try:
            yield
        finally:
            self._task = None
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)

    def _look(self, number: int, frame: FrameType | None) -> None:
        # A signal waits for the end of what is written in C: what came late counts for more.
        task, took = self._task, time.perf_counter() - self._last
        if task is None:
            return
        current = asyncio.current_task(task.get_loop())
        running = _running(frame, current)
        current = current if running else None
        above = [] if task is current else _suspended(task, current)
        codes: list[CodeType | None] = [one.f_code for one in (*above, *running)]
        stack = tuple(codes if running else [*codes, None])
        self._seconds[stack] = self._seconds.get(stack, 0.0) + took
        # The next look is set only now, and what this one took is not counted.
        self._last = time.perf_counter()
        signal.setitimer(signal.ITIMER_REAL, EVERY_S)


def _running(frame: FrameType | None, current: asyncio.Task[Any] | None) -> list[FrameType]:
    """The frames of what the loop runs now, the outermost first; none while it waits.

    A task's own frames begin with its coroutine; other callbacks with asyncio's loop, not uvloop's.
    """
    first = getattr(current.get_coro(), "cr_frame", None) if current else None
    found: list[FrameType] = []
    while frame is not None:
        if frame.f_code.co_name == "_run" and frame.f_code.co_filename.endswith("events.py"):
            return found[::-1]
        found.append(frame)
        if frame is first:
            return found[::-1]
        frame = frame.f_back
    return []


def _suspended(task: asyncio.Task[Any] | None, until: asyncio.Task[Any] | None) -> list[FrameType]:
    """Where a task stands still, and the tasks that it waits for, up to the one that runs."""
    found: list[FrameType] = []
    while task is not None and task is not until and len(found) < DEEPEST:
        coroutine: Any = task.get_coro()
        waited_for = getattr(task, "_fut_waiter", None)
        while isinstance(coroutine, CoroutineType) and coroutine.cr_frame is not None:
            frame = coroutine.cr_frame
            found.append(frame)
            if frame.f_code.co_name == "wait_for":
                waited_for = frame.f_locals.get("fut")
            coroutine = coroutine.cr_await
        task = waited_for if isinstance(waited_for, asyncio.Task) else None
    return found


def _name(code: CodeType) -> str:
    """`package/module.function`, from where the package begins."""
    path = Path(code.co_filename).with_suffix("")
    parts = path.parts
    if "site-packages" in parts:
        parts = parts[parts.index("site-packages") + 1 :]
    elif path.is_relative_to(ROOT):
        parts = path.relative_to(ROOT).parts
    else:
        parts = parts[-2:]
    return f"{'/'.join(parts)}.{code.co_name}"


def folded(seconds: dict[Stack, float]) -> str:
    """One line a stack, as other programs read it: `a;b;c 123`, in microseconds."""
    return "".join(f"{';'.join(stack)} {round(took * 1e6)}\n" for stack, took in seconds.items())


def unfolded(text: str) -> dict[Stack, float]:
    """What `folded` wrote, in the same order."""
    lines = [line.rpartition(" ") for line in text.splitlines()]
    return {tuple(stack.split(";")): int(took) / 1e6 for stack, _, took in lines}
