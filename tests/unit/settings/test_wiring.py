"""The house of a process: built once, opened when asked, and never before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import wiring
from bot.settings import Settings


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    wiring.use(None)
    yield
    wiring.use(None)


def settings(tmp_path: Path, **environ: str) -> Settings:
    (tmp_path / "samenspel.yml").write_text("demo: true\n")
    return Settings.load(tmp_path / "samenspel.yml", environ)


def test_building_opens_nothing(tmp_path: Path) -> None:
    made = settings(tmp_path)
    wiring.build(made)
    assert not made.shop_database.exists()
    assert not list(made.data_dir.glob("*.db"))


def test_the_house_is_built_once_from_the_settings_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.yml").write_text("demo: true\nport: 8211\n")
    monkeypatch.setenv("SAMENSPEL_CONFIG", str(tmp_path / "mine.yml"))
    assert wiring.house().settings.port == 8211
    assert wiring.house() is wiring.house()
    assert wiring.authority() is wiring.house().authority
    assert wiring.customers() is wiring.house().customers


def test_a_house_that_is_given_is_the_one_that_is_used(tmp_path: Path) -> None:
    mine = wiring.build(settings(tmp_path))
    wiring.use(mine)
    assert wiring.house() is mine


async def test_demo_logins_are_open_only_where_nobody_else_can_knock(tmp_path: Path) -> None:
    async def people(**environ: str) -> list[str]:
        house = wiring.build(settings(tmp_path, **environ))
        await wiring.prepare(house)
        found = [str(person.id) for person in await house.staff.people()]
        await wiring.close(house)
        return found

    demo = ["femke", "maria", "omar", "sam"]
    assert await people() == demo
    assert await people(SAMENSPEL_HOST="0.0.0.0") == []
    assert await people(SAMENSPEL_HOST="0.0.0.0", SAMENSPEL_DEMO_PUBLIC="true") == demo
