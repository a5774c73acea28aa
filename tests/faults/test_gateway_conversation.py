"""A customer's conversation over real sockets: acknowledged, in order, once, in every tab."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest
import socketio
from sqlalchemy import event
from sqlalchemy.engine import Connection

from bot.storage.migrate import every_table
from tests.support.gateway import Gateway
from tests.support.scripted_engine import says
from tests.support.tabs import DeskPage, Tab


async def test_the_first_entry_says_that_this_is_a_bot(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, locale="nl-NL")
    first = tab.ready["events"][0]
    assert (first["offset"], first["type"], first["author"]["kind"]) == (1, "disclosure", "system")
    assert "een bot, geen mens" in first["text"]
    assert tab.ready["disclosure"] == {"text": first["text"], "url": "/privacy"}
    assert tab.ready["mode"] == "bot"
    assert tab.ready["offset"] == 1
    await tab.close()


async def test_a_message_is_acknowledged_with_its_offset_and_answered(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, locale="en")
    assert await tab.say("hello", "m-1") == {"ok": True, "offset": 2}
    await tab.answered("echo: hello")
    mine = tab.entries[1]
    assert (mine["client_id"], mine["author"]["kind"], mine["text"]) == ("m-1", "customer", "hello")
    assert [entry["offset"] for entry in tab.entries] == [1, 2, 3]
    await tab.close()


async def test_the_same_client_id_again_has_the_same_answer_and_no_effect(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base)
    first = await tab.say("hello", "m-1")
    assert await tab.say("something else", "m-1") == first
    await tab.answered("echo: hello")
    await gateway.quiet()
    assert [ask["text"] for ask in gateway.engine.asked] == ["hello"]
    assert tab.texts("customer") == ["hello"]
    await tab.close()


async def test_a_reload_goes_on_behind_the_offset_it_names(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    await tab.say("one")
    await tab.answered("echo: one")
    await tab.close()
    again = await Tab.open(gateway.base, token=tab.token, after=2)
    assert again.conversation == tab.conversation
    assert [entry["offset"] for entry in again.ready["events"]] == [3]
    whole = await Tab.open(gateway.base, token=tab.token)
    assert [entry["offset"] for entry in whole.ready["events"]] == [1, 2, 3]
    await again.close()
    await whole.close()


async def test_two_tabs_see_the_same_conversation(gateway: Gateway) -> None:
    one = await Tab.open(gateway.base)
    two = await Tab.open(gateway.base, token=one.token)
    await one.say("from one")
    await two.say("from two")
    await one.answered("echo: from two")
    await two.answered("echo: from two")
    await gateway.quiet()
    assert one.entries == two.entries
    fresh = await Tab.open(gateway.base, token=one.token)
    assert fresh.ready["events"] == one.entries
    for tab in (one, two, fresh):
        await tab.close()


async def test_an_old_snapshot_and_its_events_equal_a_fresh_snapshot(gateway: Gateway) -> None:
    first = await Tab.open(gateway.base)
    tabs = [first]
    for number in range(6):
        await asyncio.gather(first.say(f"a{number}"), first.say(f"b{number}"))
        tabs.append(await Tab.open(gateway.base, token=first.token))
    await gateway.quiet()
    await asyncio.sleep(0.1)
    fresh = await Tab.open(gateway.base, token=first.token)
    for tab in tabs:
        assert tab.entries == fresh.ready["events"]
        await tab.close()
    offsets = [entry["offset"] for entry in fresh.ready["events"]]
    assert offsets == list(range(1, len(offsets) + 1))
    await fresh.close()


async def test_answers_come_in_the_order_of_the_questions(gateway: Gateway) -> None:
    async def slow_first(ask: Mapping[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0.4 if ask["text"] == "q0" else 0)
        return says(ask, f"answer to {ask['text']}")

    gateway.engine.script = slow_first
    tab = await Tab.open(gateway.base)
    acks = await asyncio.gather(*(tab.say(f"q{number}") for number in range(5)))
    assert [ack["offset"] for ack in acks] == [2, 3, 4, 5, 6]
    await tab.answered("answer to q4")
    assert tab.texts("bot") == [f"answer to q{number}" for number in range(5)]
    await tab.close()


def looked_up(gateway: Gateway) -> list[str]:
    """What is read outside a write from here on about what the engine has to hear next."""
    found: list[str] = []

    def hear(connection: Connection, _: Any, statement: str, *__: Any) -> None:
        read_only = connection.get_execution_options().get("samenspel_read_only")
        # The round every 5 s asks for the conversations that were left.
        if read_only and "FROM turns" in statement and "DISTINCT" not in statement:
            found.append(statement)

    event.listen(gateway.house.database.engine(), "before_cursor_execute", hear)
    return found


async def test_what_comes_next_is_known_from_what_was_just_written(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    found = looked_up(gateway)
    await asyncio.gather(*(tab.say(f"q{number}") for number in range(3)))
    await tab.answered("echo: q2")
    await gateway.quiet()
    assert [ask["text"] for ask in gateway.engine.asked] == ["q0", "q1", "q2"]
    # A message may arrive just when the answer before it is being written.
    assert len(found) <= 2, found
    found.clear()
    await tab.say("and on its own?")
    await tab.answered("echo: and on its own?")
    await gateway.quiet()
    assert found == []
    await tab.close()


async def test_the_bot_is_seen_typing_within_300_ms(gateway: Gateway) -> None:
    async def slow(ask: Mapping[str, Any]) -> dict[str, Any]:
        await asyncio.sleep(0.6)
        return says(ask, "done thinking")

    gateway.engine.script = slow
    tab = await Tab.open(gateway.base)
    await tab.say("hm")
    await tab.until(lambda: tab.typing == [{"author": "bot", "on": True}], within_s=0.3)
    await tab.answered("done thinking")
    await tab.until(lambda: tab.typing[-1] == {"author": "bot", "on": False})
    await tab.close()


async def test_html_stays_text_and_emoji_stay_emoji(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    text = "<img src=x onerror=alert(1)> 😀 & <b>"
    await tab.say(text)
    await tab.answered(f"echo: {text}")
    assert tab.texts("customer") == [text]
    assert gateway.engine.asked[0]["text"] == text
    await tab.close()


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        ({"client_id": "a", "text": "  "}, "empty", "geen tekst"),
        ({"client_id": "a", "text": "x" * 4_001}, "too_long", "4000"),
        ({"client_id": "a", "text": "x" * 1_100_000}, "too_long", "te lang"),
        ({"client_id": "a"}, "bad_request", "niet worden gelezen"),
        ("nonsense", "bad_request", "niet worden gelezen"),
        ({"client_id": "a", "payload": "/refund_order"}, "not_offered", "niet aangeboden"),
    ],
)
async def test_a_message_that_cannot_be_taken_gets_a_clear_answer_and_nothing_else_is_lost(
    gateway: Gateway, data: Any, code: str, words: str
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    refused = await tab.call("send", data)
    assert (refused["ok"], refused["code"]) == (False, code)
    assert words in refused["text"]
    assert (await tab.say("hallo", "a"))["ok"]
    await tab.answered("echo: hallo")
    await tab.close()


async def test_an_event_that_does_not_exist_is_answered(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    assert (await tab.call("dance", {}))["code"] == "unknown_event"
    assert (await tab.call("connect", {"token": "x"}))["code"] == "unknown_event"
    await tab.close()


async def test_a_choice_is_taken_only_when_it_was_offered_here(gateway: Gateway) -> None:
    async def offer(ask: Mapping[str, Any]) -> dict[str, Any]:
        answer = says(ask, f"payload {ask['payload']}")
        answer["messages"][0]["options"] = [{"title": "Ja, graag", "payload": "/affirm"}]
        return answer

    gateway.engine.script = offer
    tab = await Tab.open(gateway.base)
    other = await Tab.open(gateway.base)
    assert (await tab.choose("/affirm"))["code"] == "not_offered"
    await tab.say("hoi")
    await tab.answered("payload None")
    assert (await other.choose("/affirm"))["code"] == "not_offered"
    assert (await tab.choose("/affirm", "yes"))["ok"]
    await tab.answered("payload /affirm")
    assert tab.texts("customer") == ["hoi", "Ja, graag"]
    await tab.close()
    await other.close()


async def test_a_text_that_looks_like_a_command_stays_a_text(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base)
    await tab.say("/restart")
    await tab.answered("echo: /restart")
    assert gateway.engine.asked[0]["payload"] is None
    await tab.close()


async def test_a_hundred_messages_in_a_second_keep_twenty_and_lose_none_of_them(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    acks = await asyncio.gather(*(tab.say(f"m{number}", f"id-{number}") for number in range(100)))
    taken = [ack for ack in acks if ack["ok"]]
    refused = [ack for ack in acks if not ack["ok"]]
    assert len(taken) == 20
    assert {ack["code"] for ack in refused} == {"rate_limited"}
    assert all(0 < ack["retry_after_s"] <= 60 and "seconden" in ack["text"] for ack in refused)
    await tab.answered("echo: m19")
    assert tab.texts("customer") == [f"m{number}" for number in range(20)]
    assert await tab.say("again", "id-3") == acks[3]
    await tab.close()


async def test_a_forged_token_is_refused_in_words(gateway: Gateway) -> None:
    client = socketio.AsyncClient(reconnection=False)
    errors: list[Any] = []
    client.on("connect_error", errors.append, namespace="/chat")
    with pytest.raises(socketio.exceptions.ConnectionError):
        await client.connect(
            gateway.base,
            auth={"token": "x" * 43, "locale": "nl"},
            namespaces=["/chat"],
            transports=["websocket"],
        )
    assert errors[0]["data"]["code"] == "bad_token"
    assert "niet bekend" in errors[0]["data"]["text"]
    await client.disconnect()


async def test_tokens_are_long_random_and_not_in_the_database(gateway: Gateway) -> None:
    tabs = [await Tab.open(gateway.base) for _ in range(3)]
    assert len({tab.token for tab in tabs}) == 3
    assert all(len(tab.token) >= 43 for tab in tabs)
    stored = b"".join(path.read_bytes() for path in gateway.folder.glob("samenspel.db*"))
    assert all(tab.token.encode() not in stored for tab in tabs)
    for tab in tabs:
        await tab.close()


async def test_a_conversation_goes_on_after_thirty_quiet_minutes_with_a_new_disclosure(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base)
    await tab.say("one")
    await tab.answered("echo: one")
    gateway.clock.turn(minutes=31)
    await tab.say("two")
    await tab.answered("echo: two")
    assert tab.types() == ["disclosure", "message", "message", "message", "disclosure", "message"]
    await tab.close()


async def test_a_closed_conversation_opens_again_when_the_customer_writes(
    gateway: Gateway,
) -> None:
    tab = await Tab.open(gateway.base)
    assert (await tab.call("close"))["ok"]
    await tab.say("nog iets")
    await tab.answered("echo: nog iets")
    assert tab.modes() == ["closed", "bot"]
    assert tab.types()[-2:] == ["disclosure", "message"]
    await tab.close()


async def test_small_things_are_acknowledged_and_kept(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    assert await tab.call("read", {"offset": 1}) == {"ok": True}
    assert await tab.call("feedback", {"score": 4, "text": "fijn"}) == {"ok": True}
    assert (await tab.call("feedback", {"score": 9}))["code"] == "bad_request"
    assert (await tab.call("mood", {"on": False}))["text"].startswith("Goed.")
    await tab.say("hoi")
    await tab.answered("echo: hoi")
    assert gateway.engine.asked[0]["mood"] is False
    again = await Tab.open(gateway.base, token=tab.token)
    assert again.ready["mood"] is False
    await tab.close()
    await again.close()


def _everything(connection: Connection) -> list[Any]:
    """Every row of every table."""
    tables = every_table().sorted_tables
    return [row for table in tables for row in connection.execute(table.select()).all()]


async def test_forgetting_erases_the_texts_and_the_token_everywhere(gateway: Gateway) -> None:
    tab = await Tab.open(gateway.base, locale="nl")
    await tab.say("mijn geheim is zeemeermin")
    await tab.answered("echo: mijn geheim is zeemeermin")
    answer = await tab.call("forget")
    assert answer["ok"]
    assert "boeken" in answer["text"]
    await tab.until(lambda: tab.modes() == ["closed"])
    assert (await tab.say("hallo?"))["code"] == "forgotten"
    with pytest.raises(socketio.exceptions.ConnectionError):
        await Tab.open(gateway.base, token=tab.token)
    await gateway.quiet()
    assert gateway.engine.forgotten == [tab.conversation]
    rows = await gateway.house.database.read(_everything)
    assert "zeemeermin" not in str(rows)
    desk = await DeskPage.open(gateway.base)
    opened = await desk.call("open", conversation=tab.conversation)
    assert "zeemeermin" not in str(opened)
    await desk.close()
    await tab.close()
