"""Pipeline component: the article nearest to a message, as `knowledge` in the parse data.

It stands first in the pipeline: in training it adds questions of the articles to the examples of
their intent, so that an article that is written is understood without another line.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.knowledge.articles import INTENT as KNOWLEDGE_INTENT
from bot.knowledge.articles import Article, load
from bot.rasa_ext import fingerprints
from bot.rasa_ext.gloss import gloss_in
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.plain import plain
from bot.rasa_ext.shelf import Places, Shelf, learn

KNOWLEDGE = "knowledge"
ANY = "any"
STORED = "shelf.npz"
INTENTS = "intents.txt"
# With fewer there is nothing to choose between.
FEWEST = 2


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=True)
class KnowledgeRetriever(GraphComponent):
    """Finds the nearest article of all, and of each intent that has articles of its own."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The folder of the articles; which share of the answers given may be a wrong one; a file
        with the English of words.

        `taught`: how many questions of an article teach its intent, in each language. With all of
        them the intent would be so large that it takes messages from its neighbours.
        """
        return {"articles": "data/knowledge", "wrong": 0.03, "taught": 2, "glossary": None}

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._shelf: Shelf | None = None
        self._among: dict[str, Places] = {}

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> KnowledgeRetriever:
        """Made by Rasa's graph, untrained."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,
    ) -> KnowledgeRetriever:
        """Made by Rasa's graph, from a trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            if (Path(folder) / STORED).exists():
                component._shelf = shelf = Shelf.load(Path(folder) / STORED)
                component._among = {ANY: shelf.places()}
                for intent, articles in _read_intents(Path(folder) / INTENTS).items():
                    component._among[intent] = shelf.places(articles)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A changed article is a reason to train again."""
        folder, glossary = config.get("articles"), config.get("glossary")
        words = [Path(glossary)] if glossary else []
        return fingerprints.of([*words, *(sorted(Path(folder).glob("*.yml")) if folder else [])])

    def train(self, training_data: TrainingData) -> Resource:
        """Embed the questions, and fit how near is near enough."""
        articles = load(Path(self._config["articles"]))
        if len(articles) < FEWEST:
            return self._resource
        asked = [(article.id, plain(text)) for article in articles for text in known(article)]
        # The examples in the flow's own file are the questions that no article answers.
        unanswered = [
            plain(message.get(TEXT))
            for message in training_data.intent_examples
            if message.get(INTENT) == KNOWLEDGE_INTENT and message.get(TEXT)
        ]
        gloss = gloss_in(self._config["glossary"])
        shelf = learn(
            [article for article, _ in asked],
            *gloss.views([text for _, text in asked]),
            *gloss.views(unanswered),
            wrong=float(self._config["wrong"]),
        )
        with self._storage.write_to(self._resource) as folder:
            replace(shelf, gloss=gloss).save(Path(folder) / STORED)
            lines = [f"{article.id} {article.intent}\n" for article in articles]
            (Path(folder) / INTENTS).write_text("".join(lines), encoding="utf-8")
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the articles' questions to the examples of their intent."""
        taught = {message.get(TEXT) for message in training_data.intent_examples}
        examples = [
            Message.build(text=question, intent=article.intent)
            for article in load(Path(self._config["articles"]))
            for questions in article.questions.values()
            for question in questions[: int(self._config["taught"])]
            if question not in taught
        ]
        return training_data.merge(TrainingData(training_examples=examples))

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the nearest articles to messages in words."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        if self._shelf is None or not worded:
            return messages
        texts = [plain(message.get(TEXT)) for message in worded]
        for message, text, row in zip(worded, *self._shelf.gloss.views(texts), strict=True):
            message.set(KNOWLEDGE, self._near(text, row), add_to_output=True)
        return messages

    def _near(self, text: str, vector: Any) -> dict[str, dict[str, Any]]:
        assert self._shelf is not None
        return {
            group: {"article": one.article, "score": one.score, "sure": one.sure}
            for group, one in self._shelf.find(text, vector, self._among).items()
        }


def known(article: Article) -> Sequence[str]:
    """What is known to lead to an article: its questions and its title, in every language."""
    asked = [question for questions in article.questions.values() for question in questions]
    return list(dict.fromkeys([*asked, *article.title.values()]))


def _read_intents(path: Path) -> dict[str, frozenset[str]]:
    pairs: Iterable[list[str]] = (
        line.split() for line in path.read_text(encoding="utf-8").splitlines()
    )
    found: dict[str, set[str]] = {}
    for article, intent in pairs:
        found.setdefault(intent, set()).add(article)
    return {intent: frozenset(articles) for intent, articles in found.items()}
