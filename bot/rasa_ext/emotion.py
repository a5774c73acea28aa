"""Pipeline component: how the customer seems to feel in this message, as the entity `mood`.

The parse result also gets `emotion`: every mood's probability. The components that come after and
the reading of the conversation use those; one message alone decides nothing.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.empathy.signals import likeliest
from bot.encoder import encoder
from bot.rasa_ext import examples, fingerprints
from bot.rasa_ext import reader as reading
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.messages import add_whole, is_payload, said_with
from bot.rasa_ext.plain import plain, shouted
from bot.rasa_ext.reader import Reader

NEUTRAL = "neutral"
STORED = "moods.npz"
# Signs that the encoder does not see: it reads capitals as other words, and no punctuation.
SIGNS = 4


def features(texts: list[str]) -> Matrix:
    """The embedding of each text and how loud it is written."""
    vectors = encoder().encode([plain(text) for text in texts])
    return np.hstack([vectors, np.array([signs(text) for text in texts], dtype=np.float32)])


def signs(text: str) -> list[float]:
    """Shouting, exclamation marks, question marks, and letters drawn out; each 0 to about 0.3."""
    exclaimed, asked = text.count("!"), text.count("?")
    return [
        0.3 if shouted(text) else 0.0,
        min(0.3, 0.1 * exclaimed),
        0.1 if asked == 1 else min(0.3, 0.15 * max(0, asked - 1)),
        0.2 if any(a == b == c for a, b, c in zip(text, text[1:], text[2:], strict=False)) else 0.0,
    ]


def probabilities(model: Reader, texts: list[str]) -> Matrix:
    """One row of mood probabilities per text."""
    return model.probabilities([plain(text) for text in texts], features(texts))


def learn(texts: list[str], labels: list[str], *, strength: float, letters_weight: float) -> Reader:
    """Learn from messages in every language at once."""
    return reading.learn(
        [plain(text) for text in texts],
        labels,
        features(texts),
        strength=strength,
        letters_weight=letters_weight,
        exclusive=True,
    )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmotionClassifier(GraphComponent):
    """Reads the mood of a message out of the words; never of a person who works at the desk."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The folder with examples, the intents whose messages are plain, and the regression."""
        return {
            "examples": "data/emotion",
            "neutral_intents": [],
            "strength": 10.0,
            "letters_weight": 1.2,
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Reader | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EmotionClassifier:
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
    ) -> EmotionClassifier:
        """Made by Rasa's graph, from a trained model."""
        component = cls(config, model_storage, resource)
        with (
            model_storage.read_from(resource) as folder,
            np.load(Path(folder) / STORED, allow_pickle=False) as stored,
        ):
            component._model = Reader.from_arrays(stored)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed examples are a reason to train again."""
        folder = config.get("examples")
        return fingerprints.of(sorted(Path(folder).glob("*.yml")) if folder else [])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the moods, and what they look like when people only say what they need."""
        found = examples.moods(Path(self._config["examples"]))
        texts = [example.text for example in found]
        labels = [example.label for example in found]
        intents = set(self._config["neutral_intents"])
        for message in training_data.intent_examples:
            if message.get(INTENT) in intents and message.get(TEXT) not in texts:
                texts.append(message.get(TEXT))
                labels.append(NEUTRAL)
        self._model = learn(
            texts,
            labels,
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
        )
        with self._storage.write_to(self._resource) as folder:
            np.savez_compressed(Path(folder) / STORED, **self._model.arrays())
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add emotion and mood; when the customer switched it off, nothing is computed."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        read = [message for message in worded if said_with(message).get("mood") is not False]
        for message in worded:
            if said_with(message).get("mood") is False:
                add_whole(message, "mood", NEUTRAL, type(self).__name__)
        if self._model is None or not read:
            return messages
        rows = probabilities(self._model, [message.get(TEXT) for message in read])
        for message, row in zip(read, rows, strict=True):
            moods = {name: float(p) for name, p in zip(self._model.classes, row, strict=True)}
            name = likeliest(moods)
            emotion = {"name": name, "confidence": moods[name], "moods": moods}
            message.set("emotion", emotion, add_to_output=True)
            add_whole(message, "mood", name, type(self).__name__)
        return messages
