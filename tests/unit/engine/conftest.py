"""The engine for its own tests: the real model, and a house that is as good as new for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import wiring
from bot.rasa_ext.turns import Turns
from bot.wiring import House
from tests.support.talking import open_copy, prepare
from tests.support.trained_model import loaded_turns


@pytest.fixture(scope="session")
def turns() -> Turns:
    """The engine with the model of the present state."""
    return loaded_turns()


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house as it is on the first day."""
    folder = tmp_path_factory.mktemp("house")
    asyncio.run(prepare(folder))
    return folder


@pytest.fixture
async def house(prepared: Path, tmp_path: Path) -> AsyncIterator[House]:
    """The rooms behind the actions."""
    house = await open_copy(prepared, tmp_path / "house")
    yield house
    wiring.use(None)
    await wiring.close(house)
