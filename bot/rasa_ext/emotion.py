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
from bot.rasa_ext.messages import is_payload, said_with, say_of_whole
from bot.rasa_ext.nameless import nameless, with_names
from bot.rasa_ext.nameless import words as known_words
from bot.rasa_ext.plain import plain, shouted
from bot.rasa_ext.reader import Reader

NEUTRAL = "neutral"
STORED = "moods.npz"
# Signs that the encoder does not see: it reads capitals as other words, and no punctuation.
SIGNS = 4


class Moods:
    """What was learned: the reader, and the words that are known to be no names."""

    def __init__(self, reader: Reader, known: frozenset[str]) -> None:
        self.reader = reader
        self.known = known

    def probabilities(self, texts: list[str]) -> Matrix:
        """One row of mood probabilities per text."""
        words = [plain(nameless(text, self.known)) for text in texts]
        return self.reader.probabilities(words, features(texts, words))

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        np.savez_compressed(path, **self.reader.arrays(), known=np.array(sorted(self.known)))

    @classmethod
    def load(cls, path: Path) -> Moods:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            known = frozenset(str(word) for word in stored["known"])
            return cls(Reader.from_arrays(stored), known)


def features(texts: list[str], words: list[str]) -> Matrix:
    """The embedding of the words, and how loud the text is written."""
    loud = np.array([signs(text) for text in texts], dtype=np.float32)
    return np.hstack([encoder().encode(words), loud.reshape(len(texts), SIGNS)])


def signs(text: str) -> list[float]:
    """Shouting, exclamation marks, question marks, and letters drawn out; each 0 to about 0.3."""
    exclaimed, asked = text.count("!"), text.count("?")
    return [
        0.3 if shouted(text) else 0.0,
        min(0.3, 0.1 * exclaimed),
        0.1 if asked == 1 else min(0.3, 0.15 * max(0, asked - 1)),
        0.2 if any(a == b == c for a, b, c in zip(text, text[1:], text[2:], strict=False)) else 0.0,
    ]


def learn(
    texts: list[str],
    labels: list[str],
    names: list[str],
    *,
    strength: float,
    letters_weight: float,
) -> Moods:
    """Learn from messages in every language at once, and that names mean nothing."""
    known = known_words(texts)
    texts, labels = with_names(texts, labels, names)
    words = [plain(nameless(text, known)) for text in texts]
    reader = reading.learn(
        words,
        labels,
        features(texts, words),
        strength=strength,
        letters_weight=letters_weight,
        exclusive=True,
    )
    return Moods(reader, known)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmotionClassifier(GraphComponent):
    """Reads the mood of a message out of the words; never of a person who works at the desk."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Examples, names that mean nothing, intents whose messages are plain, the regression."""
        return {
            "examples": "data/emotion",
            "names": None,
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
        self._model: Moods | None = None

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
        with model_storage.read_from(resource) as folder:
            component._model = Moods.load(Path(folder) / STORED)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed examples are a reason to train again."""
        folder = config.get("examples")
        names = [Path(config["names"])] if config.get("names") else []
        return fingerprints.of([*names, *sorted(Path(folder).glob("*.yml"))] if folder else [])

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
            examples.listed(Path(self._config["names"]), "names") if self._config["names"] else [],
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder) / STORED)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Add emotion and mood; when the customer switched it off, nothing is computed."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        read = [message for message in worded if said_with(message).get("mood") is not False]
        for message in worded:
            if said_with(message).get("mood") is False:
                say_of_whole(message, "mood", NEUTRAL)
        if self._model is None or not read:
            return messages
        rows = self._model.probabilities([message.get(TEXT) for message in read])
        for message, row in zip(read, rows, strict=True):
            moods = {
                name: float(p) for name, p in zip(self._model.reader.classes, row, strict=True)
            }
            name = likeliest(moods)
            emotion = {"name": name, "confidence": moods[name], "moods": moods}
            message.set("emotion", emotion, add_to_output=True)
            say_of_whole(message, "mood", name)
        return messages
