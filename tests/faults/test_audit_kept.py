"""A refund, an erasure and a stop: the trail stays whole, is signed, and names nobody."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from sqlalchemy import select

from bot import cli
from bot.authority.audit_signed import LINES
from bot.model import StaffId
from bot.storage.authority_tables import audit_trail
from tests.faults.test_gateway_money import SMALL, refunding
from tests.support.gateway import Gateway
from tests.support.tabs import Tab

PERSONAL = ("C-1001", "Emma", "de Vries", "emma", "rugzak")


async def test_after_an_erasure_and_a_stop_the_trail_is_whole_signed_and_names_nobody(
    gateway: Gateway,
) -> None:
    gateway.engine.script = refunding(gateway, *SMALL, "Je geld is terugbetaald.")
    tab = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"), locale="nl")
    await tab.say("mijn rugzak is stuk")
    await tab.answered("Je geld is terugbetaald.")
    await tab.call("forget")
    await gateway.quiet()
    rows = await gateway.house.database.read(lambda c: c.execute(select(audit_trail)).all())
    await gateway.rooms.house.checkpoints.look(now_or_never=True)
    written = "\n".join(row.body for row in rows) + _lines(gateway.folder)
    assert [name for name in PERSONAL if name in written] == []
    assert json.loads(_lines(gateway.folder).splitlines()[-1])["count"] == len(rows) > 1
    verified = await asyncio.to_thread(
        cli.main,
        [
            "audit",
            "verify",
            "--database",
            gateway.settings.database_url,
            "--checkpoint",
            str(gateway.settings.checkpoints_dir / LINES),
        ],
    )
    assert verified == 0


async def test_the_gateway_writes_checkpoints_by_itself_and_at_its_end(gateway: Gateway) -> None:
    lines = gateway.settings.checkpoints_dir / LINES
    for _ in range(100):
        if lines.exists() and lines.read_text():
            break
        await asyncio.sleep(0.05)
    first = len(lines.read_text().splitlines())
    assert first >= 1
    await gateway.house.authority.stop("action:refund_order", by=StaffId("omar"), reason="a test")
    await gateway.runner.cleanup()
    assert len(lines.read_text().splitlines()) == first + 1


def _lines(folder: Path) -> str:
    return (folder / "audit" / LINES).read_text("utf-8")
