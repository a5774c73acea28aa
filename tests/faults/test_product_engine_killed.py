"""The real engine is killed in the middle of a refund: the customer is paid exactly once."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sqlite3
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import socketio

from tests.support.people import identity_of
from tests.support.running import Running, start

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
# A payment that the dead engine had begun is taken over at once; the rest is starting an engine.
ANSWER_WITHIN_S = 75.0


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A product of its own, because its engine is going to be killed."""
    running = start(tmp_path_factory.mktemp("killed"))
    yield running
    running.stop()


def engine_of(product: Running) -> int:
    """The pid of the engine that the supervisor started."""
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        try:
            words = (folder / "cmdline").read_bytes().split(b"\0")
            parent = int((folder / "stat").read_text().rsplit(")", 1)[1].split()[1])
        except (OSError, IndexError, ValueError):
            continue
        if b"--engine-only" in words and parent == product.process.pid:
            return int(folder.name)
    raise AssertionError("the supervisor runs no engine")


def refunded(product: Running, order: str) -> tuple[int, int]:
    """Cents that went back for the order, and in how many transfers."""
    with sqlite3.connect(f"file:{product.data_dir / 'shop.db'}?mode=ro", uri=True) as connection:
        cents = connection.execute(
            "SELECT refunded_minor FROM orders WHERE id = ?", (order,)
        ).fetchone()[0]
        transfers = connection.execute(
            "SELECT count(*) FROM transfers WHERE object = ? AND kind = 'refund'", (order,)
        ).fetchone()[0]
    return int(cents), int(transfers)


@pytest.mark.parametrize(
    ("customer", "message", "order", "cents", "after_s"),
    [
        ("C-1001", "mijn wandelrugzak is kapot aangekomen", "O-20002", 8995, 0.0),
        ("C-1008", "de campingbrander is kapot aangekomen", "O-20014", 6495, 0.03),
    ],
)
async def test_an_engine_killed_in_the_middle_of_a_refund_pays_exactly_once(
    customer: str, message: str, order: str, cents: int, after_s: float, product: Running
) -> None:
    entries: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
    client = socketio.AsyncClient()
    client.on("event", entries.put_nowait, namespace="/chat")
    identity = await asyncio.to_thread(identity_of, product.base, customer)
    await client.connect(
        product.base,
        auth={"identity": identity, "locale": "nl"},
        namespaces=["/chat"],
        transports=["websocket"],
    )
    engine = engine_of(product)

    ack = await client.call(
        "send", {"client_id": uuid.uuid4().hex, "text": message}, namespace="/chat"
    )
    await asyncio.sleep(after_s)
    os.kill(engine, signal.SIGKILL)

    assert ack["ok"]
    deadline = time.monotonic() + ANSWER_WITHIN_S
    seen: list[dict[str, Any]] = []
    while not any(entry["type"] == "receipt" and entry["status"] == "done" for entry in seen):
        seen.append(await asyncio.wait_for(entries.get(), deadline - time.monotonic()))
        offered = [o["payload"] for o in seen[-1].get("options") or []]
        if "gateway:retry" in offered:
            await _when_ready(product)
            await client.call(
                "send",
                {"client_id": uuid.uuid4().hex, "payload": "gateway:retry"},
                namespace="/chat",
            )
    assert refunded(product, order) == (cents, 1)
    assert sum(entry["type"] == "receipt" for entry in seen) == 1
    # The gateway may have finished the payment before there is another engine.
    await _when_ready(product)
    assert engine_of(product) != engine
    await client.disconnect()


async def _when_ready(product: Running) -> None:
    for _ in range(300):
        if await asyncio.to_thread(_ready, product.base):
            return
        await asyncio.sleep(0.2)
    raise AssertionError("the engine did not come back")


def _ready(base: str) -> bool:
    try:
        with urllib.request.urlopen(f"{base}/readyz", timeout=2) as answer:
            return bool(json.load(answer)["ready"])
    except OSError:
        return False
