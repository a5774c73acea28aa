"""Two wishes in one message: the first is taken up, the other waits as a button."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

LANGUAGES = ("en", "nl")
PAIRS = {
    "cancel and where": (
        "C-1007",
        "cancel order O-20013 and where is O-20012?",
        "annuleer bestelling O-20013 en waar is O-20012?",
        "utter_cancel_order_confirm",
        "utter_order_status_shipped",
    ),
    "where and cancel": (
        "C-1007",
        "where is order O-20012? And cancel order O-20013",
        "waar is bestelling O-20012? En annuleer bestelling O-20013",
        "utter_order_status_shipped",
        "utter_cancel_order_confirm",
    ),
    "return and invoice": (
        "C-1001",
        "I want to return the water bottle and I need the invoice of O-20003",
        "ik wil de drinkfles terugsturen en ik heb de factuur van O-20003 nodig",
        "utter_return_order_done",
        "utter_invoice_copy_done",
    ),
    "trip and order": (
        "C-1001",
        "I want to cancel my trip and where is my order O-20001?",
        "ik wil mijn reis annuleren en waar is mijn bestelling O-20001?",
        "utter_cancel_trip_confirm",
        "utter_order_status_done",
    ),
    "where and money": (
        "C-1001",
        "where is order O-20001? And I want my money back for order O-20002",
        "waar is bestelling O-20001? En ik wil mijn geld terug voor bestelling O-20002",
        "utter_order_status_done",
        "utter_ask_items",
    ),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pair", PAIRS)
async def test_both_wishes_are_heard_and_none_takes_the_number_of_the_other(
    start: Start, pair: str, language: str
) -> None:
    customer, english, dutch, first, second = PAIRS[pair]
    chat = await start(customer, language)

    both = await chat.say({"en": english, "nl": dutch}[language])
    other = await chat.press(both, len(both.options) - 1)

    assert both.utters[-2:] == [first, "utter_other_wish"], both.texts
    assert other.utters[-1] == second, other.texts


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_other_wish_comes_back_when_the_first_is_done(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)
    _, english, dutch, _, second = PAIRS["cancel and where"]
    await chat.say({"en": english, "nl": dutch}[language])

    done = await chat.say({"en": "yes", "nl": "ja"}[language])
    other = await chat.press(done, len(done.options) - 1)
    after = await chat.say({"en": "thanks a lot", "nl": "dankjewel"}[language])

    assert done.utters == ["utter_cancel_order_done", "utter_other_wish"]
    assert await chat.status_of("O-20013") == "cancelled"
    assert other.utters == [second]
    assert after.utters == ["utter_thank"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_wish_told_in_two_sentences_stays_one(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    words = {
        "en": "My hiking backpack arrived broken and I want my money back",
        "nl": "Mijn wandelrugzak is kapot aangekomen en ik wil mijn geld terug",
    }

    answer = await chat.say(words[language])

    assert "utter_other_wish" not in answer.utters
    assert await chat.refunded("O-20002") == 8995
