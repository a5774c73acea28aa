"""invoice_copy through the real model and engine: mailed once more, to the address on file."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

WISH = {"en": "I need a copy of my invoice", "nl": "Ik heb een kopie van mijn factuur nodig"}
LANGUAGES = ("en", "nl")
YES = {"en": "yes", "nl": "ja"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_an_order_by_its_number(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    words = {"en": "Please send the invoice of O-20003", "nl": "Stuur de factuur van O-20003 aub"}

    done = await chat.say(words[language])

    assert done.utters == ["utter_invoice_copy_done"]
    assert await chat.states(done.claims) == ["settled"]
    assert await chat.mailed() == [("invoice", "O-20003")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_invoice_of_a_trip(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    words = {"en": "I need the invoice for my trip", "nl": "Ik heb de factuur van mijn reis nodig"}

    done = await chat.say(words[language])

    assert done.utters == ["utter_invoice_copy_done"]
    assert await chat.mailed() == [("invoice", "B-30001")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_what_is_not_known_is_asked_once(start: Start, language: str) -> None:
    chat = await start("C-1001", language)

    asked = await chat.say(WISH[language])
    done = await chat.press(asked, asked.place_of("O-20002"))

    assert asked.utters == ["utter_ask_order_number"]
    assert done.utters == ["utter_invoice_copy_done"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_another_order_gets_its_invoice_too(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    words = {"en": "Please send the invoice of O-20003", "nl": "Stuur de factuur van O-20003 aub"}
    await chat.say(words[language])

    done = await chat.say({"en": "and of O-20002 too", "nl": "en van O-20002 ook"}[language])

    assert done.utters == ["utter_invoice_copy_done"]
    assert sorted(await chat.mailed()) == [("invoice", "O-20002"), ("invoice", "O-20003")]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_already_known_the_only_order_is_taken(start: Start, language: str) -> None:
    chat = await start("C-1012", language)

    done = await chat.say(WISH[language])

    assert done.utters == ["utter_invoice_copy_done"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wants_human_in_the_middle(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(WISH[language])

    answer = await chat.say({"en": "I want a person", "nl": "ik wil een mens"}[language])

    assert answer.utters == ["utter_talk_to_human_asked"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_distress_is_acknowledged_first(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    upset = {
        "en": "This is so frustrating, I am really fed up with you! ",
        "nl": "Ik ben echt boos op jullie. ",
    }

    answer = await chat.say(upset[language] + WISH[language])

    assert answer.acknowledged
    assert answer.utters == ["utter_ask_order_number"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancellation_of_the_wish_changes_nothing(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(WISH[language])

    left = await chat.say({"en": "never mind", "nl": "laat maar"}[language])

    assert left.utters == ["utter_left"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digression_returns_to_the_open_question(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(WISH[language])

    aside = await chat.say({"en": "are you a bot?", "nl": "ben je een robot?"}[language])

    assert aside.utters == ["utter_about_the_bot_are_you_bot", "utter_ask_order_number"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_invalid_input_changes_nothing_and_asks_again(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say(WISH[language])

    answer = await chat.say(
        {"en": "purple elephants dance slowly", "nl": "paarse olifanten dansen langzaam"}[language]
    )

    assert answer.claims == []
    assert answer.utters[-1] == "utter_ask_order_number"
