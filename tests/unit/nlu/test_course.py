"""What a message says about the conversation itself, as the trained model reads it."""

from __future__ import annotations

from typing import Any

import pytest

from bot.empathy import signals
from bot.rasa_ext import history
from bot.rasa_ext.turns import Turns
from tests.support.trained_model import loaded_turns


@pytest.fixture(scope="session")
def turns() -> Turns:
    return loaded_turns()


async def parsed(turns: Turns, text: str) -> dict[str, Any]:
    found: dict[str, Any] = await turns.agent.parse_message(text)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "find me an employee who has a heart",
        "would you ring me, typing is hard",
        "bravo machine, and now a real human please",
        "zoek eens een medewerker met een hart",
        "kunnen jullie mij bellen, typen gaat niet",
        "gif mij ne mens aub",
    ],
)
async def test_a_wish_for_a_person_is_heard_in_any_words(turns: Turns, text: str) -> None:
    assert history.from_parse(await parsed(turns, text), text, []).wish


@pytest.mark.parametrize(
    "text",
    [
        "the agent at the desk told me to wait for bus 4",
        "my manager wants the invoice by Friday",
        "I called the courier this morning",
        "mijn manager wil de factuur tegen vrijdag",
        "ik heb de koerier vanochtend gebeld",
    ],
)
async def test_who_only_mentions_a_person_is_not_given_one(turns: Turns, text: str) -> None:
    read = await parsed(turns, text)
    assert not history.from_parse(read, text, []).wish
    assert read["intent"]["name"] != "talk_to_human"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("that was not my question at all", "missed"),
        ("daar vroeg ik helemaal niet naar", "missed"),
        ("I restarted it as you said and nothing changed", "failed"),
        ("opnieuw gestart zoals je zei, het helpt niet", "failed"),
    ],
)
async def test_an_answer_of_no_use_is_heard_once_there_was_one(
    turns: Turns, text: str, what: str
) -> None:
    read = await parsed(turns, text)
    before = history.from_parse(await parsed(turns, "the app will not open"), "…", [])
    assert getattr(history.from_parse(read, text, [before]), what)
    assert not getattr(history.from_parse(read, text, []), what)


@pytest.mark.parametrize(
    ("usual", "dialect"),
    [
        ("het werkt nog steeds niet", "'t werkt nog altijd nie"),
        ("ik heb dat al gezegd", "kheb da al gezegd"),
    ],
)
async def test_that_it_was_said_before_is_heard_in_dialect_too(
    turns: Turns, usual: str, dialect: str
) -> None:
    assert signals.told(history.from_parse(await parsed(turns, usual), usual, []))
    assert signals.told(history.from_parse(await parsed(turns, dialect), dialect, []))
