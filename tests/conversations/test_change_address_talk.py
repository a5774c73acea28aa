"""change_address through the real model and engine: only a yes to exactly this address."""

from __future__ import annotations

import pytest

from tests.support.talking import Start

WISH = {"en": "I want to change my delivery address", "nl": "Ik wil mijn bezorgadres wijzigen"}
HOME = "Dorpsstraat 12, 3512 JE Utrecht"
LANGUAGES = ("en", "nl")
YES = {"en": "yes", "nl": "ja"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_the_address_is_shown_and_a_yes_changes_it(
    start: Start, language: str
) -> None:
    chat = await start("C-1007", language)

    asked = await chat.say(WISH[language])
    shown = await chat.say(HOME)
    done = await chat.say(YES[language])

    assert asked.utters == ["utter_change_address_ask_line"]
    assert shown.utters == ["utter_change_address_confirm"]
    assert HOME in shown.texts[-1]
    assert done.utters == ["utter_change_address_done"]
    assert await chat.states(done.claims) == ["settled"]
    assert await chat.ships_to("O-20013") == "Dorpsstraat 12, Utrecht, 3512 JE"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_everything_at_once_is_not_asked(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    words = {
        "en": "Please send order O-20013 to Veldstraat 5, 9000 Gent",
        "nl": "Stuur bestelling O-20013 naar Veldstraat 5, 9000 Gent aub",
    }

    shown = await chat.say(words[language])

    assert shown.utters == ["utter_change_address_confirm"]
    assert "Veldstraat 5, 9000 Gent" in shown.texts[-1]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_missing_postcode_is_asked_alone(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(WISH[language])

    asked = await chat.say("Dorpsstraat 12")
    shown = await chat.say("3512 JE")

    assert asked.utters == ["utter_change_address_ask_postcode"]
    assert shown.utters == ["utter_change_address_confirm"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_of_the_number_confirms_nothing(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(WISH[language])
    await chat.say(HOME)

    asked = await chat.say({"en": "no, number 14", "nl": "nee, nummer 14"}[language])
    shown = await chat.say("Dorpsstraat 14, 3512 JE Utrecht")
    await chat.say(YES[language])

    assert asked.utters == ["utter_change_address_ask_line"]
    assert shown.utters == ["utter_change_address_confirm"]
    assert await chat.ships_to("O-20013") == "Dorpsstraat 14, Utrecht, 3512 JE"


@pytest.mark.parametrize("language", LANGUAGES)
async def test_no_keeps_the_address(start: Start, language: str) -> None:
    chat = await start("C-1007", language)
    await chat.say(WISH[language])
    await chat.say(HOME)

    kept = await chat.say({"en": "no", "nl": "nee"}[language])

    assert kept.utters == ["utter_change_address_kept"]
    assert await chat.ships_to("O-20013") is None


@pytest.mark.parametrize("language", LANGUAGES)
async def test_too_late_is_said_before_anybody_types_an_address(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    words = {"en": "Change the address of O-20001", "nl": "Wijzig het adres van O-20001"}

    answer = await chat.say(words[language])

    assert answer.utters == ["utter_outcome_refused"]
    assert answer.options[-1]["payload"] == "/talk_to_human"
