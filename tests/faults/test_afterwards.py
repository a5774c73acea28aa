"""Calls, tickets and what comes after: over real sockets, with the clock turned on."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
import pytest_asyncio

from bot.model import ConversationId
from tests.faults.test_nobody_there import OPEN, put_clock
from tests.support.gateway import Gateway
from tests.support.mailbox import Mailbox, text_of
from tests.support.receiver import Receiver
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

SECRET = "a-secret-of-thirty-two-letters-ok"


@pytest_asyncio.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    made = Mailbox()
    await made.start()
    yield made
    await made.stop()


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    made = Receiver()
    await made.start()
    yield made
    await made.stop()


@pytest.fixture
def more_settings(mailbox: Mailbox, receiver: Receiver) -> dict[str, str]:
    return {
        **OPEN,
        "smtp_host": "127.0.0.1",
        "smtp_port": str(mailbox.port),
        "smtp_security": "none",
        "smtp_sender": "help@reisgoed.example",
        "webhooks_url": receiver.url,
        "webhooks_secret": SECRET,
        "webhooks_timeout_s": "1",
    }


async def test_a_wish_to_be_called_stands_at_the_desk_until_it_is_done(gateway: Gateway) -> None:
    put_clock(gateway, 2, 20)
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl")
    known = await tab.call("reach")
    slot = known["calls"][0]
    assert known["call"] is None
    asked = await tab.call("call_back", {"number": "06 12345678", "at": slot["from"]})
    assert asked == {"ok": True}
    await tab.until(lambda: any("eindigt op •••78" in text for text in tab.texts("system")))
    assert any("morgen om 9:00 uur" in text for text in tab.texts("system"))
    await desk.until(lambda: desk.item(tab.conversation) is not None)
    item = desk.item(tab.conversation)
    assert item is not None
    assert item["call"] == {"number": "06 12345678", **slot}
    assert (await tab.call("reach"))["call"] == {"number": "•••78", **slot}
    assert await desk.call("called", conversation=tab.conversation) == {"ok": True}
    await desk.until(lambda: desk.item(tab.conversation) is None)
    assert (await desk.call("called", conversation=tab.conversation))["code"] == "no_call"
    await tab.close()
    await desk.close()


async def test_nobody_can_be_called_when_nobody_is_there(gateway: Gateway) -> None:
    put_clock(gateway, 2, 10)
    tab = await Tab.open(gateway.base, locale="en")
    night = (gateway.clock() + timedelta(hours=12)).isoformat()
    refused = await tab.call("call_back", {"number": "06 12345678", "at": night})
    assert (refused["code"], refused["ok"]) == ("bad_time", False)
    wrong = await tab.call("call_back", {"number": "soon", "at": night})
    assert wrong["code"] == "bad_number"
    await tab.close()


async def test_forgetting_takes_the_number_from_the_desk(gateway: Gateway) -> None:
    put_clock(gateway, 2, 10)
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base)
    slot = (await tab.call("reach"))["calls"][0]["from"]
    await tab.call("call_back", {"number": "06 12345678", "at": slot})
    await desk.until(lambda: desk.item(tab.conversation) is not None)
    await tab.call("forget")
    await desk.until(lambda: desk.item(tab.conversation) is None)
    await tab.close()
    await desk.close()


async def _ticket(gateway: Gateway, receiver: Receiver) -> Tab:
    """Somebody waits, the desk closes, and the ticket is sent for the first time."""
    put_clock(gateway, 2, 17)
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say("mijn geheim is 1234")
    await tab.call("human")
    await gateway.rooms.tickets.look()
    await gateway.house.notify.round()
    assert receiver.received == []
    gateway.clock.turn(minutes=31)
    await gateway.rooms.tickets.look()
    await gateway.rooms.tickets.look()
    await gateway.house.notify.round()
    return tab


async def test_who_has_to_wait_past_closing_gives_one_signed_ticket(
    gateway: Gateway, receiver: Receiver
) -> None:
    tab = await _ticket(gateway, receiver)
    ((headers, body),) = receiver.received
    signed = headers["X-Samenspel-Timestamp"].encode() + b"." + body
    mac = hmac.new(SECRET.encode(), signed, hashlib.sha256).hexdigest()
    assert headers["X-Samenspel-Signature"] == f"v1={mac}"
    ticket = json.loads(body)
    assert ticket["id"] == headers["X-Samenspel-Id"]
    assert (ticket["type"], ticket["conversation"]) == ("conversation.waiting", tab.conversation)
    assert (ticket["language"], ticket["reason"], ticket["position"]) == ("nl", "asked", 1)
    back = datetime.fromisoformat(ticket["back_at"].replace("Z", "+00:00"))
    assert back > gateway.clock().astimezone(timezone.utc)
    assert b"geheim" not in body
    gateway.clock.turn(hours=2)
    await gateway.rooms.tickets.look()
    await gateway.house.notify.round()
    assert len(receiver.received) == 1
    await tab.close()


@pytest.mark.parametrize("trouble", ["500", "429", "slow", "hang_up"])
async def test_a_receiver_in_trouble_gets_the_same_ticket_again(
    gateway: Gateway, receiver: Receiver, trouble: str
) -> None:
    receiver.answers = [trouble]
    tab = await _ticket(gateway, receiver)
    assert len(receiver.received) == 1
    gateway.clock.turn(seconds=31)
    await gateway.house.notify.round()
    (first, one), (second, two) = receiver.received
    assert first["X-Samenspel-Id"] == second["X-Samenspel-Id"]
    assert one == two
    assert first["X-Samenspel-Signature"] != second["X-Samenspel-Signature"]
    gateway.clock.turn(hours=3)
    await gateway.house.notify.round()
    assert len(receiver.received) == 2
    await tab.close()


@pytest.mark.parametrize("answer", ["409", "410", "302"])
async def test_who_has_it_or_does_not_want_it_is_not_asked_again(
    gateway: Gateway, receiver: Receiver, answer: str
) -> None:
    receiver.answers = [answer]
    tab = await _ticket(gateway, receiver)
    gateway.clock.turn(hours=3)
    await gateway.house.notify.round()
    assert len(receiver.received) == 1
    await tab.close()


async def test_the_whole_conversation_arrives_with_the_disclosure_on_top(
    gateway: Gateway, mailbox: Mailbox
) -> None:
    put_clock(gateway, 2, 10)
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say("waar is mijn koffer?")
    await tab.answered("echo: waar is mijn koffer?")
    await tab.call("human")
    await desk.call("claim", conversation=tab.conversation)
    await desk.call("note", conversation=tab.conversation, client_id="n", text="onder ons")
    await desk.call("send", conversation=tab.conversation, client_id="s", text="Gevonden.")
    await tab.answered("Gevonden.")
    assert await tab.call("transcript", {"email": "emma@example.com"}) == {"ok": True}
    await gateway.house.notify.round()
    text = text_of(mailbox.received[0])
    lines = [line for line in text.splitlines() if line.startswith("[")]
    assert text.index("een bot, geen mens") < text.index(lines[0])
    said = [line.split("] ", 1)[1] for line in lines]
    assert said[:2] == ["Klant: waar is mijn koffer?", "Pip (bot): echo: waar is mijn koffer?"]
    assert "Reisgoed: Maria, een mens, nam het over" in said
    assert "Maria, medewerker (een mens): Gevonden." in said
    assert all(line[1:].split(",")[0].endswith(str(gateway.clock().year)) for line in lines)
    assert "onder ons" not in text
    for _ in range(2):
        assert (await tab.call("transcript", {"email": "emma@example.com"}))["ok"]
    refused = await tab.call("transcript", {"email": "emma@example.com"})
    assert refused["code"] == "too_many_letters"
    await tab.close()
    await desk.close()


async def _known(ask: Mapping[str, Any]) -> dict[str, Any]:
    return says(
        ask, "Ik zie het.", flow="refund_order",
        known={"order": "O-20001", "booking": None, "reason": "damaged"},
    )  # fmt: skip


async def _closed(gateway: Gateway) -> Tab:
    """A conversation about an order, with mood reading off, that was ended at the desk."""
    gateway.engine.script = _known
    desk = await DeskPage.open(gateway.base)
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say("mijn koffer is stuk")
    await tab.answered("Ik zie het.")
    await tab.call("mood", {"on": False})
    await tab.call("human")
    await desk.call("claim", conversation=tab.conversation)
    await desk.call("close", conversation=tab.conversation)
    await tab.until(lambda: tab.modes()[-1] == "closed")
    await tab.close()
    await desk.close()
    return tab


async def test_within_a_week_the_same_conversation_goes_on_with_all_that_was_known(
    gateway: Gateway,
) -> None:
    tab = await _closed(gateway)
    gateway.clock.turn(days=6, hours=23)
    back = await Tab.open(gateway.base, token=tab.token)
    assert back.conversation == tab.conversation
    assert "mijn koffer is stuk" in back.texts("customer")
    await back.say("toch nog iets")
    await back.answered("Ik zie het.")
    assert back.modes()[-1] == "bot"
    thread = await gateway.rooms.people.thread(ConversationId(back.conversation))
    assert not thread.record.mood_on
    assert thread.record.flow == "refund_order"
    brief = await gateway.rooms.briefing.of(thread.record.id)
    assert brief["want"]["text"]["nl"] == "Wil geld terug voor een bestelling (O-20001)"
    assert gateway.engine.forgotten == []
    await back.close()


async def test_after_a_week_one_begins_afresh(gateway: Gateway) -> None:
    tab = await _closed(gateway)
    stayed = await Tab.open(gateway.base, token=tab.token)
    gateway.clock.turn(days=7, hours=1)
    back = await Tab.open(gateway.base, token=tab.token)
    assert back.conversation != tab.conversation
    assert back.texts("customer") == []
    # A tab that stayed open cannot wake the old one either.
    assert (await stayed.say("hallo?"))["code"] == "closed"
    assert (await stayed.call("human"))["code"] == "closed"
    for page in (stayed, back):
        await page.close()


@pytest.mark.parametrize(("mood", "level", "asked"), [("neutral", 0.1, True), ("sad", 0.2, False)])
async def test_the_server_says_whether_one_is_asked_how_it_felt(
    gateway: Gateway, mood: str, level: float, asked: bool
) -> None:
    async def script(ask: Mapping[str, Any]) -> dict[str, Any]:
        return says(ask, "Ja.", reading={"level": level, "mood": mood, "signals": []})

    gateway.engine.script = script
    tab = await Tab.open(gateway.base)
    await tab.say("my mother died last week")
    await tab.answered("Ja.")
    await tab.call("close")
    await tab.until(lambda: tab.modes()[-1:] == ["closed"])
    assert [e for e in tab.entries if e["type"] == "mode"][-1]["feedback"] is asked
    await tab.close()
