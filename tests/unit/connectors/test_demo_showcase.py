"""The customers worth trying show what the page about them says, whatever day it is."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bot.connectors.demo import DemoBackend, showcase
from bot.connectors.demo.drawing import draw
from bot.connectors.demo.page import page
from bot.connectors.demo.showcase import catalogue
from bot.connectors.demo.tables import bookings, customers, metadata, orders
from bot.connectors.ports import Connectors, Order
from bot.model import CustomerId, Money

ROOT = Path(__file__).parents[3]


def euro(text: str) -> Money:
    return Money.parse(f"{text} EUR")


async def order_of(connectors: Connectors, number: str) -> Order:
    found = await connectors.shop.order(number)
    assert found is not None
    return found


def test_the_page_about_the_demo_is_written_from_the_data() -> None:
    written = (ROOT / "docs" / "demo-data.md").read_text(encoding="utf-8")
    assert written == page(), "python -m bot.connectors.demo.page > docs/demo-data.md"


async def test_there_are_as_many_as_promised(backend: DemoBackend) -> None:
    def counted(connection):  # type: ignore[no-untyped-def]
        return [
            connection.execute(select(func.count()).select_from(table)).scalar()
            for table in (customers, orders, bookings)
        ]

    assert await backend.read("shop", counted) == [200, 500, 300]


async def test_everything_shown_exists_and_is_theirs(connectors: Connectors) -> None:
    for shown in showcase():
        record = await connectors.shop.customer(shown.id)
        assert record is not None
        assert (record.name, record.language, record.tier) == (
            shown.name, shown.language, shown.tier,
        )  # fmt: skip
        own = {order.id for order in await connectors.shop.orders_of(shown.id)}
        assert own == set(shown.orders)
        trips = {booking.id for booking in await connectors.bookings.bookings_of(shown.id)}
        assert trips == set(shown.bookings)


async def test_c1001_shows_every_outcome_of_the_demo_limits(
    connectors: Connectors, now: datetime
) -> None:
    late = await order_of(connectors, "O-20001")
    assert late.is_late(now)
    assert late.delivered_at is None
    small = await order_of(connectors, "O-20002")
    assert small.status == "delivered"
    assert small.paid < euro("150.00")
    large = await order_of(connectors, "O-20003")
    assert euro("150.00") < large.paid < euro("400.00")
    old = await order_of(connectors, "O-20004")
    assert old.delivered_at is not None
    assert now - old.delivered_at > timedelta(days=44)
    for recent in (small, large):
        assert recent.delivered_at is not None
        assert now - recent.delivered_at < timedelta(days=30)
    booking = await connectors.bookings.booking("B-30001")
    assert booking is not None
    prices = {
        trip.price.minor - booking.trip.price.minor
        for trip in await connectors.bookings.alternatives("B-30001", None)
    }
    assert min(prices) < 0 < max(prices)


async def test_the_lost_and_the_cancelled_by_the_carrier(
    connectors: Connectors, now: datetime
) -> None:
    lost = await order_of(connectors, "O-20005")
    assert lost.status == "lost"
    assert lost.is_late(now)
    booking = await connectors.bookings.booking("B-30002")
    assert booking is not None
    assert booking.status == "cancelled_by_carrier"
    assert await connectors.bookings.alternatives("B-30002", None)


async def test_gold_tier_with_an_order_too_large_for_an_approval(connectors: Connectors) -> None:
    record = await connectors.shop.customer(CustomerId("C-1004"))
    assert record is not None
    assert record.tier == "gold"
    assert euro("400.00") < (await order_of(connectors, "O-20009")).paid


async def test_refunded_in_part_and_in_full(connectors: Connectors) -> None:
    part = await order_of(connectors, "O-20010")
    assert [item.status for item in part.items] == ["delivered", "refunded", "delivered"]
    assert part.refunded == part.items[1].total
    full = await order_of(connectors, "O-20011")
    assert full.refunded == full.paid
    assert await connectors.payments.refunds_of(CustomerId("C-1006"))


async def test_on_time_damaged_several_pieces_and_nothing_at_all(
    connectors: Connectors, now: datetime
) -> None:
    on_time = [await order_of(connectors, number) for number in ("O-20012", "O-20013")]
    assert [order.is_late(now) for order in on_time] == [False, False]
    damaged = await order_of(connectors, "O-20014")
    assert [item.status for item in damaged.items] == ["damaged", "delivered"]
    pieces = await order_of(connectors, "O-20017")
    assert [item.quantity for item in pieces.items] == [3, 2]
    assert pieces.paid == pieces.items[0].total + pieces.items[1].total
    assert await connectors.shop.orders_of(CustomerId("C-1013")) == ()
    assert await connectors.bookings.bookings_of(CustomerId("C-1013")) == ()


async def test_sold_out_a_family_and_a_travelled_trip(connectors: Connectors) -> None:
    assert await connectors.bookings.alternatives("B-30004", None) == ()
    family = await connectors.bookings.alternatives("B-30005", None)
    assert family
    assert min(trip.seats for trip in family) >= 4
    travelled = await connectors.bookings.booking("B-30006")
    assert travelled is not None
    assert travelled.status == "travelled"


async def test_two_late_orders_and_an_earlier_voucher(
    connectors: Connectors, now: datetime
) -> None:
    both = [await order_of(connectors, number) for number in ("O-20015", "O-20016")]
    assert [order.is_late(now) for order in both] == [True, True]
    (voucher,) = await connectors.vouchers.vouchers_of(CustomerId("C-1010"))
    assert voucher.code == "V-7F3K9Q"
    assert voucher.expires_at > now


@pytest.mark.parametrize(
    ("number", "evidence", "right"),
    [
        ("O-20019", "Aisha.Osman@example.com ", True),
        ("O-20019", "1078gz", True),
        ("B-30007", "1078 GZ", True),
        ("O-20019", "1078 GX", False),
        ("O-20019", "", False),
        ("O-29999", "1078 GZ", False),
        ("O-29999", "", False),
        ("O-20001", "1078 GZ", False),
    ],
)
async def test_a_guest_proves_a_number_by_email_or_postcode(
    connectors: Connectors, number: str, evidence: str, right: bool
) -> None:
    assert await connectors.shop.evidence(number, evidence) is right


@pytest.mark.parametrize("day", range(7))
def test_the_same_day_gives_the_same_data_and_no_date_lies_wrong(day: int) -> None:
    midnight = datetime(2027, 2, 25, 0, 0, 1, tzinfo=timezone.utc)
    moment = midnight + timedelta(days=day, hours=3 * day)
    first, second = draw(moment), draw(moment)
    assert first.rows == second.rows
    future = [
        row["id"]
        for row in first.rows["orders"]
        for key in ("placed_at", "shipped_at", "delivered_at")
        if row[key] is not None and row[key] > moment
    ]
    assert future == []
    assert [row for row in first.rows["transfers"] if row["at"] > moment] == []


@pytest.mark.parametrize(
    ("kind", "others"),
    [("articles", {"price"}), ("routes", {"price", "origin", "destination", "hour", "hours"})],
)
def test_every_title_has_both_languages_and_nothing_else(kind: str, others: set[str]) -> None:
    for name, entry in catalogue()[kind].items():
        assert set(entry) - {"stock"} == others | {"en", "nl"}, name
        assert Money.parse(entry["price"]).minor > 0


def test_numbers_are_unique_and_run_as_documented() -> None:
    rows = draw(datetime(2026, 11, 20, tzinfo=timezone.utc)).rows
    assert {row["id"] for row in rows["orders"]} == {f"O-{n}" for n in range(20001, 20501)}
    assert {row["id"] for row in rows["bookings"]} == {f"B-{n}" for n in range(30001, 30301)}
    for table in ("customers", "orders", "items", "bookings", "trips"):
        numbers = [row["id"] for row in rows[table]]
        assert len(set(numbers)) == len(numbers)
    assert set(rows) <= set(metadata.tables)
