"""What the demo shop does with orders and trips happens once, and only when it can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select

from bot.connectors.demo import DemoBackend
from bot.connectors.demo.tables import accounts, articles, mails, orders
from bot.connectors.ports import Connectors, Final
from bot.model import Grant, Money, ReservationId

MakeGrant = Callable[..., Grant]


def balances(backend: DemoBackend) -> dict[str, int]:
    return backend.database.read_sync(
        lambda c: {row.id: row.balance_minor for row in c.execute(select(accounts))}
    )


def stock(backend: DemoBackend, article: str) -> int:
    query = select(articles.c.stock).where(articles.c.id == article)
    return int(backend.database.read_sync(lambda c: c.execute(query).scalar_one()))


async def statuses(connectors: Connectors, number: str) -> list[str]:
    order = await connectors.shop.order(number)
    assert order is not None
    return [order.status, *(item.status for item in order.items)]


async def test_a_cancelled_order_pays_back_what_was_left_and_only_once(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    before = balances(backend)
    asked = grant("r-1", "cancel_order", 4090, order="O-20013")
    effect = await connectors.shop.cancel(asked)
    assert await connectors.shop.cancel(asked) == effect
    assert await connectors.shop.lookup(ReservationId("r-1")) == effect
    after = balances(backend)
    assert after["card-C-1007"] - before["card-C-1007"] == 4090
    assert sum(after.values()) == 0
    assert await statuses(connectors, "O-20013") == ["cancelled", "cancelled", "cancelled"]


async def test_a_return_is_expected_and_its_label_mailed_but_no_money_moves(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    before = balances(backend)
    asked = grant("r-1", "return_order", 0, order="O-20002", items=("O-20002-1",))
    effect = await connectors.shop.take_back(asked)
    assert await connectors.shop.take_back(asked) == effect
    assert effect.amount == Money(0, "EUR")
    assert balances(backend) == before
    assert await statuses(connectors, "O-20002") == ["delivered", "returning", "delivered"]
    sent = backend.database.read_sync(lambda c: c.execute(select(mails)).all())
    assert [(mail.kind, mail.object, mail.customer) for mail in sent] == [
        ("return_label", "O-20002", "C-1001")
    ]


async def test_a_replacement_comes_out_of_stock_in_a_new_order_that_costs_nothing(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    before = stock(backend, "stove")
    asked = grant("r-1", "replace_item", 6495, order="O-20014", items=("O-20014-1",))
    effect = await connectors.shop.replace(asked)
    assert await connectors.shop.replace(asked) == effect
    assert stock(backend, "stove") == before - 1
    assert await statuses(connectors, "O-20014") == ["delivered", "replaced", "delivered"]
    number = effect.to["en"].split()[-1]
    again = await connectors.shop.order(number)
    assert again is not None
    assert (again.paid, again.status, len(again.items)) == (Money(0, "EUR"), "processing", 1)


async def test_an_address_changes_as_long_as_the_order_is_here(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    new = {"address": "Dorpsstraat 12 Utrecht", "postcode": "3512 JE"}
    await connectors.shop.change_address(grant("r-1", "change_address", 0, order="O-20013", **new))
    query = select(orders.c.ships_to).where(orders.c.id == "O-20013")
    there = backend.database.read_sync(lambda c: c.execute(query).scalar_one())
    assert there == "Dorpsstraat 12 Utrecht, 3512 JE"
    with pytest.raises(Final) as caught:
        await connectors.shop.change_address(
            grant("r-2", "change_address", 0, order="O-20012", **new)
        )
    assert caught.value.code == "sent_already"


@pytest.mark.parametrize("about", [{"order": "O-20002"}, {"booking": "B-30001"}])
async def test_an_invoice_is_mailed_to_the_address_on_file_without_naming_it(
    connectors: Connectors, grant: MakeGrant, about: dict[str, str]
) -> None:
    effect = await connectors.shop.send_invoice(grant("r-1", "invoice_copy", 0, **about))
    assert "@" not in "".join(effect.to.values())


async def test_a_cancelled_trip_frees_its_seats_and_pays_what_was_granted(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    booking = await connectors.bookings.booking("B-30001")
    assert booking is not None
    before = balances(backend)
    effect = await connectors.bookings.cancel(grant("r-1", "cancel_trip", 5000, booking="B-30001"))
    after = await connectors.bookings.booking("B-30001")
    assert after is not None
    assert (after.status, effect.amount) == ("cancelled", Money(5000, "EUR"))
    assert after.trip.seats == booking.trip.seats + booking.passengers
    assert balances(backend)["card-C-1001"] - before["card-C-1001"] == 5000


async def test_a_delay_is_paid_for_once_whatever_the_reservation(
    connectors: Connectors, grant: MakeGrant
) -> None:
    await connectors.bookings.compensate(
        grant("r-1", "delay_compensation", 2000, booking="B-30008")
    )
    with pytest.raises(Final) as caught:
        await connectors.bookings.compensate(
            grant("r-2", "delay_compensation", 2000, booking="B-30008")
        )
    assert caught.value.code == "already_compensated"


@pytest.mark.parametrize(
    ("method", "minor", "params", "code"),
    [
        ("cancel", 5495, {"order": "O-20012"}, "not_stoppable"),
        ("cancel", 1, {"order": "O-20013"}, "other_amount"),
        ("cancel", 1, {"order": "O-1"}, "not_found"),
        ("take_back", 0, {"order": "O-20001", "items": ()}, "not_delivered"),
        ("take_back", 0, {"order": "O-20010", "items": ("O-20010-2",)}, "already_settled"),
        ("take_back", 0, {"order": "O-20002", "items": ("O-20001-1",)}, "not_found"),
        ("replace", 5995, {"order": "O-20010", "items": ("O-20010-1",)}, "out_of_stock"),
        ("replace", 1295, {"order": "O-20013", "items": ("O-20013-2",)}, "not_sent"),
        ("send_invoice", 0, {"order": "O-1"}, "not_found"),
    ],
)
async def test_what_cannot_be_done_with_an_order_is_final(
    backend: DemoBackend,
    connectors: Connectors,
    grant: MakeGrant,
    method: str,
    minor: int,
    params: dict[str, object],
    code: str,
) -> None:
    before = balances(backend)
    with pytest.raises(Final) as caught:
        await getattr(connectors.shop, method)(grant("r-1", "any", minor, **params))
    assert caught.value.code == code
    assert balances(backend) == before


@pytest.mark.parametrize(
    ("method", "minor", "booking", "code"),
    [
        ("cancel", 100, "B-30006", "not_changeable"),
        ("cancel", 10**9, "B-30001", "bad_amount"),
        ("compensate", 100, "B-30001", "not_late"),
        ("compensate", 0, "B-30008", "bad_amount"),
    ],
)
async def test_what_cannot_be_done_with_a_trip_is_final(
    connectors: Connectors, grant: MakeGrant, method: str, minor: int, booking: str, code: str
) -> None:
    with pytest.raises(Final) as caught:
        await getattr(connectors.bookings, method)(grant("r-1", "any", minor, booking=booking))
    assert caught.value.code == code
