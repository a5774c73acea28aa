"""Colleagues at the desk: passing conversations on, being away, and having enough to do."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from tests.support.gateway import Gateway
from tests.support.tabs import DeskPage, Tab


async def _maria_and_sam(gateway: Gateway) -> tuple[DeskPage, DeskPage]:
    maria = await DeskPage.open(gateway.base)
    sam = await DeskPage.open(gateway.base, "sam", "demo-sam-too")
    await maria.until(lambda: maria.state_of("sam") == "here")
    return maria, sam


async def _with_maria(gateway: Gateway, maria: DeskPage, locale: str = "nl") -> Tab:
    tab = await Tab.open(gateway.base, locale=locale)
    await tab.call("human")
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    await tab.until(lambda: tab.modes()[-1] == "human")
    return tab


async def _close(*pages: DeskPage | Tab) -> None:
    for page in pages:
        await page.close()


async def test_a_conversation_is_passed_on_to_a_colleague_who_sees_why(gateway: Gateway) -> None:
    maria, sam = await _maria_and_sam(gateway)
    tab = await _with_maria(gateway, maria)
    passed = await maria.call(
        "transfer", conversation=tab.conversation, to="sam", reason="Jij kent de vervoerder."
    )
    assert passed == {"ok": True}
    await tab.until(lambda: tab.modes() == ["waiting", "human", "waiting"])
    await tab.until(lambda: any("Maria heeft Sam gevraagd" in said for said in tab.texts("system")))
    assert "vervoerder" not in str(tab.entries)
    await sam.until(lambda: (sam.item(tab.conversation) or {}).get("passed") is not None)
    item = sam.item(tab.conversation)
    assert item is not None
    assert item["claimed_by"] is None
    assert item["passed"] == {
        "by": "Maria",
        "to": "sam",
        "skill": None,
        "name": {"en": "Sam", "nl": "Sam"},
        "why": "Jij kent de vervoerder.",
    }
    late = await maria.call("send", conversation=tab.conversation, client_id="x", text="Nog iets")
    assert late["code"] == "not_holder"
    assert (await sam.call("claim", conversation=tab.conversation))["ok"]
    await sam.until(lambda: (sam.item(tab.conversation) or {}).get("passed") is None)
    opened = await sam.call("open", conversation=tab.conversation)
    notes = [entry for entry in opened["events"] if entry["type"] == "note"]
    assert [(note["text"], note["to"]["nl"]) for note in notes] == [
        ("Jij kent de vervoerder.", "Sam")
    ]
    await _close(tab, maria, sam)


@pytest.mark.parametrize("passed_on", [{"skill": "travel", "reason": "A train"}, None])
async def test_who_is_let_go_or_passed_on_keeps_the_time_they_waited(
    passed_on: dict[str, str] | None, gateway: Gateway
) -> None:
    maria, sam = await _maria_and_sam(gateway)
    first = await Tab.open(gateway.base)
    await first.call("human")
    asked = gateway.clock()
    gateway.clock.turn(minutes=4)
    second = await Tab.open(gateway.base)
    await second.call("human")
    assert (await maria.call("claim", conversation=first.conversation))["ok"]
    gateway.clock.turn(minutes=1)
    if passed_on:
        await maria.call("transfer", conversation=first.conversation, **passed_on)
    else:
        await maria.call("release", conversation=first.conversation)
    await first.until(lambda: first.modes()[-1] == "waiting")
    back = [entry for entry in first.entries if entry["type"] == "mode"][-1]
    assert back["position"] == 1
    await sam.until(lambda: (sam.item(first.conversation) or {}).get("claimed_by", "") is None)
    item = sam.item(first.conversation)
    assert item is not None
    waited_from = datetime.fromisoformat(item["since"].replace("Z", "+00:00"))
    assert abs((waited_from - asked).total_seconds()) < 5
    await _close(first, second, maria, sam)


async def test_a_conversation_is_passed_on_to_who_knows_about_something(gateway: Gateway) -> None:
    maria, sam = await _maria_and_sam(gateway)
    tab = await _with_maria(gateway, maria, locale="en")
    assert {skill["id"] for skill in maria.colleagues["skills"]} >= {"travel", "payments"}
    await maria.call("transfer", conversation=tab.conversation, skill="travel", reason="A train")
    await tab.until(lambda: any("knows more about trips" in s for s in tab.texts("system")))
    await sam.until(lambda: (sam.item(tab.conversation) or {}).get("passed") is not None)
    item = sam.item(tab.conversation)
    assert item is not None
    assert (item["passed"]["skill"], item["passed"]["name"]["nl"]) == ("travel", "reizen")
    await _close(tab, maria, sam)


async def test_the_customer_hears_when_nobody_who_knows_about_it_is_here(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _with_maria(gateway, maria, locale="en")
    await maria.call("transfer", conversation=tab.conversation, skill="travel", reason="A train")
    await tab.until(lambda: any("at the desk right now" in said for said in tab.texts("system")))
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    await _close(tab, maria)


@pytest.mark.parametrize(
    ("to", "code"), [("femke", "colleague_gone"), ("nobody", "colleague_gone")]
)
async def test_a_conversation_stays_where_it_is_when_the_colleague_is_not_there(
    gateway: Gateway, to: str, code: str
) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _with_maria(gateway, maria)
    refused = await maria.call("transfer", conversation=tab.conversation, to=to, reason="druk")
    assert refused["code"] == code
    assert (await maria.call("send", conversation=tab.conversation, client_id="1", text="Ik dus"))[
        "ok"
    ]
    assert tab.modes() == ["waiting", "human"]
    await _close(tab, maria)


async def test_who_is_away_or_full_is_not_passed_anything(gateway: Gateway) -> None:
    maria, sam = await _maria_and_sam(gateway)
    tab = await _with_maria(gateway, maria)
    await sam.call("presence", away=True)
    await maria.until(lambda: maria.state_of("sam") == "away")
    passing = {"conversation": tab.conversation, "to": "sam", "reason": "druk"}
    refused = await maria.call("transfer", **passing)
    assert (refused["code"], "Sam" in refused["text"]) == ("colleague_away", True)
    await sam.call("presence", away=False, most=1)
    other = await Tab.open(gateway.base)
    await sam.call("claim", conversation=other.conversation)
    await maria.until(lambda: maria.state_of("sam") == "busy")
    assert (await maria.call("transfer", **passing))["code"] == "colleague_busy"
    await _close(tab, other, maria, sam)


async def test_a_colleague_who_leaves_after_being_asked_loses_nobody(gateway: Gateway) -> None:
    maria, sam = await _maria_and_sam(gateway)
    tab = await _with_maria(gateway, maria)
    await maria.call("transfer", conversation=tab.conversation, to="sam", reason="druk")
    await sam.close()
    await maria.until(lambda: maria.state_of("sam") == "gone")
    assert (maria.item(tab.conversation) or {})["mode"] == "waiting"
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    await _close(tab, maria)


async def test_who_is_away_takes_nobody_and_customers_are_told_so(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    await maria.call("presence", away=True)
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.call("human")
    await tab.until(lambda: len(tab.texts("bot")) == 1)
    assert "geen collega beschikbaar" in tab.texts("bot")[0]
    assert (await maria.call("claim", conversation=tab.conversation))["code"] == "away"
    await maria.call("presence", away=False)
    assert (await maria.call("claim", conversation=tab.conversation))["ok"]
    await _close(tab, maria)


async def test_what_somebody_holds_when_they_step_away_goes_back_in_time(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _with_maria(gateway, maria)
    await maria.call("presence", away=True)
    gateway.clock.turn(seconds=gateway.settings.desk.claim_lease_s + 5)
    await gateway.rooms.see_who_is_here()
    await gateway.rooms.people.end_leases()
    await tab.until(lambda: tab.modes() == ["waiting", "human", "waiting"])
    assert [e for e in tab.entries if e["type"] == "mode"][-1]["reason"] == "agent_left"
    await _close(tab, maria)


async def test_nobody_takes_more_than_they_chose_except_in_danger(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    await maria.call("presence", most=1)
    first = await _with_maria(gateway, maria)
    second = await Tab.open(gateway.base, locale="nl")
    await second.call("human")
    refused = await maria.call("claim", conversation=second.conversation)
    assert (refused["code"], "1" in refused["text"]) == ("full", True)
    assert (await maria.call("claim", conversation=first.conversation))["ok"]
    await maria.call("presence", most=2)
    assert (await maria.call("claim", conversation=second.conversation))["ok"]
    await _close(first, second, maria)


async def test_of_two_who_pass_on_and_claim_at_once_one_is_first(gateway: Gateway) -> None:
    maria, sam = await _maria_and_sam(gateway)
    tab = await _with_maria(gateway, maria)
    await asyncio.gather(
        maria.call("transfer", conversation=tab.conversation, to="sam", reason="druk"),
        maria.call("hand_back", conversation=tab.conversation),
    )
    await gateway.quiet()
    assert tab.modes() in (["waiting", "human", "waiting"], ["waiting", "human", "bot"])
    await _close(tab, maria, sam)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "sam", "skill": "travel", "reason": "x"},
        {"reason": "x"},
        {"to": "maria", "reason": "x"},
    ],
)
async def test_a_transfer_names_one_other_colleague_or_one_skill(
    gateway: Gateway, wrong: dict[str, str]
) -> None:
    maria = await DeskPage.open(gateway.base)
    tab = await _with_maria(gateway, maria)
    refused = await maria.call("transfer", conversation=tab.conversation, **wrong)
    assert refused["code"] == "bad_request"
    missing = await maria.call("transfer", conversation=tab.conversation, to="sam", reason=" ")
    assert missing["code"] == "reason_needed"
    await _close(tab, maria)
