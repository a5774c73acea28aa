"""Pipeline component: the intent of a message, or `nlu_fallback` when it is none of ours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier as RasaIntentClassifier
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import encoder
from bot.rasa_ext import examples, fingerprints, scope
from bot.rasa_ext import reader as reading
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.plain import plain
from bot.rasa_ext.reader import Reader

SHOWN_RANKING = 5
STORED = "intents.npz"


class Understanding:
    """What was learned: the reader, the examples it learned from, and the gate."""

    def __init__(self, reader: Reader, vectors: Matrix, gate: scope.Gate | None = None) -> None:
        self.reader = reader
        self.vectors = vectors
        self.gate = gate

    def understood(self, probabilities: Matrix, vectors: Matrix) -> list[bool]:
        """Which of the messages are probably in scope."""
        if self.gate is None:
            return [True] * len(probabilities)
        near = scope.nearness(vectors, self.vectors)
        return [bool(inside) for inside in self.gate.lets_in(probabilities, near)]

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        gate = self.gate
        np.savez_compressed(
            path,
            **self.reader.arrays(),
            vectors=self.vectors.astype(np.float16),
            gate=gate.weights if gate else np.zeros(0, dtype=np.float32),
            gate_at=np.array([gate.bias, gate.threshold] if gate else []),
        )

    @classmethod
    def load(cls, path: Path) -> Understanding:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            at = stored["gate_at"]
            gate = scope.Gate(stored["gate"], float(at[0]), float(at[1])) if len(at) else None
            return cls(Reader.from_arrays(stored), stored["vectors"].astype(np.float32), gate)


def learn(
    texts: list[str],
    labels: list[str],
    outside: list[str],
    *,
    strength: float,
    letters_weight: float,
    rejected: float,
) -> Understanding:
    """Learn from messages with their intents, and fit the gate on messages that have none."""
    texts = [plain(text) for text in texts]
    vectors = encoder().encode(texts)

    def reader(which: Sequence[int]) -> Reader:
        return reading.learn(
            [texts[i] for i in which],
            [labels[i] for i in which],
            vectors[list(which)],
            strength=strength,
            letters_weight=letters_weight,
            exclusive=False,
        )

    model = Understanding(reader(range(len(texts))), vectors)
    if not outside:
        return model
    strange = [plain(text) for text in outside]
    strange_vectors = encoder().encode(strange)
    signs = scope.signs(
        model.reader.probabilities(strange, strange_vectors),
        scope.nearness(strange_vectors, vectors),
    )
    inside = np.zeros((len(texts), signs.shape[1]), dtype=np.float32)
    for known, new in _folds(len(texts)):
        # What the gate would see of each message, had it not been learned from.
        unseen = reader(known).probabilities([texts[i] for i in new], vectors[new])
        inside[new] = scope.signs(unseen, scope.nearness(vectors[new], vectors[known]))
    model.gate = scope.fit(inside, signs, rejected=rejected)
    return model


def _folds(count: int) -> Iterator[tuple[Any, Any]]:
    from sklearn.model_selection import KFold

    return iter(KFold(min(4, count), shuffle=True, random_state=7).split(range(count)))


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Logistic regression on the embedding and the letters, with the out-of-scope gate."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """C of the regression, weight of the letters, the gate's file and strictness.

        Below `least` a message counts as not understood, whatever the gate says; `least_for`
        asks more of single intents, such as those that wake somebody up.
        """
        return {
            "strength": 30.0,
            "letters_weight": 1.0,
            "out_of_scope": None,
            "least": 0.1,
            "least_for": {},
            "rejected": 0.03,
        }

    def __init__(
        self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource
    ) -> None:
        self._config = config
        self._storage = model_storage
        self._resource = resource
        self._model: Understanding | None = None

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> IntentClassifier:
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
    ) -> IntentClassifier:
        """Made by Rasa's graph, from a trained model."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            stored = Path(folder) / STORED
            if stored.exists():
                component._model = Understanding.load(stored)
        return component

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A changed file of examples is a reason to train again."""
        path = config.get("out_of_scope")
        return fingerprints.of([Path(path)] if path else [])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the messages of the flows."""
        known = [m for m in training_data.intent_examples if m.get(INTENT) and m.get(TEXT)]
        if len({message.get(INTENT) for message in known}) < 2:
            return self._resource
        path = self._config["out_of_scope"]
        self._model = learn(
            [str(message.get(TEXT)) for message in known],
            [str(message.get(INTENT)) for message in known],
            examples.listed(Path(path), "out_of_scope") if path else [],
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
            rejected=float(self._config["rejected"]),
        )
        with self._storage.write_to(self._resource) as folder:
            self._model.save(Path(folder) / STORED)
        return self._resource

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Predict the training messages, for components that learn from predictions."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking; what the gate does not let in becomes `nlu_fallback`."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        if self._model is None or not worded:
            return messages
        texts = [plain(message.get(TEXT)) for message in worded]
        vectors = encoder().encode(texts)
        probabilities = self._model.reader.probabilities(texts, vectors)
        understood = self._model.understood(probabilities, vectors)
        for message, row, inside in zip(worded, probabilities, understood, strict=True):
            ranking = self._ranking(row)
            if not inside or ranking[0]["confidence"] < self._least(ranking[0]["name"]):
                ranking.insert(0, _intent(DEFAULT_NLU_FALLBACK_INTENT_NAME, 1.0 - float(row.max())))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _least(self, intent: str) -> float:
        return float(self._config["least_for"].get(intent, self._config["least"]))

    def _ranking(self, row: Matrix) -> list[dict[str, Any]]:
        assert self._model is not None
        order = np.argsort(row)[::-1][:SHOWN_RANKING]
        return [_intent(self._model.reader.classes[i], float(row[i])) for i in order]


def _intent(name: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "confidence": confidence}
