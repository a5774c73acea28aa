"""A message is embedded once in each language, however many components ask for its vector."""

from __future__ import annotations

from typing import Any

import pytest

from bot.encoder import encoder
from bot.rasa_ext.turns import Turns
from tests.support.trained_model import loaded_turns


@pytest.fixture(scope="session")
def turns() -> Turns:
    return loaded_turns()


@pytest.fixture
def embedded(turns: Turns, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every text that the network reads."""
    encoder().load()
    model: Any = encoder()._model
    found: list[str] = []
    read = model.encode

    def counted(texts: list[str]) -> Any:
        found.extend(texts)
        return read(texts)

    monkeypatch.setattr(model, "encode", counted)
    return found


@pytest.mark.parametrize(
    ("text", "times"),
    [
        ("could you look where the parcel is that should have been here by now?", 1),
        ("kun je eens kijken waar het pakket blijft dat er al had moeten zijn?", 2),
    ],
)
async def test_a_message_is_read_once_and_dutch_once_more_in_english_words(
    turns: Turns, embedded: list[str], text: str, times: int
) -> None:
    await turns.agent.parse_message(text)
    assert embedded[0] == text
    assert len(embedded) == times


async def test_a_message_with_a_name_or_a_slip_is_read_in_three_forms_at_most(
    turns: Turns, embedded: list[str]
) -> None:
    await turns.agent.parse_message("Hi, this is Wilhelmina, my pakcage is not heer yet, why?")
    assert len(embedded) == len(set(embedded)) <= 3


async def test_a_message_that_was_read_before_is_not_read_again(
    turns: Turns, embedded: list[str]
) -> None:
    text = "and is there any news about the parcel that I waited for?"
    await turns.agent.parse_message(text)
    await turns.agent.parse_message(text)
    assert len(embedded) == 1


async def test_a_button_is_not_read_at_all(turns: Turns, embedded: list[str]) -> None:
    await turns.agent.parse_message("/thank")
    assert embedded == []
