"""Every deed that the limits can name has its own method of its own port, and can be looked up."""

from __future__ import annotations

from bot.authority.catalogue import DEEDS
from bot.authority.providers import CARRIES, LOOKS
from bot.connectors.http.plan import METHODS
from tests.support.authority import World


def test_every_deed_can_be_carried_out_and_looked_up() -> None:
    assert set(CARRIES) == set(DEEDS)
    assert set(LOOKS) >= {deed.port for deed in DEEDS.values()}


async def test_a_deed_reaches_the_method_of_its_name(world: World) -> None:
    for name, carry in CARRIES.items():
        port, method = name.split(".")
        reached = carry(world.connectors)
        assert getattr(reached, "__self__", None) is getattr(world.connectors, port)
        assert getattr(reached, "__name__", "") == method


def test_every_deed_can_be_described_over_http() -> None:
    effects = {name for name, (kind, *_) in METHODS.items() if kind == "effect"}
    assert effects == set(DEEDS)
    assert {f"{deed.port}.lookup" for deed in DEEDS.values()} <= set(METHODS)
