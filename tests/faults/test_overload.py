"""More messages than an engine can answer: nobody waits without end, and nothing is lost."""

from __future__ import annotations

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from bench.processes import taken
from bot.rasa_ext.line import Line
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import Tab

CUSTOMERS, EACH, WAVES = 60, 5, 4
AT_ONCE, MOST = 3, 12
ENOUGH_REFUSED = 10
BUSY = {"en": "It is very busy right now", "nl": "Het is nu erg druk"}
# On a slow machine who stands in line may wait so long that the gateway gives up.
NOT_NOW = {"en": "I can't give you an answer right now", "nl": "Het lukt me nu niet"}
WITHIN_S = 90.0
GROWS_AT_MOST_MB = 12.0


@pytest.fixture
def more_settings() -> dict[str, str]:
    return {"chat_messages_per_minute": "1000"}


class Jam:
    """An engine that answers nobody before it may, and notes how many it had at its busiest."""

    def __init__(self, gateway: Gateway) -> None:
        self.may = asyncio.Event()
        self.working = self.waiting = 0
        self.line = gateway.engine.line = Line(at_once=AT_ONCE, most=MOST)
        gateway.engine.script = self.answer

    async def answer(self, ask: Mapping[str, Any]) -> dict[str, Any]:
        self.look()
        await self.may.wait()
        self.look()
        return says(ask, f"echo: {ask['text']}")

    def look(self) -> None:
        self.working = max(self.working, self.line.working)
        self.waiting = max(self.waiting, self.line.waiting)


class Customer:
    """Sends some messages, and tries again as often as she is told that no answer comes."""

    def __init__(self, tab: Tab, language: str) -> None:
        self.tab = tab
        self.language = language
        self.refused = 0

    async def send(self, messages: list[str]) -> None:
        for text in messages:
            assert (await self.tab.say(text))["ok"]

    async def answered(self, messages: list[str]) -> list[str]:
        """What came back, once the last message was answered."""
        while f"echo: {messages[-1]}" not in self.tab.texts("bot"):
            told = self.refusals(BUSY, NOT_NOW)
            if len(told) > self.refused:
                self.refused = len(told)
                retry = told[-1]["options"][1]["payload"]
                again = f"{self.tab.conversation}-{self.refused}"
                assert (await self.tab.choose(retry, client_id=again))["ok"]
            await asyncio.sleep(0.05)
        wanted = {f"echo: {text}" for text in messages}
        return [text for text in self.tab.texts("bot") if text in wanted]

    def refusals(self, *kinds: Mapping[str, str]) -> list[dict[str, Any]]:
        said = tuple(each[self.language] for each in kinds or (BUSY,))
        bot = (e for e in self.tab.entries if e["type"] == "message" and e.get("options"))
        return [entry for entry in bot if entry["text"].startswith(said)]


@asynccontextmanager
async def customers(gateway: Gateway) -> AsyncIterator[list[Customer]]:
    languages = ["en", "nl"] * (CUSTOMERS // 2)
    here = [Customer(await Tab.open(gateway.base, locale=each), each) for each in languages]
    yield here
    await asyncio.gather(*(one.tab.close() for one in here))


async def _refused(here: list[Customer], language: str, before: Mapping[Customer, int]) -> None:
    """Wait until some who speak it were told that it is busy."""
    some = [one for one in here if one.language == language]
    while sum(len(one.refusals()) > before[one] for one in some) < ENOUGH_REFUSED:
        await asyncio.sleep(0.02)


async def test_three_hundred_messages_at_once_are_answered_or_honestly_refused_and_none_is_lost(
    gateway: Gateway,
) -> None:
    memory: list[float] = []
    async with customers(gateway) as here:
        for wave in range(WAVES):
            jam = Jam(gateway)
            said = [f"{wave}-{number}" for number in range(EACH)]
            before = {one: len(one.refusals()) for one in here}
            await asyncio.wait_for(asyncio.gather(*(one.send(said) for one in here)), WITHIN_S)
            # Nobody was answered yet, and whoever found the line full knows it.
            for language in BUSY:
                await asyncio.wait_for(_refused(here, language, before), WITHIN_S)
            assert jam.line.working == AT_ONCE

            jam.may.set()
            answers = await asyncio.wait_for(
                asyncio.gather(*(one.answered(said) for one in here)), WITHIN_S
            )
            # What was acknowledged was answered, in order and once.
            assert answers == [[f"echo: {text}" for text in said]] * CUSTOMERS
            await gateway.quiet()
            assert jam.working <= AT_ONCE and jam.waiting <= MOST
            assert (jam.line.working, jam.line.waiting) == (0, 0)
            gc.collect()
            memory.append(taken(os.getpid()).mb)
    assert len(gateway.engine.effects) == WAVES * CUSTOMERS * EACH
    assert set(gateway.engine.effects.values()) == {1}
    assert memory[-1] - memory[1] < GROWS_AT_MOST_MB, memory


async def test_who_hears_that_it_is_busy_may_have_a_person(gateway: Gateway) -> None:
    jam = Jam(gateway)
    gateway.engine.line = Line(at_once=1, most=0)
    first, tab = await Tab.open(gateway.base), await Tab.open(gateway.base, locale="nl")
    await first.say("hello")
    while gateway.engine.line.working == 0:
        await asyncio.sleep(0.01)
    await tab.say("waar is mijn bestelling")
    customer = Customer(tab, "nl")
    await tab.until(lambda: bool(customer.refusals()))
    person = customer.refusals()[-1]["options"][0]
    assert person["title"] == "Praat met een mens"
    assert (await tab.choose(person["payload"]))["ok"]
    await tab.until(lambda: tab.modes() == ["waiting"])
    jam.may.set()
    await first.answered("echo: hello")
    await asyncio.gather(first.close(), tab.close())


async def test_who_writes_on_after_a_refusal_is_answered_from_the_first_message_on(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    gateway.engine.line = Line(at_once=0, most=0)
    await tab.say("een")
    await tab.until(lambda: len(Customer(tab, "nl").refusals()) == 1)
    gateway.engine.line = Line()
    await tab.say("twee")
    await tab.answered("echo: twee")
    assert tab.texts("bot")[1:] == ["echo: een", "echo: twee"]
    assert [ask["text"] for ask in gateway.engine.asked] == ["een", "een", "twee"]
    await tab.close()
