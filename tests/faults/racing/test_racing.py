"""Processes race for the last cent of shared budgets while half of them are killed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.racing.course import Course
from tests.faults.racing.page import KEPT, PAGE, with_table
from tests.faults.racing.race import Race, Run, place_in
from tests.faults.racing.referee import Referee, Verdict

REQUESTS, KILLS, PROCESSES = 800, 30, 4


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """None for SQLite: its file lies in the race's own folder."""
    if request.param == "sqlite":
        yield None
        return
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as made:
        yield made


def raced(folder: Path, url: str | None, course: Course, kills: int) -> tuple[Run, Verdict]:
    place = place_in(folder, url)
    place.prepare(course)
    run = Race(place, course, kills).go(lambda _: None, every_s=5, deadline_s=240)
    return run, Referee(place, course).judge()


@pytest.mark.slow
def test_a_race_with_killed_processes_goes_over_no_limit_and_loses_no_cent(
    tmp_path: Path, url: str | None
) -> None:
    course = Course(REQUESTS, PROCESSES)
    run, verdict = raced(tmp_path, url, course, KILLS)
    assert run.done == REQUESTS and run.kills >= KILLS
    assert verdict.ok, verdict
    assert verdict.requests >= REQUESTS
    assert verdict.settled > 0 and verdict.refused_by_provider > 0 and verdict.taken_over > 0
    assert verdict.recovered_in_s < 30


def test_the_same_seed_asks_the_same_and_every_request_belongs_to_one_process() -> None:
    course = Course(1_000, 7, seed=5)
    numbers = [number for slot in range(7) for number in course.mine(slot)]
    assert sorted(numbers) == list(range(1_000))
    assert [course.ask(n) for n in range(50)] == [
        Course(1_000, 7, seed=5).ask(n) for n in range(50)
    ]
    assert {course.ask(n).action for n in range(100)} == {"with_one", "with_two", "with_five"}
    orders = [course.ask(n).params["order"] for n in range(100)]
    assert len(set(orders)) < len(orders), "some ask about what another one asked about"


def test_the_page_tells_what_the_last_full_run_measured() -> None:
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    text = PAGE.read_text(encoding="utf-8")
    assert with_table(text, kept) == text
    assert f"| {REQUESTS:,} | {PROCESSES} | {KILLS} |" in text
    assert all(run["verdict"]["ok"] for run in kept.values())
