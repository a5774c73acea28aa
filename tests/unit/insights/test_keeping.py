"""Facts in their tables: the newest reading stands, and contacts on the same matter are tied."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import insert, select, update

from bot.insights import keeping, reading
from bot.insights.deriving import new
from bot.insights.facts import derive
from bot.model import Mode
from bot.storage.conversation_tables import conversations
from bot.storage.database import Database
from bot.storage.insight_tables import conversation_facts
from tests.support.history import Story

NOON = datetime(2026, 11, 2, 12, tzinfo=timezone.utc)
ORDER = "order:O-20001"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path / 'samenspel.db'}")
    made.upgrade_sync()
    yield made
    made.close_sync()


def asked(id: str, *, day: int, about: str | None, customer: str | None = "C-1001") -> Story:
    """Somebody asks for their money back, and is answered."""
    told = Story(id, NOON + timedelta(days=day), customer=customer, about=about)
    told.says("ask_refund", ("flow", "refund_order"), ("said", "utter_refund_order_done"))
    return told


def keep(database: Database, *stories: Story) -> None:
    """As the round does it; the conversations are there."""
    for story in stories:
        row = {
            "id": story.id,
            "created_at": story.start,
            "last_at": story.at,
            "last_offset": len(story.entries),
            "last_public": len(story.entries),
            "language": "en",
            "mode": Mode.BOT.value,
            "fence": 0,
        }
        known = select(conversations.c.id).where(conversations.c.id == story.id)
        if database.read_sync(lambda c, q=known: c.execute(q).first()) is None:  # type: ignore[misc]
            database.run_sync(lambda c, r=row: c.execute(insert(conversations).values(r)))  # type: ignore[misc]
    found = [derive(story.material()) for story in stories]
    database.run_sync(lambda c: keeping.keep(c, found))


def again(database: Database) -> dict[str, int]:
    """Who came back, by conversation."""
    rows = select(conversation_facts.c.conversation, conversation_facts.c.again)
    return database.read_sync(lambda c: {row[0]: row[1] for row in c.execute(rows)})


def test_whoever_is_derived_first_the_contacts_are_tied(database: Database) -> None:
    first, second = asked("a", day=0, about=ORDER), asked("b", day=3, about=ORDER)
    keep(database, second)
    keep(database, first)
    assert again(database) == {"a": 1, "b": 0}
    keep(database, first)
    assert again(database) == {"a": 1, "b": 0}


def test_an_order_that_is_named_later_is_another_matter_than_was_thought(
    database: Database,
) -> None:
    first, third = asked("a", day=0, about=None), asked("c", day=1, about=ORDER)
    second = asked("b", day=3, about=None)
    keep(database, first, third, second)
    assert again(database) == {"a": 1, "b": 0, "c": 0}

    second.about = ORDER
    second.says("inform", ("said", "utter_refund_order_done"))
    keep(database, second)

    assert again(database) == {"a": 0, "b": 0, "c": 1}


def test_a_guest_with_the_same_kind_of_question_is_nobody_who_comes_back(
    database: Database,
) -> None:
    mine, theirs = asked("a", day=0, about=None), asked("b", day=1, about=None, customer=None)
    keep(database, mine, theirs)
    assert again(database) == {"a": 0, "b": 0}


def test_a_guest_who_names_the_same_order_comes_back(database: Database) -> None:
    keep(database, asked("a", day=0, about=ORDER), asked("b", day=1, about=ORDER, customer=None))
    assert again(database) == {"a": 1, "b": 0}


def test_what_was_read_earlier_does_not_replace_what_was_read_later(database: Database) -> None:
    story = asked("a", day=0, about=ORDER)
    early = derive(story.material())
    story.says("thank", ("said", "utter_courtesy"))
    keep(database, story)

    assert database.run_sync(lambda c: keeping.keep(c, [early])) == 0

    kept = select(conversation_facts.c.messages)
    assert database.read_sync(lambda c: c.execute(kept).scalars().all()) == [2]


def test_what_is_written_while_one_reads_is_derived_in_the_next_round(database: Database) -> None:
    story = asked("a", day=0, about=ORDER)
    keep(database, story)
    further = update(conversations).values(last_offset=5)
    database.run_sync(lambda c: c.execute(further))
    batch = database.read_sync(new)
    database.run_sync(lambda c: c.execute(further.values(last_offset=7)))

    (material,) = database.read_sync(lambda c: reading.read(c, batch.ends, {}, {}))
    database.run_sync(lambda c: keeping.keep(c, [derive(material)]))

    assert batch.ends == {"a": 5}
    assert database.read_sync(new).ends == {"a": 7}
