"""Who takes over sees the whole customer: what came before, what is open, what they chose."""

from __future__ import annotations

from sqlalchemy import update

from bot.authority.service import ActionRequest
from bot.model import ConversationId
from bot.storage.conversation_tables import conversations
from tests.support.gateway import Gateway
from tests.support.tabs import DeskPage, Tab


async def talked(gateway: Gateway, customer: str, flow: str) -> Tab:
    """A conversation of this customer, about something."""
    tab = await Tab.open(gateway.base, identity=await gateway.identity(customer))
    await tab.say("mijn geheim")
    await tab.answered("echo: mijn geheim")
    await gateway.house.database.run(
        lambda c: c.execute(
            update(conversations).where(conversations.c.id == tab.conversation).values(flow=flow)
        )
    )
    return tab


async def test_the_desk_sees_earlier_conversations_open_promises_and_choices(
    gateway: Gateway,
) -> None:
    first = await talked(gateway, "C-1001", "rebook_trip")
    asked = await gateway.house.authority.request(
        ActionRequest("refund_order", ConversationId(first.conversation),
                      f"{first.conversation}:9", {"order": "O-20003", "items": ()},
                      {"reason": "damaged"})
    )  # fmt: skip
    assert asked.approval is not None
    await first.call("mood", {"on": False})
    stranger = await talked(gateway, "C-1002", "goodwill")
    gone = await talked(gateway, "C-1001", "cancel_trip")
    assert (await gone.call("forget"))["ok"]
    now = await talked(gateway, "C-1001", "order_status")
    await now.call("human")
    desk = await DeskPage.open(gateway.base)

    brief = (await desk.call("open", conversation=now.conversation))["brief"]

    picture = brief["customer"]
    assert [one["conversation"] for one in picture["earlier"]] == [first.conversation]
    assert picture["earlier"][0]["text"]["nl"] == "Wil een reis verzetten"
    assert [one["kind"] for one in picture["promises"]] == ["refund_order"]
    assert picture["promises"][0]["amount"]["minor"] == 24900
    assert picture["mood_on"] is False
    assert "geheim" not in repr(picture)
    for page in (first, stranger, gone, now, desk):
        await page.close()
