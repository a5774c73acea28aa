"""Orders to be refunded by many processes at once, and the processes that ask for it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert
from sqlalchemy.engine import Connection

from bot.connectors.demo.tables import items, orders
from tests.support.authority import NOW, World
from tests.support.limits_text import GOOD

ROOT = Path(__file__).parents[2]
WITHIN_S = 90


def roomy_limits(up_to: int = 100) -> str:
    """Limits whose budget is in nobody's way: at once up to so many euros, above it a person."""
    roomy = GOOD.replace("cap: 500.00 EUR", "cap: 900000.00 EUR")
    assert roomy != GOOD and "allow_up_to: 100.00 EUR" in roomy
    return roomy.replace("allow_up_to: 100.00 EUR", f"allow_up_to: {up_to}.00 EUR")


def many_orders(world: World, count: int, minor: int) -> list[str]:
    """Delivered orders of one customer, each of one item at the same price."""
    numbers = [f"O-9{number:04d}" for number in range(count)]

    def work(connection: Connection) -> None:
        for number in numbers:
            connection.execute(
                insert(orders).values(
                    id=number,
                    customer="C-1001",
                    placed_at=NOW - timedelta(days=8),
                    status="delivered",
                    promised_by=NOW - timedelta(days=3),
                    shipped_at=NOW - timedelta(days=7),
                    delivered_at=NOW - timedelta(days=4),
                    carrier="DHL",
                    paid_minor=minor,
                    refunded_minor=0,
                    currency="EUR",
                    account=account,
                )
            )
            connection.execute(
                insert(items).values(
                    id=f"{number}-1",
                    order=number,
                    position=1,
                    article=article,
                    title={"en": "Cup", "nl": "Kop"},
                    price_minor=minor,
                    currency="EUR",
                    quantity=1,
                    status="delivered",
                )
            )

    account = world.backend.database.read_sync(
        lambda c: c.execute(orders.select().where(orders.c.id == "O-20002")).one().account
    )
    article = world.backend.database.read_sync(
        lambda c: c.execute(items.select().where(items.c.order == "O-20002")).first().article
    )
    world.backend.database.run_sync(work)
    return numbers


def start(*arguments: str) -> subprocess.Popen[str]:
    """A process of its own that asks for refunds."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.authority_process", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def race(
    world: World,
    limits: Path,
    jobs: dict[str, list[str]],
    meanwhile: Callable[[], None] = lambda: None,
) -> list[str]:
    """Let processes that are all ready start at the same moment; every line they printed."""
    processes = [
        start("race", str(world.folder), str(limits), name, *mine) for name, mine in jobs.items()
    ]
    try:
        for process in processes:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
        lines: list[str] = []
        for process in processes:
            assert process.stdin is not None
            process.stdin.write("go\n")
            process.stdin.flush()
        meanwhile()
        for process in processes:
            out, _ = process.communicate(timeout=WITHIN_S)
            assert process.returncode == 0
            lines += out.splitlines()
        return lines
    finally:
        for process in processes:
            process.kill()
            process.wait()
