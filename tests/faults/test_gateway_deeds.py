"""What people at the desk do by themselves, over real sockets: once, and only in own chats."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import pytest

from tests.support.gateway import Gateway
from tests.support.tabs import DeskPage, Tab

SMALL, LARGE = "O-20002", "O-20003"


async def _claimed(gateway: Gateway, desk: DeskPage, customer: str | None = "C-1001") -> Tab:
    """Somebody who waits, taken by this person."""
    known = {"identity": await gateway.identity(customer)} if customer else {}
    tab = await Tab.open(gateway.base, locale="nl", **known)
    await tab.call("human")
    assert (await desk.call("claim", conversation=tab.conversation))["ok"]
    return tab


def _wish(tab: Tab, order: str = SMALL, reason: str = "damaged") -> dict[str, Any]:
    return {
        "conversation": tab.conversation,
        "action": "refund_order",
        "params": {"order": order, "items": []},
        "claims": {"reason": reason},
    }


async def _look(desk: DeskPage, wish: dict[str, Any]) -> dict[str, Any]:
    """What `do` has to give back."""
    looked = await desk.call("look", **wish)
    assert looked["ok"], looked
    return {**wish, "digest": looked["digest"], "seen": looked["seen"]}


def _receipts(tab: Tab) -> list[dict[str, Any]]:
    return [entry for entry in tab.entries if entry["type"] == "receipt"]


def _refunds(gateway: Gateway) -> int:
    with sqlite3.connect(gateway.settings.shop_database) as shop:
        return int(shop.execute("SELECT COUNT(*) FROM effects").fetchone()[0])


async def _close(*pages: DeskPage | Tab) -> None:
    for page in pages:
        await page.close()


async def test_a_person_refunds_by_themselves_and_the_customer_reads_who_did_it(
    gateway: Gateway,
) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _claimed(gateway, maria)
    form = await maria.call("deeds", conversation=tab.conversation)
    deed = next(one for one in form["deeds"] if one["action"] == "refund_order")
    assert deed["most"] == {"minor": 150_00, "currency": "EUR"}
    assert [field["name"] for field in deed["params"]] == ["order", "items"]
    assert SMALL in [order["id"] for order in form["orders"]]
    looked = await maria.call("look", **_wish(tab))
    assert (looked["outcome"], _refunds(gateway)) == ("allow", 0)
    assert set(looked["summary"]) == {"en", "nl"}
    done = await maria.call("do", **await _look(maria, _wish(tab)))
    assert (done["ok"], done["state"]) == (True, "settled")
    await tab.until(lambda: [one["status"] for one in _receipts(tab)] == ["done"])
    (receipt,) = _receipts(tab)
    assert receipt["author"]["kind"] == "system"
    assert receipt["explanation"] == "Maria heeft dit voor je geregeld."
    audit = await gateway.house.authority.audit()
    assert "maria" in {one.actor for one in audit if one.kind == "decision"}
    # Now that it is settled she may say so in her own words.
    opened = await maria.call("open", conversation=tab.conversation)
    assert [tried["by"] for tried in opened["brief"]["tried"]] == ["Maria"]
    said = {"conversation": tab.conversation, "client_id": "1", "text": "Het is terugbetaald."}
    assert (await maria.call("send", **said))["ok"]
    await _close(tab, maria)


async def test_above_their_own_limit_it_waits_for_a_second_person(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _claimed(gateway, maria)
    asked = await maria.call("do", **await _look(maria, _wish(tab, LARGE)))
    assert (asked["outcome"], asked["state"]) == ("approve", "reserved")
    await tab.until(lambda: [one["status"] for one in _receipts(tab)] == ["waiting"])
    assert _receipts(tab)[0]["explanation"].startswith("Maria heeft dit voor je aangevraagd.")
    await maria.until(lambda: len(maria.approvals) == 1)
    assert maria.approvals[0]["hindrance"] == "role"
    await femke.until(lambda: len(femke.approvals) == 1)
    assert (await femke.call("approve", approval=femke.approvals[0]["id"]))["state"] == "settled"
    await tab.until(lambda: [one["status"] for one in _receipts(tab)] == ["waiting", "done"])
    await _close(tab, maria, femke)


async def test_who_may_do_more_does_it_at_once(gateway: Gateway) -> None:
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _claimed(gateway, femke)
    done = await femke.call("do", **await _look(femke, _wish(tab, LARGE)))
    assert (done["outcome"], done["state"]) == ("allow", "settled")
    await _close(tab, femke)


async def test_a_double_click_and_two_tabs_are_one_refund(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    other = await DeskPage.open(gateway.base)
    tab = await _claimed(gateway, maria)
    first, second = await _look(maria, _wish(tab)), await _look(other, _wish(tab))
    answers = await asyncio.gather(
        *(page.call("do", **wish) for page, wish in ((maria, first), (other, second)) * 2)
    )
    assert {answer.get("state") for answer in answers} <= {"settled", "executing"}
    assert len({answer["decision"] for answer in answers}) == 1
    await tab.until(lambda: bool(_receipts(tab)))
    await gateway.quiet()
    assert (len(_receipts(tab)), _refunds(gateway)) == (1, 1)
    other_reason = {**second, "claims": {"reason": "wrong_item"}}
    assert (await other.call("do", **other_reason))["code"] == "outdated"
    assert _refunds(gateway) == 1
    await _close(tab, maria, other)


@pytest.mark.parametrize("left_by", ["hand_back", "release", "close", "transfer"])
async def test_who_has_let_go_of_the_conversation_does_nothing_more_in_it(
    gateway: Gateway, left_by: str
) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _claimed(gateway, maria)
    wish = await _look(maria, _wish(tab))
    more = {"skill": "payments", "reason": "geld"} if left_by == "transfer" else {}
    assert (await maria.call(left_by, conversation=tab.conversation, **more))["ok"]
    assert (await maria.call("do", **wish))["code"] == "not_holder"
    assert _refunds(gateway) == 0
    assert await gateway.house.authority.decisions(wish["conversation"]) == ()
    await _close(tab, maria)


async def test_somebody_else_does_nothing_in_a_conversation_that_is_not_theirs(
    gateway: Gateway,
) -> None:
    maria = await DeskPage.open(gateway.base)
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _claimed(gateway, maria)
    wish = await _look(maria, _wish(tab))
    for event in ("deeds", "look", "do"):
        assert (await femke.call(event, **wish))["code"] == "not_holder"
    assert _refunds(gateway) == 0
    await _close(tab, maria, femke)


async def test_nothing_is_done_for_a_guest_whom_nobody_knows(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _claimed(gateway, maria, None)
    asked = {**_wish(tab), "digest": "0" * 64, "seen": 0}
    for event in ("deeds", "look", "do"):
        refused = await maria.call(event, **asked)
        assert refused["code"] == "customer_unknown"
        assert refused["text"]
    assert _refunds(gateway) == 0
    await _close(tab, maria)


async def test_what_the_provider_did_not_confirm_is_never_told_as_done(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _claimed(gateway, maria)
    wish = await _look(maria, _wish(tab))
    with sqlite3.connect(gateway.settings.shop_database) as shop:
        shop.execute("INSERT INTO faults VALUES ('payments', 'timeout_after_success', NULL)")
    done = await maria.call("do", **wish)
    assert (done["ok"], done["state"]) == (True, "in_doubt")
    await tab.until(lambda: [one["status"] for one in _receipts(tab)] == ["checking"])
    again = await maria.call("do", **wish)
    assert again["decision"] == done["decision"]
    assert _refunds(gateway) == 1
    await _close(tab, maria)


async def test_when_our_own_systems_are_silent_nothing_is_done_and_it_is_said(
    gateway: Gateway,
) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _claimed(gateway, maria)
    wish = await _look(maria, _wish(tab))
    with sqlite3.connect(gateway.settings.shop_database) as shop:
        shop.execute("INSERT INTO faults VALUES ('shop', 'down', NULL)")
    for event in ("deeds", "look", "do"):
        assert (await maria.call(event, **wish))["code"] == "records_silent"
    assert _refunds(gateway) == 0
    await _close(tab, maria)


async def test_a_refusal_names_the_line_and_leads_to_the_exception(gateway: Gateway) -> None:
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _claimed(gateway, femke)
    looked = await femke.call("look", **_wish(tab, "O-20004"))
    assert looked["outcome"] == "refuse"
    assert "30" in looked["operator"]["nl"]
    refused = await femke.call("do", **await _look(femke, _wish(tab, "O-20004")))
    assert (refused["outcome"], refused["state"]) == ("refuse", None)
    brief = (await femke.call("open", conversation=tab.conversation))["brief"]
    offers = [one["exception"] for one in brief["tried"] if one["exception"]]
    assert [one["decision"] for one in offers] == [refused["decision"]]
    assert _receipts(tab) == []
    await _close(tab, femke)
