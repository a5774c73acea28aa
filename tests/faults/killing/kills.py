"""Customers talk and get money back while gateway and engine are killed; then all is compared."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from bot.commands.supervisor import Child, Supervisor
from tests.faults.killing.referee import Books, Heard, Story, Verdict, judge
from tests.faults.killing.talker import Talker
from tests.support.people import identity_of
from tests.support.running import free_port, status

AT_ONCE = 4
SENTENCES = 6
SETTLED_WITHIN_S = 150.0
"""Money that a dead process had begun is taken over by one that lives, in seconds."""
TALK = ("hallo", "wat zijn jullie openingstijden?", "dank je wel", "hoe lang duurt een levering?")


@dataclass(frozen=True)
class Wish:
    """A customer who has something to get money back for, and how they say it."""

    customer: str
    says: str


@dataclass
class Run:
    """What was killed so far, and how long it took."""

    gateway: int = 0
    engine: int = 0
    seconds: float = 0.0
    customers: int = 0
    turns: int = 0
    answered: int = 0


@dataclass
class Product:
    """Gateway and engine under the real supervisor, in this folder."""

    folder: Path
    port: int = field(default_factory=free_port)

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.base = f"http://127.0.0.1:{self.port}"
        command = (sys.executable, "-m", "bot", "run", "--data-dir", str(self.folder))
        options = ("--port", str(self.port))
        self.supervisor = Supervisor(
            [Child(part, (*command, *options, f"--{part}-only")) for part in ("gateway", "engine")],
            say=lambda text: None,
            first_delay_s=0.05,
            steady_after_s=0.0,
        )

    def kill(self, part: str) -> bool:
        """kill -9; False when it was not there."""
        pid = self.supervisor.pid(part)
        if pid is not None:
            os.kill(pid, signal.SIGKILL)
        return pid is not None

    async def ready(self, within_s: float = 120.0) -> None:
        """Until gateway and engine answer."""
        deadline = time.monotonic() + within_s
        while await asyncio.to_thread(status, f"{self.base}/readyz") != 200:
            if time.monotonic() > deadline:
                raise AssertionError("the product did not become ready")
            await asyncio.sleep(0.2)

    def rows(self, file: str, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Read what is on the disk."""
        path = self.folder / file
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)) as connection:
            return connection.execute(query, values).fetchall()


async def killed(
    folder: Path,
    *,
    gateway: int,
    engine: int,
    seed: int = 1,
    tell: Callable[[Run], None] = lambda run: None,
) -> tuple[Run, Verdict]:
    """Kill so often each, under load, and let the referee compare."""
    product, run, dice = Product(folder), Run(), Random(seed)
    supervising = asyncio.create_task(product.supervisor.run())
    began = time.monotonic()
    try:
        await product.ready()
        await _identity(product, "C-1001")  # the demo shop makes its data at the first question
        stop = asyncio.Event()
        pairs: list[tuple[Talker, Talker]] = []
        wishes = cycle(_wishes(product))
        crowd = [
            asyncio.create_task(_customers(product, wishes, pairs, stop, seed * 1000 + number))
            for number in range(AT_ONCE)
        ]
        await asyncio.sleep(1.0)
        order = ["gateway"] * gateway + ["engine"] * engine
        dice.shuffle(order)
        for part in order:
            await asyncio.sleep(dice.uniform(0.2, 3.0))
            await _up(product, part)
            # What is up answers; it is struck at any moment of what it then does.
            await asyncio.sleep(dice.uniform(0.0, 1.0))
            while not product.kill(part):
                await asyncio.sleep(0.05)
            setattr(run, part, getattr(run, part) + 1)
            run.seconds = round(time.monotonic() - began, 1)
            tell(run)
        await product.ready()
        stop.set()
        await asyncio.gather(*crowd)
        await _settled(product)
        stories = [await _story(product, pair) for pair in pairs]
        run.customers, run.seconds = len(pairs), round(time.monotonic() - began, 1)
        ended = dict(
            product.rows("samenspel.db", "SELECT state, count(*) FROM turns GROUP BY state")
        )
        run.turns, run.answered = sum(ended.values()), ended.get("done", 0)
        return run, judge(stories, _books(product))
    finally:
        product.supervisor.stop()
        with suppress(Exception):
            await supervising


async def _up(product: Product, part: str) -> None:
    if part == "engine":
        await product.ready()
        return
    while await asyncio.to_thread(status, f"{product.base}/healthz") != 200:
        await asyncio.sleep(0.1)


def _wishes(product: Product) -> list[Wish]:
    """Damaged things that the bot may refund by itself: delivered lately, one item, not dear."""
    found = product.rows(
        "shop.db",
        'SELECT o.customer, o.id, min(i.title) FROM orders o JOIN items i ON i."order" = o.id '
        "WHERE o.status = ? AND o.refunded_minor = 0 "
        "AND o.paid_minor < 9000 GROUP BY o.id HAVING count(*) = 1 AND max(i.quantity) = 1 "
        "ORDER BY o.delivered_at DESC, o.id",
        "delivered",
    )
    first: dict[str, Wish] = {}
    for customer, order, title in found:
        says = f"mijn {json.loads(title)['nl'].lower()} is kapot aangekomen, bestelling {order}"
        first.setdefault(customer, Wish(customer, says))
    return list(first.values())


async def _customers(
    product: Product,
    wishes: Iterator[Wish],
    pairs: list[tuple[Talker, Talker]],
    stop: asyncio.Event,
    seed: int,
) -> None:
    """One customer after the other, each in two tabs."""
    dice = Random(seed)
    while not stop.is_set():
        wish = next(wishes)
        identity = await _identity(product, wish.customer)
        auth = {"identity": identity, "locale": "nl"}
        left = Talker(product.base, "left", auth, dice)
        await left.arrive()
        right = Talker(product.base, "right", {**auth, "token": left.token}, dice)
        pairs.append((left, right))
        said = [f"{dice.choice(TALK)} ({number})" for number in range(SENTENCES)]
        said[dice.randrange(1, 3)] = wish.says
        beside = [f"{dice.choice(TALK)} [{number}]" for number in range(SENTENCES)]
        await asyncio.gather(left.talk(said, stop), right.talk(beside, stop))


async def _identity(product: Product, customer: str) -> str:
    while True:
        try:
            return await asyncio.to_thread(identity_of, product.base, customer)
        except OSError:
            await asyncio.sleep(0.2)


async def _settled(product: Product) -> None:
    """Until every turn is ended, every receipt delivered and nothing executes any more."""
    deadline = time.monotonic() + SETTLED_WITHIN_S
    queries = (
        "SELECT count(*) FROM turns WHERE state = 'pending'",
        "SELECT count(*) FROM authority_outbox WHERE sent_at IS NULL",
        "SELECT count(*) FROM authority_reservations WHERE state IN ('executing', 'in_doubt')",
    )
    while time.monotonic() < deadline:
        if not any(product.rows("samenspel.db", query)[0][0] for query in queries):
            return
        await asyncio.sleep(0.5)


async def _story(product: Product, pair: Sequence[Talker]) -> Story:
    name = pair[0].conversation
    rows = product.rows(
        "samenspel.db",
        "SELECT public, type, author_kind, body, request_key FROM entries "
        "WHERE conversation = ? AND public IS NOT NULL ORDER BY public",
        name,
    )
    log = tuple(_logged(*row) for row in rows)
    for tab in pair:
        await tab.hear_up_to(len(log))
        await tab.leave()
    unfinished = product.rows(
        "samenspel.db",
        "SELECT count(*) FROM turns WHERE conversation = ? AND state = 'pending'",
        name,
    )
    return Story(name, tuple(tab.story for tab in pair), log, int(unfinished[0][0]))


def _logged(public: int, type: str, author: str, body: str, key: str | None) -> Heard:
    content: Mapping[str, Any] = json.loads(body)
    done = type == "receipt" and content.get("status") == "done"
    return Heard(
        public,
        type,
        author,
        str(content.get("text", "")),
        client_id=_after("customer:", key),
        reference=str(content["reference"]) if done else "",
        answers=_after("turn:", key),
    )


def _after(prefix: str, key: str | None) -> str:
    return key[len(prefix) :] if key is not None and key.startswith(prefix) else ""


def _books(product: Product) -> Books:
    state = "SELECT count(*) FROM authority_reservations WHERE state IN ('executing', 'in_doubt')"
    settled = product.rows(
        "samenspel.db",
        "SELECT reference, actual_minor FROM authority_reservations WHERE state = 'settled'",
    )
    paid = product.rows(
        "shop.db",
        "SELECT reference, minor FROM transfers WHERE kind = 'refund' AND reservation IS NOT NULL "
        "UNION ALL SELECT code, amount_minor FROM vouchers "
        "WHERE given_at > datetime('now', '-12 hours')",
    )
    return Books(tuple(settled), tuple(paid), int(product.rows("samenspel.db", state)[0][0]))
