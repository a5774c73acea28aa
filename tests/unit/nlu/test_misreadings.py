"""What was once misread stays understood, in other words than those that it was learned from."""

from __future__ import annotations

from typing import Any

import pytest

from bot.empathy import frustration, handoff, signals
from bot.empathy.signals import Said
from bot.rasa_ext.history import from_parse
from bot.rasa_ext.turns import Turns
from bot.settings import Empathy
from tests.support.trained_model import loaded_turns


@pytest.fixture(scope="session")
def turns() -> Turns:
    return loaded_turns()


async def parsed(turns: Turns, text: str) -> dict[str, Any]:
    return dict(await turns.agent.parse_message(text))


async def said(turns: Turns, text: str) -> Said:
    return from_parse(await parsed(turns, text), text, [])


@pytest.mark.parametrize(
    "text",
    [
        "purple elephants dance slowly",
        "paarse olifanten dansen langzaam",
        "square bananas sing to the lamp",
        "vierkante bananen zingen voor de lamp",
    ],
)
async def test_nonsense_is_no_wish(turns: Turns, text: str) -> None:
    assert (await parsed(turns, text))["intent"]["name"] == "nlu_fallback"


@pytest.mark.parametrize(
    "text",
    [
        "is the frame of the binoculars made of magnesium?",
        "is het frame van de verrekijker van magnesium?",
        "is the shell of the helmet fibreglass?",
        "is de schaal van de helm van kunststof?",
    ],
)
async def test_what_a_thing_is_made_of_is_no_damage(turns: Turns, text: str) -> None:
    assert (await parsed(turns, text))["intent"]["name"] != "report_damaged"


@pytest.mark.parametrize(
    "text",
    [
        "my wife is dead",
        "mijn vrouw is dood",
        "our grandmother is dead",
        "onze oma is dood",
        "my dad is gone",
        "my husband has died",
    ],
)
async def test_news_of_a_death_brings_a_person_and_no_crisis_text(turns: Turns, text: str) -> None:
    heard = [await said(turns, text)]
    assert handoff.decide(heard, frustration.read(heard), Empathy()) == handoff.STAKES


@pytest.mark.parametrize("text", ["I want to die", "ik wil dood", "I'd rather be dead too"])
async def test_danger_to_oneself_is_still_danger(turns: Turns, text: str) -> None:
    heard = [await said(turns, text)]
    assert handoff.decide(heard, frustration.read(heard), Empathy()) == handoff.CRISIS


@pytest.mark.parametrize(
    "text",
    [
        "does the hotel manager speak French",
        "mijn buurman praat graag over treinen",
        "can I ring my cousin from the boat",
    ],
)
async def test_who_talks_of_other_people_asks_for_none_of_ours(turns: Turns, text: str) -> None:
    assert not (await said(turns, text)).wish


@pytest.mark.parametrize(
    "text",
    [
        "tja, dan houd ik het bij de oude",
        "fair play, I was too late",
        "snap ik, volgende keer beter",
    ],
)
async def test_who_takes_no_for_an_answer_is_not_upset(turns: Turns, text: str) -> None:
    heard = [await said(turns, text)]
    assert not signals.shown(heard[0])
