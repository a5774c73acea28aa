"""The trained model on questions that it never saw: the right article, or an honest none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.knowledge.articles import load
from bot.rasa_ext.examples import read
from bot.rasa_ext.turns import Turns
from tests.support.trained_model import loaded_turns

ASKED = read(Path("tests/data/knowledge_asked.yml"))
ARTICLES = load(Path("data/knowledge"))
INTENTS = {article.id: article.intent for article in ARTICLES}


@pytest.fixture(scope="session")
def turns() -> Turns:
    return loaded_turns()


async def nearest(turns: Turns, text: str) -> dict[str, Any]:
    parsed: Any = await turns.agent.parse_message(text)
    return dict(parsed["knowledge"]["any"])


def test_every_article_of_the_shop_is_asked_in_other_words() -> None:
    asked_here = {a.id for a in ARTICLES if a.intent == "ask_knowledge"}

    assert asked_here == set(ASKED["asked"])


# Measured when this was written: see docs/knowledge.md.
@pytest.mark.parametrize("language", ["en", "nl"])
async def test_questions_find_their_article(turns: Turns, language: str) -> None:
    found = {id: await nearest(turns, texts[language]) for id, texts in ASKED["asked"].items()}
    right = np.array([one["article"] == id for id, one in found.items()])
    sure = np.array([one["sure"] for one in found.values()])
    print(
        f"{language}: nearest is right {right.mean():.2f}, answered {sure.mean():.2f}, "
        f"of these wrong {(~right & sure).sum() / max(1, sure.sum()):.2f}"
    )
    assert right.mean() >= 0.8
    assert sure.mean() >= 0.6
    assert (~right & sure).sum() / sure.sum() <= 0.12


async def test_questions_without_an_article_are_rarely_answered(turns: Turns) -> None:
    found = [await nearest(turns, text) for text in ASKED["unanswered"]]
    slipped = [text for text, one in zip(ASKED["unanswered"], found, strict=True) if one["sure"]]
    print(f"answered without an article: {slipped}")
    assert len(slipped) <= 0.15 * len(found)


async def test_what_an_article_is_asked_is_answered_out_of_it(turns: Turns) -> None:
    texts = [(a.id, a.questions[lang][-1]) for a in ARTICLES for lang in ("en", "nl")]
    parsed = [(id, await turns.agent.parse_message(text)) for id, text in texts]
    answered = [
        one["knowledge"]["any"] == {**one["knowledge"]["any"], "article": id, "sure": True}
        and one["intent"]["name"] in (INTENTS[id], "nlu_fallback")
        for id, one in parsed
    ]
    print(f"the articles' own questions answered: {np.mean(answered):.2f}")
    assert np.mean(answered) >= 0.7
