"""The stop button: after its commit nothing is reserved and nothing claimed, in any process."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.model import StaffId
from tests.support.authority import World
from tests.support.authority_crash import Case
from tests.support.authority_crew import Crew, Figures, full_size, that_change
from tests.support.authority_racers import many_orders, race, roomy_limits
from tests.support.authority_servers import postgres
from tests.support.authority_verdict import granted_around_a_stop, problems_after_a_stop

pytestmark = pytest.mark.slow
STORIES = ("allow", "approve")


def chosen(crew: Crew, story: str, server: str | None) -> list[int]:
    """Everywhere, or where a grant is made; on PostgreSQL up to where it has been made."""
    points = crew.points[story]
    if full_size():
        return list(range(len(points)))
    if server is None:
        return that_change(points)
    return list(range(points.index("before payments.refund") + 1))


def pressed_everywhere(server: str | None = None) -> Figures:
    """A process stands still at a point, the button is pressed, the process goes on."""
    crew = Crew(server)
    stories = STORIES if full_size() or server is None else STORIES[:1]
    try:
        return crew.judge(
            Case(story, point, "freeze", "stop")
            for story in stories
            for point in chosen(crew, story, server)
        )
    finally:
        crew.close()


def test_pressed_at_any_moment_of_a_request_nothing_is_granted_after_it() -> None:
    figures = pressed_everywhere()
    print(f"\nstopped on SQLite: {figures}")
    assert figures.wrong == []


def test_on_postgresql_too() -> None:
    """Here a decision could look before the stop and be committed after it."""
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    with postgres() as server:
        figures = pressed_everywhere(server.get_uri())
    print(f"\nstopped on PostgreSQL: {figures}")
    assert figures.wrong == []


async def test_processes_that_race_are_all_stopped_at_one_moment(
    made_world: Path, tmp_path: Path
) -> None:
    limits = tmp_path / "roomy.yml"
    limits.write_text(roomy_limits(), encoding="utf-8")
    world = World(tmp_path, prepared=made_world, limits=limits)
    await world.authority.start()
    numbers = many_orders(world, 160, 20_00)
    for number in numbers:
        await world.sign_in(f"of-{number}", "C-1001")

    def press() -> None:
        deadline = time.monotonic() + 60
        while world.books().moved < 10 * 20_00:
            assert time.monotonic() < deadline, "nothing is granted"
            time.sleep(0.01)
        from bot.authority import stops

        world.database.run_sync(
            lambda c: stops.press(c, "all", by=StaffId("olga"), reason="enough", now=world.now)
        )

    lines = race(world, limits, {f"p{n}": numbers[n::4] for n in range(4)}, press)
    before, after = world.database.read_sync(granted_around_a_stop)
    print(f"\n{len(before)} granted before the stop, {len(after)} after it")
    assert after == [] and 10 <= len(before) < 160
    assert world.books().moved == len(before) * 20_00, "what was claimed is finished and counted"
    assert sum(line.startswith("handover stopped") for line in lines) == 160 - len(before)
    assert problems_after_a_stop(world) == []
    world.close()
