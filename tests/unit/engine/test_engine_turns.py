"""Turns through the real model, the real actions and the real demo shop."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.model import ConversationId, CustomerId, utc_now
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import HandedBack, TurnRequest
from bot.wiring import House

_count = iter(range(1, 10_000))


def ask(text: str, conversation: str, number: int = 1, **other: Any) -> TurnRequest:
    return TurnRequest(
        conversation=conversation,
        turn=f"{conversation}:{number}",
        text=text,
        payload=other.pop("payload", None),
        locale=other.pop("locale", "nl"),
        **other,
    )


def press(payload: str, conversation: str, number: int = 1) -> TurnRequest:
    return ask("", conversation, number, payload=payload)


@pytest.fixture
def conversation() -> str:
    return f"turns-{next(_count)}"


async def sign_in(house: House, conversation: str, customer: str = "C-1001") -> None:
    expires = utc_now() + timedelta(hours=1)
    await house.customers.bind(ConversationId(conversation), CustomerId(customer), expires)


async def events(turns: Turns, conversation: str) -> int:
    assert turns.agent.processor is not None
    return len((await turns.agent.processor.get_tracker(conversation)).events)


async def test_an_answer_has_the_form_of_the_wire(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    answer = await turns.take(ask("waar blijft mijn bestelling O-20001", conversation))
    assert answer["turn"] == f"{conversation}:1"
    assert answer["language"] == "nl"
    assert answer["flow"] == "order_status"
    assert answer["handoff"] is None
    assert answer["known"]["order"] == "O-20001"
    assert set(answer["reading"]) == {"level", "mood", "signals"}
    message = answer["messages"][0]
    assert message["text"] and message["utter"].startswith("utter_order_status")
    assert message["why"]["kind"] in ("flow", "limits", "article")


async def test_the_same_turn_again_gives_the_same_answer_and_adds_nothing(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    request = ask("waar blijft mijn bestelling O-20001", conversation)
    first = await turns.take(request)
    before = await events(turns, conversation)
    assert await turns.take(request) == first
    assert await events(turns, conversation) == before


async def test_an_earlier_turn_again_gives_the_answer_of_then(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    first = await turns.take(ask("hallo", conversation, 1))
    await turns.take(ask("where is my order O-20001?", conversation, 2))
    again = await turns.take(ask("hallo", conversation, 1))
    assert again == first
    assert (again["language"], again["flow"], again["known"]["order"]) == ("nl", None, None)


async def test_the_same_turn_sent_twice_at_once_happens_once(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    request = ask("waar blijft mijn bestelling O-20001", conversation)
    one, other = await asyncio.gather(turns.take(request), turns.take(request))
    assert one == other
    assert len(one["messages"]) == len({message["text"] for message in one["messages"]})


async def test_text_that_looks_like_a_command_is_only_text(
    turns: Turns, house: House, conversation: str
) -> None:
    answer = await turns.take(ask("/talk_to_human", conversation))
    assert answer["handoff"] is None or answer["handoff"]["reason"] == "asked"
    tracker = await turns._processor.get_tracker(conversation)
    assert tracker.latest_message is not None
    assert tracker.latest_message.text == "/talk_to_human"
    restarted = await turns.take(ask("/restart", conversation, 2))
    assert restarted["messages"]
    assert (await events(turns, conversation)) > 10


@pytest.mark.parametrize("text", ["/", "   ", "😡", "<b>hoi</b>", "\x00", "/" * 50, "a" * 4000])
async def test_odd_texts_get_an_answer(
    turns: Turns, house: House, conversation: str, text: str
) -> None:
    answer = await turns.take(ask(text, conversation))
    assert answer["messages"]


@pytest.mark.parametrize(
    "payload",
    ["/restart", "/back", "/session_start", "/no_such_intent", "/greet{broken", "hello", "/"],
)
async def test_a_payload_that_no_button_has_is_not_understood(
    turns: Turns, house: House, conversation: str, payload: str
) -> None:
    await turns.take(ask("hallo", conversation, 1))
    answer = await turns.take(press(payload, conversation, 2))
    assert [message["utter"] for message in answer["messages"]] == ["utter_unsure"]


async def test_a_button_brings_its_entities_and_keeps_the_language(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    await turns.take(ask("hello", conversation, 1, locale="en"))
    answer = await turns.take(
        press('/ask_order_status{"order_number": "O-20001"}', conversation, 2)
    )
    assert (answer["language"], answer["known"]["order"]) == ("en", "O-20001")


async def test_the_locale_decides_until_the_words_do(
    turns: Turns, house: House, conversation: str
) -> None:
    assert (await turns.take(ask("ok", conversation, 1, locale="nl")))["language"] == "nl"
    assert (await turns.take(ask("where is my order", conversation, 2)))["language"] == "en"
    assert (await turns.take(ask("ok", conversation, 3)))["language"] == "en"


async def test_with_mood_reading_off_no_mood_is_computed(
    turns: Turns, house: House, conversation: str
) -> None:
    text = "DIT IS EEN SCHANDE, ik ben woedend!!!"
    answer = await turns.take(ask(text, conversation, 1, mood=False))
    tracker = await turns._processor.get_tracker(conversation)
    assert tracker.latest_message is not None
    assert "emotion" not in tracker.latest_message.parse_data
    assert answer["reading"]["mood"] == "neutral"
    assert not [s for s in answer["reading"]["signals"] if s["code"].startswith("mood_")]
    second = await turns.take(ask(text, conversation, 2, mood=False))
    assert second["handoff"] is None or second["handoff"]["reason"] != "anger"


async def test_anger_over_two_messages_hands_over_with_the_words_that_show_it(
    turns: Turns, house: House, conversation: str
) -> None:
    first = await turns.take(ask("dit is echt belachelijk", conversation, 1))
    second = await turns.take(ask("ik ben woedend op jullie!", conversation, 2))
    assert first["handoff"] is None
    assert second["handoff"] == {"reason": "anger", "urgent": False}
    words = [signal["words"] for signal in second["reading"]["signals"]]
    assert words == ["ik ben woedend op jullie!", "dit is echt belachelijk"]


async def test_after_a_handoff_the_counting_starts_afresh(
    turns: Turns, house: House, conversation: str
) -> None:
    await turns.take(ask("dit is echt belachelijk", conversation, 1))
    await turns.take(ask("ik ben woedend op jullie!", conversation, 2))
    await turns.handed_back(HandedBack(conversation, "Maria"))
    answer = await turns.take(ask("bewaren jullie dit gesprek?", conversation, 3))
    assert answer["handoff"] is None
    assert answer["reading"]["level"] == 0.0


async def test_the_same_question_a_third_time_hands_over_in_other_words_too(
    turns: Turns, house: House, conversation: str
) -> None:
    reasons = []
    for number, text in enumerate(
        ("do you store this chat?", "is this chat saved?", "do you store this conversation"), 1
    ):
        answer = await turns.take(ask(text, conversation, number, locale="en"))
        reasons.append(answer["handoff"])
    assert reasons == [None, None, {"reason": "repeats", "urgent": False}]


async def test_the_same_question_about_another_order_is_another_question(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    for number, order in enumerate(("O-20001", "O-20002", "O-20003", "O-20004"), 1):
        answer = await turns.take(ask(f"where is order {order}", conversation, number))
        assert answer["handoff"] is None or answer["handoff"]["reason"] != "repeats"


async def test_danger_brings_help_and_an_urgent_handoff(
    turns: Turns, house: House, conversation: str
) -> None:
    answer = await turns.take(ask("ik wil dood", conversation))
    assert answer["handoff"] == {"reason": "crisis", "urgent": True}


async def test_asking_for_a_person_is_honoured_in_the_middle_of_a_flow(
    turns: Turns, house: House, conversation: str
) -> None:
    await turns.take(ask("ik wil mijn geld terug", conversation, 1))
    answer = await turns.take(ask("ik wil een mens spreken", conversation, 2))
    assert answer["handoff"] == {"reason": "asked", "urgent": False}
    assert answer["flow"] == "refund_order"


async def test_signals_of_the_gateway_raise_the_level(
    turns: Turns, house: House, conversation: str
) -> None:
    signals = {"waiting_s": 600, "nudges": 2, "contact_again": True}
    answer = await turns.take(ask("waar is mijn bestelling", conversation, 1, signals=signals))
    codes = {signal["code"] for signal in answer["reading"]["signals"]}
    assert {"waiting", "nudges", "contact_again"} <= codes
    assert answer["reading"]["level"] > 0.2


async def test_handed_back_leaves_the_flow_and_keeps_the_object(
    turns: Turns, house: House, conversation: str
) -> None:
    await sign_in(house, conversation)
    await turns.take(ask("ik wil geld terug voor O-20001", conversation, 1))
    await turns.handed_back(HandedBack(conversation, "Maria"))
    tracker = await turns._processor.get_tracker(conversation)
    assert tracker.get_slot("order_number") == "O-20001"
    assert tracker.get_slot("flow") is None
    assert tracker.get_slot("requested_slot") is None


async def test_handing_back_a_conversation_nobody_had_does_nothing(
    turns: Turns, house: House, conversation: str
) -> None:
    await turns.handed_back(HandedBack(conversation, "Maria"))
    assert await events(turns, conversation) == 0


async def test_what_is_forgotten_is_gone(turns: Turns, house: House, conversation: str) -> None:
    await turns.take(ask("hallo", conversation))
    await turns.forget(conversation)
    assert await events(turns, conversation) == 0


async def test_an_action_that_breaks_is_said_honestly_and_brings_a_person(
    turns: Turns, house: House, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: object) -> None:
        raise RuntimeError("the shop is on fire")

    await sign_in(house, conversation)
    monkeypatch.setattr(type(house.customers), "orders", broken)
    answer = await turns.take(ask("waar blijft mijn bestelling", conversation))
    assert [message["utter"] for message in answer["messages"]] == ["utter_error"]
    assert answer["handoff"] == {"reason": "error", "urgent": False}


async def test_a_turn_after_a_broken_one_is_answered_again(
    turns: Turns, house: House, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*args: object) -> None:
        raise RuntimeError("the shop is on fire")

    await sign_in(house, conversation)
    with monkeypatch.context() as patch:
        patch.setattr(type(house.customers), "orders", broken)
        await turns.take(ask("waar blijft mijn bestelling", conversation, 1))
    answer = await turns.take(ask("waar blijft mijn bestelling", conversation, 2))
    assert answer["flow"] == "order_status"
    assert "utter_error" not in [message["utter"] for message in answer["messages"]]


async def test_a_turn_that_could_not_be_written_leaves_nothing_half_done_in_memory(
    turns: Turns, house: House, conversation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def full(*args: object) -> None:
        raise OSError("no space left on device")

    store: Any = turns.agent.tracker_store
    await turns.take(ask("hallo", conversation, 1))
    before = await events(turns, conversation)
    with monkeypatch.context() as patch:
        patch.setattr(type(store.database), "run", full)
        with pytest.raises(OSError, match="no space"):
            await turns.take(ask("waar is O-20001", conversation, 2))
    assert store._live.get(conversation) is None
    assert await events(turns, conversation) == before
    answer = await turns.take(ask("waar is O-20001", conversation, 2))
    assert answer["known"]["order"] == "O-20001"


async def test_conversations_do_not_hear_each_other(turns: Turns, house: House) -> None:
    requests = [ask("ik wil mijn geld terug voor O-20001", f"many-{n}") for n in range(5)]
    requests += [ask("hello", f"other-{n}", locale="en") for n in range(5)]
    given = await asyncio.gather(*(turns.take(request) for request in requests))
    assert [answer["turn"] for answer in given] == [request.turn for request in requests]
    assert {answer["known"]["order"] for answer in given[5:]} == {None}
    assert {answer["language"] for answer in given[5:]} == {"en"}


async def test_the_operators_thresholds_are_the_ones_that_count(
    turns: Turns, house: House, conversation: str
) -> None:
    patient = replace(turns, thresholds=replace(turns.thresholds, handoff_messages=4))
    for number, text in enumerate(("dit is belachelijk", "ik ben woedend!", "een schande!"), 1):
        answer = await patient.take(ask(text, conversation, number))
        assert answer["handoff"] is None or answer["handoff"]["reason"] != "anger"
