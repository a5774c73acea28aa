"""The list at the desk costs the same however many wait, and every desk hears of a change."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event, update
from sqlalchemy.engine import Connection

from bot.gateway.waiting_list import WaitingList
from bot.model import StaffId
from bot.storage.conversation_tables import conversations
from tests.support.gateway import Gateway
from tests.support.tabs import DeskPage, Tab

OF_THE_LIST = "conversations.mode IN"


@contextmanager
def asked(gateway: Gateway) -> Iterator[list[list[str]]]:
    """What the database is asked meanwhile, wherever the list is read: all of that transaction."""
    heard: dict[Connection, list[str]] = {}
    lists: list[list[str]] = []

    def hear(connection: Connection, _cursor: Any, text: str, *_rest: Any) -> None:
        heard.setdefault(connection, []).append(text)

    engine = gateway.house.database.engine()
    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield lists
    finally:
        event.remove(engine, "before_cursor_execute", hear)
        lists += [texts for texts in heard.values() if any(OF_THE_LIST in one for one in texts)]


async def waiting(gateway: Gateway, count: int) -> list[Tab]:
    """So many customers who wrote something and wait for a person."""
    tabs = [await Tab.open(gateway.base) for _ in range(count)]
    for number, tab in enumerate(tabs):
        await tab.call("human")
        await tab.say(f"number {number}")
    await gateway.quiet()
    return tabs


async def test_twenty_who_wait_are_read_with_as_many_questions_as_two(gateway: Gateway) -> None:
    waiting_list, tabs = WaitingList(gateway.rooms), await waiting(gateway, 2)
    with asked(gateway) as of_two:
        await waiting_list.refresh()
    tabs += await waiting(gateway, 18)
    with asked(gateway) as of_twenty:
        await waiting_list.refresh()
    assert of_two and {len(texts) for texts in of_twenty} == {len(texts) for texts in of_two}
    items = waiting_list.seen_by(StaffId("maria"))["items"]
    assert [one["last"]["text"] for one in items] == [
        f"number {number}" for number in (0, 1, *range(18))
    ]
    for tab in tabs:
        await tab.close()


async def test_with_nobody_at_a_desk_a_message_does_not_make_the_list_anew(
    gateway: Gateway,
) -> None:
    (tab,) = await waiting(gateway, 1)
    with asked(gateway) as heard:
        for number in range(5):
            await tab.say(f"hello? {number}")
            await asyncio.sleep(0.3)
    assert len(heard) <= 1
    maria = await DeskPage.open(gateway.base)
    with asked(gateway) as heard:
        await tab.say("is anybody there?")
        await maria.until(lambda: maria.queue["items"][0]["last"]["text"] == "is anybody there?")
    assert heard
    for page in (tab, maria):
        await page.close()


async def test_a_colleague_who_comes_takes_no_news_from_those_who_are_there(
    gateway: Gateway,
) -> None:
    (tab,) = await waiting(gateway, 1)
    maria = await DeskPage.open(gateway.base)
    await maria.until(lambda: len(maria.queue["items"]) == 1)
    await asyncio.sleep(0.5)  # nothing more is on its way to her
    # As another gateway writes it: no hint comes of it here.
    here = conversations.c.id == tab.conversation
    await gateway.house.database.run(
        lambda c: c.execute(update(conversations).where(here).values(urgent=1))
    )
    sam = await DeskPage.open(gateway.base, "sam", "demo-sam-too")
    await maria.until(lambda: maria.queue["items"][0]["urgent"], within_s=3)
    for page in (tab, maria, sam):
        await page.close()
