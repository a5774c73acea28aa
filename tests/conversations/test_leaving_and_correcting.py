"""At every question of every flow: "never mind" leaves it, and "no, I mean ..." corrects it.

The questions stand in tests/data/questions.yml. A correction has to lead where the conversation
would be had the right thing been said at once. `make test` tries each question in one of the
languages with some of the wordings, `make prove` all of them.
"""

from __future__ import annotations

import os
import re
from itertools import product
from typing import Any

import pytest

from bot import yaml_text
from bot.model import ReservationState
from bot.rasa_ext.turns import Turns
from tests.conversations.test_behaviours import ROOT, Houses, houses
from tests.support import known
from tests.support.behaviours import LANGUAGES
from tests.support.known import Fact
from tests.support.questions import Question, asked_by, questions
from tests.support.talking import Answer, Chat, begin

__all__ = ["houses"]
LEAVING = {
    "en": (
        "never mind",
        "forget it",
        "leave it, I changed my mind",
        "stop",
        "I don't need it any more",
    ),
    "nl": (
        "laat maar",
        "vergeet het maar",
        "laat maar zitten, ik heb me bedacht",
        "stop maar",
        "hoeft niet meer",
    ),
}
CORRECTING = {
    "en": ("no, I mean {}", "sorry, I meant {}", "wait, {}", "no, {}", "I made a mistake: {}"),
    "nl": (
        "nee, ik bedoel {}",
        "sorry, ik bedoelde {}",
        "wacht, {}",
        "nee, {}",
        "ik heb me vergist: {}",
    ),
}
NOT_HEARD = {
    ("replace_item-replace_item_ask_reason", "item", 2, "en"),
    ("rebook_trip-rebook_trip_ask_trip", "date", 4, "en"),
}
"""Corrections that the model takes for something else: question, fact, wording, language."""
OTHER = {
    ("order_number", "en"): (
        "no, the other order",
        "I mean another order",
        "that is the wrong order",
    ),
    ("order_number", "nl"): (
        "nee, de andere bestelling",
        "ik bedoel een andere bestelling",
        "dat is de verkeerde bestelling",
    ),
    ("booking_number", "en"): (
        "no, the other trip",
        "I mean another booking",
        "that is the wrong trip",
    ),
    ("booking_number", "nl"): (
        "nee, de andere reis",
        "ik bedoel een andere boeking",
        "dat is de verkeerde reis",
    ),
}
_LONGEST = 80
_REFERENCE = re.compile(r"\b[A-Z]{1,2}-\w{6}\b")
_NOT_OVER = {ReservationState.RESERVED, ReservationState.EXECUTING, ReservationState.IN_DOUBT}
FULL = os.environ.get("SAMENSPEL_TEST_PROOF_SIZE") == "full"


def _some(cases: list[Any], wordings: int) -> list[Any]:
    """All of them, or one of the languages and wordings of each."""
    each = len(LANGUAGES) * wordings
    return [
        case
        for place, case in enumerate(cases)
        if FULL or place % each == (place // each) * (wordings + 2) % each
    ]


LEFT = _some(list(product(questions(), range(5), LANGUAGES)), 5)
CORRECTED = _some(
    [
        (question, fact, number, language)
        for question in questions()
        for fact in question.told
        if fact.wrong != fact.say
        for number, language in product(range(5), LANGUAGES)
    ],
    5,
)
CORRECTED = [
    (question, fact, *words)
    for question, fact, *words in CORRECTED
    if (question.name, fact.name, *words) not in NOT_HEARD
]
SWITCHED = _some(
    [
        (question, number, language)
        for question in questions()
        if question.about and question.customer
        for number, language in product(range(3), LANGUAGES)
    ],
    3,
)


def _ids(cases: list[Any]) -> list[str]:
    return ["-".join(str(getattr(part, "name", part)) for part in case) for case in cases]


@pytest.mark.parametrize(("question", "wording", "language"), LEFT, ids=_ids(LEFT))
def test_never_mind_leaves_the_flow_at_every_question(
    turns: Turns, houses: Houses, question: Question, wording: int, language: str
) -> None:
    async def talk() -> None:
        chat = await _begin(turns, houses, question, question.customer, language)
        asked = await question.reach(chat)
        assert asked.utters[-1].startswith(question.utter), asked.texts
        before = await chat.effects()

        left = await chat.say(LEAVING[language][wording])
        slots = await _slots(turns, chat)
        after = await chat.say({"en": "yes", "nl": "ja"}[language])

        assert left.utters == ["utter_left"], left.texts
        assert len(left.texts) == 1 and len(left.texts[0]) <= _LONGEST
        assert not left.claims and left.handoff is None
        assert (slots.get("flow"), slots.get("requested_slot")) == (None, None)
        assert not [name for name in slots if name.startswith(f"{question.row.flow}_")]
        assert after.utters == ["utter_yes_to_what"], after.texts
        assert await chat.effects() == before
        assert not await chat.authority.approvals(chat.conversation)
        decisions = await chat.authority.decisions(chat.conversation)
        assert not _NOT_OVER & {decision.state for decision in decisions}

    houses.loop.run_until_complete(talk())


@pytest.mark.parametrize(
    ("question", "fact", "wording", "language"), CORRECTED, ids=_ids(CORRECTED)
)
def test_a_correction_leads_where_the_right_thing_would_have_led(
    turns: Turns, houses: Houses, question: Question, fact: Fact, wording: int, language: str
) -> None:
    async def corrected() -> Any:
        chat = await _begin(turns, houses, question, question.customer, language)
        await question.reach(chat)
        words = CORRECTING[language][wording].format(fact.wrong[language])
        return await _stands(turns, houses, chat, await chat.say(words))

    async def at_once() -> Any:
        chat = await _begin(turns, houses, question, question.customer, language)
        if question.refunded:
            await chat.refunded_before(*question.refunded)
        answer = await chat.say(question.wish[language])
        for one in question.still_told(fact):
            if (await _slots(turns, chat)).get("requested_slot"):
                answer = await chat.say((one.wrong if one is fact else one.say)[language])
        return await _stands(turns, houses, chat, answer)

    assert houses.loop.run_until_complete(corrected()) == houses.loop.run_until_complete(at_once())


@pytest.mark.parametrize(("question", "wording", "language"), SWITCHED, ids=_ids(SWITCHED))
def test_the_other_one_is_another_one_at_every_question(
    turns: Turns, houses: Houses, question: Question, wording: int, language: str
) -> None:
    async def talk() -> None:
        chat = await _begin(turns, houses, question, question.customer, language)
        await question.reach(chat)
        before = (await _slots(turns, chat))[question.about]

        answer = await chat.say(OTHER[question.about, language][wording])
        slots = await _slots(turns, chat)

        if answer.claims:
            houses.used_up()
        asked = answer.utters[-1] == f"utter_ask_{question.about}"
        assert asked or slots.get(question.about) != before, answer.texts
        assert slots["flow"] == question.row.flow, answer.texts
        assert not any(before in option["payload"] for option in answer.options), answer.options

    houses.loop.run_until_complete(talk())


def test_every_question_of_every_flow_is_in_the_table() -> None:
    responses = [
        name
        for path in (ROOT / "domain").glob("*.yml")
        for name in yaml_text.read(path.read_text(encoding="utf-8")).get("responses", {})
    ]
    for row in known.with_facts():
        reached = [one.utter for one in questions() if one.row.flow == row.flow]
        for asked in asked_by(row.flow, responses):
            assert any(asked.startswith(utter) for utter in reached), (row.flow, asked)


async def _begin(
    turns: Turns, houses: Houses, question: Question, customer: str | None, language: str
) -> Chat:
    house = await houses.one(fresh=question.refunded is not None)
    return await begin(turns, house, customer, language)


async def _slots(turns: Turns, chat: Chat) -> dict[str, Any]:
    """What the engine remembers; what is empty is left out."""
    tracker = await turns._processor.get_tracker(chat.conversation)
    return {name: value for name, value in tracker.current_slot_values().items() if value}


async def _stands(turns: Turns, houses: Houses, chat: Chat, answer: Answer) -> dict[str, Any]:
    """What is asked or said, and about what."""
    if answer.claims or await chat.authority.approvals(chat.conversation):
        houses.used_up()
    slots = await _slots(turns, chat)
    about = ("flow", "requested_slot", "order_number", "booking_number")
    said = _REFERENCE.sub("", answer.texts[-1])
    return {"said": said, **{name: slots.get(name) for name in about}}
