"""Questions to the articles, through the real model and engine."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.knowledge.articles import load
from bot.knowledge.unanswered import Unanswered
from bot.model import utc_now
from bot.storage.personal import Whose, erase
from tests.support.talking import Chat, Start

LANGUAGES = ("en", "nl")
ARTICLES = {article.id: article for article in load(Path("data/knowledge"))}
UNKNOWN = {
    "en": "which factory makes the suitcases?",
    "nl": "is het frame van de verrekijker van magnesium?",
}
PETS = {"en": "can my dog come on the trip", "nl": "mag mijn hond mee op reis"}


async def open_questions(chat: Chat) -> list[Unanswered]:
    return await chat.house.knowledge.unanswered(utc_now() - timedelta(minutes=5))


@pytest.mark.parametrize("language", LANGUAGES)
async def test_happy_path_the_article_answers_and_is_quoted(start: Start, language: str) -> None:
    chat = await start(None, language)

    answer = await chat.say(PETS[language])

    assert answer.texts == [ARTICLES["pets"].answer[language]]
    why = answer.messages[0]["why"]
    assert why["kind"] == "article"
    assert why["title"] == ARTICLES["pets"].title[language]
    assert ARTICLES["pets"].answer[language] in why["detail"]
    assert "Travel terms, section 7" in why["detail"]
    assert "Travel desk" in why["detail"]
    assert await open_questions(chat) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_why_tells_the_article(start: Start, language: str) -> None:
    chat = await start(None, language)
    await chat.say(PETS[language])

    answer = await chat.say({"en": "how do you know that?", "nl": "hoe weet je dat?"}[language])

    assert answer.utters == ["utter_about_the_bot_reason"]
    assert ARTICLES["pets"].title[language] in answer.texts[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_invalid_input_what_no_article_answers_is_said_and_written_down(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)

    answer = await chat.say(UNKNOWN[language])

    assert answer.utters[0] in ("utter_knowledge_question_unknown", "utter_unsure")
    assert answer.options[-1]["payload"] == "/talk_to_human"
    if answer.utters[0] == "utter_knowledge_question_unknown":
        (question,) = await open_questions(chat)
        assert question.text == UNKNOWN[language]
        assert question.language == language
        assert question.nearest in ARTICLES


@pytest.mark.parametrize("language", LANGUAGES)
async def test_the_written_down_question_holds_no_number_and_is_erased(
    start: Start, language: str
) -> None:
    chat = await start("C-1001", language)
    words = {
        "en": "do you sell maps of Greenland, mail anna@example.com or 0612345678",
        "nl": "verkopen jullie kaarten van Groenland, mail anna@example.com of 0612345678",
    }
    await chat.house.knowledge.not_answered(
        turn="t-1",
        conversation=chat.conversation,
        language=language,
        text=words[language],
        nearest=None,
        score=None,
    )

    (question,) = await open_questions(chat)
    assert "anna" not in question.text and "0612" not in question.text

    await chat.house.database.run(lambda c: erase(c, Whose((chat.conversation,))))
    assert await open_questions(chat) == []


@pytest.mark.parametrize("language", LANGUAGES)
async def test_correction_another_question_gets_its_own_answer(start: Start, language: str) -> None:
    chat = await start(None, language)
    await chat.say(
        {
            "en": "how many suitcases can I take on the train",
            "nl": "bagageregels voor de treinreis",
        }[language]
    )

    answer = await chat.say(
        {
            "en": "no I mean how much luggage may I take on the plane",
            "nl": "nee ik bedoel hoeveel bagage mag ik meenemen in het vliegtuig",
        }[language]
    )

    assert answer.texts == [ARTICLES["luggage_flight"].answer[language]]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_digression_in_the_middle_of_a_refund_and_back(start: Start, language: str) -> None:
    chat = await start("C-1001", language)
    await chat.say({"en": "I want my money back", "nl": "ik wil mijn geld terug"}[language])
    asked = await chat.say("O-20002")

    aside = await chat.say(
        {
            "en": "how long does a refund take to reach my bank account",
            "nl": "hoe lang duurt een terugbetaling naar mijn rekening",
        }[language]
    )

    assert aside.utters == ["utter_knowledge_question_answer", "utter_ask_items"]
    assert aside.options == asked.options


@pytest.mark.parametrize("language", LANGUAGES)
async def test_cancellation_after_an_answer_leaves_nothing_open(
    start: Start, language: str
) -> None:
    chat = await start(None, language)
    await chat.say(PETS[language])

    answer = await chat.say({"en": "never mind", "nl": "laat maar"}[language])

    assert answer.utters == ["utter_all_set"]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_different_questions_are_no_repeats_that_need_a_person(
    start: Start, language: str
) -> None:
    chat = await start(None, language)
    questions = {
        "en": ("can my dog come on the trip", "can I take my bicycle on the train",
               "can I take a pushchair on the plane", "how many suitcases can I take on the train"),
        "nl": ("mag mijn hond mee op reis", "kan mijn fiets mee op de trein",
               "mag de buggy mee in het vliegtuig", "hoeveel koffers mag ik meenemen in de trein"),
    }[language]  # fmt: skip

    answers = [await chat.say(question) for question in questions]

    assert [answer.handoff for answer in answers] == [None] * 4


@pytest.mark.parametrize("language", LANGUAGES)
async def test_wants_human_after_an_honest_dont_know(start: Start, language: str) -> None:
    chat = await start(None, language)
    await chat.say(UNKNOWN[language])

    answer = await chat.say({"en": "agent please", "nl": "medewerker graag"}[language])

    assert answer.handoff == {"reason": "asked", "urgent": False}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_distress_a_death_in_the_question_brings_a_person(
    start: Start, language: str
) -> None:
    chat = await start(None, language)

    answer = await chat.say(
        {
            "en": "my husband passed away, can someone else use his ticket",
            "nl": "mijn man is overleden, mag iemand anders zijn ticket gebruiken",
        }[language]
    )

    assert answer.handoff is not None
