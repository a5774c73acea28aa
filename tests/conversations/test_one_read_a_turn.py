"""In one turn the bot asks the shop for each thing once, and sees at once what it did."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from tests.support.talking import Chat, Start


class Counting:
    """The shop, which counts what the bot looks at."""

    def __init__(self, port: Any, asked: Counter[tuple[Any, ...]]) -> None:
        self._port = port
        self._asked = asked

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._port, name)

        async def counted(*given: Any) -> Any:
            question = (name, *given)
            self._asked[question] += 1
            return await method(*given)

        return counted


def counting(chat: Chat, monkeypatch: pytest.MonkeyPatch) -> Counter[tuple[Any, ...]]:
    asked: Counter[tuple[Any, ...]] = Counter()
    looks: Any = chat.house.customers._connectors
    for name in ("shop", "bookings", "payments", "vouchers"):
        port = getattr(looks, name)
        monkeypatch.setattr(port, "_port", Counting(port._port, asked))
    return asked


@pytest.mark.parametrize(
    "words", ["waar blijft mijn bestelling?", "wat weten jullie over mij?", "mijn rugzak is kapot"]
)
async def test_one_turn_asks_the_shop_once(
    start: Start, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    chat = await start("C-1001", "nl")
    asked = counting(chat, monkeypatch)
    await chat.say(words)
    assert asked and set(asked.values()) == {1}, asked


async def test_the_next_turn_sees_what_the_last_one_did(start: Start) -> None:
    chat = await start("C-1007", "nl")
    await chat.say("Ik wil bestelling O-20013 annuleren")
    done = await chat.say("ja")
    assert await chat.states(done.claims) == ["settled"]
    answer = await chat.say("wat is de status van O-20013?")
    assert "geannuleerd" in " ".join(answer.texts).lower()
