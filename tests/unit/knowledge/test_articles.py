"""Articles are whole, owned and in agreement with what the bot does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import yaml_text
from bot.disclosure import NOTHING, Withheld, claimed_effects, review
from bot.knowledge.articles import KnowledgeError, load, parse
from bot.knowledge.unanswered import redacted
from bot.model import Author, AuthorKind, Draft

FOLDER = Path("data/knowledge")
ARTICLES = load(FOLDER)
LIMITS = yaml_text.read(Path("limits.yml").read_text(encoding="utf-8"))
GOOD: dict[str, Any] = {
    "id": "pets",
    "owner": "Travel desk",
    "review_by": date(2027, 5, 1),
    "title": {"en": "Pets", "nl": "Huisdieren"},
    "answer": {"en": "Dogs may come.", "nl": "Honden mogen mee."},
    "questions": {"en": ["may my dog come", "pets?"], "nl": ["mag mijn hond mee", "dieren?"]},
    "sources": ["Travel terms, section 7"],
}


def mistakes(**changes: Any) -> list[str]:
    document = {"topic": "travelling", "articles": [{**GOOD, **changes}]}
    return parse(document, "travelling.yml")[1]


def test_the_shop_has_articles_on_everything_that_is_asked_often() -> None:
    assert len(ARTICLES) >= 40


def test_a_whole_article_has_no_mistakes() -> None:
    assert mistakes() == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"owner": ""}, "has no `owner`"),
        ({"review_by": "soon"}, "needs a `review_by`"),
        ({"title": {"en": "Pets"}}, "no `title` in nl"),
        ({"answer": {"nl": "Honden mogen mee."}}, "no `answer` in en"),
        ({"questions": {"en": ["one"], "nl": ["een", "twee"]}}, "2 `questions` in en"),
        ({"sources": []}, "has no `sources`"),
        ({"answer": {"en": "{x}", "nl": "x"}}, "braces"),
        ({"colour": "red"}, "unknown key 'colour'"),
    ],
)
def test_a_mistake_in_an_article_is_named(changes: dict[str, Any], told: str) -> None:
    (found,) = mistakes(**changes)

    assert found.startswith("travelling.yml: pets: ")
    assert told in found


def test_two_articles_do_not_answer_the_same_question(tmp_path: Path) -> None:
    for name in ("one", "two"):
        document = {"topic": name, "articles": [{**GOOD, "id": name}]}
        (tmp_path / f"{name}.yml").write_text(yaml.safe_dump(document), encoding="utf-8")

    with pytest.raises(KnowledgeError, match="is asked of one too"):
        load(tmp_path)


def test_an_article_is_overdue_after_its_day() -> None:
    (article,) = parse({"topic": "t", "articles": [GOOD]}, "t.yml")[0]

    assert not article.overdue(date(2027, 5, 1))
    assert article.overdue(date(2027, 5, 2))


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_may_be_said_by_a_bot(article: Any) -> None:
    bot = Author(AuthorKind.BOT, "Pip")
    for language, text in article.answer.items():
        assert not claimed_effects(text)
        assert not isinstance(review(Draft(bot, text, language), NOTHING), Withheld), text
        assert len(text) <= 420


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_says_je(article: Any) -> None:
    assert not re.search(r"\b(u|uw)\b", article.answer["nl"], re.IGNORECASE)


def test_a_rule_of_the_limits_that_an_article_leans_on_exists() -> None:
    for article in ARTICLES:
        for source in article.sources:
            if not source.startswith("limits.yml: "):
                continue
            action, _, rule = source.removeprefix("limits.yml: ").partition(".")
            assert action in LIMITS["actions"], source
            named = {r["id"] for r in LIMITS["actions"][action]["require"] if isinstance(r, dict)}
            assert not rule or rule in named, source


def test_the_days_of_a_return_are_those_of_the_limits() -> None:
    (rule,) = [
        r
        for r in LIMITS["actions"]["refund_order"]["require"]
        if isinstance(r, dict) and r["id"] == "in_time"
    ]
    days = rule["when"]["at_most"].removesuffix("d")
    (article,) = [a for a in ARTICLES if a.id == "return_rules"]

    assert f"{days} days" in article.answer["en"]
    assert f"{days} dagen" in article.answer["nl"]


def test_the_fares_that_can_be_moved_are_those_of_the_limits() -> None:
    (rule,) = [
        r
        for r in LIMITS["actions"]["rebook_trip"]["require"]
        if isinstance(r, dict) and r["id"] == "fare_can_change"
    ]
    (article,) = [a for a in ARTICLES if a.id == "fares"]

    assert rule["when"]["booking.fare"] == ["standard", "flex"]
    assert "Saver is the cheapest fare and cannot be moved" in article.answer["en"]
    assert "Standard and flex can be moved" in article.answer["en"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("mail anna@example.com please", "mail [e-mail] please"),
        ("call me on 06 12 34 56 78", "call me on #"),
        ("may I take 2 suitcases of 23 kilo", "may I take # suitcases of # kilo"),
        ("order O-20001, 1012 AB", "order O-#, [address]"),
    ],
)
def test_what_could_tell_whose_question_it_is_is_left_out(text: str, kept: str) -> None:
    assert redacted(text) == kept
