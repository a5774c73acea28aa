"""A parcel that is late and still on its way: no money moves before they said what they want."""

from __future__ import annotations

import pytest

from tests.support.talking import Answer, Chat, Start

MISSED = {
    "en": "my parcel O-20008 never arrived",
    "nl": "mijn pakket O-20008 is nooit aangekomen",
}
MONEY = {"en": "I want my money back", "nl": "ik wil mijn geld terug"}
LANGUAGES = ("en", "nl")


async def missed(start: Start, language: str) -> tuple[Chat, Answer]:
    chat = await start("C-1004", language)
    return chat, await chat.say(MISSED[language])


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_misses_a_parcel_that_is_under_way_is_asked_what_they_want(
    start: Start, language: str
) -> None:
    chat, asked = await missed(start, language)

    assert asked.utters[-1] == "utter_refund_order_ask_wish"
    assert len(asked.options) == 3
    assert await chat.refunded("O-20008") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_money_is_given_at_once_when_they_choose_it(start: Start, language: str) -> None:
    chat, asked = await missed(start, language)

    done = await chat.press(asked, 0)

    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20008") == 11900


@pytest.mark.parametrize("language", LANGUAGES)
async def test_money_asked_for_in_words_is_not_asked_about(start: Start, language: str) -> None:
    chat, _ = await missed(start, language)

    done = await chat.say(MONEY[language])

    assert done.utters[-1] == "utter_refund_order_done"
    assert await chat.refunded("O-20008") == 11900


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_asks_for_money_in_the_same_breath_gets_it(start: Start, language: str) -> None:
    chat = await start("C-1004", language)

    done = await chat.say(f"{MISSED[language]}. {MONEY[language]}")

    assert done.utters[-1] == "utter_refund_order_done"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("pressed", [True, False], ids=["button", "words"])
async def test_a_new_one_is_sent_without_a_question_more(
    start: Start, language: str, pressed: bool
) -> None:
    chat, asked = await missed(start, language)
    words = {"en": "the second one", "nl": "de tweede"}[language]

    done = await (chat.press(asked, 1) if pressed else chat.say(words))

    assert done.utters == ["utter_replace_item_done"]
    assert await chat.refunded("O-20008") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_waits_keeps_the_choice(start: Start, language: str) -> None:
    chat, asked = await missed(start, language)

    waits = await chat.press(asked, 2)
    again = await chat.say(MISSED[language])

    assert waits.utters == ["utter_refund_order_waits"]
    assert again.utters[-1] == "utter_refund_order_ask_wish"
    assert await chat.refunded("O-20008") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_lost_parcel_does_not_come_any_more_and_is_paid_back(
    start: Start, language: str
) -> None:
    chat = await start("C-1002", language)
    words = {"en": "my order O-20005 never arrived", "nl": "ik heb O-20005 nooit ontvangen"}

    answer = await chat.say(words[language])

    assert "utter_refund_order_ask_wish" not in answer.utters


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_does_not_want_money_gets_none(start: Start, language: str) -> None:
    chat = await start("C-1004", language)
    not_money = {"en": "I don't want my money back", "nl": "ik wil geen geld terug"}

    await chat.say(f"{MISSED[language]}, {not_money[language]}")

    assert await chat.refunded("O-20008") == 0
