"""A made-up shop's API on a real port, which misbehaves when a test says so.

It speaks the API that docs/examples/connector.yml describes, and keeps what it did by the
idempotency key, as a good payment provider does.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

TOKEN = "Bearer a-token-of-the-shop"
AT = "2026-11-20T10:30:00.250Z"
Trouble = Callable[[web.Request, dict[str, Any] | None], Awaitable[web.StreamResponse | None]]


def order(number: str, customer: str = "7001", **more: Any) -> dict[str, Any]:
    """One order as this API shows it."""
    return {
        "number": number,
        "customer_id": customer,
        "created_at": "2026-11-10T09:00:00+01:00",
        "state": "done",
        "delivery": {
            "promised": "2026-11-14T12:00:00Z",
            "arrived": "2026-11-13T15:00:00Z",
            "carrier": "PostNL",
        },
        "total": {"cents": 4550, "currency": "EUR"},
        "returned": {"cents": 0, "currency": "EUR"},
        "payment": "iDEAL",
        "lines": [
            {
                "sku": f"{number}-1",
                "name": {"en": "Lamp", "nl": "Lamp"},
                "unit_price": "45.50",
                "currency": "EUR",
                "pieces": 1,
                "state": "done",
            }
        ],
        **more,
    }


class ShopApi:
    """The server. `trouble` is asked first, with what a refund would answer."""

    def __init__(self) -> None:
        self.trouble: Trouble | None = None
        self.orders = {number: order(number) for number in ("A-1", "A-2")}
        self.paid: dict[str, dict[str, Any]] = {}
        self.seen: list[tuple[str, str, dict[str, Any]]] = []
        self.base = ""
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        """Listen on a free port of this machine."""
        app = web.Application()
        app.add_routes(
            [
                web.get("/v1/customers/{id}", self._customer),
                web.get("/v1/orders/{id}", self._order),
                web.get("/v1/orders", self._orders),
                web.post("/v1/ownership", self._owns),
                web.get("/v1/refunds", self._refunds),
                web.get("/v1/refunds/by-reference/{key}", self._lookup),
                web.post("/v1/orders/{id}/refunds", self._refund),
            ]
        )
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.base = f"http://127.0.0.1:{port}/v1"

    async def stop(self) -> None:
        """Nobody answers at this port any more."""
        runner, self._runner = self._runner, None
        if runner is not None:
            await runner.cleanup()

    async def _answer(
        self, request: web.Request, found: Any, refund: dict[str, Any] | None = None
    ) -> web.StreamResponse:
        assert request.headers["Authorization"] == TOKEN
        self.seen.append((request.method, request.path_qs, dict(request.headers)))
        if self.trouble is not None:
            answer = await self.trouble(request, refund)
            if answer is not None:
                return answer
        if found is None:
            return web.json_response({"error": {"code": "not_found"}}, status=404)
        return web.json_response(found)

    async def _customer(self, request: web.Request) -> web.StreamResponse:
        customer = {
            "id": int(request.match_info["id"]),
            "name": "Noor Jansen",
            "mail": "noor@example.com",
            "address": {"postcode": "1012 AB"},
            "locale": "nl",
            "level": "basic",
        }
        return await self._answer(request, customer)

    async def _order(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self.orders.get(request.match_info["id"]))

    async def _orders(self, request: web.Request) -> web.StreamResponse:
        mine = [o for o in self.orders.values() if o["customer_id"] == request.query["customer"]]
        return await self._answer(request, {"orders": mine})

    async def _owns(self, request: web.Request) -> web.StreamResponse:
        asked = await request.json()
        matches = asked["number"] in self.orders and asked["evidence"] == "1012 AB"
        return await self._answer(request, {"matches": matches})

    async def _refunds(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, {"refunds": list(self.paid.values())})

    async def _lookup(self, request: web.Request) -> web.StreamResponse:
        return await self._answer(request, self.paid.get(request.match_info["key"]))

    async def _refund(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        key = request.headers["Idempotency-Key"]
        made = {
            "id": f"R-{len(self.paid) + 1}",
            "our_reference": body["our_reference"],
            "order": request.match_info["id"],
            "amount": body["amount"],
            "created_at": AT,
        }
        answer = await self._answer(request, self.paid.get(key, made), made)
        if self.trouble is None and key not in self.paid:
            self.pay(key, made)
        return answer

    def pay(self, key: str, made: dict[str, Any]) -> None:
        """Money moves; the order shows it."""
        self.paid[key] = made
        returned = self.orders[made["order"]]["returned"]
        returned["cents"] += made["amount"]["cents"]


async def cut_off(request: web.Request) -> web.StreamResponse:
    """The connection ends in the middle of an answer."""
    response = web.StreamResponse(headers={"Content-Length": "1000"})
    await response.prepare(request)
    await response.write(b'{"id": ')
    assert request.transport is not None
    request.transport.abort()
    raise asyncio.CancelledError
