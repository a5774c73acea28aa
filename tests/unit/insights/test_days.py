"""A report that reads days says what the facts say, whatever happened to them in the meantime."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.insights import days
from bot.insights.sums import KEYS, Key, Numbers, Span, Sums
from bot.storage.database import Database
from tests.support.changing_facts import (
    EVENTS,
    LONG_AFTER,
    SPANS,
    START,
    Event,
    History,
    add_up,
)

ALL = Span(START - timedelta(days=3), LONG_AFTER)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    made = Database(f"sqlite:///{tmp_path_factory.mktemp('days') / 'facts.db'}")
    made.upgrade_sync()
    yield made
    made.close_sync()


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=EVENTS, span=SPANS)
def test_a_report_by_days_is_the_report_over_the_facts(
    database: Database, events: Sequence[Event], span: Span
) -> None:
    history = History(database)
    history.live(events)

    assert history.report(span) == history.facts(span)
    assert history.report(ALL) == history.facts(ALL)
    add_up(database, LONG_AFTER)
    assert history.report(ALL) == history.facts(ALL)
    assert add_up(database, LONG_AFTER) == 0


def tells(who: int, hours: int, about: str | None = "order:O-1") -> Event:
    return Event("tell", who, hours, about, 1)


def test_only_the_days_that_changed_are_added_up_again(database: Database) -> None:
    history = History(database)
    history.live([tells(0, 0), tells(1, 50), tells(2, 80, None)])
    assert add_up(database, LONG_AFTER) == 3

    # The same customer about the same order: the first of them has come back.
    history.live([tells(3, 60)])

    stale = database.read_sync(lambda c: days.stale(c, LONG_AFTER))
    assert stale == ["2026-11-04", "2026-11-02"]
    assert history.report(ALL) == history.facts(ALL)


def test_today_is_added_up_by_the_report(database: Database) -> None:
    history = History(database)
    history.live([tells(0, 0), tells(1, 30)])
    assert add_up(database, START + timedelta(hours=31)) == 1
    assert history.report(ALL) == history.facts(ALL)


def test_a_day_that_changes_while_it_is_added_up_is_not_kept(database: Database) -> None:
    history = History(database)
    history.live([tells(0, 0)])
    added = database.read_sync(lambda c: days.add(c, "2026-11-02"))
    assert added is not None
    history.live([tells(1, 1)])

    assert not database.run_sync(lambda c: days.hold(c, added))

    assert history.report(ALL) == history.facts(ALL)


def test_an_erased_conversation_is_in_no_sum(database: Database) -> None:
    history = History(database)
    history.live([tells(0, 0)])
    add_up(database, LONG_AFTER)
    history.live([Event("erase", 0, 0, None, 0)])

    nothing: dict[str, dict[Key, Numbers]] = {name: {} for name in KEYS}
    assert history.report(ALL) == Sums(nothing)
    add_up(database, LONG_AFTER)
    assert history.report(ALL) == Sums(nothing)
