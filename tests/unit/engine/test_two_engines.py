"""Two engines on one PostgreSQL: a conversation goes on at the other one as if nothing happened."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.model import ConversationId, CustomerId
from bot.rasa_ext import server
from bot.rasa_ext.server import load_turns
from bot.rasa_ext.turns import Turns
from bot.storage import tracker_events
from bot.wiring import House
from tests.support.authority_servers import postgres
from tests.support.talking import Chat, settings_in
from tests.support.trained_model import trained_model


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with postgres() as server:
        yield str(server.get_uri())


@pytest.fixture(scope="module")
def both(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Turns, Turns]]:
    trained_model()
    settings = settings_in(tmp_path_factory.mktemp("engines"))
    settings = replace(settings, engine=replace(settings.engine, tracker_url=url))
    made = load_turns(settings), load_turns(settings)
    yield made
    for turns in made:
        turns.agent.tracker_store.close()  # type: ignore[attr-defined]


async def test_a_conversation_that_moves_goes_on_where_it_was(
    both: tuple[Turns, Turns], house: House, url: str
) -> None:
    here, there = both
    chat = Chat(here, house, CustomerId("C-1001"), ConversationId("moves"), "en")
    first = await chat.say("I want my money back for O-20020")
    # The first engine is gone, after its answer was written and before it was heard.
    chat.turns = there
    assert (await chat.repeat()).messages == first.messages
    second = await chat.say("O-20020, aisha.osman@example.com")
    assert second.known["order"] == "O-20020"
    # It is back, with the conversation of before in its memory.
    chat.turns = here
    assert (await chat.repeat()).messages == second.messages
    texts = [event["text"] for event in tracker_events.recorded(url)["moves"] if _said(event)]
    assert texts == ["I want my money back for O-20020", "O-20020, aisha.osman@example.com"]


async def test_what_one_engine_forgot_the_other_does_not_know_either(
    both: tuple[Turns, Turns], house: House, url: str
) -> None:
    here, there = both
    chat = Chat(here, house, CustomerId("C-1001"), ConversationId("leaves"), "en")
    assert (await chat.say("where is O-20020?")).known["order"] == "O-20020"
    await there.forget("leaves")
    assert "leaves" not in tracker_events.recorded(url)
    chat.said = 0
    again = await chat.say("hello")
    assert again.known["order"] is None


async def test_who_analyses_elsewhere_hears_every_event_through_rasas_broker(
    tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "elsewhere.db"
    endpoints = tmp_path / "endpoints.yml"
    endpoints.write_text(f"event_broker:\n  type: SQL\n  dialect: sqlite\n  db: {place}\n")
    monkeypatch.setattr(server, "ENDPOINTS", str(endpoints))
    broker = await server.event_broker()
    settings = settings_in(tmp_path)
    turns = load_turns(settings, broker=broker)
    chat = Chat(turns, house, CustomerId("C-1001"), ConversationId("heard"), "en")
    await chat.say("hello")
    with sqlite3.connect(place) as heard:
        published = [row[0] for row in heard.execute("SELECT data FROM events ORDER BY id")]
    kept = tracker_events.recorded(settings.engine.tracker_url)["heard"]
    assert len(published) == len(kept) > 5
    # The analyst's database is gone: the customer does not notice.
    place.unlink()
    place.mkdir()
    broker.engine.dispose()  # type: ignore[union-attr]
    assert (await chat.say("thank you")).messages
    turns.agent.tracker_store.close()  # type: ignore[attr-defined]


async def test_without_a_broker_in_the_endpoints_there_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await server.event_broker() is None
    monkeypatch.setattr(server, "ENDPOINTS", str(tmp_path / "none.yml"))
    assert await server.event_broker() is None


def _said(event: tracker_events.Event) -> bool:
    return bool(event["event"] == "user")
