"""A demo shop made on a fixed day, copied fresh for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from itertools import count
from pathlib import Path

import pytest

from bot.connectors.demo import DemoBackend
from bot.connectors.ports import Connectors
from bot.model import Grant, Money, ReservationId

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.utc)


@pytest.fixture(scope="session")
def made_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("shop") / "shop.db"
    backend = DemoBackend(path, lambda: NOW)
    backend.ensure()
    backend.database.close_sync()
    return path


@pytest.fixture
def now() -> datetime:
    return NOW


@pytest.fixture
def fresh_backend(made_shop: Path, tmp_path: Path) -> Iterator[Callable[[], DemoBackend]]:
    """Makes as many demo shops as a test wants, each on its own copy."""
    numbers, made = count(), []

    def make() -> DemoBackend:
        path = tmp_path / f"shop-{next(numbers)}.db"
        shutil.copy(made_shop, path)
        made.append(DemoBackend(path, lambda: NOW))
        return made[-1]

    yield make
    for backend in made:
        backend.database.close_sync()


@pytest.fixture
def backend(fresh_backend: Callable[[], DemoBackend]) -> DemoBackend:
    return fresh_backend()


@pytest.fixture
def connectors(backend: DemoBackend) -> Connectors:
    return backend.connectors()


@pytest.fixture
def grant() -> Callable[..., Grant]:
    """A grant as authority would give it."""

    def make(reservation: str, action: str, minor: int, /, **params: object) -> Grant:
        return Grant(
            reservation=ReservationId(reservation),
            action=action,
            params=params,
            amount=Money(minor, "EUR"),
            epoch=1,
        )

    return make
