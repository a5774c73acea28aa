"""Articles are found by the telling words of their questions."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge import articles
from bot.knowledge.index import NO_ARTICLES, Index

ARTICLES = articles.load(Path(__file__).parents[3] / "data" / "knowledge")


@pytest.mark.parametrize(
    ("language", "question"),
    [("nl", "hoe lang duurt de levering?"), ("en", "can I collect my order from a store?")],
)
def test_an_article_that_answers_what_was_asked_is_suggested(language: str, question: str) -> None:
    found = Index(ARTICLES, language).nearest([question], 2)
    assert "delivery" in {article.topic for article in found}


def test_no_article_is_suggested_for_what_none_is_about() -> None:
    upset = ["dit is belachelijk", "ik wil met een mens praten"]
    assert Index(ARTICLES, "nl").nearest(upset, 2) == []


def test_no_more_are_given_than_were_asked_for_and_none_out_of_nothing() -> None:
    index = Index(ARTICLES, "en")
    said = ["can I collect my order from a store?", "how do I send something back?"]
    assert len(index.nearest(said, 1)) == 1
    assert index.nearest([], 2) == index.nearest(["?!"], 2) == NO_ARTICLES.nearest(said, 2) == []
