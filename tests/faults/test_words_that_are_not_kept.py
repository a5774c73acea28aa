"""The engine hears what was written; what is kept holds no card, account or identity number."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from bot.conversation.photos import Photos
from bot.privacy.retention import Retention
from bot.storage.conversation_tables import entries, feedback, turns
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

CARD, IBAN = "4111 1111 1111 1111", "NL91ABNA0417164300"
ADDRESS = "Dorpsstraat 12, 3512 JE Utrecht"


async def kept(gateway: Gateway, table: Any, conversation: str) -> str:
    query = select(table).where(table.c.conversation == conversation)
    rows = await gateway.house.database.read(lambda c: c.execute(query).all())
    return "\n".join(map(repr, rows))


async def test_the_engine_hears_a_number_that_the_log_never_holds(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say(f"stort het op {IBAN} of mijn kaart {CARD}")
    await tab.until(lambda: len(tab.texts("bot")) == 1)
    await gateway.quiet()
    assert gateway.engine.asked[0]["text"] == f"stort het op {IBAN} of mijn kaart {CARD}"
    assert tab.texts("customer") == ["stort het op [rekeningnummer] of mijn kaart [kaartnummer]"]
    held = await kept(gateway, turns, tab.conversation)
    assert IBAN not in held and "1111" not in held
    await tab.call("feedback", {"score": 2, "text": f"mijn kaart {CARD} werkt niet"})
    assert "1111" not in await kept(gateway, feedback, tab.conversation)
    await tab.close()


async def test_an_address_stays_while_it_is_needed_and_goes_when_the_chat_is_over(
    gateway: Gateway,
) -> None:
    async def script(ask: Any) -> dict[str, Any]:
        return says(ask, f"ik stuur het naar {ADDRESS}")

    gateway.engine.script = script
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say(f"stuur O-20013 naar {ADDRESS}, bel 0612345678")
    await tab.answered(f"ik stuur het naar {ADDRESS}")
    await tab.call("human")
    desk = await DeskPage.open(gateway.base)
    about = {"conversation": tab.conversation, "client_id": "n"}
    assert (await desk.call("claim", conversation=tab.conversation))["ok"]
    note = f"kaart {CARD}, mail a@b.example"
    assert (await desk.call("note", text=note, **about))["ok"]
    assert (await desk.call("close", conversation=tab.conversation))["ok"]
    before = await kept(gateway, entries, tab.conversation)
    assert ADDRESS in before and "0612345678" in before and "1111" not in before

    gateway.clock.turn(days=31)
    photos = Photos(gateway.folder / "attachments")
    retention = Retention(gateway.rooms, photos, owner="one")
    assert (await retention.round())["contact"] == 1
    await gateway.quiet()
    after = await kept(gateway, entries, tab.conversation)
    for gone in ("Dorpsstraat", "3512", "0612345678", "a@b.example"):
        assert gone not in after
    assert "stuur O-20013 naar [adres] Utrecht, bel [telefoonnummer]" in after
    assert gateway.engine.forgotten == [tab.conversation]
    gateway.clock.turn(days=2)
    assert not await retention.round()
    await desk.close()
    await tab.close()


async def test_who_wants_no_mood_read_says_so_once_for_every_conversation(
    gateway: Gateway,
) -> None:
    identity = await gateway.identity("C-1002")
    other = await Tab.open(gateway.base, identity=identity)
    tab = await Tab.open(gateway.base, identity=identity)
    await tab.call("mood", {"on": False})
    later = await Tab.open(gateway.base, identity=identity)
    guest = await Tab.open(gateway.base)
    for one in (other, tab, later, guest):
        await one.say("dit is vreselijk")
        await one.answered("echo: dit is vreselijk")
    asked = {ask["conversation"]: ask["mood"] for ask in gateway.engine.asked}
    assert asked == {
        other.conversation: False,
        tab.conversation: False,
        later.conversation: False,
        guest.conversation: True,
    }
    assert later.ready["mood"] is False
    signed = await Tab.open(gateway.base, token=guest.token, identity=identity)
    assert signed.ready["mood"] is False
    await later.call("mood", {"on": True})
    again = await Tab.open(gateway.base, identity=identity)
    assert again.ready["mood"] is True
    for one in (other, tab, later, guest, signed, again):
        await one.close()
