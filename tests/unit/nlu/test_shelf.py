"""The shelf is looked through once a message, with the answers of one look for each intent."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot import yaml_text
from bot.encoder import encoder
from bot.knowledge.articles import load
from bot.rasa_ext.knowledge import ANY, KnowledgeRetriever
from bot.rasa_ext.plain import plain
from bot.rasa_ext.shelf import SHARE, Shelf
from bot.rasa_ext.turns import Turns
from tests.support.trained_model import loaded_turns

ARTICLES = load(Path("data/knowledge"))
FEWEST = 1_500


@pytest.fixture(scope="session")
def turns() -> Turns:
    return loaded_turns()


@pytest.fixture(scope="session")
def retriever(turns: Turns) -> KnowledgeRetriever:
    """The component as the model has it."""
    assert turns.agent.processor is not None
    runner: Any = turns.agent.processor.graph_runner
    components = (node._component for node in runner._nodes.values())
    return next(one for one in components if isinstance(one, KnowledgeRetriever))


def sentences(value: Any) -> Iterator[str]:
    if isinstance(value, str) and " " in value:
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from sentences(part)


def asked() -> list[str]:
    """Everything that anybody says in the test messages, and the articles' own questions."""
    files = sorted(Path("tests/data").rglob("*.yml"))
    found = [text for file in files for text in sentences(yaml_text.read(file.read_text("utf-8")))]
    found += [text for article in ARTICLES for each in article.questions.values() for text in each]
    return list(dict.fromkeys(map(plain, found)))


def nearest_of(shelf: Shelf, text: str, vector: Any, among: Collection[str]) -> tuple[str, float]:
    """The slow way: every question of every article, one after the other."""
    cosines = shelf.vectors @ vector
    best: dict[str, float] = {}
    for article, cosine in zip(shelf.articles, cosines, strict=True):
        best[article] = max(best.get(article, -1.0), float(cosine))
    read = shelf.reader.probabilities([text], vector[None, :])[0]
    near = [
        np.float32(best[name]) + np.float32(SHARE) * np.log(np.maximum(sure, np.float32(1e-6)))
        for name, sure in zip(shelf.reader.classes, read, strict=True)
        if name in among
    ]
    names = [name for name in shelf.reader.classes if name in among]
    first, second = sorted(near, reverse=True)[:2]
    signs = np.array([[first, first - second]], dtype=np.float32)
    return names[int(np.argmax(near))], round(float(shelf.judgement.scores(signs)[0]), 4)


def test_every_question_finds_what_a_look_for_each_intent_finds(
    retriever: KnowledgeRetriever,
) -> None:
    shelf = retriever._shelf
    assert shelf is not None
    groups = {ANY: {article.id for article in ARTICLES}}
    for article in ARTICLES:
        groups.setdefault(article.intent, set()).add(article.id)
    texts = asked()
    assert len(texts) > FEWEST
    for text, vector in zip(texts, encoder().encode(texts), strict=True):
        found = shelf.find(text, vector, retriever._among)
        slowly = {group: nearest_of(shelf, text, vector, ids) for group, ids in groups.items()}
        assert {group: (one.article, one.score) for group, one in found.items()} == slowly
        sure = {group: one.score for group, one in found.items() if one.sure}
        assert all(score >= shelf.judgement.threshold - 1e-4 for score in sure.values())


def test_a_text_without_meaning_finds_nothing(retriever: KnowledgeRetriever) -> None:
    assert retriever._shelf is not None
    nothing = np.zeros(512, dtype=np.float32)
    assert retriever._shelf.find("", nothing, retriever._among) == {}
    empty = {"none": retriever._shelf.places([])}
    assert retriever._shelf.find("hello", encoder().one("hello"), empty) == {}
