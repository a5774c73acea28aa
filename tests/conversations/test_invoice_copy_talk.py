"""invoice_copy through the real model and engine: mailed once more, to the address on file."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

WISH = {"en": "I need a copy of my invoice", "nl": "Ik heb een kopie van mijn factuur nodig"}
LANGUAGES = ("en", "nl")


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
async def test_already_known_the_only_order_is_taken(start: Start, language: str) -> None:
    chat = await start("C-1012", language)

    done = await chat.say(WISH[language])

    assert done.utters == ["utter_invoice_copy_done"]
