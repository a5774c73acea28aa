"""What waits at the same time is embedded in one go, and nothing else changes by it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from bot.encoder import Encoder, encoder
from bot.rasa_ext.together import MOST, Together
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import TurnRequest
from bot.wiring import House

WORDS = ("where is my parcel?", "ik wil mijn geld terug", "thanks", "what can you do?")


class Embedded:
    """Together, with what was embedded in which goes."""

    def __init__(self) -> None:
        self.goes: list[list[str]] = []
        self.together = Together(self._embed)

    def _embed(self, texts: Sequence[str]) -> None:
        self.goes.append(list(texts))


def test_who_is_alone_is_left_to_the_pipeline() -> None:
    made = Embedded()
    with made.together.waiting("1", "hello"):
        made.together.embed("1")
    assert made.goes == []


def test_the_first_takes_the_next_ones_along_and_they_are_done() -> None:
    made = Embedded()
    count = MOST + 3
    waiting = [made.together.waiting(str(number), f"text {number}") for number in range(count)]
    for one in waiting:
        one.__enter__()
    for number in range(count):
        made.together.embed(str(number))
    texts = [f"text {number}" for number in range(count)]
    assert made.goes == [texts[:MOST], texts[MOST:]]


def test_who_gave_up_waiting_is_not_embedded() -> None:
    made = Embedded()
    with made.together.waiting("1", "one"):
        with made.together.waiting("2", "two"):
            pass
        made.together.embed("1")
    assert made.goes == []


def test_a_text_means_the_same_alone_and_among_others() -> None:
    among, other = encoder().encode(WORDS), Encoder()
    alone = np.stack([other.one(text) for text in WORDS])
    assert np.allclose(among, alone, atol=1e-6)


async def test_turns_that_come_together_are_embedded_together_and_answered_as_ever(
    turns: Turns, house: House
) -> None:
    made = Embedded()

    async def take(these: Turns, kind: str) -> list[object]:
        asked = [
            TurnRequest(f"{kind}-{place}", f"{kind}-{place}:2", text, None, locale="en")
            for place, text in enumerate(WORDS)
        ]
        answers = await asyncio.gather(*(these.take(one) for one in asked))
        return [[said["utter"] for said in answer["messages"]] for answer in answers]

    assert turns.together is not None
    ever = await take(replace(turns, together=None), "alone")
    assert await take(replace(turns, together=made.together), "together") == ever
    # Which conversation is loaded first is nobody's promise.
    assert [sorted(go) for go in made.goes] == [sorted(WORDS)]
