"""Reads the articles of data/knowledge: each with its owner, review date, languages and sources.

Every mistake is told at once. Nothing here knows Rasa or a database.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot import yaml_text
from bot.model import LocalText

LANGUAGES = ("en", "nl")
# The intent that a topic's questions are examples of, unless its file names another.
INTENT = "ask_knowledge"
_ID = re.compile(r"^[a-z][a-z0-9_]{1,62}$")
_TOPIC_KEYS = frozenset({"topic", "intent", "articles"})
_ARTICLE_KEYS = frozenset({"id", "owner", "review_by", "title", "answer", "questions", "sources"})
FEWEST_QUESTIONS = 2


class KnowledgeError(Exception):
    """The articles cannot be used; the message lists every mistake."""

    code = "bad_knowledge"


@dataclass(frozen=True)
class Article:
    """One answer that somebody owns."""

    id: str
    topic: str
    intent: str
    owner: str
    review_by: date
    title: LocalText
    answer: LocalText
    questions: Mapping[str, tuple[str, ...]]
    sources: tuple[str, ...]
    file: str

    def overdue(self, today: date) -> bool:
        """Whether its owner should have looked at it again."""
        return self.review_by < today


def load(folder: Path) -> tuple[Article, ...]:
    """Every article of the folder, by file and place. Raises KnowledgeError with all mistakes."""
    found: list[Article] = []
    mistakes: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        try:
            document = yaml_text.read(path.read_text(encoding="utf-8"))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            mistakes.append(f"{path.name}: cannot be read: {error}")
            continue
        articles, wrong = parse(document, path.name)
        found += articles
        mistakes += wrong
    mistakes += _twice(found)
    if mistakes:
        raise KnowledgeError("\n".join(mistakes))
    return tuple(found)


def parse(document: Any, file: str) -> tuple[list[Article], list[str]]:
    """The articles of one file, and what is wrong in it."""
    if not isinstance(document, dict) or not isinstance(document.get("articles"), list):
        return [], [f"{file}: needs `topic` and a list `articles`"]
    mistakes = [f"{file}: unknown key {key!r}" for key in document.keys() - _TOPIC_KEYS]
    topic = document.get("topic")
    if not isinstance(topic, str) or not topic:
        mistakes.append(f"{file}: needs a `topic`")
    intent = str(document.get("intent") or INTENT)
    found = []
    for place, given in enumerate(document["articles"], start=1):
        name = given.get("id") if isinstance(given, dict) else None
        where = f"{file}: {name or f'article {place}'}"
        wrong = list(_mistakes(given))
        mistakes += [f"{where}: {problem}" for problem in wrong]
        if not wrong:
            found.append(_article(given, str(topic), intent, file))
    return found, mistakes


def _article(given: Mapping[str, Any], topic: str, intent: str, file: str) -> Article:
    return Article(
        id=given["id"],
        topic=topic,
        intent=intent,
        owner=given["owner"].strip(),
        review_by=given["review_by"],
        title=_texts(given["title"]),
        answer=_texts(given["answer"]),
        questions={
            language: tuple(str(question).strip() for question in given["questions"][language])
            for language in LANGUAGES
        },
        sources=tuple(given["sources"]),
        file=file,
    )


def _texts(given: Mapping[str, str]) -> LocalText:
    return {language: " ".join(text.split()) for language, text in given.items()}


def _mistakes(given: Any) -> Iterator[str]:
    if not isinstance(given, dict):
        yield "is no mapping"
        return
    for key in sorted(given.keys() - _ARTICLE_KEYS):
        yield f"unknown key {key!r}"
    if not isinstance(given.get("id"), str) or not _ID.match(given["id"]):
        yield "needs an `id` of small letters, digits and underscores"
    if not isinstance(given.get("owner"), str) or not given["owner"].strip():
        yield "has no `owner`"
    # A datetime is a date too, and is no day.
    if type(given.get("review_by")) is not date:
        yield "needs a `review_by` such as 2027-06-01"
    for key in ("title", "answer"):
        yield from _text_mistakes(key, given.get(key))
    yield from _question_mistakes(given.get("questions"))
    sources = given.get("sources")
    if not isinstance(sources, list) or not sources or not all(_is_text(s) for s in sources):
        yield "has no `sources`: say where its answer stands"


def _text_mistakes(key: str, given: Any) -> Iterator[str]:
    texts = given if isinstance(given, dict) else {}
    missing = [language for language in LANGUAGES if not _is_text(texts.get(language))]
    if missing:
        yield f"no `{key}` in {', '.join(missing)}"
    for language, text in texts.items():
        if _is_text(text) and ("{" in text or "}" in text):
            yield f"`{key}` in {language}: braces would be read as a blank"


def _question_mistakes(given: Any) -> Iterator[str]:
    questions = given if isinstance(given, dict) else {}
    for language in LANGUAGES:
        asked = questions.get(language)
        if not isinstance(asked, list) or len(asked) < FEWEST_QUESTIONS:
            yield f"needs at least {FEWEST_QUESTIONS} `questions` in {language}"
        elif not all(_is_text(question) for question in asked):
            yield f"`questions` in {language}: every one is a line of text"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _twice(articles: Iterable[Article]) -> Iterator[str]:
    ids: dict[str, str] = {}
    asked: dict[str, str] = {}
    for article in articles:
        if article.id in ids:
            yield f"{article.file}: {article.id}: stands in {ids[article.id]} too"
        ids[article.id] = article.file
        for questions in article.questions.values():
            for question in questions:
                known = asked.setdefault(question.casefold(), article.id)
                if known != article.id:
                    yield f"{article.file}: {article.id}: {question!r} is asked of {known} too"
