"""What a conversation may see of whom, and how a guest proves that something is theirs."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.connectors.demo import DemoBackend
from bot.connectors.ports import Retryable
from bot.customers import TRIES_PER_CONVERSATION, TRIES_PER_NUMBER, Customers, country_of
from bot.model import ConversationId, CustomerId
from bot.storage.database import Database
from bot.storage.people_tables import proof_tries


@pytest.mark.parametrize(
    ("postcode", "country"),
    [("1078 GZ", "nl"), ("1078gz", "nl"), ("9000", "be"), ("B-9000", "be"), ("SW1A 1AA", "gb"),
     ("75001", None), ("", None)],
)  # fmt: skip
def test_a_postcode_tells_the_country_when_only_one_writes_it_so(
    postcode: str, country: str | None
) -> None:
    assert country_of(postcode) == country


HERE = ConversationId("conversation-1")
THERE = ConversationId("conversation-2")
EMMA = CustomerId("C-1001")
AISHA_MAIL, AISHA_POSTCODE = "aisha.osman@example.com", "1078 GZ"
START = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.utc)


@dataclass
class World:
    """Customers on a real database and the demo shop, with a clock that a test moves."""

    database: Database
    backend: DemoBackend
    now: datetime = START
    customers: Customers = field(init=False)

    def __post_init__(self) -> None:
        self.customers = Customers(
            database=self.database, connectors=self.backend.connectors(), clock=lambda: self.now
        )

    def tries(self) -> int:
        count = select(func.count()).select_from(proof_tries)
        return int(self.database.read_sync(lambda c: c.execute(count).scalar_one()))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    database = Database(f"sqlite:///{tmp_path / 'samenspel.db'}")
    database.upgrade_sync()
    backend = DemoBackend(tmp_path / "shop.db", lambda: START)
    backend.ensure()
    yield World(database, backend)
    database.close_sync()
    backend.database.close_sync()


async def signed_in(world: World) -> None:
    await world.customers.bind(HERE, EMMA, START + timedelta(hours=1))


async def test_a_signed_in_customer_sees_their_own_things(world: World) -> None:
    await signed_in(world)
    orders = await world.customers.orders(HERE)
    assert [order.id for order in orders] == ["O-20001", "O-20002", "O-20003", "O-20004"]
    assert [booking.id for booking in await world.customers.bookings(HERE)] == ["B-30001"]
    assert await world.customers.order(HERE, " o-20001 ") == orders[0]
    assert await world.customers.alternatives(HERE, "b-30001", None)
    assert await world.customers.identified(HERE) == EMMA


async def test_what_belongs_to_somebody_else_looks_like_what_does_not_exist(world: World) -> None:
    await signed_in(world)
    assert await world.customers.order(HERE, "O-20005") is None
    assert await world.customers.order(HERE, "O-99999") is None
    assert await world.customers.booking(HERE, "B-30002") is None
    assert await world.customers.booking(HERE, "B-99999") is None
    assert await world.customers.alternatives(HERE, "B-30002", None) == ()


async def test_a_guest_sees_nothing(world: World) -> None:
    assert await world.customers.orders(THERE) == ()
    assert await world.customers.bookings(THERE) == ()
    assert await world.customers.order(THERE, "O-20001") is None
    assert await world.customers.picture(THERE) is None
    assert (await world.customers.session(THERE)).customer is None


async def test_an_identity_of_one_conversation_says_nothing_in_another(world: World) -> None:
    await signed_in(world)
    assert await world.customers.order(THERE, "O-20001") is None


async def test_an_expired_identity_is_a_guest_until_it_is_renewed(world: World) -> None:
    await signed_in(world)
    world.now = START + timedelta(hours=1)
    assert await world.customers.identified(HERE) is None
    assert await world.customers.order(HERE, "O-20001") is None
    assert await world.customers.orders(HERE) == ()
    await world.customers.bind(HERE, EMMA, world.now + timedelta(hours=1))
    assert await world.customers.order(HERE, "O-20001") is not None


async def test_a_conversation_never_changes_hands(world: World) -> None:
    await signed_in(world)
    with pytest.raises(ValueError, match="one customer"):
        await world.customers.bind(HERE, CustomerId("C-1002"), START + timedelta(hours=1))
    assert await world.customers.identified(HERE) == EMMA


@pytest.mark.parametrize("evidence", [AISHA_MAIL, AISHA_POSTCODE, "AISHA.OSMAN@EXAMPLE.COM"])
async def test_a_guest_who_proves_a_number_sees_that_and_only_that(
    world: World, evidence: str
) -> None:
    assert await world.customers.prove(HERE, "o-20019 ", evidence)
    assert [order.id for order in await world.customers.orders(HERE)] == ["O-20019"]
    assert await world.customers.order(HERE, "O-20019") is not None
    assert await world.customers.order(HERE, "O-20020") is None
    assert await world.customers.booking(HERE, "B-30007") is None
    assert await world.customers.order(THERE, "O-20019") is None


async def test_a_guest_proves_a_booking_and_sees_its_alternatives(world: World) -> None:
    assert await world.customers.prove(HERE, "B-30007", AISHA_POSTCODE)
    assert [booking.id for booking in await world.customers.bookings(HERE)] == ["B-30007"]
    assert await world.customers.alternatives(HERE, "B-30007", None)


async def test_after_five_wrong_tries_even_the_right_evidence_is_refused(world: World) -> None:
    for number in ["O-20019", "O-20019", "O-88888", "B-30007", "O-20019"]:
        assert not await world.customers.prove(HERE, number, "9999 XX")
    assert not await world.customers.prove(HERE, "O-20019", AISHA_MAIL)
    assert await world.customers.order(HERE, "O-20019") is None
    assert await world.customers.prove(THERE, "O-20019", AISHA_MAIL)


async def test_tries_at_the_same_moment_do_not_share_a_place(world: World) -> None:
    answers = await asyncio.gather(
        *(world.customers.prove(HERE, "O-20019", f"{n} XX") for n in range(1000, 1012))
    )
    assert not any(answers)
    assert world.tries() == TRIES_PER_CONVERSATION


async def test_new_conversations_give_no_endless_tries_at_one_number(world: World) -> None:
    for n in range(TRIES_PER_NUMBER):
        assert not await world.customers.prove(ConversationId(f"bot-{n}"), "O-20019", "1000")
    assert not await world.customers.prove(HERE, "O-20019", AISHA_MAIL)
    world.now = START + timedelta(hours=25)
    assert await world.customers.prove(HERE, "O-20019", AISHA_MAIL)


async def test_tries_survive_a_restart(world: World, tmp_path: Path) -> None:
    for _ in range(TRIES_PER_CONVERSATION):
        await world.customers.prove(HERE, "O-20019", "wrong")
    restarted = World(Database(str(world.database.url)), world.backend)
    assert not await restarted.customers.prove(HERE, "O-20019", AISHA_MAIL)
    await restarted.database.close()


async def test_a_try_while_the_shop_is_down_does_not_count(world: World) -> None:
    world.backend.faults.set("shop", "down", remaining=None)
    for _ in range(TRIES_PER_CONVERSATION + 1):
        with pytest.raises(Retryable):
            await world.customers.prove(HERE, "O-20019", AISHA_MAIL)
    world.backend.faults.clear()
    assert world.tries() == 0
    assert await world.customers.prove(HERE, "O-20019", AISHA_MAIL)


async def test_the_desk_sees_who_it_is_and_what_was_given_before(world: World) -> None:
    pieter = CustomerId("C-1010")
    await world.customers.bind(HERE, pieter, START + timedelta(hours=1))
    picture = await world.customers.picture(HERE)
    assert picture is not None
    assert picture.record is not None
    assert picture.record.name == "Pieter Wouters"
    assert [voucher.code for voucher in picture.vouchers] == ["V-7F3K9Q"]
    assert picture.refunds == ()


async def test_the_desk_sees_only_what_a_guest_proved(world: World) -> None:
    await world.customers.prove(HERE, "O-20019", AISHA_MAIL)
    picture = await world.customers.picture(HERE)
    assert picture is not None
    assert picture.record is None
    assert [order.id for order in picture.orders] == ["O-20019"]
    assert picture.vouchers == ()
