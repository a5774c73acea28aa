"""A process of its own that asks authority for refunds: raced, and killed, by the fault tests.

Run as `python -m tests.support.authority_process FOLDER JOB…`; prints one line a step.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import NoReturn

from bot.authority import outbox
from bot.authority.providers import Providers
from bot.connectors.ports import Effect
from bot.model import Grant
from tests.support.authority import NOW, World


def die(*_: object, **__: object) -> NoReturn:
    """As the kernel would do it: at once, without a word."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("still alive")


async def race(folder: Path, limits: Path, name: str, jobs: list[str]) -> None:
    """Ask for every job (order/item) one after the other."""
    world = World(folder, limits=limits, owner=name)
    await world.authority.start()
    print("ready", flush=True)
    sys.stdin.readline()
    for number, job in enumerate(jobs):
        order, _, item = job.partition("/")
        result = await world.refund(
            order, conversation=f"of-{order}", turn=f"{name}-{number}", items=(item,) * bool(item)
        )
        print(result.outcome.value, result.rule, result.state, flush=True)
    world.close()


async def killed(folder: Path, limits: Path, where: str, order: str) -> None:
    """Ask for one refund and die at a place."""
    world = World(folder, limits=limits, owner="victim")
    await world.authority.start()
    call = Providers._once

    async def after_the_call(self: Providers, does: str, grant: Grant) -> Effect:
        await call(self, does, grant)
        die()

    if where == "before_the_call":
        Providers._once = die  # type: ignore[method-assign]
    elif where == "after_the_call":
        Providers._once = after_the_call  # type: ignore[method-assign]
    elif where == "while_settling":
        outbox.write = die
    await world.refund(order, conversation=f"of-{order}", turn="1")
    print("survived", flush=True)


class RealTime(World):
    """A world whose clock runs, from the moment that the shop's data is about."""

    def __init__(
        self, folder: Path, *, prepared: Path | None = None, started: datetime | None = None
    ) -> None:
        self.started = started or datetime.now(timezone.utc)
        super().__init__(folder, prepared=prepared, lease=timedelta(seconds=1))

    def clock(self) -> datetime:
        """As much later as has really passed."""
        return NOW + (datetime.now(timezone.utc) - self.started)


async def still(folder: Path, started: str, order: str) -> None:
    """Ask for one refund and stand still just before the provider would be called."""
    world = RealTime(folder, started=datetime.fromisoformat(started))
    await world.authority.start()
    carry_out, calls = Providers.carry_out, []

    async def after_a_while(
        self: Providers, does: str, grant: Grant, in_time: Callable[[], bool]
    ) -> Effect:
        os.kill(os.getpid(), signal.SIGSTOP)
        return await carry_out(self, does, grant, in_time)

    async def counted(self: Providers, does: str, grant: Grant) -> Effect:
        calls.append(does)
        return await once(self, does, grant)

    once = Providers._once
    Providers.carry_out = after_a_while  # type: ignore[method-assign]
    Providers._once = counted  # type: ignore[method-assign]
    result = await world.refund(order, conversation=f"of-{order}", turn="1")
    assert result.state is not None
    print(len(calls), "calls", result.state.name, flush=True)
    world.close()


if __name__ == "__main__":
    kind, folder, limits, *rest = sys.argv[1:]
    if kind == "race":
        asyncio.run(race(Path(folder), Path(limits), rest[0], rest[1:]))
    elif kind == "still":
        asyncio.run(still(Path(folder), rest[0], rest[1]))
    else:
        asyncio.run(killed(Path(folder), Path(limits), rest[0], rest[1]))
