"""Conversations with the real engine: one model for all of them, a house of its own for each."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import wiring
from bot.rasa_ext.turns import Turns
from tests.support.talking import Chat, Start, begin, open_copy, prepare
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
async def start(turns: Turns, prepared: Path, tmp_path: Path) -> AsyncIterator[Start]:
    """Begin a conversation."""
    house = await open_copy(prepared, tmp_path / "house")

    async def start(customer: str | None, language: str) -> Chat:
        return await begin(turns, house, customer, language)

    yield start
    wiring.use(None)
    await wiring.close(house)
