"""Starts child processes, restarts the ones that die with back-off, and stops them all cleanly.

`delay_before_restart` decides; `Supervisor` acts. A child lives in its own session, so Ctrl-C
reaches only the supervisor; a child watches its standard input, so that it stops when the
supervisor is killed.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

FIRST_DELAY_S = 0.5
LONGEST_DELAY_S = 30.0
STEADY_AFTER_S = 60.0
GIVE_UP_AFTER = 6
STOP_WITHIN_S = 12.0
WRONG_USE = 2
WATCHED = "SUPERVISED_BY_SAMENSPEL"


@dataclass(frozen=True)
class Child:
    """One process to keep alive: its name and the command that starts it."""

    name: str
    command: tuple[str, ...]


class ChildFailed(Exception):
    """A child cannot run: it refused its settings, or died again and again."""

    code = "child_failed"


def delay_before_restart(failures: int, first_s: float = FIRST_DELAY_S) -> float:
    """Seconds to wait after the nth failure in a row: doubling, with an upper bound."""
    return min(LONGEST_DELAY_S, first_s * 2.0 ** max(0, failures - 1))


def stop_with_parent() -> None:
    """In a child: end by SIGTERM when the supervisor closes our standard input or dies."""
    if os.environ.get(WATCHED) != "1":
        return

    def watch() -> None:
        with contextlib.suppress(OSError, ValueError):
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent-watch", daemon=True).start()


class Supervisor:
    """Keeps a set of children alive until it is told to stop."""

    def __init__(
        self,
        children: Sequence[Child],
        *,
        say: Callable[[str], None],
        first_delay_s: float = FIRST_DELAY_S,
        stop_within_s: float = STOP_WITHIN_S,
        steady_after_s: float = STEADY_AFTER_S,
    ) -> None:
        self._children = {child.name: child for child in children}
        self._say = say
        self._first_delay_s = first_delay_s
        self._stop_within_s = stop_within_s
        self._steady_after_s = steady_after_s
        self._running: dict[str, asyncio.subprocess.Process] = {}
        self._stopping = asyncio.Event()

    async def run(self, alongside: Callable[[], Awaitable[None]] | None = None) -> None:
        """Run until `stop`; raises ChildFailed when a child cannot be kept alive.

        `alongside` is work beside the children, such as waiting for readiness or watching files.
        """
        tasks = [asyncio.create_task(self._keep(child)) for child in self._children.values()]
        extra = asyncio.ensure_future(alongside()) if alongside else None
        waiter = asyncio.create_task(self._stopping.wait())
        try:
            watched = [waiter, *tasks]
            done, _ = await asyncio.wait(watched, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                if task is not waiter:
                    task.result()
        finally:
            self._stopping.set()
            for task in (waiter, *([extra] if extra else [])):
                task.cancel()
            await self._stop_children()
            await asyncio.gather(
                *tasks, waiter, *([extra] if extra else []), return_exceptions=True
            )

    def stop(self) -> None:
        """Ask for the end; `run` returns when every child has ended."""
        self._stopping.set()

    def pid(self, name: str) -> int | None:
        """The process that runs as this child now."""
        process = self._running.get(name)
        return process.pid if process is not None and process.returncode is None else None

    async def restart(self, name: str) -> None:
        """End one child; it is started again at once."""
        process = self._running.get(name)
        if process is not None and process.returncode is None:
            process.terminate()

    def tell(self, name: str, number: int) -> None:
        """Send one child a signal that it knows."""
        process = self._running.get(name)
        if process is not None and process.returncode is None:
            process.send_signal(number)

    async def _keep(self, child: Child) -> None:
        failures = 0
        while not self._stopping.is_set():
            started = time.monotonic()
            process = await asyncio.create_subprocess_exec(
                *child.command,
                stdin=asyncio.subprocess.PIPE,
                start_new_session=True,
                env={**os.environ, WATCHED: "1"},
            )
            self._running[child.name] = process
            code = await process.wait()
            if self._stopping.is_set():
                return
            if code == WRONG_USE:
                raise ChildFailed(f"{child.name} cannot start; the message above says why")
            asked = code in (0, -signal.SIGTERM)
            steady = time.monotonic() - started > self._steady_after_s
            failures = 0 if asked else 1 if steady else failures + 1
            if failures >= GIVE_UP_AFTER:
                raise ChildFailed(f"{child.name} ended {failures} times in a row (exit {code})")
            delay = delay_before_restart(failures, self._first_delay_s)
            self._say(f"{child.name} ended (exit {code}); starting it again in {delay:.1f} s")
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)

    async def _stop_children(self) -> None:
        alive = [p for p in self._running.values() if p.returncode is None]
        for process in alive:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
        if not alive:
            return
        waits = [asyncio.create_task(process.wait()) for process in alive]
        _, late = await asyncio.wait(waits, timeout=self._stop_within_s)
        for process in alive:
            if late and process.returncode is None:
                with contextlib.suppress(ProcessLookupError):
                    process.kill()
        await asyncio.gather(*waits)


def command_for(part: str, config: str) -> tuple[str, ...]:
    """The command line of one child: this very Python, this very program."""
    return (sys.executable, "-m", "bot", "--config", config, "run", f"--{part}-only")
