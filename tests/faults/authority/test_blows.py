"""Struck at every statement, commit and call: afterwards the books are right, every time.

By default the points that change something; with SAMENSPEL_TEST_PROOF_SIZE=full all of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.support.authority_crash import Case
from tests.support.authority_crew import (
    WAYS,
    Crew,
    from_the_call_on,
    full_size,
    that_change,
)
from tests.support.authority_servers import postgres

WITHIN_S = 5.0
IN_EVERY_WAY = ("allow", "approve", "final")
SAME_START = ("unknown", "final", "not_now")
"""Up to the call these are the story of a plain refund."""
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def crew() -> Iterator[Crew]:
    made = Crew()
    yield made
    made.close()


def chosen(crew: Crew, story: str) -> list[int]:
    points = crew.points[story]
    if full_size():
        return list(range(len(points)))
    return from_the_call_on(points) if story in SAME_START else that_change(points)


def struck(crew: Crew, story: str) -> list[Case]:
    """In every way; in a small run the stories that resemble others in one way after the other."""
    points = chosen(crew, story)
    if full_size() or story in IN_EVERY_WAY:
        return [Case(story, point, *way) for way in WAYS for point in points]
    return [Case(story, point, *WAYS[number % len(WAYS)]) for number, point in enumerate(points)]


def test_struck_anywhere_nothing_is_lost_and_nothing_happens_twice(crew: Crew) -> None:
    cases = [case for story in crew.points for case in struck(crew, story)]
    figures = crew.judge(cases)
    print(f"\nstruck on SQLite: {figures}")
    assert figures.wrong == []
    assert len(cases) > 500
    assert figures.slowest_recovery_s <= WITHIN_S


def test_a_disk_that_fills_up_anywhere_loses_nothing(crew: Crew) -> None:
    stories = crew.points if full_size() else ("allow",)
    cases = [
        Case(story, point, "full", first)
        for story in stories
        for first in ("recovery", "retry")
        for point in chosen(crew, story)
    ]
    figures = crew.judge(cases)
    print(f"\na full disk on SQLite: {figures}")
    assert figures.wrong == []


def on_postgresql(crew: Crew) -> list[Case]:
    """Every point of a refund in one of the ways, in turn; at full size all points in all ways."""
    if not full_size():
        return [
            Case("allow", point, *WAYS[point % len(WAYS)])
            for point in range(len(crew.points["allow"]))
        ]
    return [
        Case(story, point, blow, first)
        for story, points in crew.points.items()
        for blow, first in WAYS
        for point in range(len(points))
    ]


def test_on_postgresql_too() -> None:
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    with postgres() as server:
        crew = Crew(server.get_uri())
        try:
            figures = crew.judge(on_postgresql(crew))
        finally:
            crew.close()
    print(f"\nstruck on PostgreSQL: {figures}")
    assert figures.wrong == []
    assert figures.slowest_recovery_s <= WITHIN_S
