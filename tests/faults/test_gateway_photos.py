"""Photos of a conversation: kept once, seen by those who may, refused kindly, gone when erased."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bot.conversation.photos import Photo, Photos
from bot.model import ConversationId
from tests.support import gateway as support
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab

PNG = b"\x89PNG\r\n\x1a\n" + b"pixels"


async def _send(
    gateway: Gateway, token: str, data: bytes, client_id: str = "p1"
) -> tuple[int, dict[str, Any]]:
    form = aiohttp.FormData()
    form.add_field("client_id", client_id)
    form.add_field("file", data, filename="koffer.png", content_type="image/png")
    async with (
        aiohttp.ClientSession() as session,
        session.post(
            f"{gateway.base}/chat/attachments",
            data=form,
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "nl"},
        ) as answer,
    ):
        return answer.status, await answer.json()


async def _see(url: str, **headers: str) -> tuple[int, bytes]:
    async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
        return answer.status, await answer.read()


async def test_a_photo_is_kept_in_the_conversation_and_the_bot_says_it_cannot_look(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")

    status, sent = await _send(gateway, tab.token, PNG)

    assert (status, sent["ok"]) == (200, True)
    await tab.until(lambda: any("foto is bewaard" in text for text in tab.texts("bot")))
    entry = next(entry for entry in tab.entries if entry["offset"] == sent["offset"])
    assert (entry["text"], entry["client_id"]) == ("koffer.png", "p1")
    assert entry["attachment"] == sent["attachment"]
    assert gateway.engine.asked == []
    await tab.close()


async def test_the_same_photo_sent_again_is_one_entry(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)

    first = await _send(gateway, tab.token, PNG)
    again = await _send(gateway, tab.token, PNG)

    assert first == again
    fresh = await Tab.open(gateway.base, token=tab.token)
    assert sum("attachment" in entry for entry in fresh.ready["events"]) == 1
    await tab.close()
    await fresh.close()


async def test_only_the_customer_and_the_desk_see_a_photo(gateway: Gateway) -> None:
    tab, stranger = await Tab.open(gateway.base), await Tab.open(gateway.base)
    desk = await DeskPage.open(gateway.base)
    _, sent = await _send(gateway, tab.token, PNG)
    url = gateway.base + sent["attachment"]["url"]

    assert await _see(url, Authorization=f"Bearer {tab.token}") == (200, PNG)
    assert await _see(url, Cookie=desk.cookie) == (200, PNG)
    assert (await _see(url))[0] == 401
    assert (await _see(url, Authorization=f"Bearer {stranger.token}"))[0] == 404
    assert (await _see(url, Authorization="Bearer forged"))[0] == 401
    for person in (tab, stranger, desk):
        await person.close()


@pytest.mark.parametrize(
    ("data", "status", "code"),
    [
        (b"<script>alert(1)</script>", 415, "no_photo"),
        (b"\xff\xd8\xff" + b"x" * 5_000_001, 413, "too_large"),
        (b"", 400, "bad_request"),
    ],
)
async def test_what_is_no_photo_or_too_large_is_refused_and_leaves_nothing(
    data: bytes, status: int, code: str, gateway: Gateway
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")

    answered, body = await _send(gateway, tab.token, data)

    assert (answered, body["error"]["code"]) == (status, code)
    assert body["error"]["text"]
    fresh = await Tab.open(gateway.base, token=tab.token)
    assert [entry["type"] for entry in fresh.ready["events"]] == ["disclosure"]
    await tab.close()
    await fresh.close()


async def test_a_forged_token_puts_no_photo_anywhere(gateway: Gateway) -> None:
    status, body = await _send(gateway, "forged", PNG)

    assert (status, body["error"]["code"]) == (401, "unauthorized")


async def test_too_many_photos_at_once_are_refused_kindly(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)

    answers = [await _send(gateway, tab.token, PNG, client_id=f"p{n}") for n in range(8)]

    assert [status for status, _ in answers] == [200] * 6 + [429] * 2
    await tab.close()


async def test_a_forgotten_conversation_has_no_photos(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    desk = await DeskPage.open(gateway.base)
    _, sent = await _send(gateway, tab.token, PNG)

    assert (await tab.call("forget"))["ok"]

    assert (await _see(gateway.base + sent["attachment"]["url"], Cookie=desk.cookie))[0] == 404
    await desk.close()


async def test_a_photo_that_was_asked_for_is_the_answer_to_the_question(gateway: Gateway) -> None:
    async def asks(ask: Mapping[str, Any]) -> dict[str, Any]:
        answer = says(ask, "heard")
        if not ask["payload"]:
            answer["messages"][0]["options"] = [{"title": "Foto", "payload": "gateway:photo"}]
        return answer

    gateway.engine.script = asks
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say("mijn rugzak is kapot")
    await tab.answered("heard")

    first = await _send(gateway, tab.token, PNG)
    again = await _send(gateway, tab.token, PNG)

    await tab.until(lambda: len(gateway.engine.asked) == 2)
    assert first == again
    assert gateway.engine.asked[-1]["payload"] == '/choose{"proof": "photo"}'
    assert not any("foto is bewaard" in text for text in tab.texts("bot")), "the engine says it"
    await tab.close()


async def test_asking_for_the_picker_without_one_explains_it(gateway: Gateway) -> None:
    async def offers(ask: Mapping[str, Any]) -> dict[str, Any]:
        answer = says(ask, "heard")
        answer["messages"][0]["options"] = [{"title": "Photo", "payload": "gateway:photo"}]
        return answer

    gateway.engine.script = offers
    tab = await Tab.open(gateway.base)
    await tab.say("my backpack is broken")
    await tab.answered("heard")
    await tab.choose("gateway:photo")
    await tab.until(lambda: any("Choose a picture" in text for text in tab.texts("bot")))
    assert len(gateway.engine.asked) == 1
    await tab.close()


async def test_another_site_may_send_a_photo_only_when_it_embeds_us(gateway: Gateway) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.options(
            f"{gateway.base}/chat/attachments", headers={"Origin": "https://elsewhere.example"}
        ) as answer,
    ):
        assert answer.status == 204
        assert "Access-Control-Allow-Origin" not in answer.headers


async def test_a_site_that_embeds_us_can_read_why_a_photo_was_refused(gateway: Gateway) -> None:
    shop = "https://shop.example"
    await gateway.stop()
    here = await support.start(gateway.folder, gateway.engine, allowed_origins=shop)
    tab = await Tab.open(here.base, locale="nl")
    form = aiohttp.FormData()
    form.add_field("client_id", "p1")
    form.add_field("file", b"Dear shop", filename="letter.png", content_type="image/png")
    url, token = f"{here.base}/chat/attachments", {"Authorization": f"Bearer {tab.token}"}

    async with aiohttp.ClientSession() as session:
        asked = await session.options(url, headers={"Origin": shop})
        refused = await session.post(url, data=form, headers={"Origin": shop, **token})
        stranger = await session.post(url, headers={"Origin": shop})
        elsewhere = await session.post(url, headers={"Origin": "https://elsewhere.example"})

    assert (asked.status, refused.status, stranger.status) == (204, 415, 401)
    shared = [one.headers["Access-Control-Allow-Origin"] for one in (asked, refused, stranger)]
    assert shared == [shop] * 3
    assert "Access-Control-Allow-Origin" not in elsewhere.headers
    assert elsewhere.headers["Vary"] == "Origin"
    await tab.close()
    await here.stop()


def _kept(gateway: Gateway, tab: Tab) -> list[Path]:
    return Photos(gateway.folder / "attachments").every(ConversationId(tab.conversation))


async def test_a_photo_that_is_just_coming_in_when_everything_is_erased_does_not_stay(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = await Tab.open(gateway.base)
    written, go_on = threading.Event(), threading.Event()
    really = Photos.save

    def slow(self: Photos, conversation: ConversationId, data: bytes) -> Photo | None:
        photo = really(self, conversation, data)
        written.set()
        go_on.wait(10)
        return photo

    monkeypatch.setattr(Photos, "save", slow)
    sending = asyncio.create_task(_send(gateway, tab.token, PNG))
    await asyncio.to_thread(written.wait, 10)
    assert _kept(gateway, tab)
    assert (await tab.call("forget"))["ok"]
    go_on.set()

    status, body = await sending
    assert (status, body["error"]["code"]) == (401, "unauthorized")
    assert _kept(gateway, tab) == []
    await tab.close()


async def test_a_photo_that_is_let_in_while_the_erasure_begins_goes_with_it(
    gateway: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    tab = await Tab.open(gateway.base)
    begun, go_on = threading.Event(), threading.Event()
    really = Photos.erase

    def slow(self: Photos, conversation: ConversationId) -> int:
        there = really(self, conversation)
        begun.set()
        go_on.wait(10)
        return there

    monkeypatch.setattr(Photos, "erase", slow)
    erasing = asyncio.create_task(tab.call("forget"))
    await asyncio.to_thread(begun.wait, 10)
    status, _ = await _send(gateway, tab.token, PNG)
    assert (status, len(_kept(gateway, tab))) == (200, 1)
    go_on.set()

    assert (await erasing)["ok"]
    assert _kept(gateway, tab) == []
    await tab.close()
