"""Facts out of the real log, on both databases: once, kept up, and gone when erased."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.authority.service import ActionRequest
from bot.insights.report import make
from bot.insights.service import Insights, deriving
from bot.model import ConversationId
from bot.storage.conversation_tables import readings
from bot.storage.database import Database
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps
from tests.support import kept_history
from tests.support.derived import derived
from tests.support.gateway import Gateway
from tests.support.planted_frictions import Traffic
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

TABLES = (conversation_facts, steps, rulings, handoff_facts)


@pytest.fixture(params=["sqlite", "postgres"])
def more_settings(request: pytest.FixtureRequest) -> Iterator[dict[str, str]]:
    """The same on a file and on a server."""
    if request.param == "sqlite":
        yield {}
        return
    pytest.importorskip("pgserver", reason="no PostgreSQL: the wheel pgserver is missing")
    from tests.faults.racing.servers import postgres

    with postgres() as url:
        yield {"database_url": url}


def asking(gateway: Gateway, level: float, order: str) -> Any:
    """What the refund flow does: it asks authority, and says what the limits say."""

    async def script(ask: Mapping[str, Any]) -> dict[str, Any]:
        await gateway.house.authority.request(
            ActionRequest(
                action="refund_order",
                conversation=ConversationId(ask["conversation"]),
                turn=ask["turn"],
                params={"order": order, "items": (f"{order}-1",)},
                claims={"reason": "damaged"},
            )
        )
        reading = {"level": level, "mood": "neutral", "signals": []}
        known = {"order": order}
        return says(ask, "…", flow="refund_order", reading=reading, known=known)

    return script


def everything(connection: Connection) -> list[list[tuple[Any, ...]]]:
    return [[tuple(row) for row in connection.execute(select(table))] for table in TABLES]


async def facts(gateway: Gateway) -> list[Any]:
    query = select(conversation_facts).order_by(conversation_facts.c.started_at)
    return list(await gateway.house.database.read(lambda c: c.execute(query).all()))


async def test_a_conversation_teaches_once_goes_on_and_is_forgotten(gateway: Gateway) -> None:
    database = gateway.house.database
    maria = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    gateway.engine.script = asking(gateway, 0.1, "O-20001")
    await tab.say("mijn rugzak is stuk")
    await tab.answered("…")
    await gateway.quiet()

    await derived(gateway)
    (first,) = await facts(gateway)
    assert (first.customer, first.flow, first.object) == ("C-1001", "refund_order", "order:O-20001")
    assert (first.messages, first.solved_by, first.mood_start) == (1, "bot", 0.1)
    before = await database.read(everything)
    assert await deriving(gateway.house).round() == 0
    assert await database.read(everything) == before
    (ruling,) = await database.read(lambda c: c.execute(select(rulings)).all())
    assert ruling.limits_version == 1
    assert len(ruling.limits_sha256) == 64
    assert ruling.outcome in ("allow", "approve", "refuse", "handover")

    await tab.call("human")
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    await maria.call("send", conversation=tab.conversation, client_id="1", text="Ik kijk even.")
    assert (await maria.call("close", conversation=tab.conversation))["ok"]
    await tab.call("feedback", {"score": 4})
    await derived(gateway)
    (second,) = await facts(gateway)
    assert (second.id, second.solved_by, second.handed, second.score) == (first.id, "person", 1, 4)
    (handed,) = await database.read(lambda c: c.execute(select(handoff_facts)).all())
    assert handed.reason == "asked"
    assert handed.waited_s is not None

    await tab.call("forget")
    assert await database.read(everything) == [[], [], [], []]
    await derived(gateway)
    assert await database.read(everything) == [[], [], [], []]
    await tab.close()
    await maria.close()


async def test_a_conversation_that_cannot_be_read_holds_up_no_other(gateway: Gateway) -> None:
    gateway.engine.script = asking(gateway, 0.1, "O-20001")
    tabs = [await Tab.open(gateway.base, locale="nl") for _ in range(3)]
    for tab in tabs:
        await tab.say("mijn rugzak is stuk")
    await gateway.quiet()
    broken = readings.c.conversation == tabs[0].conversation
    await gateway.house.database.run(
        lambda c: c.execute(update(readings).where(broken).values(known="{"))
    )

    for tab in tabs:
        await tab.say("en nu?")
    await gateway.quiet()

    await derived(gateway, without={tabs[0].conversation})

    again = {one.conversation for one in await facts(gateway) if one.messages == 2}
    assert again == {tab.conversation for tab in tabs[1:]}
    for tab in tabs:
        await tab.close()


async def test_coming_back_about_the_same_order_counts_for_the_first_conversation(
    gateway: Gateway,
) -> None:
    gateway.engine.script = asking(gateway, 0.1, "O-20001")
    for days in (0, 3, 9):
        gateway.clock.ahead *= 0
        gateway.clock.turn(days=days)
        tab = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
        await tab.say("mijn rugzak is stuk")
        await tab.answered("…")
        await gateway.quiet()
        await tab.close()

    await derived(gateway)

    assert [one.again for one in await facts(gateway)] == [1, 1, 0]


async def test_a_line_of_the_limits_stands_with_its_version_and_a_yes_with_its_waiting_time(
    gateway: Gateway,
) -> None:
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    gateway.engine.script = asking(gateway, 0.1, "O-20003")
    await tab.say("mijn koffer is stuk")
    await femke.until(lambda: len(femke.approvals) == 1)
    gateway.clock.turn(minutes=40)
    assert (await femke.call("approve", approval=femke.approvals[0]["id"]))["ok"]
    await tab.until(lambda: tab.types().count("receipt") == 2)
    other = await Tab.open(gateway.base, locale="en", identity=await gateway.identity("C-1004"))
    gateway.engine.script = asking(gateway, 0.1, "O-20009")
    await other.say("my tent is broken")
    await other.answered("…")
    await gateway.quiet()

    await derived(gateway)

    found = await gateway.house.database.read(
        lambda c: c.execute(select(rulings).order_by(rulings.c.fact)).all()
    )
    agreed, handed_over = found
    in_force = await gateway.house.authority.source()
    digest = hashlib.sha256(in_force.encode()).hexdigest()
    assert (agreed.outcome, agreed.rule, agreed.approval) == ("approve", "allow_up_to", "approved")
    assert agreed.waited_s >= 40 * 60
    assert agreed.granted_minor == agreed.amount_minor > 0
    assert handed_over.outcome == "handover"
    assert (handed_over.granted_minor, handed_over.tier) == (0, "gold")
    for ruling in found:
        assert (ruling.limits_version, ruling.limits_sha256) == (1, digest)
        line = json.loads(ruling.line)
        assert line["nl"] != line["en"]
    first, second = await facts(gateway)
    assert (first.effect_minor, first.currency) == (agreed.granted_minor, "EUR")
    assert second.effect_minor == 0
    for one in (tab, other, femke):
        await one.close()


async def test_a_report_says_the_same_on_both_databases(gateway: Gateway, tmp_path: Path) -> None:
    traffic = Traffic(1, gateway.clock() - timedelta(days=30), 30)
    stories = list(traffic.conversations(1500))
    plain = Database(f"sqlite:///{tmp_path / 'plain.db'}")
    plain.upgrade_sync()
    for database in (plain, gateway.house.database):
        kept_history.keep(database, stories)
        kept_history.ask(database, traffic.questions)
    insights = Insights(gateway.house)
    period = insights.last(timedelta(days=30))
    sources = await insights.sources()

    mine = make(sources, period)
    other = make(replace(sources, database=plain), period)
    plain.close_sync()

    assert mine.findings == other.findings
    assert len(mine.findings) >= 5
    assert mine.figures == other.figures
    assert mine.groups == other.groups
