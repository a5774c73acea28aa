"""What customers say in the stories, said to both stores: the same answers and decisions.

Several stories follow each other in one conversation, so that it crosses the window many times.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore, TrackerStore
from rasa.shared.core.events import ActionExecuted, UserUttered

from bot import wiring, yaml_text
from bot.rasa_ext.tracker_store import ConversationStore
from bot.rasa_ext.turns import Turns
from bot.wiring import House
from tests.support.talking import Chat, begin, open_copy, prepare

STORIES = Path(__file__).parents[2] / "conversations"
EACH = 45
COLD_EVERY = 7
_MARKED = re.compile(r"\[([^\]]*)\](?:\{[^}]*\}|\([^)]*\))")
# What was done has another number each time.
_NUMBERED = ("_reference", "_digest", "_proof")


def said() -> list[str]:
    """What the customers of all stories say, without the marks of what it means."""
    found: list[str] = []
    for file in sorted(STORIES.glob("*.yml")):
        for story in yaml_text.read(file.read_text("utf-8")).get("stories", []):
            found += [step["user"] for step in story["steps"] if "user" in step]
    return [" ".join(_MARKED.sub(r"\1", text).split()) for text in found]


def parts() -> list[list[str]]:
    words = said()
    return [words[place : place + EACH] for place in range(0, len(words), EACH)]


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house as it is on the first day."""
    folder = tmp_path_factory.mktemp("house")
    asyncio.run(prepare(folder))
    return folder


@asynccontextmanager
async def fresh_house(prepared: Path, folder: Path) -> AsyncIterator[House]:
    house = await open_copy(prepared, folder)
    yield house
    wiring.use(None)
    await wiring.close(house)


@asynccontextmanager
async def on(turns: Turns, store: TrackerStore) -> AsyncIterator[None]:
    """Let the engine keep what is said in this store."""
    agent: Any = turns.agent
    before = agent.tracker_store
    agent.tracker_store = agent.processor.tracker_store = store
    yield
    agent.tracker_store = agent.processor.tracker_store = before


async def lived(chat: Chat, words: Sequence[str], store: TrackerStore) -> list[Any]:
    """Of every turn what was said and handed over, what was decided, and what is known then."""
    found: list[Any] = []
    for number, text in enumerate(words):
        answer = await chat.say(text)
        tracker: Any = await store.retrieve(chat.conversation)
        events = list(tracker.events)
        last = max(place for place, event in enumerate(events) if isinstance(event, UserUttered))
        decided = [
            (event.action_name, event.policy, round(event.confidence or 0.0, 5))
            for event in events[last:]
            if isinstance(event, ActionExecuted)
        ]
        known = {
            name: value
            for name, value in tracker.current_slot_values().items()
            if not name.endswith(_NUMBERED)
        }
        # As it is written: what is in memory still may have tuples where a file has lists.
        known = json.loads(json.dumps(known))
        found.append((text, answer.utters, answer.handoff, answer.known, decided, known))
        if isinstance(store, ConversationStore) and number % COLD_EVERY == COLD_EVERY - 1:
            store.drop(chat.conversation)
    return found


@pytest.mark.slow
@pytest.mark.parametrize("words", parts(), ids=lambda words: words[0][:20])
async def test_what_is_said_in_the_stories_is_answered_as_on_stock_rasas_store(
    turns: Turns, prepared: Path, tmp_path: Path, words: list[str]
) -> None:
    assert turns.agent.domain is not None
    stock = SQLTrackerStore(turns.agent.domain, db=str(tmp_path / "stock.db"))
    ours = ConversationStore(tmp_path / "ours.db", turns.agent.domain)
    found = []
    for name, store in (("stock", stock), ("ours", ours)):
        async with fresh_house(prepared, tmp_path / name) as house, on(turns, store):
            chat = await begin(turns, house, "C-1001", "en")
            found.append(await lived(chat, words, store))
    for theirs, same in zip(*found, strict=True):
        assert same == theirs
    whole = await ours.retrieve_full_tracker(chat.conversation)
    kept = await ours.retrieve(chat.conversation)
    assert whole is not None and kept is not None
    if len(words) == EACH:
        assert len(kept.events) < len(whole.events), "the window was never crossed"
    ours.close()
