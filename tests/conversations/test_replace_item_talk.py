"""replace_item through the real model and engine: a new one once, out of stock."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

STOVE = {
    "en": "My stove is broken, please send me a new one",
    "nl": "Mijn kooktoestel is kapot, stuur mij een nieuw",
}
WISH = {"en": "I want a replacement", "nl": "Ik wil een vervanging"}
LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_a_new_order_that_costs_nothing(start: Start, language: str) -> None:
    chat = await start("C-1008", language)

    done = await chat.say(STOVE[language])

    assert done.utters == ["utter_replace_item_done"]
    assert await chat.states(done.claims) == ["settled"]
    assert await chat.items_of("O-20014") == ["replaced", "delivered"]
    assert "O-20501" in done.texts[-1]
    assert await chat.status_of("O-20501") == "processing"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_item_is_sent_again_once(start: Start, language: str) -> None:
    chat = await start("C-1008", language)
    await chat.say(STOVE[language])

    again = await chat.say(STOVE[language] + {"en": " again", "nl": " op"}[language])

    assert again.claims == []
    assert again.utters[0].startswith("utter_outcome_refused")


@pytest.mark.parametrize("language", LANGUAGES)
async def test_without_stock_there_is_money_instead(start: Start, language: str) -> None:
    chat = await start("C-1005", language)
    words = {
        "en": "My fleece jacket is torn, can you replace it?",
        "nl": "Mijn fleecevest is gescheurd, kunnen jullie het vervangen?",
    }

    answer = await chat.say(words[language])

    assert answer.utters == ["utter_outcome_refused"]
    assert answer.options[0]["payload"].startswith("/ask_refund")
    assert await chat.items_of("O-20010") == ["delivered", "refunded", "delivered"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_is_asked_when_nobody_said_it(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    order = await chat.say(WISH[language])
    item = await chat.press(order, order.place_of("O-20002"))
    reason = await chat.press(item, item.place_of("O-20002-2"))

    done = await chat.press(reason, reason.place_of("damaged"))

    assert reason.utters == ["utter_replace_item_ask_reason"]
    assert done.utters == ["utter_replace_item_done"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_for_another_reason_the_way_back_is_offered(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    order = await chat.say(WISH[language])
    item = await chat.press(order, order.place_of("O-20002"))
    reason = await chat.press(item, item.place_of("O-20002-2"))

    answer = await chat.press(reason, reason.place_of("other"))
    returned = await chat.press(answer, 0)

    assert answer.utters == ["utter_outcome_refused"]
    assert returned.utters == ["utter_return_order_done"]
    assert await chat.items_of("O-20002") == ["delivered", "returning"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_already_known_a_lost_order_needs_no_reason(start: Start, language: str) -> None:
    chat = await start("C-1002", language)
    words = {"en": "Send order O-20005 again please", "nl": "Stuur bestelling O-20005 opnieuw aub"}

    answer = await chat.say(words[language])

    # Above the limit: a colleague agrees first.
    assert answer.utters == ["utter_outcome_waiting"]
    assert await chat.items_of("O-20005") == ["lost", "lost"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_wrong_may_be_typed_and_makes_no_refund_of_it(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(WISH[language])
    await chat.say({"en": "the hiking backpack", "nl": "de wandelrugzak"}[language])

    done = await chat.say({"en": "it arrived damaged", "nl": "hij kwam beschadigd aan"}[language])

    assert done.utters == ["utter_replace_item_done"]
    assert await chat.refunded("O-20002") == 0
