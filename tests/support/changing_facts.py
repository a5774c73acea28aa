"""Facts that come, go on, are erased and added up in any order: what is kept must stay true."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from hypothesis import strategies as st
from sqlalchemy import delete, insert, select
from sqlalchemy.engine import Connection

from bot.insights import adding, days, keeping
from bot.insights.facts import derive
from bot.insights.sums import Span, Sums, together
from bot.model import ConversationId, Mode, Outcome
from bot.storage import personal
from bot.storage.conversation_tables import conversations
from bot.storage.database import Database
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps
from bot.storage.insight_tables import days as kept_days
from bot.storage.personal import Whose
from tests.support.history import Story

START = datetime(2026, 11, 2, 9, 30, tzinfo=timezone.utc)
LONG_AFTER = START + timedelta(days=400)


@dataclass(frozen=True)
class Event:
    """Somebody says something, one is erased, or the days that are over are added up."""

    what: str
    who: int
    hours: int
    about: str | None
    ending: int


EVENTS = st.lists(
    st.builds(
        Event,
        what=st.sampled_from(("tell", "tell", "tell", "erase", "add")),
        who=st.integers(0, 6),
        hours=st.integers(0, 90),
        about=st.sampled_from((None, "order:O-1", "order:O-2")),
        ending=st.integers(0, 5),
    ),
    max_size=14,
)
SPANS = st.tuples(st.integers(-30, 300), st.integers(0, 300)).map(
    lambda ends: Span(
        START + timedelta(hours=ends[0]), START + timedelta(hours=ends[0] + ends[1], minutes=7)
    )
)


class History:
    """A database in which all this happens."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._told: dict[str, Story] = {}
        database.run_sync(_empty)

    def live(self, events: Sequence[Event]) -> None:
        """One after the other."""
        for event in events:
            if event.what == "tell":
                self._tell(event)
            elif event.what == "erase":
                whose = Whose((ConversationId(f"c{event.who}"),))
                self.database.run_sync(lambda c, w=whose: personal.erase(c, w))  # type: ignore[misc]
            else:
                add_up(self.database, START + timedelta(hours=event.hours))

    def _tell(self, event: Event) -> None:
        id = f"c{event.who}"
        story = self._told.get(id)
        if story is None:
            at = START + timedelta(hours=event.hours)
            story = self._told[id] = Story(id, at, customer=f"C-{event.who % 3}")
            row = {"id": id, "created_at": at, "last_at": at, "last_offset": 1, "last_public": 1}
            row |= {"language": "en", "mode": Mode.BOT.value, "fence": 0}
            self.database.run_sync(lambda c: c.execute(insert(conversations).values(row)))
        else:
            story.wait(hours=event.hours % 40)
        story.about = event.about or story.about
        _turn(story, event.ending)
        facts = derive(story.material())
        self.database.run_sync(lambda c: keeping.keep(c, [facts]))

    def report(self, span: Span) -> Sums:
        """As a report reads it: whole days as they are kept, and the rest added up."""

        def read(connection: Connection) -> Sums:
            kept, rest = days.kept(connection, span)
            added = [adding.everything(connection, one) for one in rest]
            return together([*(one.sums for one in kept), *added])

        return self.database.read_sync(read)

    def facts(self, span: Span) -> Sums:
        """Everything added up from the facts."""
        return together([self.database.read_sync(lambda c: adding.everything(c, span))])


def add_up(database: Database, today: datetime) -> int:
    """What the round does for the days that are over; how many."""
    return asyncio.run(days.add_up(database, today))


def _turn(story: Story, ending: int) -> None:
    level = ending / 10
    story.says(
        "ask_refund",
        ("flow", "refund_order"),
        ("asked", "" if ending % 2 else "order_number"),
        ("said", "utter_outcome_refused"),
        level=level,
    )
    if ending in (1, 2):
        outcome = Outcome.REFUSE if ending == 1 else Outcome.ALLOW
        story.ruled(outcome, rule="in_time" if ending == 1 else None, minor=4000)
    if ending == 3:
        story.person("asked", waits_s=75.0, handles_s=200)
    story.score = 4 if ending == 4 else story.score


def _empty(connection: Connection) -> None:
    for table in (steps, rulings, handoff_facts, conversation_facts, kept_days, conversations):
        connection.execute(delete(table))
    assert connection.execute(select(kept_days)).first() is None
