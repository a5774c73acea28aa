"""The gateway's stages of a turn at /metrics, and the id that it sends along."""

from __future__ import annotations

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.conversation.meters import STAGES
from tests.faults.test_gateway_money import SMALL, refunding
from tests.support.gateway import Gateway
from tests.support.tabs import Tab


@pytest.fixture
def nobody_drains(monkeypatch: pytest.MonkeyPatch) -> None:
    """No round puts receipts into the log, but the first, before anybody came."""
    monkeypatch.setattr("bot.conversation.rooms.OUTBOX_EVERY_S", 3600.0)


async def stages(gateway: Gateway) -> dict[str, float]:
    """How often each stage was timed."""
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{gateway.base}/metrics") as answer,
    ):
        text = await answer.text()
    return {
        sample.labels["stage"]: sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == "samenspel_stage_seconds_count"
    }


async def test_every_stage_is_there_before_anybody_came(gateway: Gateway) -> None:
    assert await stages(gateway) == dict.fromkeys(STAGES, 0.0)


async def test_a_turn_is_timed_in_each_of_its_stages(gateway: Gateway) -> None:
    gateway.engine.times = "understanding;dur=7.50, action;dur=3.00, unheard;dur=1.00, saving;quick"
    tab = await Tab.open(gateway.base)
    await tab.say("hello")
    await tab.answered("echo: hello")
    await gateway.quiet()

    found = await stages(gateway)
    # Nothing was settled, so no receipt had to come before the answer.
    ours = ("received", "waiting", "engine", "disclosure", "log", "delivery")
    assert {name for name, times in found.items() if times} == {*ours, "understanding", "action"}
    await tab.close()


@pytest.mark.usefixtures("nobody_drains")
async def test_a_turn_that_settles_something_is_timed_while_its_receipt_goes_first(
    gateway: Gateway,
) -> None:
    gateway.engine.script = refunding(gateway, *SMALL, "Your money is back.")
    tab = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await tab.say("my backpack is broken")
    await tab.answered("Your money is back.")
    await gateway.quiet()
    assert tab.types() == ["disclosure", "message", "receipt", "message"]
    assert (await stages(gateway))["receipts"] == 1
    await tab.close()


async def test_the_engine_is_told_the_turn_as_the_id_of_the_request(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    await tab.say("hello")
    await tab.answered("echo: hello")
    assert gateway.engine.named == [ask["turn"] for ask in gateway.engine.asked]
    await tab.close()
