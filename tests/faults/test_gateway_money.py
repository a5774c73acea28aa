"""Money and the conversation: receipts once, approvals by people, and "done" only when it is."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from bot.authority.service import ActionRequest
from bot.model import ConversationId, ReservationState
from bot.storage.authority_tables import outbox_rows
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

SMALL, LARGE = ("O-20002", "O-20002-1"), ("O-20003", "O-20003-1")


def _refund(ask: Mapping[str, Any], order: str, item: str) -> ActionRequest:
    return ActionRequest(
        action="refund_order",
        conversation=ConversationId(ask["conversation"]),
        turn=ask["turn"],
        params={"order": order, "items": (item,)},
        claims={"reason": "damaged"},
    )


def refunding(gateway: Gateway, order: str, item: str, text: str) -> Any:
    """What the refund action does: ask authority, then say how it went."""

    async def script(ask: Mapping[str, Any]) -> dict[str, Any]:
        result = await gateway.house.authority.request(_refund(ask, order, item))
        answer = says(ask, text, flow="refund_order", known={"order": order})
        if result.reservation and result.state is ReservationState.SETTLED:
            answer["messages"][0]["claims"] = [result.reservation]
        return answer

    return script


def _receipts(tab: Tab) -> list[dict[str, Any]]:
    return [entry for entry in tab.entries if entry["type"] == "receipt"]


async def _emma(gateway: Gateway) -> Tab:
    identity = await gateway.identity("C-1001")
    return await Tab.open(gateway.base, locale="nl", identity=identity)


async def test_a_refund_inside_the_limit_comes_with_its_receipt_before_the_bots_words(
    gateway: Gateway,
) -> None:
    gateway.engine.script = refunding(gateway, *SMALL, "Je geld is terugbetaald.")
    tab = await _emma(gateway)
    await tab.say("mijn rugzak is stuk")
    await tab.answered("Je geld is terugbetaald.")
    assert tab.types() == ["disclosure", "message", "receipt", "message"]
    receipt = _receipts(tab)[0]
    assert receipt["author"]["kind"] == "system"
    assert (receipt["action"], receipt["status"]) == ("refund_order", "done")
    assert receipt["amount"]["currency"] == "EUR"
    assert receipt["reference"].startswith("RF-")
    assert receipt["explanation"]
    assert receipt["to"]
    await tab.close()


async def test_a_receipt_reaches_the_log_once_whatever_is_drained_again(gateway: Gateway) -> None:
    gateway.engine.script = refunding(gateway, *SMALL, "Je geld is terugbetaald.")
    tab = await _emma(gateway)
    await tab.say("mijn rugzak is stuk")
    await tab.answered("Je geld is terugbetaald.")
    # As after a crash between the log and the mark in the outbox.
    await gateway.house.database.run(lambda c: c.execute(update(outbox_rows).values(sent_at=None)))
    await asyncio.gather(*(gateway.rooms.outbox.drain() for _ in range(3)))
    await tab.say("dank je")
    await gateway.quiet()
    assert len(_receipts(tab)) == 1
    await tab.close()


async def test_above_the_limit_a_person_agrees_and_the_receipt_arrives_in_the_same_chat(
    gateway: Gateway,
) -> None:
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega moet hier akkoord op geven.")
    desk = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _emma(gateway)
    await tab.say("mijn koffer is stuk")
    await tab.answered("Een collega moet hier akkoord op geven.")
    assert [receipt["status"] for receipt in _receipts(tab)] == ["waiting"]
    await desk.until(lambda: len(desk.approvals) == 1)
    approval = desk.approvals[0]
    assert approval["conversation"] == tab.conversation
    assert approval["customer"] == {"id": "C-1001", "name": "Emma de Vries"}
    await desk.until(lambda: desk.item(tab.conversation) is not None)
    item = desk.item(tab.conversation)
    assert item is not None
    assert (item["mode"], item["approvals"]) == ("bot", 1)
    agreed = await desk.call("approve", approval=approval["id"], note="ziet er goed uit")
    assert (agreed["ok"], agreed["state"]) == (True, "settled")
    await tab.until(lambda: [r["status"] for r in _receipts(tab)] == ["waiting", "done"])
    assert tab.modes() == []
    await desk.until(lambda: desk.approvals == [])
    again = await desk.call("approve", approval=approval["id"])
    assert (again["ok"], again["code"]) == (False, "approval_closed")
    assert [r["status"] for r in _receipts(tab)] == ["waiting", "done"]
    assert len({r["about"] for r in _receipts(tab)}) == 1
    promised = (await desk.call("open", conversation=tab.conversation))["brief"]["promised"]
    assert [promise["status"] for promise in promised] == ["done"]
    await tab.close()
    await desk.close()


async def test_a_denial_needs_a_reason_and_the_customer_is_told(gateway: Gateway) -> None:
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega moet hier akkoord op geven.")
    desk = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _emma(gateway)
    await tab.say("mijn koffer is stuk")
    await desk.until(lambda: len(desk.approvals) == 1)
    approval = desk.approvals[0]["id"]
    assert (await desk.call("deny", approval=approval, reason=" "))["code"] == "reason_needed"
    assert (await desk.call("deny", approval=approval, reason="te duur"))["ok"]
    await tab.until(lambda: [r["status"] for r in _receipts(tab)] == ["waiting", "refused"])
    assert "te duur" not in str(tab.entries)
    await tab.close()
    await desk.close()


async def test_somebody_without_the_role_may_not_approve(gateway: Gateway) -> None:
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega moet hier akkoord op geven.")
    desk = await DeskPage.open(gateway.base)
    tab = await _emma(gateway)
    await tab.say("mijn koffer is stuk")
    await desk.until(lambda: len(desk.approvals) == 1)
    refused = await desk.call("approve", approval=desk.approvals[0]["id"])
    assert (refused["ok"], refused["code"]) == (False, "not_permitted")
    assert refused["text"]
    await tab.close()
    await desk.close()


async def test_a_promise_before_the_yes_is_replaced_by_what_is_true(gateway: Gateway) -> None:
    gateway.engine.script = refunding(gateway, *LARGE, "Je geld is terugbetaald.")
    tab = await _emma(gateway)
    await tab.say("mijn koffer is stuk")
    await tab.until(lambda: bool(tab.texts("bot")))
    assert tab.texts("bot") == [
        "Een collega moet dit eerst goedkeuren. Je krijgt het antwoord hier."
    ]
    await tab.close()


async def test_the_brief_tells_what_was_promised_and_what_is_still_possible(
    gateway: Gateway,
) -> None:
    gateway.engine.script = refunding(gateway, *SMALL, "Je geld is terugbetaald.")
    desk = await DeskPage.open(gateway.base)
    tab = await _emma(gateway)
    await tab.say("mijn rugzak is stuk")
    await tab.answered("Je geld is terugbetaald.")
    await tab.call("human")
    opened = await desk.call("open", conversation=tab.conversation)
    brief = opened["brief"]
    assert [promise["status"] for promise in brief["promised"]] == ["done"]
    assert [tried["outcome"] for tried in brief["tried"]] == ["allow"]
    assert set(brief["tried"][0]["text"]) == {"en", "nl"}
    assert brief["possible"]
    assert {"action", "text", "outcome", "amount", "title"} == set(brief["possible"][0])
    await tab.close()
    await desk.close()


async def test_what_was_settled_while_a_person_talked_is_told_to_the_engine(
    gateway: Gateway,
) -> None:
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega moet hier akkoord op geven.")
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _emma(gateway)
    await tab.say("mijn koffer is stuk")
    await femke.until(lambda: len(femke.approvals) == 1)
    await femke.call("claim", conversation=tab.conversation)
    await femke.call("approve", approval=femke.approvals[0]["id"])
    await tab.until(lambda: [r["status"] for r in _receipts(tab)][-1] == "done")
    # Now that it is settled a person may say so.
    assert (
        await femke.call(
            "send", conversation=tab.conversation, client_id="1", text="Het is terugbetaald."
        )
    )["ok"]
    await femke.call("hand_back", conversation=tab.conversation)
    await gateway.quiet()
    told = gateway.engine.handed_back[0]["receipts"]
    assert [receipt["status"] for receipt in told] == ["done"]
    await tab.close()
    await femke.close()


async def test_everybody_at_the_desk_is_told_whether_they_may_decide(gateway: Gateway) -> None:
    gateway.engine.script = refunding(gateway, *LARGE, "Een collega moet hier akkoord op geven.")
    maria = await DeskPage.open(gateway.base)
    femke = await DeskPage.open(gateway.base, "femke", "demo-femke")
    tab = await _emma(gateway)
    await tab.say("mijn koffer is stuk")
    await maria.until(lambda: len(maria.approvals) == 1)
    await femke.until(lambda: len(femke.approvals) == 1)
    assert maria.approvals[0]["hindrance"] == "role"
    assert maria.approvals[0]["by"] == ["approver", "admin"]
    assert femke.approvals[0]["hindrance"] is None
    refused = await maria.call("approve", approval=maria.approvals[0]["id"])
    assert refused["code"] == "not_permitted"
    await tab.close()
    for page in (maria, femke):
        await page.close()
