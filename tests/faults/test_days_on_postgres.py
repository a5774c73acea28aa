"""The same law on a server: a report that reads days says what the facts say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from bot.insights.sums import Span
from bot.storage.database import Database
from tests.support.changing_facts import EVENTS, LONG_AFTER, SPANS, START, Event, History, add_up

ALL = Span(START - timedelta(days=3), LONG_AFTER)


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        made = Database(url)
        made.upgrade_sync()
        yield made
        made.close_sync()


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(events=EVENTS, span=SPANS)
def test_a_report_by_days_is_the_report_over_the_facts(
    database: Database, events: Sequence[Event], span: Span
) -> None:
    history = History(database)
    history.live(events)

    assert history.report(span) == history.facts(span)
    add_up(database, LONG_AFTER)
    assert history.report(ALL) == history.facts(ALL)
