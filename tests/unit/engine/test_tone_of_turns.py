"""Turns in a hurry: shorter texts, and the mood still comes first."""

from __future__ import annotations

from bot.rasa_ext.nlg import choose
from bot.rasa_ext.turns import Turns
from bot.rasa_ext.wire import TurnRequest
from bot.wiring import House


async def test_somebody_in_a_hurry_is_asked_in_fewer_words(turns: Turns, house: House) -> None:
    said = {"calm": "waar is mijn bestelling", "hurried": "ik heb haast! waar is mijn bestelling"}
    asked = {}
    for name, words in said.items():
        answer = await turns.take(TurnRequest(f"pace-{name}", f"pace-{name}:1", words, None, "nl"))
        asked[name] = next(m["text"] for m in answer["messages"] if "_ask" in m["utter"])
    assert len(asked["hurried"]) < len(asked["calm"]) / 2


def test_how_somebody_feels_comes_before_how_fast_they_want_to_get_on() -> None:
    def variation(text: str, **conditions: str) -> dict[str, object]:
        held = [{"type": "slot", "name": n, "value": v} for n, v in conditions.items()]
        return {"text": text, "condition": held}

    variations = [
        variation("plain", language="en"),
        variation("short", language="en", pace="hurried"),
        variation("gentle", language="en", mood="sad"),
    ]
    slots = {"language": "en", "pace": "hurried", "mood": "sad"}
    assert choose(variations, slots, "gateway")["text"] == "gentle"  # type: ignore[index]
    assert choose(variations, {**slots, "mood": "neutral"}, "gateway")["text"] == "short"  # type: ignore[index]
