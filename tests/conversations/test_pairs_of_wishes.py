"""Two wishes in one message: every ordered pair of the flows that are about a number.

The first is taken up with its own number, and the second waits with its own as a button. `make
test` tries some of the pairs, `make prove` all of them.
"""

from __future__ import annotations

import json
import os
from itertools import permutations
from random import Random

import pytest

from bot.rasa_ext.turns import Turns
from tests.conversations.test_behaviours import Houses, houses
from tests.support.behaviours import LANGUAGES
from tests.support.talking import Answer, Chat, begin

__all__ = ["houses"]
AND = {"en": " and ", "nl": " en "}
# Of each flow a wish in both languages, and the number that it is about.
WISHES = {
    "order_status": ("where is order O-20001", "waar is bestelling O-20001", "O-20001"),
    "invoice_copy": (
        "I need the invoice of order O-20003",
        "ik heb de factuur van bestelling O-20003 nodig",
        "O-20003",
    ),
    "change_address": (
        "I want to change the delivery address of O-20001",
        "ik wil het bezorgadres van O-20001 wijzigen",
        "O-20001",
    ),
    "rebook_trip": (
        "I want to move booking B-30001 to another date",
        "ik wil boeking B-30001 verzetten naar een andere datum",
        "B-30001",
    ),
    "cancel_trip": (
        "I want to cancel booking B-30001",
        "ik wil boeking B-30001 annuleren",
        "B-30001",
    ),
    "refund_order": (
        "I want my money back for order O-20002",
        "ik wil mijn geld terug voor bestelling O-20002",
        "O-20002",
    ),
    "return_order": (
        "I want to return order O-20003",
        "ik wil bestelling O-20003 terugsturen",
        "O-20003",
    ),
    "replace_item": (
        "I want a replacement for order O-20002",
        "ik wil een vervanging voor bestelling O-20002",
        "O-20002",
    ),
    "cancel_order": (
        "I want to cancel order O-20001",
        "ik wil bestelling O-20001 annuleren",
        "O-20001",
    ),
    "delay_compensation": (
        "I want compensation for the delay of B-30001",
        "ik wil een vergoeding voor de vertraging van B-30001",
        "B-30001",
    ),
}
PAIRS = [(*pair, language) for pair in permutations(WISHES, 2) for language in LANGUAGES]
FULL = os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full"
TRIED = PAIRS if FULL else Random(1).sample(PAIRS, 60)


@pytest.mark.parametrize(
    ("first", "second", "language"), TRIED, ids=["-".join(case) for case in TRIED]
)
def test_both_of_two_wishes_are_heard_each_with_its_own_number(
    turns: Turns, houses: Houses, first: str, second: str, language: str
) -> None:
    async def talk() -> None:
        place = LANGUAGES.index(language)
        words = AND[language].join(WISHES[wish][place] for wish in (first, second))
        chat = await begin(turns, await houses.one(fresh=False), "C-1001", language)
        answer = await chat.say(words)
        if answer.claims:
            houses.used_up()
        assert await _about(chat, turns, first) == WISHES[first][2], answer.texts
        assert _waits(answer, turns, second), answer.texts

    houses.loop.run_until_complete(talk())


async def _about(chat: Chat, turns: Turns, flow: str) -> str | None:
    """The number that the conversation is about, when it is in this flow."""
    tracker = await turns._processor.get_tracker(chat.conversation)
    if tracker.get_slot("flow") != flow:
        return None
    kind = "booking_number" if WISHES[flow][2].startswith("B") else "order_number"
    return str(tracker.get_slot(kind))


def _waits(answer: Answer, turns: Turns, flow: str) -> bool:
    """Whether the last button stands for this flow with its own number."""
    if not answer.options:
        return False
    intent, brace, values = answer.options[-1]["payload"].lstrip("/").partition("{")
    named = json.loads(brace + values) if brace else {}
    return turns.flows.get(intent) == flow and WISHES[flow][2] in named.values()
