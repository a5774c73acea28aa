"""Who takes over sees the whole customer: what came before, what is open, what they chose."""

from __future__ import annotations

import json

from sqlalchemy import update

from bot.authority.service import ActionRequest
from bot.model import ConversationId, CustomerId
from bot.storage.conversation_tables import conversations
from tests.support.derived import derived
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


async def test_the_desk_sees_what_was_done_a_moment_ago_without_asking(gateway: Gateway) -> None:
    now = await talked(gateway, "C-1001", "refund_order")
    await now.call("human")
    desk = await DeskPage.open(gateway.base)
    before = (await desk.call("open", conversation=now.conversation))["brief"]["customer"]
    assert "O-20002" not in [one["order"] for one in before["refunds"]]

    done = await gateway.house.authority.request(
        ActionRequest("refund_order", ConversationId(now.conversation),
                      f"{now.conversation}:9", {"order": "O-20002", "items": ()},
                      {"reason": "damaged"})
    )  # fmt: skip

    assert done.amount is not None
    paid = ("O-20002", done.amount.minor)

    def shown() -> bool:
        pictures = [one["brief"]["customer"] for one in desk.briefs]
        return any(
            paid in [(one["order"], one["amount"]["minor"]) for one in picture["refunds"]]
            and paid in [(one["id"], one["refunded"]["minor"]) for one in picture["orders"]]
            for picture in pictures
        )

    await desk.until(shown)
    for page in (now, desk):
        await page.close()


async def test_who_solved_an_earlier_conversation_is_told_once_it_is_known(
    gateway: Gateway,
) -> None:
    first = await talked(gateway, "C-1001", "rebook_trip")
    now = await talked(gateway, "C-1001", "order_status")
    desk = await DeskPage.open(gateway.base)

    async def solved_by() -> list[str | None]:
        brief = (await desk.call("open", conversation=now.conversation))["brief"]
        return [one["solved_by"] for one in brief["customer"]["earlier"]]

    await derived(gateway)
    assert await solved_by() == ["bot"]
    for page in (first, now, desk):
        await page.close()


PURPOSE = {
    "record": {"id", "name", "tier", "language"},
    "orders": {"id", "title", "status", "placed_at", "promised_by", "delivered_at", "paid",
               "refunded"},
    "bookings": {"id", "title", "status", "departs_at", "passengers", "paid"},
    "vouchers": {"code", "amount", "expires_at"},
    "refunds": {"reference", "order", "amount", "at"},
    "earlier": {"conversation", "at", "text", "with_person", "solved_by"},
    "promises": {"kind", "text", "amount", "since"},
    "mood_on": set(),
}  # fmt: skip


async def test_the_picture_holds_what_helping_needs_and_no_more(gateway: Gateway) -> None:
    """No address, no phone number, no e-mail address and no card: nobody needs them to help."""
    await talked(gateway, "C-1001", "rebook_trip")
    now = await talked(gateway, "C-1001", "order_status")
    desk = await DeskPage.open(gateway.base)
    picture = (await desk.call("open", conversation=now.conversation))["brief"]["customer"]
    assert set(picture) == set(PURPOSE)
    for part, keys in PURPOSE.items():
        value = picture[part]
        for one in value if isinstance(value, list) else [value]:
            assert set(one) == keys if keys else one in (True, False), part
    record = await gateway.house.connectors.shop.customer(CustomerId("C-1001"))
    assert record is not None
    told = json.dumps(picture)
    assert [word for word in (record.email, record.postcode) if word in told] == []
    await now.close()
    await desk.close()
