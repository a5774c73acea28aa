"""The supervisor keeps real processes alive and stops them all."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.commands.supervisor import (
    LONGEST_DELAY_S,
    Child,
    ChildFailed,
    Supervisor,
    delay_before_restart,
)

LOG_AND_SLEEP = (
    "import os,sys,time; open(sys.argv[1],'a').write(f'{os.getpid()}\\n'); time.sleep(60)"
)


def python(code: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-c", code, *arguments)


async def pids(file: Path, count: int) -> list[int]:
    """The pids that the child wrote, once there are `count` of them."""
    for _ in range(200):
        if file.exists() and len(lines := file.read_text().split()) >= count:
            return [int(line) for line in lines]
        await asyncio.sleep(0.05)
    raise AssertionError(f"no {count} starts within 10 s")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@given(failures=st.integers(min_value=0, max_value=100))
def test_the_delay_before_a_restart_grows_and_is_bounded(failures: int) -> None:
    delay = delay_before_restart(failures)

    assert 0 < delay <= LONGEST_DELAY_S
    assert delay <= delay_before_restart(failures + 1)


async def test_a_killed_child_is_started_again(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    said: list[str] = []
    supervisor = Supervisor([Child("engine", python(LOG_AND_SLEEP, str(file)))], say=said.append)
    running = asyncio.create_task(supervisor.run())

    first = (await pids(file, 1))[0]
    os.kill(first, signal.SIGKILL)
    second = (await pids(file, 2))[1]

    assert alive(second)
    assert "engine ended (exit -9)" in said[0]
    supervisor.stop()
    await asyncio.wait_for(running, 10)
    assert not alive(second)


async def test_stopping_ends_every_child_also_one_that_ignores_the_request(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    stubborn = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); " + LOG_AND_SLEEP
    supervisor = Supervisor(
        [
            Child("gateway", python(LOG_AND_SLEEP, str(file))),
            Child("engine", python(stubborn, str(file))),
        ],
        say=lambda text: None,
        stop_within_s=0.5,
    )
    running = asyncio.create_task(supervisor.run())
    started = await pids(file, 2)

    supervisor.stop()
    await asyncio.wait_for(running, 10)

    assert [pid for pid in started if alive(pid)] == []


async def test_a_child_with_wrong_settings_is_not_started_again() -> None:
    supervisor = Supervisor(
        [Child("gateway", python("raise SystemExit(2)"))], say=lambda text: None
    )

    with pytest.raises(ChildFailed, match="gateway cannot start"):
        await asyncio.wait_for(supervisor.run(), 10)


async def test_a_child_that_dies_again_and_again_is_given_up() -> None:
    supervisor = Supervisor(
        [Child("engine", python("raise SystemExit(1)"))],
        say=lambda text: None,
        first_delay_s=0.01,
    )

    with pytest.raises(ChildFailed, match="6 times in a row"):
        await asyncio.wait_for(supervisor.run(), 20)


async def test_a_child_ends_when_its_supervisor_is_killed(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    watching = (
        "from bot.commands.supervisor import stop_with_parent; stop_with_parent(); " + LOG_AND_SLEEP
    )
    supervise = (
        "import asyncio,sys; from bot.commands.supervisor import *; "
        "command = (sys.executable, '-c', sys.argv[1], sys.argv[2]); "
        "asyncio.run(Supervisor([Child('engine', command)], say=print).run())"
    )
    parent = await asyncio.create_subprocess_exec(*python(supervise, watching, str(file)))
    child = (await pids(file, 1))[0]

    parent.kill()
    await parent.wait()

    deadline = time.monotonic() + 5
    while alive(child) and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    assert not alive(child)
