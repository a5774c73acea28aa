"""Durable commits: ours that decide and reserve, and that settle, beside bare SQLite inserts."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

from bench.figures import ROOT, Figure, machine
from bench.statements_alone import StatementsAlone
from bench.turns import Work, take_turns
from bot.authority import finishing
from bot.authority.ids import new_id
from bot.authority.in_force import InForce, LimitsInForce
from bot.authority.ledger import Reservation
from bot.authority.reserving import Written, decide_and_reserve
from bot.authority.service import ActionRequest
from bot.connectors.ports import Effect
from bot.model import ConversationId, Money
from bot.storage.database import Database

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=timezone.utc)
FOLDER = ROOT / "bench" / "out" / "commits"
OWNER = "bench"
TOGETHER = 16
SLOWER_S = 0.001
"""What a commit takes longer on a disk that really writes: here it often costs next to nothing."""


def run(full: bool, progress: Callable[[str], None]) -> list[Figure]:
    """Commits a second on this disk and on a slower one, and the slowest hundredth."""
    figures: list[Figure] = []
    times: list[float] = []
    for slower_s in (0.0, SLOWER_S):
        shutil.rmtree(FOLDER, ignore_errors=True)
        FOLDER.mkdir(parents=True)
        place = _Place(FOLDER, slower_s)
        figures += _compared(place, full, progress)
        times = times or place.times
        place.close()
    shutil.rmtree(FOLDER, ignore_errors=True)
    p99 = sorted(times)[int(len(times) * 0.99)] * 1000
    name = "decide and reserve, p99"
    figures.append(
        Figure(name, p99, None, None, None, "ms", len(times), machine(), goal=25, at_most=True)
    )
    return figures


def _compared(place: _Place, full: bool, progress: Callable[[str], None]) -> list[Figure]:
    each = 2 * TOGETHER
    rounds = 200 if full else 20
    place.reserve(4 * each)
    place.times.clear()
    reserving = place.alone("reserve", lambda: place.reserve(1), rounds * each)
    settling = place.alone("settle", lambda: place.settle(1), rounds * each)
    works: dict[str, Work] = {
        "bare": lambda: place.bare(each),
        "reserve": lambda: place.reserve(each),
        "settle": lambda: place.settle(each),
        _alone("reserve", reserving): lambda: reserving.replay(each),
        _alone("settle", settling): lambda: settling.replay(each),
        f"reserve, {TOGETHER} at once": lambda: place.reserve_together(each),
        f"settle, {TOGETHER} at once": lambda: place.settle_together(each),
    }
    place.times.clear()
    turns = take_turns(works, rounds, progress=progress)
    reserving.close()
    settling.close()
    disk = f" (each commit {SLOWER_S * 1000:.0f} ms slower)" if place.slower_s else ""
    return [
        Figure(
            f"durable commit: {name}{disk}",
            turns.rate(name),
            turns.rate("bare"),
            f"bare SQLite insert, synchronous=FULL{disk}",
            turns.ratio(name, "bare")[0],
            "a second",
            turns.done,
            machine(),
            turns.ratio(name, "bare")[1],
            None if "sqlite3" in name else 0.8,
        )
        for name in works
        if name != "bare"
    ]


def _alone(name: str, statements: StatementsAlone) -> str:
    return f"the {statements.each} statements of {name}, by sqlite3 with nothing of ours around"


class _Place:
    """A ledger and a bare table on the same disk; `slower_s` is waited at every commit of both."""

    def __init__(self, folder: Path, slower_s: float) -> None:
        self.slower_s = slower_s
        self._folder = folder
        self._bare = sqlite3.connect(folder / "bare.db", isolation_level=None)
        self._bare.execute("PRAGMA journal_mode=WAL")
        self._bare.execute("PRAGMA synchronous=FULL")
        self._bare.execute("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT)")
        self.database = Database(f"sqlite:///{folder / 'ours.db'}")
        self.database.upgrade_sync()
        self._force = asyncio.run(_in_force(self.database, folder))
        self._number = 0
        self._held: list[Reservation] = []
        self.times: list[float] = []
        if slower_s:
            event.listen(self.database.engine(), "commit", lambda _: time.sleep(slower_s))

    def bare(self, count: int) -> int:
        for _ in range(count):
            self._bare.execute("BEGIN IMMEDIATE")
            self._bare.execute("INSERT INTO row (text) VALUES ('one small row')")
            if self.slower_s:
                time.sleep(self.slower_s)
            self._bare.execute("COMMIT")
        return count

    def reserve(self, count: int) -> int:
        for _ in range(count):
            began = time.perf_counter()
            written = self.database.run_sync(self._reserving())
            self.times.append(time.perf_counter() - began)
            self._keep(written)
        return count

    def reserve_together(self, count: int) -> int:
        for written in asyncio.run(self._crowd([self._reserving() for _ in range(count)])):
            self._keep(written)
        return count

    def settle(self, count: int) -> int:
        for _ in range(count):
            assert self.database.run_sync(self._settling()), "it was not settled"
        return count

    def settle_together(self, count: int) -> int:
        done = asyncio.run(self._crowd([self._settling() for _ in range(count)]))
        assert all(done), "it was not settled"
        return count

    async def _crowd(self, works: list[Callable[[Connection], Any]]) -> list[Any]:
        """All of them, so many at once: as one ends, the next one comes."""
        room = asyncio.Semaphore(TOGETHER)

        async def one(work: Callable[[Connection], Any]) -> Any:
            async with room:
                return await self.database.run(work)

        return list(await asyncio.gather(*map(one, works)))

    def alone(self, name: str, work: Callable[[], int], count: int) -> StatementsAlone:
        """The statements of that much work, to be replayed on a copy from before it."""
        alone = StatementsAlone(self.database, self._folder / f"{name}.db", self.slower_s)
        for _ in range(count):
            alone.record(work)
        return alone

    def _reserving(self) -> Callable[[Connection], Written | None]:
        self._number += 1
        request, facts = _refund(self._number)
        return lambda c: decide_and_reserve(
            c, request, facts, force=self._force, now=NOW, owner=OWNER, new_id=new_id
        )

    def _keep(self, written: Written | None) -> None:
        assert written is not None and written.claimed is not None, "it was not allowed"
        self._held.append(written.claimed)

    def _settling(self) -> Callable[[Connection], bool]:
        held = self._held.pop(0)
        effect = Effect(f"RF-{held.id}", NOW, held.amount, {"en": "card", "nl": "kaart"}, {})
        return lambda c: finishing.settle(c, held, effect, self._force.limits, NOW)

    def close(self) -> None:
        self._bare.close()
        self.database.close_sync()


async def _in_force(database: Database, folder: Path) -> InForce:
    """The limits of the demo with a day's budget that does not run out."""
    shipped = (ROOT / "limits.yml").read_text("utf-8").split("\nexamples:")[0]
    path = folder / "limits.yml"
    path.write_text(shipped.replace("cap: 3000.00 EUR", "cap: 90000000.00 EUR"), "utf-8")
    limits = LimitsInForce(database, lambda: NOW, path)
    await limits.start()
    return await limits.current()


def _refund(number: int) -> tuple[ActionRequest, dict[str, Any]]:
    """A refund of one item that the limits of the demo allow; another customer every time."""
    order = f"O-{number}"
    request = ActionRequest(
        "refund_order",
        ConversationId(f"c{number}"),
        "1",
        {"order": order},
        {"reason": "damaged"},
    )
    paid = Money(40_00, "EUR")
    items = ({"id": f"{order}-1", "status": "delivered", "amount": paid, "quantity": 1},)
    return request, {
        "session.known": True,
        "session.customer": f"C-{number}",
        "customer.id": f"C-{number}",
        "customer.tier": "regular",
        "customer.refunds": (),
        "order.id": order,
        "order.mine": True,
        "order.status": "delivered",
        "order.placed_at": NOW - timedelta(days=9),
        "order.promised_by": NOW - timedelta(days=5),
        "order.delivered_at": NOW - timedelta(days=6),
        "order.paid": paid,
        "order.refunded": Money(0, "EUR"),
        "order.paid_with": "Visa",
        "order.items": items,
    }
