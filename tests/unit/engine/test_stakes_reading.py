"""What is at stake is read in both languages, and what only sounds like it is left alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.empathy import stakes
from bot.rasa_ext import examples
from bot.rasa_ext.history import from_parse
from bot.rasa_ext.turns import Turns
from bot.settings import Empathy

SURE = Empathy().stakes.certainty
DEV = Path(__file__).parents[2] / "data" / "dev_stakes.yml"


async def read(turns: Turns, text: str) -> str:
    """The kind that counts, or none."""
    said = from_parse(await turns.agent.parse_message(text), text, [])
    return said.stakes if said.stakes and said.certainty >= SURE else stakes.NONE


@pytest.mark.parametrize("language", ["en", "nl"])
async def test_nine_of_ten_heavy_matters_are_heard_and_few_others(
    turns: Turns, language: str
) -> None:
    blocks = examples.read(DEV)[language]
    told = {kind: examples.lines(block, kind) for kind, block in blocks.items()}
    plain = told.pop(stakes.NONE)
    heavy = [text for texts in told.values() for text in texts]
    heard = [text for text in heavy if await read(turns, text) != stakes.NONE]
    mistaken = [text for text in plain if await read(turns, text) != stakes.NONE]
    assert len(heard) / len(heavy) >= 0.88
    assert len(mistaken) / len(plain) <= 0.06


@pytest.mark.parametrize(
    "text",
    [
        "I want to talk to a human",
        "ik wil een mens",
        "I want a person",
        "ik wil iemand spreken",
        "I want my money back",
        "ik wil mijn geld",
        "help me please",
        "waar is mijn pakje",
    ],
)
async def test_an_ordinary_wish_is_no_danger(turns: Turns, text: str) -> None:
    assert await read(turns, text) == "none"


@pytest.mark.parametrize("name", ["Fatima", "Jan-Willem", "Oyelaran", "Kowalczyk"])
@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("{} here, my mother passed away last week", "bereavement"),
        ("{} hier, waar is mijn pakje", "none"),
    ],
)
async def test_who_writes_makes_no_difference(
    turns: Turns, name: str, text: str, kind: str
) -> None:
    assert await read(turns, text.format(name)) == kind
