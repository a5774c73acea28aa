"""The load of the benchmark speaks the widget's protocol, and tells what went wrong."""

from __future__ import annotations

import json
import os
import sys
from asyncio.subprocess import PIPE, create_subprocess_exec
from collections import Counter
from typing import Any

import aiohttp
import pytest

from bench import load, processes
from bench.tab import Tab, Trouble
from tests.support.gateway import Gateway


async def crowd(*what: object) -> dict[str, Any]:
    process = await create_subprocess_exec(
        *(sys.executable, "-m", "bench.crowd", *map(str, what)), stdin=PIPE, stdout=PIPE
    )
    out, _ = await process.communicate(b"")
    return json.loads(out.splitlines()[-1])  # type: ignore[no-any-return]


async def test_newcomers_come_and_are_answered(gateway: Gateway) -> None:
    told = await crowd("newcomers", gateway.base, 3)
    assert told["trouble"] == {} and len(told["answers"]) == 3


async def test_idle_customers_stay_as_long_as_they_are_wanted(gateway: Gateway) -> None:
    told = await crowd("idle", gateway.base, 12)
    assert told["trouble"] == {"connection lost": 0} and told["conversations"] == 12


async def test_talking_customers_say_one_thing_after_the_other(gateway: Gateway) -> None:
    told = await crowd("talking", gateway.base, 3, 0.1, 1.5)
    assert told["trouble"] == {} and told["conversations"] >= 3
    assert len(told["answers"]) > told["conversations"]


async def test_who_is_not_let_in_is_told_as_trouble(gateway: Gateway) -> None:
    async with aiohttp.ClientSession() as session:
        with pytest.raises(Trouble, match="bad_token"):
            await Tab(session, gateway.base).arrive({"token": "opens nothing"})


def test_a_process_is_measured_by_what_linux_counts() -> None:
    before = processes.taken(os.getpid())
    keep = bytearray(b"x" * 40_000_000)
    after = processes.taken(os.getpid())
    assert after.mb - before.mb > 30 and len(keep)
    assert after.cpu_s >= before.cpu_s


def found(**trouble: int) -> load.Found:
    small, large = processes.Taken(100.0, 1.0), processes.Taken(110.0, 9.0)
    return load.Found(
        size=load.FULL,
        alone=[10.0] * 20,
        beside=[10.0] * 20,
        after=[10.0] * 20,
        answers=[50.0] * 19 + [100.0],
        trouble=Counter(trouble),
        conversations=4,
        handed_over=0,
        kb_idle=39.0,
        early={"gateway": small, "engine": small},
        late={"gateway": small, "engine": large},
        early_s=60.0,
    )


def test_one_error_misses_the_goal_and_so_does_memory_that_grows() -> None:
    by_name = {figure.name: figure for figure in load.figures(found())}
    errors = next(one for name, one in by_name.items() if name.startswith("errors"))
    growth = next(one for name, one in by_name.items() if "grew" in name)
    assert errors.met and growth.met is False and growth.ours == pytest.approx(1.1)
    assert not load.figures(found(no_answer=1))[0].met
