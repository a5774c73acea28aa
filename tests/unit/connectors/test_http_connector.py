"""The HTTP connector against a real server that misbehaves on purpose."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from bot.connectors import http
from bot.connectors.ports import Connectors, Effect, Final, OutcomeUnknown, Retryable
from bot.model import CustomerId, Grant, Money, ReservationId
from tests.support.shop_api import TOKEN, ShopApi, cut_off

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "connector.yml"
KEY = ReservationId("res-1")
NOOR = CustomerId("7001")


def described(api: ShopApi, folder: Path, **changed: str) -> Connectors:
    """The example of the documentation, pointed at the server."""
    text = EXAMPLE.read_text("utf-8").replace("https://api.shop.example/v1", api.base)
    for old, new in {"timeout_s: 10": "timeout_s: 1", **changed}.items():
        assert old in text
        text = text.replace(old, new)
    path = folder / "shop.yml"
    path.write_text(text)
    return http.build(path, environ={"SHOP_TOKEN": TOKEN.removeprefix("Bearer ")})


def grant(minor: int = 4550, order: str = "A-1") -> Grant:
    """What authority would hand out."""
    params = {"order": order, "items": (f"{order}-1",)}
    return Grant(KEY, "refund_order", params, Money(minor, "EUR"), 1)


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ShopApi]:
    made = ShopApi()
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def shop(api: ShopApi, tmp_path: Path) -> AsyncIterator[Connectors]:
    made = described(api, tmp_path)
    yield made
    await made.close()


async def test_records_come_back_exact(shop: Connectors) -> None:
    found = await shop.shop.order("A-1")
    assert found is not None
    assert (found.status, found.paid, found.shipped_at) == ("delivered", Money(4550, "EUR"), None)
    assert found.placed_at.isoformat() == "2026-11-10T08:00:00+00:00"
    (item,) = found.items
    assert (item.order, item.price, item.title["nl"]) == ("A-1", Money(4550, "EUR"), "Lamp")
    customer = await shop.shop.customer(NOOR)
    assert customer is not None
    assert (customer.id, customer.tier, customer.postcode) == ("7001", "regular", "1012 AB")
    assert [one.id for one in await shop.shop.orders_of(NOOR)] == ["A-1", "A-2"]
    assert await shop.shop.evidence("A-1", "1012 AB")
    assert not await shop.shop.evidence("A-1", "9999 ZZ")


async def test_what_does_not_exist_is_none(shop: Connectors) -> None:
    assert await shop.shop.order("A-9") is None
    assert await shop.payments.lookup(KEY) is None
    assert await shop.bookings.bookings_of(NOOR) == ()
    assert await shop.bookings.trip("T-1") is None


@pytest.mark.parametrize("number", ["../customers/7001", "", "..", "A-1?x=1", "A-1#x", "A/1"])
async def test_a_number_never_leaves_its_place_in_the_address(
    api: ShopApi, shop: Connectors, number: str
) -> None:
    assert await shop.shop.order(number) is None
    assert all(path.startswith("/v1/orders/") for _, path, _ in api.seen)


async def test_a_refund_carries_its_key_and_comes_back_with_its_reference(
    api: ShopApi, shop: Connectors
) -> None:
    effect = await shop.payments.refund(grant())
    assert (effect.reference, effect.amount) == ("R-1", Money(4550, "EUR"))
    assert effect.expected["nl"] == "binnen vijf werkdagen"
    assert api.seen[-1][2]["Idempotency-Key"] == KEY
    assert await shop.payments.refund(grant()) == effect
    assert len(api.paid) == 1
    assert await shop.payments.lookup(KEY) == effect
    (refund,) = await shop.payments.refunds_of(NOOR)
    assert refund.reference == "R-1"


def answers(status: int, body: Any = None, text: str | None = None, **headers: str) -> Any:
    """A trouble that always answers so."""

    async def trouble(request: web.Request, refund: dict[str, Any] | None) -> web.Response:
        if text is not None:
            return web.Response(status=status, text=text, headers=headers)
        return web.json_response(body, status=status, headers=headers)

    return trouble


def refund_like(**changed: Any) -> Any:
    """A trouble that answers with a refund in which something differs."""

    async def trouble(request: web.Request, refund: dict[str, Any] | None) -> web.Response:
        return web.json_response({**(refund or {}), **changed}, status=201)

    return trouble


async def hangs(request: web.Request, refund: dict[str, Any] | None) -> web.StreamResponse:
    await asyncio.sleep(30)
    return web.Response()


async def breaks(request: web.Request, refund: dict[str, Any] | None) -> web.StreamResponse:
    return await cut_off(request)


TAKEN = {"error": {"code": "already_refunded"}}
CLOSED = {"error": {"code": "closed_for_maintenance"}}


@pytest.mark.parametrize(
    ("trouble", "raised", "code"),
    [
        (answers(409, TAKEN), Final, "already_refunded"),
        (answers(422, {}), Final, "declined"),
        (answers(503, CLOSED), Retryable, "unavailable"),
        (answers(429, {}, **{"Retry-After": "1"}), Retryable, "unavailable"),
        (answers(503, {}), OutcomeUnknown, "bad_answer"),
        (answers(500, text="oops"), OutcomeUnknown, "bad_answer"),
        (answers(409, {"error": {"code": "something_else"}}), OutcomeUnknown, "bad_answer"),
        (answers(404, {}), OutcomeUnknown, "bad_answer"),
        (answers(201, text="<html>created</html>"), OutcomeUnknown, "bad_answer"),
        (answers(201, text='{"id": '), OutcomeUnknown, "bad_answer"),
        (answers(200, []), OutcomeUnknown, "bad_answer"),
        (answers(201, text="[" * 100_000), OutcomeUnknown, "bad_answer"),
        (answers(200, text=" " * 1_000_001), OutcomeUnknown, "bad_answer"),
        (answers(302, {}, Location="https://elsewhere.example/"), OutcomeUnknown, "bad_answer"),
        (refund_like(our_reference="res-2"), OutcomeUnknown, "answer_differs"),
        (refund_like(amount={"cents": 4551, "currency": "EUR"}), OutcomeUnknown, "answer_differs"),
        (refund_like(amount={"cents": 4550, "currency": "USD"}), OutcomeUnknown, "answer_differs"),
        (refund_like(amount={"cents": 4550.0, "currency": "EUR"}), OutcomeUnknown, "bad_answer"),
        (refund_like(created_at="2026-11-20 10:30"), OutcomeUnknown, "bad_answer"),
        (hangs, OutcomeUnknown, "timeout"),
        (breaks, OutcomeUnknown, "cut_off"),
    ],
)
async def test_an_answer_to_a_refund_means_what_is_safe(
    api: ShopApi, shop: Connectors, trouble: Any, raised: type[Exception], code: str
) -> None:
    api.trouble = trouble
    with pytest.raises(raised) as found:
        await shop.payments.refund(grant())
    assert type(found.value) is raised
    assert getattr(found.value, "code", "") == code


async def test_a_shop_that_cannot_be_reached_was_asked_nothing(
    api: ShopApi, shop: Connectors
) -> None:
    await api.stop()
    with pytest.raises(Retryable, match="unreachable"):
        await shop.payments.refund(grant())
    with pytest.raises(Retryable, match="unreachable"):
        await shop.shop.order("A-1")


@pytest.mark.parametrize(
    "trouble", [answers(500, {}), answers(503, {}), answers(200, text="no json"), hangs, breaks]
)
async def test_a_read_that_fails_can_be_tried_again(
    api: ShopApi, tmp_path: Path, trouble: Any
) -> None:
    shop = described(api, tmp_path, **{"code_at: error.code": "code_at: error.code\ntimeout_s: 1"})
    api.trouble = trouble
    with pytest.raises(Retryable):
        await shop.shop.order("A-1")
    api.trouble = None
    assert await shop.shop.order("A-1") is not None
    await shop.close()


async def test_somebody_elses_record_spoils_the_answer(api: ShopApi, shop: Connectors) -> None:
    api.trouble = answers(200, {"orders": list(api.orders.values())})
    with pytest.raises(Retryable, match="answer_differs"):
        await shop.shop.orders_of(CustomerId("7002"))
    api.trouble = answers(200, api.orders["A-2"])
    with pytest.raises(Retryable, match="answer_differs"):
        await shop.shop.order("A-1")


async def test_a_time_out_after_success_is_found_by_its_reservation(
    api: ShopApi, shop: Connectors
) -> None:
    async def pays_and_hangs(request: web.Request, refund: dict[str, Any] | None) -> Any:
        if refund is not None:
            api.pay(request.headers["Idempotency-Key"], refund)
            await asyncio.sleep(30)
        return None

    api.trouble = pays_and_hangs
    with pytest.raises(OutcomeUnknown):
        await shop.payments.refund(grant())
    found = await shop.payments.lookup(KEY)
    assert isinstance(found, Effect)
    assert found.amount == Money(4550, "EUR")


async def test_neither_token_nor_customer_nor_order_is_in_the_log(
    api: ShopApi, shop: Connectors, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    await shop.shop.orders_of(NOOR)
    await shop.payments.refund(grant())
    api.trouble = refund_like(our_reference="res-2")
    with pytest.raises(OutcomeUnknown):
        await shop.payments.refund(grant())
    said = "\n".join(record.getMessage() for record in caplog.records if "bot" in record.name)
    assert "connector_answered call=payments.refund status=200" in said
    for hidden in (TOKEN.split()[1], "7001", "A-1", "noor", "1012"):
        assert hidden not in said


async def test_ports_that_the_file_leaves_out_can_come_from_elsewhere(
    api: ShopApi, shop: Connectors, tmp_path: Path
) -> None:
    path = tmp_path / "shop.yml"
    both = http.build(path, shop, {"SHOP_TOKEN": TOKEN.removeprefix("Bearer ")})
    assert both.vouchers is shop.vouchers
    assert both.payments is not shop.payments
    await both.close()
