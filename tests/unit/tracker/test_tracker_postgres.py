"""The store on a real PostgreSQL: the window, and two engines that answer at once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from rasa.shared.core.events import SlotSet

from bot.rasa_ext.tracker_store import ConversationStore, StaleTracker
from tests.support.authority_servers import postgres
from tests.unit.tracker.test_tracker_window import DOMAIN, SHORT, say, state, told, turn


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres() as server:
        yield str(server.get_uri())


async def test_the_window_is_that_of_the_file(url: str) -> None:
    store = ConversationStore(url, DOMAIN, length=SHORT)
    for number in range(20):
        live = await say(store, turn(number, SlotSet("order", f"O-{number // 9}")))
    store.drop("c")
    cold = await store.retrieve("c")
    assert cold is not None and len(cold.events) < 40
    assert told(cold) == told(live)
    assert state(cold) == state(live)
    await store.forget("c")
    assert await store.retrieve("c") is None
    store.close()


async def test_of_two_engines_that_answer_at_once_one_is_told(url: str) -> None:
    here, there = (ConversationStore(url, DOMAIN, length=SHORT) for _ in range(2))
    await say(here, turn(0))
    mine, theirs = await here.retrieve("c"), await there.retrieve("c")
    assert mine is not None and theirs is not None
    theirs.update(SlotSet("order", "theirs"))
    mine.update(SlotSet("order", "mine"))
    await there.save(theirs)
    with pytest.raises(StaleTracker):
        await here.save(mine)
    now = await here.retrieve("c")
    assert now is not None and now.get_slot("order") == "theirs"
    here.close()
    there.close()
