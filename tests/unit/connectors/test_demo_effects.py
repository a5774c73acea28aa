"""Refunds, changes and vouchers in the demo shop: money moves once, and never out of nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from bot.connectors.demo import DemoBackend
from bot.connectors.demo.tables import accounts, transfers
from bot.connectors.ports import Connectors, Effect, Final
from bot.model import CustomerId, Grant, Money, ReservationId, utc_now

MakeGrant = Callable[..., Grant]


def balances(backend: DemoBackend) -> dict[str, int]:
    return backend.database.read_sync(
        lambda c: {row.id: row.balance_minor for row in c.execute(select(accounts))}
    )


def moved(backend: DemoBackend) -> int:
    count = select(func.count()).select_from(transfers)
    return int(backend.database.read_sync(lambda c: c.execute(count).scalar_one()))


async def test_a_refund_moves_the_money_from_the_shop_to_the_card(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    before = balances(backend)
    effect = await connectors.payments.refund(
        grant("r-1", "refund_order", 8995, order="O-20002", items=("O-20002-1",))
    )
    after = balances(backend)
    assert after["shop"] == before["shop"] - 8995
    assert after["card-C-1001"] == before["card-C-1001"] + 8995
    assert effect.amount == Money(8995, "EUR")
    order = await connectors.shop.order("O-20002")
    assert order is not None
    assert order.refunded == Money(8995, "EUR")
    assert [item.status for item in order.items] == ["refunded", "delivered"]
    assert effect.to == {"en": order.paid_with, "nl": order.paid_with}
    (refund,) = await connectors.payments.refunds_of(CustomerId("C-1001"))
    assert (refund.reference, refund.order) == (effect.reference, "O-20002")


async def test_the_same_reservation_again_gives_the_same_effect_and_moves_nothing(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    asked = grant("r-1", "refund_order", 1995, order="O-20002", items=("O-20002-2",))
    first = await connectors.payments.refund(asked)
    before = moved(backend)
    assert await connectors.payments.refund(asked) == first
    assert moved(backend) == before
    assert await connectors.payments.lookup(ReservationId("r-1")) == first
    assert await connectors.payments.lookup(ReservationId("r-2")) is None


async def test_equal_partial_refunds_under_their_own_reservations_are_two(
    connectors: Connectors, grant: MakeGrant
) -> None:
    for reservation in ("r-1", "r-2"):
        await connectors.payments.refund(
            grant(reservation, "refund_order", 500, order="O-20002", items=("O-20002-1",))
        )
    order = await connectors.shop.order("O-20002")
    assert order is not None
    assert order.refunded == Money(1000, "EUR")


async def test_parts_never_add_up_to_more_than_was_paid(
    connectors: Connectors, grant: MakeGrant
) -> None:
    for reservation, minor in (("r-1", 8995), ("r-2", 1990)):
        await connectors.payments.refund(grant(reservation, "refund_order", minor, order="O-20002"))
    with pytest.raises(Final) as caught:
        await connectors.payments.refund(grant("r-3", "refund_order", 6, order="O-20002"))
    assert caught.value.code == "over_paid"
    await connectors.payments.refund(grant("r-4", "refund_order", 5, order="O-20002"))


@pytest.mark.parametrize(
    ("minor", "params", "code"),
    [
        (100, {"order": "O-1", "items": ()}, "not_found"),
        (100, {"order": "O-20002", "items": ("O-20001-1",)}, "not_found"),
        (9000, {"order": "O-20002", "items": ("O-20002-1",)}, "over_paid"),
        (10991, {"order": "O-20002", "items": ()}, "over_paid"),
        (0, {"order": "O-20002", "items": ()}, "bad_amount"),
        (-5, {"order": "O-20002", "items": ()}, "bad_amount"),
        (2695, {"order": "O-20010", "items": ("O-20010-2",)}, "already_refunded"),
        (1, {"order": "O-20011", "items": ()}, "over_paid"),
    ],
)
async def test_a_refund_that_cannot_be_is_final_and_moves_nothing(
    backend: DemoBackend,
    connectors: Connectors,
    grant: MakeGrant,
    minor: int,
    params: dict[str, object],
    code: str,
) -> None:
    before = balances(backend)
    with pytest.raises(Final) as caught:
        await connectors.payments.refund(grant("r-1", "refund_order", minor, **params))
    assert caught.value.code == code
    assert balances(backend) == before
    assert await connectors.payments.lookup(ReservationId("r-1")) is None


async def test_a_reservation_never_carries_out_something_else(
    connectors: Connectors, grant: MakeGrant
) -> None:
    await connectors.payments.refund(grant("r-1", "refund_order", 500, order="O-20002"))
    with pytest.raises(Final) as caught:
        await connectors.payments.refund(grant("r-1", "refund_order", 900, order="O-20002"))
    assert caught.value.code == "key_reused"


async def test_a_cheaper_trip_gives_the_difference_back_and_moves_the_seats(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    old = await connectors.bookings.booking("B-30001")
    assert old is not None
    options = await connectors.bookings.alternatives("B-30001", None)
    cheaper = min(options, key=lambda trip: trip.price.minor)
    back = old.paid.minor - 2 * cheaper.price.minor
    before = balances(backend)
    effect = await connectors.bookings.rebook(
        grant("r-1", "rebook_trip", back, booking="B-30001", trip=cheaper.id,
              difference={"minor": -back, "currency": "EUR"})
    )  # fmt: skip
    assert effect.amount == Money(back, "EUR")
    assert balances(backend)["card-C-1001"] == before["card-C-1001"] + back
    new = await connectors.bookings.booking("B-30001")
    assert new is not None
    assert (new.trip.id, new.paid.minor) == (cheaper.id, 2 * cheaper.price.minor)
    assert new.trip.seats == cheaper.seats - 2
    freed = await connectors.bookings.trip(old.trip.id)
    assert freed is not None
    assert freed.seats == old.trip.seats + 2


async def test_a_dearer_trip_is_charged_and_nothing_goes_back(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    old = await connectors.bookings.booking("B-30001")
    assert old is not None
    options = await connectors.bookings.alternatives("B-30001", None)
    dearer = max(options, key=lambda trip: trip.price.minor)
    more = 2 * dearer.price.minor - old.paid.minor
    before = balances(backend)
    effect = await connectors.bookings.rebook(
        grant("r-1", "rebook_trip", 0, booking="B-30001", trip=dearer.id)
    )
    assert effect.amount == Money(0, "EUR")
    assert balances(backend)["card-C-1001"] == before["card-C-1001"] - more


async def test_a_trip_the_carrier_cancelled_is_confirmed_again_after_the_change(
    connectors: Connectors, grant: MakeGrant
) -> None:
    options = await connectors.bookings.alternatives("B-30002", None)
    await connectors.bookings.rebook(
        grant("r-1", "rebook_trip", 50_000, booking="B-30002", trip=options[0].id)
    )
    booking = await connectors.bookings.booking("B-30002")
    assert booking is not None
    assert booking.status == "confirmed"


@pytest.mark.parametrize(
    "difference",
    ["1.00 EUR", {"minor": 100, "currency": "EUR"}, Money(100, "EUR"), Money(-2000, "USD")],
)
async def test_a_change_at_another_price_than_agreed_does_not_happen(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant, difference: object
) -> None:
    option = (await connectors.bookings.alternatives("B-30001", None))[0]
    before = balances(backend)
    with pytest.raises(Final) as caught:
        await connectors.bookings.rebook(
            grant("r-1", "rebook_trip", 50_000, booking="B-30001", trip=option.id,
                  difference=difference)
        )  # fmt: skip
    assert caught.value.code == "price_changed"
    assert balances(backend) == before


@pytest.mark.parametrize(
    ("booking", "trip", "code"),
    [
        ("B-30001", "T-4027", "same_trip"),
        ("B-30001", "T-4001", "departed"),
        ("B-30001", "T-4100", "other_route"),
        ("B-30001", "T-9999", "not_found"),
        ("B-30006", "T-4150", "not_changeable"),
        ("B-30004", "T-4940", "no_seats"),
    ],
)
async def test_a_change_that_cannot_be_is_final(
    connectors: Connectors, grant: MakeGrant, booking: str, trip: str, code: str
) -> None:
    with pytest.raises(Final) as caught:
        await connectors.bookings.rebook(
            grant("r-1", "rebook_trip", 99_999, booking=booking, trip=trip)
        )
    assert caught.value.code == code


async def test_more_back_than_granted_does_not_happen(
    connectors: Connectors, grant: MakeGrant
) -> None:
    options = await connectors.bookings.alternatives("B-30001", None)
    cheaper = min(options, key=lambda trip: trip.price.minor)
    with pytest.raises(Final) as caught:
        await connectors.bookings.rebook(
            grant("r-1", "rebook_trip", 100, booking="B-30001", trip=cheaper.id)
        )
    assert caught.value.code == "over_grant"


async def test_alternatives_lie_around_the_wanted_day(connectors: Connectors) -> None:
    around = date(2026, 12, 18)
    options = await connectors.bookings.alternatives("B-30001", around)
    assert options
    assert [abs((trip.departs_at.date() - around).days) <= 6 for trip in options] == [True] * 5
    assert await connectors.bookings.alternatives("B-1", None) == ()


async def test_a_voucher_belongs_to_the_customer_of_the_order(
    connectors: Connectors, grant: MakeGrant
) -> None:
    asked = grant("r-1", "goodwill", 1000, order="O-20001", cause="late")
    effect = await connectors.vouchers.give(asked)
    assert await connectors.vouchers.give(asked) == effect
    (voucher,) = await connectors.vouchers.vouchers_of(CustomerId("C-1001"))
    assert voucher.code == effect.reference
    assert voucher.amount == Money(1000, "EUR")
    assert effect.expected["nl"] == "te besteden tot 20 november 2027"
    with pytest.raises(Final):
        await connectors.vouchers.give(grant("r-2", "goodwill", 1000, order="O-1"))


async def test_the_last_seats_go_to_one_of_two_who_ask_at_once(
    backend: DemoBackend, connectors: Connectors, grant: MakeGrant
) -> None:
    family = (await connectors.bookings.alternatives("B-30005", None))[0]
    assert family.seats == 4
    answers = await asyncio.gather(
        *(
            connectors.bookings.rebook(
                grant(f"r-{n}", "rebook_trip", 99_999, booking="B-30005", trip=family.id)
            )
            for n in range(4)
        ),
        return_exceptions=True,
    )
    assert len([answer for answer in answers if isinstance(answer, Effect)]) == 1
    left = await connectors.bookings.trip(family.id)
    assert left is not None
    assert left.seats == 0


Step = tuple[int, str, int]
steps = st.lists(
    st.tuples(
        st.integers(min_value=1, max_value=6),
        st.sampled_from(["O-20001", "O-20002", "O-20003", "O-20010", "O-20011"]),
        st.integers(min_value=-100, max_value=30_000),
    ),
    max_size=12,
)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=steps)
def test_no_sequence_of_repeated_refunds_creates_or_loses_money(
    fresh_backend: Callable[[], DemoBackend], grant: MakeGrant, steps: list[Step]
) -> None:
    backend = fresh_backend()
    connectors = backend.connectors()
    before = balances(backend)
    paid: dict[int, int] = {}

    async def play() -> None:
        for key, order, minor in steps:
            try:
                effect = await connectors.payments.refund(
                    grant(f"r-{key}", "refund_order", minor, order=order)
                )
            except Final:
                continue
            assert paid.setdefault(key, effect.amount.minor) == effect.amount.minor

    asyncio.run(play())
    after = balances(backend)
    assert sum(after.values()) == 0
    assert before["shop"] - after["shop"] == sum(paid.values())
    orders = [asyncio.run(connectors.shop.order(f"O-{n}")) for n in (20001, 20002, 20003, 20010)]
    assert [o for o in orders if o is None or o.paid < o.refunded] == []
    backend.database.close_sync()


def _refund_in_a_process(path: Path, reservation: str) -> str:
    backend = DemoBackend(path, utc_now)
    asked = Grant(
        ReservationId(reservation), "refund_order", {"order": "O-20003"}, Money(24900, "EUR"), 1
    )
    try:
        return asyncio.run(backend.connectors().payments.refund(asked)).reference
    except Final as no:
        return no.code


def test_processes_that_repeat_one_refund_at_once_move_the_money_once(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        references = list(pool.map(_refund_in_a_process, [path] * 8, ["r-1"] * 8))
        others = list(pool.map(_refund_in_a_process, [path] * 4, ["r-2"] * 4))
    assert len(set(references)) == 1
    assert references[0].startswith("RF-")
    assert set(others) == {"over_paid"}
    backend = DemoBackend(path, utc_now)
    assert sum(balances(backend).values()) == 0
    backend.database.close_sync()
