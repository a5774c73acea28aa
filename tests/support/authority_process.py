"""A process of its own that asks authority for refunds: raced, and killed, by the fault tests.

Run as `python -m tests.support.authority_process FOLDER JOB…`; prints one line a step.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path
from typing import NoReturn

from bot.authority import outbox
from bot.authority.providers import Providers
from bot.connectors.ports import Effect
from bot.model import Grant
from tests.support.authority import World


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


if __name__ == "__main__":
    kind, folder, limits, *rest = sys.argv[1:]
    if kind == "race":
        asyncio.run(race(Path(folder), Path(limits), rest[0], rest[1:]))
    else:
        asyncio.run(killed(Path(folder), Path(limits), rest[0], rest[1]))
