"""Customers in a process of their own; prints what happened to them as JSON.

`python -m bench.crowd idle BASE COUNT` lets so many come, says so, and keeps them until its
standard input is closed. `talking BASE COUNT EVERY SECONDS` lets so many talk, each saying
something every so many seconds. `newcomers BASE COUNT` lets one after the other come and ask.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import json
import sys
import time
from collections import Counter
from random import Random
from typing import Any

import aiohttp

from bench.tab import Tab, Trouble

ARRIVE_AT_ONCE = 8
ABANDON_AFTER = 20
CUSTOMERS = tuple(f"C-{number}" for number in range(1001, 1201))
PRESSED = 0.5
STORIES: tuple[tuple[str, ...], ...] = (
    ("hello", "where is my order?", "thank you", "how long does delivery take?", "are you a bot?"),
    ("hallo", "waar is mijn bestelling?", "dank je wel", "wat kun je allemaal?"),
    ("what can you do?", "how can I pay?", "is this conversation stored?", "thanks, bye"),
    ("goedemorgen", "mag ik mijn hond meenemen op reis?", "bedankt", "hoe gaat het met je?"),
    ("hi", "can I get a copy of my invoice?", "what do you know about me?", "thanks"),
    ("hoi", "ik wil mijn bestelling terugsturen", "laat maar", "hoe lang duurt de levering?"),
)
"""What they say. Every other one is signed in; of options that an answer has, half are pressed."""


class Crowd:
    """What happened to everybody here."""

    def __init__(self, session: aiohttp.ClientSession, base: str) -> None:
        self._session = session
        self._base = base
        self.trouble: Counter[str] = Counter()
        self.answers: list[tuple[float, float]] = []
        self.conversations = 0
        self.handed_over = 0
        self._began = time.monotonic()

    def told(self) -> dict[str, Any]:
        """The figures."""
        return {
            "conversations": self.conversations,
            "handed_over": self.handed_over,
            "answers": self.answers,
            "trouble": dict(self.trouble),
        }

    async def idle(self, count: int) -> None:
        """Let them come, some at once, and keep them until nobody waits for us any more."""
        tabs: list[Tab] = []
        places = iter(range(count))

        async def door() -> None:
            for _ in places:
                tab = self._tab()
                try:
                    await tab.arrive({"locale": "en"})
                    tabs.append(tab)
                except Trouble as trouble:
                    self.trouble[str(trouble)] += 1

        await asyncio.gather(*(door() for _ in range(ARRIVE_AT_ONCE)))
        gc.collect()
        gc.freeze()
        print(json.dumps({"here": len(tabs)}), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
        self.trouble["connection lost"] += sum(not tab.here for tab in tabs)
        self.conversations = len(tabs)

    async def talking(self, count: int, every_s: float, seconds: float) -> None:
        """So many who talk at any time; who has said everything makes room for somebody new."""
        end = time.monotonic() + seconds
        await asyncio.gather(*(self._seat(number, every_s, end) for number in range(count)))

    async def _seat(self, number: int, every_s: float, end: float) -> None:
        dice = Random(number)
        await asyncio.sleep(dice.uniform(0, every_s))
        while time.monotonic() < end:
            tab = self._tab()
            try:
                await tab.arrive(await self._auth(dice))
                self.conversations += 1
                await self._story(tab, dice, every_s, end)
            except Trouble as trouble:
                self.trouble[str(trouble)] += 1
                await asyncio.sleep(1)
            finally:
                await tab.leave()

    async def _story(self, tab: Tab, dice: Random, every_s: float, end: float) -> None:
        story, options = list(dice.choice(STORIES)), []
        for _ in range(ABANDON_AFTER):
            if tab.mode != "bot":
                self.handed_over += 1
                return
            choices = [one["payload"] for one in options if one["payload"][:1] == "/"]
            if choices and dice.random() < PRESSED:
                took, options = await tab.say(payload=dice.choice(choices))
            elif story:
                took, options = await tab.say(story.pop(0))
            else:
                return
            if tab.mode == "bot":
                self.answers.append((time.monotonic() - self._began, took))
            await asyncio.sleep(dice.uniform(0.5, 1.5) * every_s)
            if time.monotonic() > end:
                return

    async def newcomers(self, count: int) -> None:
        """One after the other: from coming to the first answer."""
        for number in range(count):
            tab, began = self._tab(), time.perf_counter()
            try:
                await tab.arrive({"locale": "en"})
                await tab.say("hello" if number % 2 else "what can you do?")
                took = (time.perf_counter() - began) * 1000
                self.answers.append((time.monotonic() - self._began, took))
                self.conversations += 1
            except Trouble as trouble:
                self.trouble[str(trouble)] += 1
            finally:
                await tab.leave()

    async def _auth(self, dice: Random) -> dict[str, Any]:
        auth: dict[str, Any] = {"locale": dice.choice(("en", "nl"))}
        if dice.random() < 0.5:
            asked = {"customer": dice.choice(CUSTOMERS)}
            async with self._session.post(f"{self._base}/demo/identity", json=asked) as answer:
                auth["identity"] = (await answer.json())["identity"]
        return auth

    def _tab(self) -> Tab:
        return Tab(self._session, self._base)


async def _run(asked: argparse.Namespace) -> dict[str, Any]:
    connector = aiohttp.TCPConnector(limit=0)
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=10)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        crowd = Crowd(session, asked.base)
        if asked.what == "idle":
            await crowd.idle(asked.count)
        elif asked.what == "talking":
            await crowd.talking(asked.count, asked.every, asked.seconds)
        else:
            await crowd.newcomers(asked.count)
        return crowd.told()


def main() -> None:
    """Be the crowd that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.crowd", description=__doc__)
    kinds = parser.add_subparsers(dest="what", required=True)
    for name in ("idle", "talking", "newcomers"):
        kind = kinds.add_parser(name)
        kind.add_argument("base")
        kind.add_argument("count", type=int)
        if name == "talking":
            kind.add_argument("every", type=float)
            kind.add_argument("seconds", type=float)
    print(json.dumps(asyncio.run(_run(parser.parse_args()))), flush=True)


if __name__ == "__main__":
    main()
