"""Every flow, in both languages, with the real model and engine: the table in tests/data."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from inspect import isabstract
from pathlib import Path
from typing import Any

import pytest

from actions import flow as flows
from bot import wiring
from bot.rasa_ext.turns import Turns
from bot.wiring import House
from tests.support.behaviours import BEHAVIOURS, LANGUAGES, Row, play, rows
from tests.support.talking import begin, open_copy

ROOT = Path(__file__).parents[2]
CASES = [(row, behaviour) for row in rows() for behaviour in BEHAVIOURS]


class Houses:
    """A house that is shared by what changes nothing in it, and a fresh one for what does."""

    def __init__(self, prepared: Path, folder: Path) -> None:
        self.loop = asyncio.new_event_loop()
        self._prepared, self._folder = prepared, folder
        self._open: list[House] = []
        self._shared: House | None = None

    async def one(self, fresh: bool) -> House:
        """The house to talk in, in use from now on."""
        if fresh or self._shared is None:
            house = await open_copy(self._prepared, self._folder / str(len(self._open)))
            self._open.append(house)
            if not fresh:
                self._shared = house
            return house
        wiring.use(self._shared)
        return self._shared

    def used_up(self) -> None:
        """Something was done in the shared house: the next one gets a house as it was."""
        self._shared = None

    async def close(self) -> None:
        """Leave them all."""
        wiring.use(None)
        for house in self._open:
            await wiring.close(house)


@pytest.fixture(scope="module")
def houses(prepared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Houses]:
    """Opened once, with an event loop of their own."""
    found = Houses(prepared, tmp_path_factory.mktemp("houses"))
    yield found
    found.loop.run_until_complete(found.close())
    found.loop.close()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("row", "behaviour"), CASES, ids=[f"{row.name}-{name}" for row, name in CASES]
)
def test_every_flow_behaves(
    turns: Turns, houses: Houses, row: Row, behaviour: str, language: str
) -> None:
    async def talk() -> None:
        house = await houses.one(fresh=row.settles(behaviour))
        customer = row.steps(behaviour)[0].get("as", row.customer)
        await play(row, behaviour, await begin(turns, house, customer, language))

    if behaviour not in row.cannot:
        houses.loop.run_until_complete(talk())


def test_every_flow_has_a_row() -> None:
    """In the domain and in the actions: a new flow is not ready before it is in the table."""
    domain = {path.stem for path in (ROOT / "domain").glob("*.yml")} - {"_shared"}
    acted = {kind.flow for kind in _kinds(flows.Flow)} | {kind.flow for kind in _kinds(flows.Aside)}
    assert domain | acted - {"shared"} == {row.flow for row in rows()} - {"shared"}
    assert {"goodbye", "abuse"} <= {row.name for row in rows()}


def test_a_behaviour_is_left_out_only_for_a_reason() -> None:
    for row in rows():
        assert set(row.cannot) <= set(BEHAVIOURS), row.name
        assert not set(row.cannot) & set(row.own), row.name
        assert all(len(reason.split()) >= 4 for reason in row.cannot.values()), row.name


def _kinds(base: type[Any]) -> Iterator[type[Any]]:
    for kind in base.__subclasses__():
        yield from _kinds(kind)
        if not isabstract(kind) and kind.__module__.startswith("actions."):
            yield kind
