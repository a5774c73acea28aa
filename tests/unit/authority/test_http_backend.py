"""Authority over the HTTP connector: one effect whatever the network does, and a no that stays."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest_asyncio
from aiohttp import web

from bot.authority.service import Authority
from bot.connectors import http
from bot.model import ConversationId, Outcome, ReservationState
from tests.support.authority import LIMITS, World
from tests.support.shop_api import TOKEN, ShopApi

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "connector.yml"


class Remote(World):
    """A world whose shop is somewhere else."""

    def __init__(self, folder: Path, prepared: Path, api: ShopApi) -> None:
        super().__init__(folder, prepared=prepared)
        text = EXAMPLE.read_text("utf-8").replace("https://api.shop.example/v1", api.base)
        path = folder / "shop.yml"
        path.write_text(text.replace("timeout_s: 10", "timeout_s: 1"))
        self.connectors = http.build(path, environ={"SHOP_TOKEN": TOKEN.removeprefix("Bearer ")})
        self.authority = self.again()

    def again(self) -> Authority:
        """Authority as the next process has it."""
        return Authority(
            database=self.database,
            connectors=self.connectors,
            clock=self.clock,
            limits_path=LIMITS,
        )

    async def state(self) -> ReservationState | None:
        """How the one decision stands."""
        (decision,) = await self.authority.decisions(ConversationId("c1"))
        return decision.state


@pytest_asyncio.fixture
async def api() -> AsyncIterator[ShopApi]:
    made = ShopApi()
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def remote(api: ShopApi, made_world: Path, tmp_path: Path) -> AsyncIterator[Remote]:
    made = Remote(tmp_path, made_world, api)
    await made.sign_in("c1", "7001")
    yield made
    await made.connectors.close()
    made.close()


async def test_a_refund_over_http_is_paid_once_and_settled(api: ShopApi, remote: Remote) -> None:
    result = await remote.refund("A-1", items=("A-1-1",))
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    again = await remote.refund("A-1", items=("A-1-1",))
    assert again.reservation == result.reservation
    assert [paid["amount"]["cents"] for paid in api.paid.values()] == [4550]
    assert list(api.paid) == [result.reservation]


async def test_every_call_of_a_request_carries_its_turn_and_so_do_the_records(
    api: ShopApi, remote: Remote
) -> None:
    await remote.refund("A-1", items=("A-1-1",))

    (decision,) = await remote.authority.decisions(ConversationId("c1"))
    assert {headers["X-Request-ID"] for _, _, headers in api.seen} == {decision.turn}
    decided = [one for one in await remote.authority.audit() if one.kind == "decision"]
    assert [one.details["turn"] for one in decided] == [decision.turn]


async def test_not_now_is_tried_again_with_the_same_key(api: ShopApi, remote: Remote) -> None:
    tries: list[str] = []

    async def not_yet(request: web.Request, refund: dict[str, Any] | None) -> Any:
        if refund is None:
            return None
        tries.append(request.headers["Idempotency-Key"])
        if len(tries) < 3:
            return web.json_response({"error": {"code": "closed_for_maintenance"}}, status=503)
        api.pay(tries[-1], refund)
        return None

    api.trouble = not_yet
    result = await remote.refund("A-1", items=("A-1-1",))
    assert result.state is ReservationState.SETTLED
    assert len(tries) == 3
    assert len(set(tries)) == 1


async def test_a_lost_answer_is_in_doubt_until_the_lookup_finds_it(
    api: ShopApi, remote: Remote
) -> None:
    async def pays_and_hangs(request: web.Request, refund: dict[str, Any] | None) -> Any:
        if refund is not None:
            api.pay(request.headers["Idempotency-Key"], refund)
            await asyncio.sleep(5)
        elif "by-reference" in request.path:
            return web.json_response({}, status=503)
        return None

    api.trouble = pays_and_hangs
    result = await remote.refund("A-1", items=("A-1-1",))
    assert result.state is not ReservationState.SETTLED
    api.trouble = None
    await _recovered(remote)
    assert await remote.state() is ReservationState.SETTLED
    assert len(api.paid) == 1


async def test_an_answer_about_another_amount_is_never_told_as_done(
    api: ShopApi, remote: Remote
) -> None:
    async def other(request: web.Request, refund: dict[str, Any] | None) -> Any:
        if refund is not None:
            changed = {**refund, "amount": {"cents": 1, "currency": "EUR"}}
            return web.json_response(changed, status=201)
        return None

    api.trouble = other
    result = await remote.refund("A-1", items=("A-1-1",))
    assert result.state is not ReservationState.SETTLED
    assert api.paid == {}


async def test_a_definite_no_is_kept(api: ShopApi, remote: Remote) -> None:
    calls: list[str] = []

    async def declines(request: web.Request, refund: dict[str, Any] | None) -> Any:
        if refund is None:
            return None
        calls.append(request.path)
        return web.json_response({}, status=422)

    api.trouble = declines
    result = await remote.refund("A-1", items=("A-1-1",))
    assert result.state is ReservationState.RELEASED
    api.trouble = None
    same = await remote.refund("A-1", items=("A-1-1",))
    assert same.state is ReservationState.RELEASED
    await _recovered(remote)
    assert len(calls) == 1
    assert api.paid == {}


async def _recovered(remote: Remote) -> None:
    """A process that starts later finds what was left."""
    for _ in range(4):
        remote.now += timedelta(minutes=5)
        await remote.again().recover()
