"""Refunds by piece and item: what is meant is shown, and no more than that is paid."""

from __future__ import annotations

import pytest

from tests.conversations.test_refund_order_talk import LANGUAGES
from tests.support.talking import Start


@pytest.mark.parametrize("language", LANGUAGES)
async def test_of_several_pieces_no_more_is_paid_than_is_meant(start: Start, language: str) -> None:
    chat = await start("C-1012", language)
    words = {"en": "A water bottle is broken", "nl": "Er is een drinkfles kapot"}

    asked = await chat.say(words[language])
    answer = await chat.say({"en": "just one", "nl": "maar eentje"}[language])

    assert asked.utters == ["utter_ask_pieces"]
    assert answer.utters == ["utter_some_pieces", "utter_talk_to_human_limits"]
    assert await chat.refunded("O-20017") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_one_of_several_pieces_is_not_asked_about_again(start: Start, language: str) -> None:
    chat = await start("C-1012", language)
    words = {"en": "One of my water bottles is broken", "nl": "Een van mijn drinkflessen is kapot"}

    answer = await chat.say(words[language])

    assert answer.utters == ["utter_some_pieces", "utter_talk_to_human_limits"]
    assert await chat.refunded("O-20017") == 0


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_correction_after_the_money_went_back_moves_no_more(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    wish = {
        "en": "I want a refund for the hiking backpack, I changed my mind",
        "nl": "ik wil mijn geld terug voor de wandelrugzak, ik heb me bedacht",
    }
    reason = {"en": "no, I mean it arrived damaged", "nl": "nee, hij kwam beschadigd aan"}
    item = {"en": "no, the water bottle", "nl": "nee, de drinkfles"}
    done = await chat.say(wish[language])

    corrected = [await chat.say(words[language]) for words in (reason, item)]

    assert done.utters == ["utter_refund_order_done"]
    assert [answer.utters for answer in corrected] == [["utter_refund_order_done_before"]] * 2
    assert await chat.refunded("O-20002") == 8995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_item_named_for_something_else_is_shown_before_money_moves(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    before = {
        "en": "has my hiking backpack been delivered?",
        "nl": "waar is de bestelling met mijn wandelrugzak?",
    }
    wish = {
        "en": "I want my money back, it arrived damaged",
        "nl": "Ik wil mijn geld terug, het kwam beschadigd aan",
    }
    await chat.say(before[language])

    shown = await chat.say(wish[language])
    done = await chat.say({"en": "yes", "nl": "ja"}[language])

    assert shown.utters == ["utter_confirm_item"]
    assert {"en": "Hiking backpack", "nl": "Wandelrugzak"}[language] in shown.texts[0]
    assert done.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20002") == 8995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_all_pieces_of_a_line_go_back_together(start: Start, language: str) -> None:
    chat = await start("C-1012", language)
    words = {"en": "My water bottles are broken", "nl": "Mijn drinkflessen zijn kapot"}
    asked = await chat.say(words[language])

    answer = await chat.press(asked, 0)

    assert answer.utters == ["utter_refund_order_done"]
    assert await chat.refunded("O-20017") == 3 * 1995
