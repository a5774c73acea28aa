"""Customers of the product or of stock Rasa, in a process of their own.

`python -m bench.product_crowd` reads a job as JSON from its standard input and prints what came of
it. Everybody is let in before the clock starts. Jobs: `talk` lets customers say their scripts, some
at once; `two` sends a second message while the first one's action runs; `stages` asks the gateway
after each turn what its stages took.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp

from bench.processes import cpu_s
from bench.product_script import SAID_AFTER_IT, Names, templates
from bench.stock_tab import StockTab
from bench.tab import Tab, Trouble
from bot import wiring
from bot.model import ConversationId, CustomerId
from bot.settings import Settings

ROOT = Path(__file__).parents[1]
DRAWN = tuple(f"C-{number}" for number in range(1041, 1201))
STILL_EXPECTED = ("processing", "shipped", "lost")
LATER_S = 0.05
LEAST_REST_MS = 50.0
SETTLE_S = 0.03
WHOLE = "whole"
STAGE = "samenspel_stage_seconds_sum{stage="
Say = Callable[[str], Awaitable[tuple[float, str]]]


def settings_in(folder: Path, connectors: Path) -> dict[str, str]:
    """What both sides are told: the demo shop, data of their own, bookings that take a while."""
    return {
        "SAMENSPEL_DEMO": "true",
        "SAMENSPEL_DATA_DIR": str(folder),
        "SAMENSPEL_CONNECTORS_FILE": str(connectors),
        "SAMENSPEL_LIMITS_FILE": str(ROOT / "limits.yml"),
    }


def prepared(settings: Mapping[str, str]) -> list[str]:
    """Make the databases, as they are after the first start; customers with one order on its way.

    What they are told about it is the same however often they ask.
    """

    async def work() -> list[str]:
        house = wiring.build(Settings.load(None, settings))
        await wiring.open(house)
        found = []
        for customer in DRAWN:
            orders = await house.connectors.shop.orders_of(CustomerId(customer))
            coming = [one for one in orders if one.status in STILL_EXPECTED]
            if len(coming) == 1 and coming[0].status != "lost":
                found += [customer] if not coming[0].is_late(house.clock()) else []
        await wiring.close(house)
        return found

    return asyncio.run(work())


def in_a_process(job: Mapping[str, Any]) -> dict[str, Any]:
    """Let customers in a process of their own do a job. Raises when one of them met trouble."""
    told = subprocess.run(
        [sys.executable, "-m", "bench.product_crowd"],
        cwd=ROOT,
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        raise RuntimeError(told.stderr[-2000:])
    made: dict[str, Any] = json.loads(told.stdout)
    if made["trouble"]:
        raise RuntimeError(f"{job['side']}: {made['trouble']}")
    return made


class Ours:
    """Tabs of the product: who the customer is says an identity."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session, self._base = session, base

    async def tab(self, customer: str) -> Tab:
        """A tab that is let in."""
        asked = {"customer": customer}
        async with self._session.post(f"{self._base}/demo/identity", json=asked) as answer:
            identity = (await answer.json())["identity"]
        tab = Tab(self._session, self._base)
        await tab.arrive({"locale": "en", "identity": identity})
        return tab

    @staticmethod
    def say(tab: Tab) -> Say:
        """How something is said there."""

        async def said(text: str) -> tuple[float, str]:
            took, _ = await tab.say(text)
            return took, tab.said

        return said


class Stock:
    """Tabs of stock Rasa: who the customer is stands in the house's book, as a channel of that
    installation would put it there."""

    def __init__(self, session: aiohttp.ClientSession, base: str, house: wiring.House) -> None:
        self._session, self._base, self._house = session, base, house

    async def tab(self, customer: str) -> StockTab:
        """A tab that is let in."""
        tab = StockTab(self._session, self._base)
        await tab.arrive()
        until = self._house.clock() + timedelta(hours=1)
        await self._house.customers.bind(ConversationId(tab.name), CustomerId(customer), until)
        return tab

    @staticmethod
    def say(tab: StockTab) -> Say:
        """How something is said there."""
        return tab.say


async def talk(side: Any, job: Mapping[str, Any]) -> dict[str, Any]:
    """Let so many at once say one script after the other.

    Told are each answer's milliseconds and text, and the processor time of the side's processes.
    """
    scripts: Sequence[Sequence[str]] = job["scripts"]
    tabs = [await side.tab(_customer(job, place)) for place in range(len(scripts))]
    answers: list[list[tuple[float, str]]] = [[] for _ in scripts]
    trouble: Counter[str] = Counter()
    waiting = iter(range(len(scripts)))

    async def seat() -> None:
        for place in waiting:
            say = side.say(tabs[place])
            try:
                for text in scripts[place]:
                    answers[place].append(await say(text))
            except Trouble as problem:
                trouble[str(problem)] += 1

    used, began = cpu_s(job["pids"]), time.perf_counter()
    await asyncio.gather(*(seat() for _ in range(job["at_once"])))
    seconds, used = time.perf_counter() - began, cpu_s(job["pids"]) - used
    await asyncio.gather(*(tab.leave() for tab in tabs))
    return {"answers": answers, "seconds": seconds, "cpu_s": used, "trouble": dict(trouble)}


async def two(side: Any, job: Mapping[str, Any]) -> dict[str, Any]:
    """What a turn alone takes, and what it takes behind an action: `rest` is what that had left."""
    names = Names(templates())
    alone, pairs = [], []
    for place, (first, second) in enumerate(job["pairs"]):
        tab = await side.tab(_customer(job, place))
        if place % 2:
            alone.append((await side.say(tab)(second))[0])
        else:
            await tab.put(first)
            await asyncio.sleep(LATER_S)
            began = time.perf_counter()
            await tab.put(second)
            rest = None
            while names.of(await tab.heard()) != SAID_AFTER_IT:
                rest = (time.perf_counter() - began) * 1000
            if rest is None or rest < LEAST_REST_MS:
                raise Trouble(f"no action ran before the second message: {rest}")
            pairs.append((rest, (time.perf_counter() - began) * 1000))
        await tab.leave()
    return {"alone": alone, "pairs": pairs, "trouble": {}}


async def stages(side: Ours, job: Mapping[str, Any]) -> dict[str, Any]:
    """For each turn of one customer after the other the seconds of each stage, and of all of it."""
    found = []
    for place, script in enumerate(job["scripts"]):
        tab = await side.tab(_customer(job, place))
        before = await _metrics(job["base"])
        for text in script:
            took, _ = await tab.say(text)
            await asyncio.sleep(SETTLE_S)
            after = await _metrics(job["base"])
            passed = {name: after[name] - before[name] for name in after}
            found.append({**passed, WHOLE: took / 1000})
            before = after
        await tab.leave()
    return {"stages": found, "trouble": {}}


async def _metrics(base: str) -> dict[str, float]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{base}/metrics") as answer,
    ):
        text = await answer.text()
    lines = (line.removeprefix(STAGE) for line in text.splitlines() if line.startswith(STAGE))
    return {name.strip('"'): float(value) for name, value in (line.split("} ") for line in lines)}


def _customer(job: Mapping[str, Any], place: int) -> str:
    return str(job["customers"][place % len(job["customers"])])


@asynccontextmanager
async def _side(job: Mapping[str, Any]) -> AsyncIterator[Any]:
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        if job["side"] == "ours":
            yield Ours(session, job["base"])
            return
        house = wiring.build(Settings.load(None, job["settings"]))
        yield Stock(session, job["base"], house)
        await wiring.close(house)


async def done(job: Mapping[str, Any]) -> dict[str, Any]:
    """Do a job."""
    async with _side(job) as side:
        kinds: Mapping[str, Any] = {"talk": talk, "two": two, "stages": stages}
        made: dict[str, Any] = await kinds[job["job"]](side, job)
        return made


if __name__ == "__main__":
    print(json.dumps(asyncio.run(done(json.load(sys.stdin)))), flush=True)
