"""A person takes over, talks and hands back: over real sockets, with the bot silent meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
import socketio

from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab


async def _angry(ask: Mapping[str, Any]) -> dict[str, Any]:
    return says(
        ask,
        "Ik haal er een collega bij.",
        flow="refund_order",
        reading={
            "level": 0.8,
            "mood": "angry",
            "signals": [{"code": "insult", "weight": 0.6, "words": "schandalig"}],
        },
        handoff={"reason": "anger", "urgent": False},
        known={"order": "O-20001", "booking": None, "reason": "damaged"},
    )


async def test_asking_for_a_person_puts_the_customer_in_the_queue_at_once(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    assert await tab.call("human") == {"ok": True}
    await tab.until(lambda: tab.modes() == ["waiting"])
    await tab.until(lambda: len(tab.texts("bot")) == 1)
    told = next(entry for entry in tab.entries if entry["type"] == "mode")
    assert (told["position"], told["reason"]) == (1, "asked")
    assert "geen collega beschikbaar" in tab.texts("bot")[0]
    await tab.close()


async def test_in_the_queue_the_bot_says_one_sentence_and_is_then_silent(
    gateway: Gateway,
) -> None:
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.call("human")
    await tab.say("schiet op")
    await tab.say("hallo?")
    await tab.call("human")
    await gateway.quiet()
    assert len(tab.texts("bot")) == 1
    assert "een collega gevraagd" in tab.texts("bot")[0]
    assert gateway.engine.asked == []
    await tab.close()
    await desk.close()


async def test_the_customer_can_leave_the_queue_and_go_on_with_the_bot(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    await tab.call("human")
    assert await tab.call("bot") == {"ok": True}
    await tab.say("toch maar jij")
    await tab.answered("echo: toch maar jij")
    assert tab.modes() == ["waiting", "bot"]
    await tab.close()


async def test_the_desk_sees_who_waits_and_how_they_feel(gateway: Gateway) -> None:
    gateway.engine.script = _angry
    desk = await DeskPage.open(gateway.base)
    identity = await gateway.identity("C-1001")
    tab = await Tab.open(gateway.base, locale="nl", identity=identity)
    await tab.say("dit is schandalig")
    await tab.until(lambda: tab.modes() == ["waiting"])
    await desk.until(lambda: desk.item(tab.conversation) is not None)
    item = desk.item(tab.conversation)
    assert item is not None
    assert item["customer"] == {"id": "C-1001", "name": "Emma de Vries", "tier": "regular"}
    assert (item["mode"], item["reason"], item["distress"]) == ("waiting", "anger", 0.8)
    assert item["last"]["text"] == "dit is schandalig"
    assert desk.queue["counts"] == {"mine": 0, "unassigned": 1, "all": 1}
    # The bot said itself that somebody comes, and somebody is here: no second sentence.
    assert tab.texts("bot") == ["Ik haal er een collega bij."]
    opened = await desk.call("open", conversation=tab.conversation)
    brief = opened["brief"]
    assert brief["want"]["flow"] == "refund_order"
    assert brief["want"]["text"]["nl"] == "Wil geld terug voor een bestelling (O-20001)"
    assert brief["feel"]["words"] == ["schandalig"]
    assert brief["customer"]["record"]["name"] == "Emma de Vries"
    assert brief["customer"]["orders"]
    assert brief["reason"] == "anger"
    await tab.close()
    await desk.close()


async def test_a_person_claims_answers_and_hands_back(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.call("human")
    await desk.until(lambda: desk.item(tab.conversation) is not None)
    assert (await desk.call("claim", conversation=tab.conversation))["ok"]
    await tab.until(lambda: tab.modes()[-1] == "human")
    told = [entry for entry in tab.entries if entry["type"] == "mode"][-1]
    assert told["agent"] == "Maria"
    sent = await desk.call(
        "send", conversation=tab.conversation, client_id="s1", text="Dag, ik ben Maria."
    )
    await tab.answered("Dag, ik ben Maria.")
    mine = tab.entries[-1]
    assert mine["author"] == {"kind": "human_agent", "name": "Maria"}
    again = await desk.call(
        "send", conversation=tab.conversation, client_id="s1", text="Dag, ik ben Maria."
    )
    assert again == sent
    await tab.say("fijn, dank je")
    await desk.until(lambda: any(e["entry"].get("text") == "fijn, dank je" for e in desk.events))
    assert (await desk.call("hand_back", conversation=tab.conversation))["ok"]
    await tab.until(lambda: tab.types()[-2:] == ["mode", "disclosure"])
    await tab.say("en nu?")
    await tab.answered("echo: en nu?")
    assert [told["by"] for told in gateway.engine.handed_back] == ["maria"]
    assert [ask["text"] for ask in gateway.engine.asked] == ["en nu?"]
    assert tab.texts("human_agent") == ["Dag, ik ben Maria."]
    await tab.close()
    await desk.close()


async def test_a_second_claimer_hears_who_has_it(gateway: Gateway) -> None:
    maria = await DeskPage.open(gateway.base)
    sam = await DeskPage.open(gateway.base, "sam", "demo-sam-too")
    tab = await Tab.open(gateway.base)
    await tab.call("human")
    answers = await asyncio.gather(
        maria.call("claim", conversation=tab.conversation),
        sam.call("claim", conversation=tab.conversation),
    )
    assert sorted(answer["ok"] for answer in answers) == [False, True]
    lost = next(answer for answer in answers if not answer["ok"])
    winner = "Maria" if answers[0]["ok"] else "Sam"
    assert (lost["code"], lost["by"]) == ("taken", winner)
    assert winner in lost["text"]
    loser = sam if answers[0]["ok"] else maria
    refused = await loser.call("send", conversation=tab.conversation, client_id="x", text="hoi")
    assert refused["code"] == "not_holder"
    assert (await loser.call("hand_back", conversation=tab.conversation))["code"] == "not_holder"
    for page in (maria, sam):
        await page.close()
    await tab.close()


async def test_a_late_answer_after_a_claim_is_dropped_and_never_shown(gateway: Gateway) -> None:
    release = asyncio.Event()

    async def slow(ask: Mapping[str, Any]) -> dict[str, Any]:
        await release.wait()
        return says(ask, "too late")

    gateway.engine.script = slow
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base)
    await tab.say("vraag")
    await tab.until(lambda: bool(tab.typing))
    assert (await desk.call("claim", conversation=tab.conversation))["ok"]
    release.set()
    await gateway.quiet()
    await desk.call("send", conversation=tab.conversation, client_id="1", text="Hier ben ik.")
    await tab.answered("Hier ben ik.")
    assert tab.texts("bot") == []
    fresh = await Tab.open(gateway.base, token=tab.token)
    assert fresh.texts("bot") == []
    counted = gateway.rooms.meters.registry.get_sample_value(
        "samenspel_turns_total", {"end": "dropped"}
    )
    assert counted == 1
    for page in (tab, fresh):
        await page.close()
    await desk.close()


async def test_messages_behind_a_handoff_are_left_to_the_person(gateway: Gateway) -> None:
    gateway.engine.script = _angry
    tab = await Tab.open(gateway.base)
    await asyncio.gather(*(tab.say(f"boos {number}") for number in range(3)))
    await tab.until(lambda: tab.modes() == ["waiting"])
    await gateway.quiet()
    assert len(gateway.engine.asked) == 1
    assert tab.texts("bot")[0] == "Ik haal er een collega bij."
    await tab.close()


async def test_notes_stay_among_colleagues_and_leave_no_gap(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base)
    await tab.call("human")
    await desk.call("claim", conversation=tab.conversation)
    noted = await desk.call(
        "note", conversation=tab.conversation, client_id="n1", text="geheim: let op"
    )
    assert noted["ok"]
    await desk.call("send", conversation=tab.conversation, client_id="s1", text="Hallo!")
    await tab.answered("Hallo!")
    fresh = await Tab.open(gateway.base, token=tab.token)
    assert "geheim" not in str(tab.entries) + str(fresh.ready)
    offsets = [entry["offset"] for entry in fresh.ready["events"]]
    assert offsets == list(range(1, len(offsets) + 1))
    opened = await desk.call("open", conversation=tab.conversation)
    assert [e["text"] for e in opened["events"] if e["type"] == "note"] == ["geheim: let op"]
    desk_offsets = [entry["offset"] for entry in opened["events"]]
    assert desk_offsets == list(range(1, len(desk_offsets) + 1))
    for page in (tab, fresh):
        await page.close()
    await desk.close()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Ik heb het bedrag terugbetaald.", "boeken"),
        ("Ik ben een bot.", "jij schreef hem"),
    ],
)
async def test_what_a_person_writes_is_checked_and_they_hear_why(
    gateway: Gateway, text: str, words: str
) -> None:
    desk = await DeskPage.open(gateway.base)
    desk_language = {"Accept-Language": "nl"}
    await desk.client.disconnect()
    await desk.client.connect(
        gateway.base,
        auth={"csrf": desk.csrf},
        headers={"Cookie": desk.cookie, **desk_language},
        namespaces=["/desk"],
        transports=["websocket"],
    )
    tab = await Tab.open(gateway.base)
    await desk.call("claim", conversation=tab.conversation)
    refused = await desk.call("send", conversation=tab.conversation, client_id="1", text=text)
    assert refused["code"] == "withheld"
    assert words in refused["text"]
    assert tab.texts("human_agent") == []
    await tab.close()
    await desk.close()


async def test_when_the_person_is_gone_too_long_the_customer_goes_back_into_the_queue(
    gateway: Gateway,
) -> None:
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base)
    await tab.call("human")
    await desk.call("claim", conversation=tab.conversation)
    await gateway.rooms.people.end_leases()
    await desk.close()
    await asyncio.sleep(0.1)
    gateway.clock.turn(seconds=gateway.settings.desk.claim_lease_s + 5)
    await gateway.rooms.people.end_leases()
    await tab.until(lambda: tab.modes() == ["waiting", "human", "waiting"])
    last = [entry for entry in tab.entries if entry["type"] == "mode"][-1]
    assert last["reason"] == "agent_left"
    await tab.close()


async def test_who_is_at_the_desk_keeps_what_they_hold(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base)
    await desk.call("claim", conversation=tab.conversation)
    for _ in range(3):
        gateway.clock.turn(seconds=gateway.settings.desk.claim_lease_s - 5)
        await gateway.rooms.people.renew(gateway.rooms.presence.people())
        await gateway.rooms.people.end_leases()
    assert tab.modes() == ["human"]
    await tab.close()
    await desk.close()


async def test_a_crisis_comes_first_and_is_marked_urgent(gateway: Gateway) -> None:
    async def crisis(ask: Mapping[str, Any]) -> dict[str, Any]:
        return says(ask, "Bel 113.", handoff={"reason": "crisis", "urgent": True})

    desk = await DeskPage.open(gateway.base)
    calm = await Tab.open(gateway.base)
    await calm.call("human")
    gateway.clock.turn(minutes=30)
    gateway.engine.script = crisis
    urgent = await Tab.open(gateway.base)
    await urgent.say("ik zie het niet meer zitten")
    await urgent.until(lambda: urgent.modes() == ["waiting"])
    await desk.until(lambda: len(desk.queue["items"]) == 2)
    assert desk.queue["items"][0]["conversation"] == urgent.conversation
    assert desk.queue["items"][0]["urgent"]
    told = next(entry for entry in urgent.entries if entry["type"] == "mode")
    assert told["position"] == 1
    await calm.until(lambda: bool(calm.places) and calm.places[-1]["position"] == 2)
    for tab in (calm, urgent):
        await tab.close()
    await desk.close()


async def test_the_expected_wait_is_told_from_how_long_others_waited(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    first = await Tab.open(gateway.base)
    await first.call("human")
    gateway.clock.turn(minutes=3)
    await desk.call("claim", conversation=first.conversation)
    second = await Tab.open(gateway.base)
    await second.call("human")
    await second.until(lambda: second.modes() == ["waiting"])
    told = next(entry for entry in second.entries if entry["type"] == "mode")
    assert told["expected_wait_s"] in (180, 240)
    for tab in (first, second):
        await tab.close()
    await desk.close()


async def test_typing_is_seen_on_both_sides_and_only_of_the_holder(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    other = await DeskPage.open(gateway.base, "sam", "demo-sam-too")
    tab = await Tab.open(gateway.base)
    await desk.call("claim", conversation=tab.conversation)
    assert (await tab.call("typing", {"on": True}))["ok"]
    await desk.until(lambda: bool(desk.typing))
    assert desk.typing == [{"conversation": tab.conversation, "author": "customer", "on": True}]
    await other.call("typing", conversation=tab.conversation, on=True)
    await desk.call("typing", conversation=tab.conversation, on=True)
    await tab.until(lambda: bool(tab.typing))
    assert tab.typing == [{"author": "human_agent", "on": True}]
    assert other.typing == []
    await tab.close()
    for page in (desk, other):
        await page.close()


async def test_a_desk_without_session_or_with_a_wrong_csrf_is_refused(gateway: Gateway) -> None:
    page = DeskPage(gateway.base)
    with pytest.raises(socketio.exceptions.ConnectionError):
        await page.connect()
    await page.log_in("maria", "demo-maria")
    page.csrf = "wrong"
    with pytest.raises(socketio.exceptions.ConnectionError):
        await page.connect()
    await page.client.disconnect()


async def test_an_operator_has_no_desk(gateway: Gateway) -> None:
    page = DeskPage(gateway.base)
    await page.log_in("omar", "demo-omar-too")
    with pytest.raises(socketio.exceptions.ConnectionError):
        await page.connect()
    await page.client.disconnect()


async def test_an_account_that_is_switched_off_loses_its_open_desk(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base)
    await gateway.house.staff.switch_off("maria")
    gateway.clock.turn(seconds=20)
    assert (await desk.call("claim", conversation=tab.conversation))["code"] == "unauthorized"
    await tab.close()
    await desk.close()


async def test_a_conversation_that_does_not_exist_is_answered(gateway: Gateway) -> None:
    desk = await DeskPage.open(gateway.base)
    for event in ("open", "claim", "release", "hand_back", "close"):
        assert (await desk.call(event, conversation="nope"))["code"] == "not_found"
        assert (await desk.call(event, conversation="'; drop table"))["code"] == "bad_request"
    await desk.close()
