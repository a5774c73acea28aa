"""The file of the trackers: survives its process, forgets what it is told to forget."""

from __future__ import annotations

from pathlib import Path

from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_ext.tracker_store import ConversationStore

SECRET = "my very private words 8c1f"


def tracker(conversation: str) -> DialogueStateTracker:
    said = UserUttered(SECRET, {"name": "greet"}, metadata={"turn": f"{conversation}:1"})
    return DialogueStateTracker.from_events(conversation, [ActionExecuted("action_listen"), said])


async def test_a_conversation_is_there_in_the_next_process(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path / "deep" / "tracker.db", Domain.empty())
    await store.save(tracker("c"))
    store.close()
    again = ConversationStore(tmp_path / "deep" / "tracker.db", Domain.empty())
    found = await again.retrieve("c")
    assert found is not None and found.latest_message is not None
    assert found.latest_message.text == SECRET
    assert found.latest_message.metadata == {"turn": "c:1"}


async def test_what_is_forgotten_leaves_no_trace_in_the_file(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    store = ConversationStore(path, Domain.empty())
    await store.save(tracker("c"))
    await store.save(tracker("other"))
    await store.forget("c")
    assert await store.retrieve("c") is None
    assert await store.retrieve("other") is not None
    await store.forget("other")
    store.close()
    leftovers = [file for file in tmp_path.iterdir() if SECRET.encode() in file.read_bytes()]
    assert leftovers == []


async def test_forgetting_what_is_not_there_is_no_error(tmp_path: Path) -> None:
    await ConversationStore(tmp_path / "tracker.db", Domain.empty()).forget("nobody")


async def test_a_crash_loses_no_saved_turn(tmp_path: Path) -> None:
    store = ConversationStore(tmp_path / "tracker.db", Domain.empty())
    with store.database.engine().connect() as connection:
        modes = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "secure_delete")
        ]
    assert modes == ["wal", 2, 1]


async def test_a_card_number_is_heard_and_not_recorded(tmp_path: Path) -> None:
    path = tmp_path / "tracker.db"
    store = ConversationStore(path, Domain.empty())
    tracker = DialogueStateTracker.from_events("c1", [])
    said = UserUttered("mijn kaart is 4111 1111 1111 1111")
    tracker.update(said)
    await store.save(tracker)
    live = await store.retrieve("c1")
    assert live is not None and "4111 1111" in str(live.latest_message.text)  # type: ignore[union-attr]
    store.drop("c1")
    cold = await store.retrieve("c1")
    assert cold is not None
    assert cold.latest_message.text == "mijn kaart is [card]"  # type: ignore[union-attr]
    store.close()
    assert b"1111" not in path.read_bytes()
