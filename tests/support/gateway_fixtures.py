"""A gateway with fresh data beside a scripted engine; the data is prepared once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.scripted_engine import ScriptedEngine


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Databases, accounts and limits, to be copied."""
    folder = tmp_path_factory.mktemp("prepared")
    asyncio.run(support.prepare(folder))
    return folder


@pytest_asyncio.fixture
async def engine(tmp_path: Path) -> AsyncIterator[ScriptedEngine]:
    """A scripted engine on the socket where the gateway looks for it."""
    made = ScriptedEngine(tmp_path / "engine.sock")
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def more_settings() -> dict[str, str]:
    """Settings beside the usual ones; a test file that needs some overrides this."""
    return {}


@pytest_asyncio.fixture
async def gateway(
    prepared: Path, tmp_path: Path, engine: ScriptedEngine, more_settings: dict[str, Any]
) -> AsyncIterator[Gateway]:
    """A gateway with fresh data beside the scripted engine."""
    made = await support.start(support.copied(prepared, tmp_path), engine, **more_settings)
    yield made
    await made.stop()
