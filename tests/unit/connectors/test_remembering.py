"""In one turn the shop is asked once for each thing, and anew after anything was done."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from bot.authority.service import ActionRequest, Authority
from bot.connectors.demo import DemoBackend
from bot.connectors.ports import Connectors
from bot.connectors.remembering import one_turn, remembering, telling
from bot.customers import Customers
from bot.model import ConversationId, CustomerId, ReservationState
from bot.storage.database import Database

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.utc)
HERE, EMMA = ConversationId("c1"), CustomerId("C-1001")
ROOT = Path(__file__).parents[3]


class Counting:
    """A port that counts what it is asked."""

    def __init__(self, port: Any, asked: Counter[str]) -> None:
        self._port = port
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        async def counted(*given: Any) -> Any:
            self._asked[name] += 1
            return await method(*given)

        return counted


class World:
    """Customers who look and authority that acts, on one shop that counts."""

    def __init__(self, folder: Path) -> None:
        self.asked: Counter[str] = Counter()
        self.database = Database(f"sqlite:///{folder / 'ours.db'}")
        self.database.upgrade_sync()
        self.backend = DemoBackend(folder / "shop.db", lambda: NOW)
        plain: Connectors = self.backend.connectors()
        ports = ("shop", "bookings", "payments", "vouchers")
        counted: dict[str, Any] = {
            name: Counting(getattr(plain, name), self.asked) for name in ports
        }
        counting = replace(plain, **counted)
        self.customers = Customers(
            database=self.database, connectors=remembering(counting), clock=lambda: NOW
        )
        self.authority = Authority(
            database=self.database,
            connectors=telling(counting),
            clock=lambda: NOW,
            limits_path=ROOT / "limits.yml",
        )

    def close(self) -> None:
        self.database.close_sync()
        self.backend.database.close_sync()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.close()


async def look(world: World) -> int:
    """What the bot and the desk look at, in one go; cents that went back for an order."""
    await world.customers.orders(HERE)
    picture = await world.customers.picture(HERE)
    await world.customers.order(HERE, "O-20002")
    found = await world.customers.order(HERE, "O-20002")
    assert picture is not None and found is not None
    return found.refunded.minor


async def test_in_one_turn_everything_is_read_once(world: World) -> None:
    await world.customers.bind(HERE, EMMA, NOW.replace(year=2027))
    with one_turn():
        await asyncio.gather(look(world), asyncio.sleep(0))
        await look(world)
        assert set(world.asked.values()) == {1}, world.asked
    with one_turn():
        await look(world)
    assert set(world.asked.values()) == {2}


async def test_what_was_done_in_the_turn_is_seen_in_the_turn(world: World) -> None:
    await world.customers.bind(HERE, EMMA, NOW.replace(year=2027))
    await world.authority.start()
    with one_turn():
        assert await look(world) == 0
        done = await world.authority.request(
            ActionRequest("refund_order", HERE, "c1:1", {"order": "O-20002", "items": ()},
                          {"reason": "damaged"})
        )  # fmt: skip
        assert done.state is ReservationState.SETTLED and done.amount is not None
        assert await look(world) == done.amount.minor
        picture = await world.customers.picture(HERE)
        assert picture is not None and len(picture.refunds) == 1


async def test_between_turns_nothing_is_remembered(world: World) -> None:
    await world.customers.bind(HERE, EMMA, NOW.replace(year=2027))
    await look(world)
    await look(world)
    assert world.asked["orders_of"] == 4


async def test_who_has_seen_all_orders_is_not_told_of_one_again(world: World) -> None:
    await world.customers.bind(HERE, EMMA, NOW.replace(year=2027))
    with one_turn():
        every = await world.customers.orders(HERE)
        assert [await world.customers.order(HERE, one.id) for one in every] == list(every)
        assert world.asked["order"] == 0
        booked = await world.customers.bookings(HERE)
        assert booked and await world.customers.booking(HERE, booked[0].id) == booked[0]
        assert world.asked["booking"] == 0


async def test_an_order_that_is_proven_in_a_turn_is_theirs_in_that_turn(world: World) -> None:
    with one_turn():
        assert await world.customers.order(HERE, "O-20002") is None
        record = await world.backend.connectors().shop.customer(EMMA)
        assert record is not None
        assert await world.customers.prove(HERE, "O-20002", record.email)
        found = await world.customers.order(HERE, "O-20002")
        assert found is not None and found.id == "O-20002"


async def test_an_identity_that_comes_in_a_turn_holds_in_that_turn(world: World) -> None:
    with one_turn():
        assert await world.customers.orders(HERE) == ()
        await world.customers.bind(HERE, EMMA, NOW.replace(year=2027))
        assert await world.customers.orders(HERE)
