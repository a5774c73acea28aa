"""A request reads what is its own and nothing else: a long history makes it no dearer."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Table, event, insert, select
from sqlalchemy.engine import Connection, Engine

from bot.model import Outcome
from bot.storage.authority_tables import (
    budget_rows,
    decisions,
    holds,
    once,
    outbox_rows,
    requests,
    reservations,
)
from tests.support.authority import World

STRANGERS = 3_000
"""So many others had their refund before; each leaves a row in every table."""
OTHER_NAMES = {
    decisions: ("id", "conversation", "turn"),
    requests: ("id", "decision", "reservation"),
    reservations: ("id", "decision", "conversation"),
    once: ("key", "reservation"),
    holds: ("reservation", "scope"),
    budget_rows: ("scope",),
    outbox_rows: ("reservation", "conversation"),
}
"""What tells one stranger's row from another's."""


class Steps:
    """Counts the steps of SQLite's machine: a measure of work that no other process disturbs."""

    EACH = 10

    def __init__(self) -> None:
        self.taken = 0

    def count(self) -> int:
        """One beat of the machine."""
        self.taken += self.EACH
        return 0


@contextmanager
def counting() -> Iterator[Steps]:
    steps = Steps()

    def listen(driver: Any, _: object) -> None:
        driver.set_progress_handler(steps.count, Steps.EACH)

    event.listen(Engine, "connect", listen)
    try:
        yield steps
    finally:
        event.remove(Engine, "connect", listen)


def history_of_strangers(connection: Connection) -> None:
    """What the one settled refund left behind, again for every stranger."""
    for table, names in OTHER_NAMES.items():
        rows = connection.execute(select(table)).mappings().all()
        assert rows, f"nothing in {table.name} to repeat"
        connection.execute(
            insert(table),
            [
                {**_told_of(table, row), **{name: f"{row[name]}/{n}" for name in names}}
                for row in rows
                for n in range(STRANGERS // len(rows))
            ],
        )


def _told_of(table: Table, row: Any) -> dict[str, Any]:
    """The row without the number that the database gives; what was to be told is told."""
    number = {decisions: "seq", outbox_rows: "id"}.get(table)
    kept = {name: value for name, value in row.items() if name != number}
    return {**kept, "sent_at": row["created_at"]} if table is outbox_rows else kept


async def steps_of_a_morning(world: World, *, strangers: bool) -> dict[str, int]:
    """What each thing costs that happens all day, after one refund or after thousands."""
    await world.refund("O-20002")
    if strangers:
        world.database.run_sync(history_of_strangers)
    await world.database.close()  # connections that count are opened from here on
    steps: dict[str, int] = {}
    with counting() as counted:

        async def measure(name: str, result: Awaitable[Any]) -> Any:
            before = counted.taken
            answer = await result
            steps[name] = counted.taken - before
            return answer

        await measure("the first look at a new file", world.authority.recover())
        again = await measure("a refund that was made before", world.refund("O-20002", turn="2"))
        assert again.outcome is Outcome.REFUSE
        await world.sign_in("c2", "C-1003")
        paid = await measure("a refund", world.refund("O-20007", conversation="c2"))
        assert paid.outcome in (Outcome.ALLOW, Outcome.APPROVE)
        await measure("a gesture", world.goodwill("O-20003", turn="3"))
        await measure("looking for what is unfinished", world.authority.recover())
    return steps


async def test_a_request_costs_the_same_after_thousands_of_strangers(
    made_world: Path, tmp_path: Path
) -> None:
    found = []
    for strangers in (False, True):
        folder = tmp_path / f"strangers-{strangers}"
        folder.mkdir()
        world = World(folder, prepared=made_world)
        await world.authority.start()
        await world.sign_in("c1", "C-1001")
        found.append(await steps_of_a_morning(world, strangers=strangers))
        world.close()
    young, old = found
    assert all(steps > 0 for steps in young.values()), young
    grown = {name: (young[name], old[name]) for name in old if old[name] > 1.3 * young[name]}
    assert not grown, f"steps with a short and with a long history: {grown}"
