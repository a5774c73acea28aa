"""The real product under a conversation full of personal data: its log tells nothing of it."""

from __future__ import annotations

import json
import sqlite3
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.support.people import identity_of
from tests.support.running import Running, start
from tests.support.tabs import DeskPage, Tab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
MINE = (
    "Noor van der Heijden",
    "noor.vdheijden@example.com",
    "06 12345678",
    "NL91 ABNA 0417 1643 00",
    "4111 1111 1111 1111",
    "Kerkstraat 17",
    "1234 QZ",
    "18-03-1979",
)
SAID = "ik ben {0}, mijn e-mail is {1}, bel me op {2}, ik woon op {5}, {6}, geboren {7}"
PAID = "stort het op {3} of op mijn kaart {4}"
REFUND = "mijn wandelrugzak is kapot aangekomen"
SHOP = ("C-1001", "O-20002")


@pytest.fixture(scope="module")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    running = start(
        tmp_path_factory.mktemp("watched"), environment={"SAMENSPEL_LOG_FORMAT": "json"}
    )
    yield running
    running.stop()


@pytest.fixture
async def refund(product: Running) -> dict[str, Any]:
    """A conversation with personal data, a refund, a person, an error in each process."""
    tab = await Tab.open(product.base, identity=identity_of(product.base, SHOP[0]), locale="nl-NL")
    await tab.say(SAID.format(*MINE))
    await tab.until(lambda: len(tab.texts("bot")) >= 1, 30)
    await tab.say(REFUND)
    await tab.until(lambda: "receipt" in tab.types(), 30)
    await tab.say(PAID.format(*MINE))
    said = len(tab.texts("bot"))
    await tab.until(lambda: len(tab.texts("bot")) >= said, 30)
    await tab.call("human")
    await tab.until(lambda: "waiting" in tab.modes(), 30)
    desk = await DeskPage.open(product.base)
    await desk.until(lambda: desk.item(tab.conversation) is not None)
    await desk.call("claim", conversation=tab.conversation)
    told = f"dank u, {MINE[0]}, ik bel {MINE[2]}"
    await desk.call("send", conversation=tab.conversation, client_id="d1", text=told)
    await desk.call("note", conversation=tab.conversation, client_id="d2", text=MINE[3])
    await tab.until(lambda: told in tab.texts("human_agent"))
    await tab.call("leave", {"email": MINE[1]})
    await desk.close()
    await tab.close()
    # A gateway and an engine that fail, with everything in their hands.
    with closing(sqlite3.connect(product.data_dir / "shop.db")) as shop, shop:
        shop.execute("DROP TABLE orders")
    broken = await Tab.open(
        product.base, identity=identity_of(product.base, "C-1008"), locale="nl-NL"
    )
    await broken.say(f"waar is mijn bestelling? ik ben {MINE[0]}, {MINE[6]}")
    await broken.until(lambda: len(broken.texts("bot")) >= 1, 30)
    await broken.close()
    return {"conversation": tab.conversation, "token": tab.token, "texts": tab.texts()}


def lines(product: Running) -> list[dict[str, Any]]:
    return [json.loads(line) for line in product.log.splitlines() if line.startswith("{")]


async def test_the_log_of_both_processes_is_events_that_tell_nothing_of_anybody(
    product: Running, refund: dict[str, Any]
) -> None:
    found = lines(product)
    log = product.log.lower()
    told = [*MINE, *(part for mine in MINE for part in mine.split() if len(part) > 4)]
    told += [refund["token"], REFUND, *refund["texts"]]
    assert [piece for piece in told if piece.lower() in log] == []
    assert {"turn_taken", "turn_ended"} <= {line["event"] for line in found}
    assert any(line["level"] == "ERROR" and "trace" in line for line in found)
    await _followed(product, refund["conversation"], found)
    _every_stage(product)


async def _followed(product: Running, conversation: str, found: list[dict[str, Any]]) -> None:
    """The refund's request by its id through gateway, engine, decision and audit trail."""
    with closing(sqlite3.connect(Path(product.data_dir) / "samenspel.db")) as books:
        (turn,) = books.execute(
            "SELECT turn FROM authority_decisions WHERE conversation = ? AND action = ?",
            (conversation, "refund_order"),
        ).fetchone()
        trail = [json.loads(row[0]) for row in books.execute("SELECT body FROM authority_audit")]
    decided = [one["details"]["turn"] for one in trail if one["kind"] == "decision"]
    assert turn.startswith(f"{conversation}:") and turn in decided
    events = {line["event"]: line["logger"] for line in found if line.get("request") == turn}
    assert events["turn_taken"] == "bot.rasa_ext.turns"
    assert events["settled"] == "bot.authority.carrying"
    assert events["turn_ended"] == "bot.conversation.turns"


def _every_stage(product: Running) -> None:
    with urllib.request.urlopen(f"{product.base}/metrics", timeout=5) as answer:
        families = text_string_to_metric_families(answer.read().decode())
        counts = {
            sample.labels["stage"]: sample.value
            for family in families
            for sample in family.samples
            if sample.name == "samenspel_stage_seconds_count"
        }
    # A round of the gateway may put the receipt into the log before its turn would.
    assert {stage for stage, times in counts.items() if not times} <= {"receipts"}
