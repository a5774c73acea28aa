"""After something was arranged people ask about it: they hear what, and when it arrives."""

from __future__ import annotations

import pytest

from bot.model import ReservationState
from tests.support.talking import Start

BROKEN = {
    "en": "my bottle from O-20002 arrived broken, I want my money back",
    "nl": "de drinkfles van O-20002 kwam kapot aan, ik wil mijn geld terug",
}
LOST = {
    "en": "O-20005 never arrived, I want my money back",
    "nl": "O-20005 kwam nooit aan, ik wil mijn geld terug",
}
ALL = {
    "en": "everything of O-20020 arrived damaged, I want my money back",
    "nl": "alles van O-20020 kwam beschadigd aan, ik wil mijn geld terug",
}
STATUS = {"en": "where is my order", "nl": "waar is mijn bestelling"}
WHERE = {"en": "so where is my refund", "nl": "waar blijft mijn terugbetaling"}
WHEN = {"en": "when will that money arrive", "nl": "wanneer komt dat geld dan binnen"}
NEXT = {"en": "so what happens now", "nl": "wat gebeurt er nu"}
DAYS = {"en": "within 3 working days", "nl": "binnen 3 werkdagen"}
LANGUAGES = ("en", "nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("asked", [WHERE, WHEN, NEXT], ids=["where", "when", "next"])
async def test_who_asks_after_a_refund_hears_how_much_when_and_its_reference(
    start: Start, language: str, asked: dict[str, str]
) -> None:
    chat = await start("C-1001", language)
    done = await chat.say(BROKEN[language])

    told = await chat.say(asked[language])

    assert told.utters == ["utter_follow_up_done"]
    text = told.texts[-1]
    assert "19,95" in text.replace(".", ",") and DAYS[language] in text
    assert done.texts[-1].rsplit(" ", 1)[-1].rstrip(".") in text
    assert told.claims == done.claims
    assert await chat.refunded("O-20002") == 1995


@pytest.mark.parametrize("language", LANGUAGES)
async def test_any_news_after_something_was_done_tells_it_too(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN[language])

    told = await chat.say({"en": "any news?", "nl": "is er al nieuws?"}[language])

    assert told.utters == ["utter_follow_up_done"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_waits_for_a_colleague_is_not_called_arranged(
    start: Start, language: str
) -> None:
    chat = await start("C-1002", language)
    waits = await chat.say(LOST[language])
    assert waits.utters[-1] == "utter_outcome_waiting"

    told = await chat.say(WHERE[language])

    assert told.utters == ["utter_nudge_waiting"]
    assert told.claims == []
    assert set(await chat.states(waits.claims)) <= {ReservationState.RESERVED.value}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_order_that_is_named_is_the_one_that_is_told_of(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN[language])

    told = await chat.say(f"{WHERE[language]} O-20003")

    assert told.utters == ["utter_follow_up_nothing"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_money_of_an_earlier_day_is_told_from_the_records(
    start: Start, language: str
) -> None:
    chat = await start("C-1005", language)

    told = await chat.say(WHERE[language])

    assert told.utters == ["utter_my_data_given"]
    assert "O-20010" in told.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_waits_since_an_earlier_chat_is_told_in_a_new_one(
    start: Start, language: str
) -> None:
    before = await start("C-1002", language)
    await before.say(LOST[language])
    chat = await start("C-1002", language)

    told = await chat.say(WHERE[language])

    assert told.utters[0] == "utter_my_data_open"
    assert "177" in told.texts[0]
    assert told.claims == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_guest_hears_nothing_of_anybody(start: Start, language: str) -> None:
    chat = await start(None, language)

    told = await chat.say(f"{WHERE[language]} O-20010")

    assert told.utters == ["utter_follow_up_nothing"]
    assert len(told.options) == 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_guest_hears_what_was_paid_back_for_an_order_that_they_proved(
    start: Start, language: str
) -> None:
    before = await start("C-1015", language)
    paid = await before.say(ALL[language])
    assert paid.utters == ["utter_refund_order_done"], paid.texts
    chat = await start(None, language)
    await chat.say(STATUS[language])
    proven = await chat.say("O-20020, aisha.osman@example.com")
    assert proven.utters == ["utter_order_status_delivered"], proven.texts

    told = await chat.say(WHERE[language])

    assert told.utters == ["utter_my_data_given"]
    assert "O-20020" in told.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_has_to_send_something_back_is_not_told_to_do_nothing(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    words = {
        "en": "I want to return the bottle of O-20002",
        "nl": "ik wil de drinkfles van O-20002 retour",
    }
    done = await chat.say(words[language])
    assert done.utters == ["utter_return_order_done"], done.texts

    told = await chat.say(NEXT[language])

    assert told.utters == ["utter_follow_up_done"]
    assert "anything" not in told.texts[-1] and "niets" not in told.texts[-1]
    assert "label" in told.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_open_question_comes_back_after_it(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(BROKEN[language])
    again = {"en": "I want my money back for another order", "nl": "geld terug voor iets anders"}
    asked = await chat.say(again[language])
    assert asked.utters == ["utter_ask_order_number"]

    told = await chat.say(WHEN[language])

    assert told.utters == ["utter_follow_up_done", "utter_ask_order_number"]
