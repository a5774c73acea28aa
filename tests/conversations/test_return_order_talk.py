"""return_order through the real model and engine: announced once, no reason asked."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

BOTTLE = {"en": "I want to return the water bottle", "nl": "Ik wil de drinkfles terugsturen"}
WISH = {"en": "I want to return something", "nl": "Ik wil iets terugsturen"}
LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_one_sentence_is_enough(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    done = await chat.say(BOTTLE[language])

    assert done.utters == ["utter_return_order_done"]
    assert await chat.states(done.claims) == ["settled"]
    assert await chat.items_of("O-20002") == ["delivered", "returning"]
    assert {"en": "€19.95", "nl": "€\xa019,95"}[language] in done.texts[-1]
    assert await chat.refunded("O-20002") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_known_is_asked_once(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    order = await chat.say(WISH[language])
    item = await chat.press(order, order.place_of("O-20002"))
    done = await chat.press(item, item.place_of("O-20002-1"))

    assert order.utters == ["utter_ask_order_number"]
    assert item.utters == ["utter_ask_items"]
    assert done.utters == ["utter_return_order_done"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_return_is_announced_once(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BOTTLE[language])

    again = await chat.say(BOTTLE[language])

    assert again.utters == ["utter_outcome_refused"]
    assert again.claims == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_too_late_is_explained_with_its_date(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(
        {"en": "I want to return the rain jacket", "nl": "Ik wil de regenjas terugsturen"}[language]
    )

    assert answer.utters == ["utter_outcome_refused"]
    assert answer.options[-1]["payload"] == "/talk_to_human"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_was_not_sent_can_be_cancelled_instead(start: Start, language: str) -> None:
    chat = await start("C-1007", language)

    answer = await chat.say(
        {"en": "I want to return order O-20013", "nl": "Bestelling O-20013 terugsturen"}[language]
    )
    shown = await chat.press(answer, 0)

    assert answer.utters == ["utter_outcome_refused"]
    assert shown.utters == ["utter_cancel_order_confirm"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_already_known_from_a_refund_is_not_asked_again(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    order = await chat.say({"en": "I want my money back", "nl": "Ik wil mijn geld terug"}[language])
    item = await chat.press(order, order.place_of("O-20002"))
    await chat.press(item, item.place_of("O-20002-1"))

    answer = await chat.say(
        {"en": "no, I'd rather return it", "nl": "ik wil het liever terugsturen"}[language]
    )

    assert answer.utters == ["utter_return_order_done"]
    assert await chat.items_of("O-20002") == ["returning", "delivered"]
