"""Who a conversation is with: signed, bounded in time, and never somebody else's."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import jwt

from bot.model import ConversationId
from tests.support.gateway import Gateway
from tests.support.tabs import Tab


def _signed(gateway: Gateway, customer: str, minutes: int) -> str:
    claims = {"sub": customer, "exp": gateway.clock() + timedelta(minutes=minutes)}
    return jwt.encode(claims, gateway.settings.identity.secret or "", algorithm="HS256")


async def _customer(gateway: Gateway, tab: Tab) -> str | None:
    return await gateway.house.customers.identified(ConversationId(tab.conversation))


async def test_an_identity_names_the_customer_of_the_conversation(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    assert await _customer(gateway, tab) == "C-1001"
    await tab.close()


async def test_signing_in_during_a_chat_keeps_the_chat(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    await tab.say("hoi")
    await tab.answered("echo: hoi")
    await tab.close()
    again = await Tab.open(gateway.base, token=tab.token, identity=await gateway.identity("C-1001"))
    assert again.conversation == tab.conversation
    assert await _customer(gateway, again) == "C-1001"
    await again.close()


async def test_an_identity_of_somebody_else_opens_a_conversation_of_their_own(
    gateway: Gateway,
) -> None:
    emma = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await emma.say("iets van Emma")
    await emma.answered("echo: iets van Emma")
    other = await Tab.open(
        gateway.base, token=emma.token, identity=await gateway.identity("C-1002"), after=2
    )
    assert other.conversation != emma.conversation
    assert other.token != emma.token
    assert [entry["offset"] for entry in other.ready["events"]] == [1]
    assert "Emma" not in str(other.ready)
    assert await _customer(gateway, other) == "C-1002"
    assert await _customer(gateway, emma) == "C-1001"
    await emma.close()
    await other.close()


async def test_somebody_elses_expired_identity_does_not_open_this_conversation_either(
    gateway: Gateway,
) -> None:
    emma = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    other = await Tab.open(gateway.base, token=emma.token, identity=_signed(gateway, "C-1002", -5))
    assert other.conversation != emma.conversation
    assert await _customer(gateway, other) is None
    await emma.close()
    await other.close()


async def test_an_expired_identity_is_a_guest_who_is_told_so_once(gateway: Gateway) -> None:
    expired = _signed(gateway, "C-1001", -1)
    tab = await Tab.open(gateway.base, locale="nl", identity=expired)
    assert await _customer(gateway, tab) is None
    told = [text for text in tab.texts("system") if "verlopen" in text]
    assert len(told) == 1
    await tab.say("hoi")
    await tab.answered("echo: hoi")
    again = await Tab.open(gateway.base, token=tab.token, identity=expired)
    assert again.texts("system") == told
    await tab.close()
    await again.close()


async def test_an_identity_that_runs_out_during_the_chat_no_longer_counts(
    gateway: Gateway,
) -> None:
    identity = _signed(gateway, "C-1001", 10)
    tab = await Tab.open(gateway.base, locale="nl", identity=identity)
    assert await _customer(gateway, tab) == "C-1001"
    gateway.clock.turn(minutes=11)
    assert await _customer(gateway, tab) is None
    again = await Tab.open(gateway.base, token=tab.token, identity=identity)
    assert again.conversation == tab.conversation
    assert any("verlopen" in text for text in again.texts("system"))
    renewed = await Tab.open(gateway.base, token=tab.token, identity=_signed(gateway, "C-1001", 10))
    assert renewed.conversation == tab.conversation
    assert await _customer(gateway, renewed) == "C-1001"
    for page in (tab, again, renewed):
        await page.close()


async def test_a_forged_identity_is_a_guest_who_is_told_so(gateway: Gateway) -> None:
    claims = {"sub": "C-1001", "exp": gateway.clock() + timedelta(minutes=5)}
    forged = jwt.encode(claims, "another-secret-of-more-than-32-letters", algorithm="HS256")
    tab = await Tab.open(gateway.base, locale="en", identity=forged)
    assert await _customer(gateway, tab) is None
    assert any("could not check your sign-in" in text for text in tab.texts("system"))
    await tab.close()


async def test_a_customer_whose_identity_runs_out_while_writing_is_told_once(
    gateway: Gateway,
) -> None:
    identity = _signed(gateway, "C-1001", 10)
    tab = await Tab.open(gateway.base, locale="nl", identity=identity)
    gateway.clock.turn(minutes=11)
    await tab.say("een")
    await tab.say("twee")
    await tab.answered("echo: twee")
    assert len(tab.texts("system")) == 1
    again = await Tab.open(gateway.base, token=tab.token, identity=identity)
    await again.say("drie")
    await again.answered("echo: drie")
    assert len(again.texts("system")) == 1
    await tab.close()
    await again.close()


async def test_the_engine_hears_of_earlier_contact_and_of_impatience(gateway: Gateway) -> None:
    first = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await first.say("eerste gesprek")
    await first.answered("echo: eerste gesprek")
    assert gateway.engine.asked[0]["signals"] == {
        "waiting_s": 0,
        "nudges": 0,
        "contact_again": False,
    }
    gateway.clock.turn(hours=5)
    second = await Tab.open(gateway.base, identity=await gateway.identity("C-1001"))
    await asyncio.gather(*(second.say(text) for text in ("hallo", "hallo?", "ben je er?")))
    await second.answered("echo: ben je er?")
    signals = [ask["signals"] for ask in gateway.engine.asked[1:]]
    assert [signal["contact_again"] for signal in signals] == [True, True, True]
    assert [signal["nudges"] for signal in signals] == [0, 1, 2]
    await first.close()
    await second.close()


async def test_a_forged_identity_makes_a_guest_of_who_was_known(gateway: Gateway) -> None:
    emma = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    again = await Tab.open(gateway.base, token=emma.token, identity="for.ged.it")

    assert again.conversation == emma.conversation
    assert await _customer(gateway, again) is None
    await again.say("waar is mijn bestelling")
    await again.answered("echo: waar is mijn bestelling")
    assert sum("als gast" in text for text in again.texts("system")) == 1
    await emma.close()
    await again.close()


async def test_an_old_identity_in_one_tab_does_not_end_the_new_one_of_another(
    gateway: Gateway,
) -> None:
    emma = await Tab.open(gateway.base, locale="nl", identity=await gateway.identity("C-1001"))
    late = await Tab.open(gateway.base, token=emma.token, identity=_signed(gateway, "C-1001", -1))

    assert await _customer(gateway, late) == "C-1001"
    assert [text for text in late.texts("system") if "verlopen" in text] == []
    await emma.close()
    await late.close()
