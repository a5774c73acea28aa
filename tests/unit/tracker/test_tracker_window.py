"""Long conversations: what is kept in memory, what is written, and that both say the same."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    SessionStarted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker
from sqlalchemy import event as watched

from bot.rasa_ext import tracker_store
from bot.rasa_ext.live_trackers import Live, LiveTrackers
from bot.rasa_ext.tracker_store import ConversationStore, StaleTracker
from bot.rasa_ext.window import Length

SHORT = Length(kept=3, most=6)
DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [greet]
slots:
  order: {type: text, mappings: [{type: custom}]}
  calm: {type: bool, initial_value: true, mappings: [{type: custom}]}
actions: [action_x]
forms: {asking: {required_slots: [order]}}
"""
)


def turn(number: int, *more: Event) -> list[Event]:
    return [
        ActionExecuted("action_listen"),
        UserUttered(f"m{number}", {"name": "greet", "confidence": 1.0}),
        *more,
        ActionExecuted("action_x"),
        BotUttered(f"a{number}"),
    ]


def opened(path: Path, length: Length = SHORT) -> ConversationStore:
    return ConversationStore(path, DOMAIN, length=length)


async def say(store: Any, events: list[Event]) -> DialogueStateTracker:
    """As the engine does it: take the tracker, change it in place, save it."""
    tracker: DialogueStateTracker
    tracker = await store.get_or_create_tracker("c", append_action_listen=False)
    for event in events:
        tracker.update(event)
    await store.save(tracker)
    return tracker


@contextmanager
def noted(store: ConversationStore, statements: list[str]) -> Iterator[None]:
    """Note every statement that the database gets meanwhile."""

    def note(connection: Any, cursor: Any, statement: str, *more: Any) -> None:
        statements.append(" ".join(statement.split()))

    engine = store.database.engine()
    watched.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        watched.remove(engine, "before_cursor_execute", note)


def told(tracker: DialogueStateTracker) -> list[dict[str, Any]]:
    return [event.as_dict() for event in tracker.events]


def state(tracker: DialogueStateTracker) -> dict[str, Any]:
    loop = tracker.active_loop_name
    return {**tracker.current_slot_values(), "loop": loop, "listens": tracker.latest_action_name}


async def test_memory_and_file_hold_the_same_window_at_every_turn(tmp_path: Path) -> None:
    store = opened(tmp_path / "t.db")
    most = 0
    for number in range(40):
        more = [SlotSet("order", f"O-{number}")] if number % 7 == 0 else []
        live = await say(store, turn(number, *more))
        most = max(most, len(live.events))
        again = opened(tmp_path / "t.db")
        cold = await again.retrieve("c")
        again.close()
        assert cold is not None
        assert told(cold) == told(live)
        assert state(cold) == state(live)
    assert most < 40


async def test_what_was_known_before_the_window_is_still_known(tmp_path: Path) -> None:
    store = opened(tmp_path / "t.db")
    await say(store, turn(0, SlotSet("order", "O-1"), SlotSet("calm", False)))
    for number in range(1, 30):
        await say(store, turn(number))
    store.close()
    cold = await opened(tmp_path / "t.db").retrieve("c")
    assert cold is not None
    assert cold.get_slot("order") == "O-1"
    assert cold.get_slot("calm") is False
    assert "m0" not in str(told(cold))


async def test_every_event_stays_written(tmp_path: Path) -> None:
    store, stock = opened(tmp_path / "t.db"), SQLTrackerStore(DOMAIN, db=str(tmp_path / "s.db"))
    for number in range(25):
        events = turn(number, SlotSet("order", str(number)))
        await say(store, events)
        await say(stock, events)
    ours, theirs = await store.retrieve_full_tracker("c"), await stock.retrieve_full_tracker("c")
    assert ours is not None and theirs is not None
    assert told(ours) == told(theirs)


async def test_a_new_session_leaves_the_old_one_behind_as_stock_rasa_does(tmp_path: Path) -> None:
    store, stock = opened(tmp_path / "t.db"), SQLTrackerStore(DOMAIN, db=str(tmp_path / "s.db"))
    for number in range(20):
        events = turn(number, SlotSet("order", "O-9"))
        if number in (4, 13):
            events = [ActionExecuted("action_session_start"), SessionStarted(), *events]
        for one in (store, stock):
            await say(one, events)
            if number in (4, 5, 13, 14):
                found = await one.retrieve("c")
                assert found is not None and isinstance(found.events[0], SessionStarted)
    stock_now, now = await stock.retrieve("c"), await store.retrieve("c")
    assert stock_now is not None and now is not None
    assert state(now) == state(stock_now)


async def test_a_loop_is_not_cut_in_two(tmp_path: Path) -> None:
    store = opened(tmp_path / "t.db", Length(kept=4, most=6))
    for number in range(5):
        more: list[Event] = [ActiveLoop("asking")] if number == 1 else []
        more += [ActiveLoop(None)] if number == 3 else []
        await say(store, turn(number, *more))
    tracker = await say(store, turn(5))
    assert "m3" not in str(told(tracker)) and "m4" in str(told(tracker))


async def test_a_copy_that_is_no_longer_the_last_word_is_not_used(tmp_path: Path) -> None:
    here, there = opened(tmp_path / "t.db"), opened(tmp_path / "t.db")
    await say(here, turn(0))
    await say(there, turn(1))
    tracker = await here.retrieve("c")
    assert tracker is not None and "m1" in str(told(tracker))


async def test_two_processes_that_answer_at_once_do_not_mix(tmp_path: Path) -> None:
    here, there = opened(tmp_path / "t.db"), opened(tmp_path / "t.db")
    await say(here, turn(0))
    mine, theirs = await here.retrieve("c"), await there.retrieve("c")
    assert mine is not None and theirs is not None
    theirs.update(SlotSet("order", "theirs"))
    await there.save(theirs)
    mine.update(SlotSet("order", "mine"))
    with pytest.raises(StaleTracker):
        await here.save(mine)
    now = await here.retrieve("c")
    assert now is not None and now.get_slot("order") == "theirs"


async def test_a_dropped_copy_is_read_anew(tmp_path: Path) -> None:
    store = opened(tmp_path / "t.db")
    tracker = await say(store, turn(0))
    tracker.update(SlotSet("order", "half a turn"))
    store.drop("c")
    again = await store.retrieve("c")
    assert again is not None and again.get_slot("order") is None


async def test_a_load_reads_the_checkpoint_and_what_follows_and_nothing_older(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path / "t.db")
    for number in range(30):
        live = await say(store, turn(number, *([SlotSet("order", "O-1")] if not number else [])))
    with sqlite3.connect(tmp_path / "t.db") as plain:
        first = plain.execute("SELECT first_event FROM checkpoints").fetchone()[0]
        plain.execute("UPDATE events SET data = 'unreadable' WHERE id < ?", (first,))
    store.drop("c")
    cold = await store.retrieve("c")
    assert cold is not None and first > 60
    assert told(cold) == told(live) and cold.get_slot("order") == "O-1"


async def test_a_turn_appends_what_is_new_and_reads_nothing_that_is_in_memory(
    tmp_path: Path,
) -> None:
    store = opened(tmp_path / "t.db")
    for number in range(40):
        statements: list[str] = []
        with noted(store, statements):
            await say(store, turn(number))
        kinds = Counter(text.split()[0] for text in statements)
        assert kinds["INSERT"] - ("INTO checkpoints" in " ".join(statements)) == len(turn(number))
        assert kinds["UPDATE"] == 0
        assert not any(text.startswith("DELETE FROM events") for text in statements)
        assert not any("events.data" in text for text in statements if number)
        assert len(statements) <= len(turn(number)) + 12, "the same at any length"


async def test_what_was_used_longest_ago_leaves_memory_first(tmp_path: Path) -> None:
    kept = LiveTrackers(room=2)
    for name in ("a", "b"):
        kept.keep(Live(DialogueStateTracker.from_events(name, [], DOMAIN.slots), 0, 0))
    assert kept.get("a") is not None
    kept.keep(Live(DialogueStateTracker.from_events("c", [], DOMAIN.slots), 0, 0))
    assert (len(kept), kept.get("b")) == (2, None)
    assert kept.get("a") is not None and kept.get("c") is not None


async def test_the_kind_of_an_event_is_looked_up_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[str] = []
    resolve = Event.resolve_by_type

    def counted(name: str, *more: Any) -> Any:
        looked.append(name)
        return resolve(name, *more)

    store = opened(tmp_path / "t.db")
    for number in range(5):
        await say(store, turn(number))
    monkeypatch.setattr(tracker_store, "_kinds", {})
    monkeypatch.setattr(Event, "resolve_by_type", staticmethod(counted))
    for _ in range(3):
        store.drop("c")
        assert await store.retrieve("c") is not None
    assert sorted(looked) == sorted(set(looked)) and "user" in looked


async def test_what_is_forgotten_takes_its_checkpoint_along(tmp_path: Path) -> None:
    store = opened(tmp_path / "t.db")
    await say(store, turn(0, SlotSet("order", "a secret order")))
    for number in range(1, 20):
        await say(store, turn(number))
    await store.forget("c")
    assert await store.retrieve("c") is None
    store.close()
    assert all(b"a secret order" not in file.read_bytes() for file in tmp_path.iterdir())


async def test_conversations_beside_each_other_do_not_meet(tmp_path: Path) -> None:
    store = opened(tmp_path / "t.db")

    async def one(name: str) -> None:
        for number in range(12):
            tracker = await store.get_or_create_tracker(name, append_action_listen=False)
            for event in turn(number, SlotSet("order", f"{name}{number}")):
                tracker.update(event)
                await asyncio.sleep(0)
            await store.save(tracker)

    await asyncio.gather(*(one(f"c{place}") for place in range(8)))
    assert sorted(await store.keys()) == [f"c{place}" for place in range(8)]
    for place in range(8):
        full = await store.retrieve_full_tracker(f"c{place}")
        assert full is not None
        assert [e.value for e in full.events if isinstance(e, SlotSet)] == [
            f"c{place}{number}" for number in range(12)
        ]


class Heard(EventBroker):
    """A broker that remembers."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def publish(self, event: dict[str, Any]) -> None:
        self.events.append(event)


async def test_others_hear_every_written_event_once_and_nothing_that_was_not_written(
    tmp_path: Path,
) -> None:
    heard = Heard()
    here = ConversationStore(tmp_path / "t.db", DOMAIN, heard, SHORT)
    there = opened(tmp_path / "t.db")
    for number in range(8):
        await say(here, turn(number))
    mine, theirs = await here.retrieve("c"), await there.retrieve("c")
    assert mine is not None and theirs is not None
    theirs.update(SlotSet("order", "theirs"))
    await there.save(theirs)
    mine.update(SlotSet("order", "mine"))
    with pytest.raises(StaleTracker):
        await here.save(mine)
    assert [one["event"] for one in heard.events] == [
        e.type_name for n in range(8) for e in turn(n)
    ]


@pytest.mark.parametrize(("kept", "most"), [(0, 4), (4, 4), (5, 4)])
def test_a_window_has_room(kept: int, most: int) -> None:
    with pytest.raises(ValueError, match="window"):
        Length(kept, most)
