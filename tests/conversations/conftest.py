"""Conversations with the real engine: one model for all of them, a house of its own for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import wiring
from bot.rasa_ext.server import load_turns
from bot.rasa_ext.turns import Turns
from tests.support.talking import Start, begin, open_copy, prepare, settings_in


@pytest.fixture(scope="session")
def turns(tmp_path_factory: pytest.TempPathFactory) -> Turns:
    """The engine with the model of the present state."""
    return load_turns(settings_in(tmp_path_factory.mktemp("engine")))


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A house as it is on the first day."""
    folder = tmp_path_factory.mktemp("house")
    asyncio.run(prepare(folder))
    return folder


@pytest.fixture
async def start(turns: Turns, prepared: Path, tmp_path: Path) -> AsyncIterator[Start]:
    """Begin a conversation."""
    house = await open_copy(prepared, tmp_path / "house")

    async def start(customer: str | None, language: str) -> object:
        return await begin(turns, house, customer, language)

    yield start  # type: ignore[misc]
    wiring.use(None)
    await wiring.close(house)
