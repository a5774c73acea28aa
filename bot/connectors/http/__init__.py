"""The shop's own systems over HTTP, described in a YAML file: docs/connectors.md."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from bot.connectors.http.client import Client
from bot.connectors.http.file import load
from bot.connectors.http.plan import DescriptionError, Plan
from bot.connectors.http.speaking import HttpBookings, HttpPayments, HttpShop, HttpVouchers
from bot.connectors.ports import Connectors

__all__ = ["DescriptionError", "Plan", "build", "load"]


def build(
    path: Path, otherwise: Connectors | None = None, environ: Mapping[str, str] | None = None
) -> Connectors:
    """The ports as the file describes them; ports that it leaves out come from `otherwise`.

    The file is read now, nothing is connected until the first call. Raises DescriptionError with
    every mistake at once.
    """
    plan = load(path, os.environ if environ is None else environ)
    client = Client(plan)

    async def close() -> None:
        await client.close()
        if otherwise is not None:
            await otherwise.close()

    def described(port: str) -> bool:
        return otherwise is None or any(name.startswith(f"{port}.") for name in plan.calls)

    mine = Connectors(
        HttpShop(client), HttpBookings(client), HttpPayments(client), HttpVouchers(client), close
    )
    rest = otherwise or mine
    return Connectors(
        shop=mine.shop if described("shop") else rest.shop,
        bookings=mine.bookings if described("bookings") else rest.bookings,
        payments=mine.payments if described("payments") else rest.payments,
        vouchers=mine.vouchers if described("vouchers") else rest.vouchers,
        close=close,
    )
