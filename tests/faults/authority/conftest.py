"""A shop and a ledger for every test, copied from one that is made once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.support import authority as support
from tests.support.authority import World


@pytest.fixture(scope="session")
def made_world(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("world")
    support.prepare(folder)
    return folder


@pytest_asyncio.fixture
async def world(made_world: Path, tmp_path: Path) -> AsyncIterator[World]:
    """The customer of the conversation c1 is signed in."""
    made = World(tmp_path, prepared=made_world)
    await made.authority.start()
    await made.sign_in("c1", "C-1001")
    yield made
    made.close()
