"""Waits until the facts of everything that was said are derived."""

from __future__ import annotations

import asyncio
from collections.abc import Collection

from bot.insights.deriving import new
from bot.insights.service import deriving
from tests.support.gateway import Gateway


async def derived(gateway: Gateway, *, without: Collection[str] = ()) -> None:
    """Everything is derived; the gateway's own round may have the lease, and be half way."""
    derive = deriving(gateway.house)
    for _ in range(100):
        await derive.round()
        behind = (await gateway.house.database.read(new)).without(frozenset(without))
        if not behind.ends:
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"still to be derived: {sorted(behind.ends)}")
