"""Pipeline component: the intent of a message, or `nlu_fallback` when it is none of ours."""

from __future__ import annotations

import json
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
from bot.rasa_ext.linear import Letters, Linear, Matrix, fit
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.plain import plain

SHOWN_RANKING = 5
STORED = "intents.npz"


class Understanding:
    """What was learned: the classifier over embedding and letters, the examples, and the gate."""

    def __init__(
        self, *, linear: Linear, letters: Letters, vectors: Matrix, gate: scope.Gate | None
    ) -> None:
        self.linear = linear
        self.letters = letters
        self.vectors = vectors
        self.gate = gate
        self._columns = letters.columns()
        size = vectors.shape[1]
        self._dense = np.ascontiguousarray(linear.weights[:, :size].T)
        self._sparse = np.ascontiguousarray(linear.weights[:, size:].T)

    def probabilities(self, texts: list[str], vectors: Matrix) -> Matrix:
        """One row of class probabilities per text."""
        scores = vectors @ self._dense + self.linear.bias
        for row, text in enumerate(texts):
            where, values = self.letters.row(text, self._columns)
            scores[row] += values @ self._sparse[where]
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        result: Matrix = shifted / shifted.sum(axis=1, keepdims=True)
        return result

    def understood(self, probabilities: Matrix, vectors: Matrix) -> list[bool]:
        """Which of the messages are probably in scope."""
        if self.gate is None:
            return [True] * len(probabilities)
        near = scope.nearness(vectors, self.vectors)
        return [bool(inside) for inside in self.gate.lets_in(probabilities, near)]

    def save(self, path: Path) -> None:
        """Write it as arrays and text; nothing that could run code when it is read."""
        gate = self.gate
        about = {
            "classes": self.linear.classes,
            "letters_weight": self.letters.weight,
            "gate": [gate.bias, gate.threshold] if gate else None,
        }
        np.savez_compressed(
            path,
            about=np.array(json.dumps(about)),
            weights=self.linear.weights,
            bias=self.linear.bias,
            groups=np.array(self.letters.groups),
            rarity=self.letters.rarity,
            vectors=self.vectors.astype(np.float16),
            gate=gate.weights if gate else np.zeros(0, dtype=np.float32),
        )

    @classmethod
    def load(cls, path: Path) -> Understanding:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            about = json.loads(str(stored["about"]))
            gate = about["gate"]
            return cls(
                linear=Linear(tuple(about["classes"]), stored["weights"], stored["bias"]),
                letters=Letters(
                    tuple(str(g) for g in stored["groups"]),
                    stored["rarity"],
                    float(about["letters_weight"]),
                ),
                vectors=stored["vectors"].astype(np.float32),
                gate=scope.Gate(stored["gate"], gate[0], gate[1]) if gate else None,
            )


def learn(
    texts: list[str],
    labels: list[str],
    outside: list[str],
    *,
    strength: float = 30.0,
    letters_weight: float = 1.0,
    rejected: float = 0.05,
) -> Understanding:
    """Learn from messages with their intents, and fit the gate on messages that have none."""
    texts = [plain(text) for text in texts]
    vectors = encoder().encode(texts)
    model = _classifier(texts, labels, vectors, strength, letters_weight)
    if not outside:
        return model
    inside = _signs_by_folds(texts, labels, vectors, strength, letters_weight)
    strange = [plain(text) for text in outside]
    strange_vectors = encoder().encode(strange)
    signs = scope.signs(
        model.probabilities(strange, strange_vectors), scope.nearness(strange_vectors, vectors)
    )
    model.gate = scope.fit(inside, signs, rejected=rejected)
    return model


def _classifier(
    texts: list[str], labels: list[str], vectors: Matrix, strength: float, letters_weight: float
) -> Understanding:
    from scipy.sparse import csr_matrix, hstack

    letters = Letters.learn(texts, letters_weight)
    features = hstack([csr_matrix(vectors), letters.sparse(texts)]).tocsr()
    linear = fit(features, labels, strength)
    return Understanding(linear=linear, letters=letters, vectors=vectors, gate=None)


def _signs_by_folds(
    texts: list[str], labels: list[str], vectors: Matrix, strength: float, letters_weight: float
) -> Matrix:
    """What the gate would see of each message, had it not been learned from."""
    from sklearn.model_selection import KFold

    folds = min(4, len(texts))
    collected = np.zeros((len(texts), 3), dtype=np.float32)
    for known, new in KFold(folds, shuffle=True, random_state=7).split(texts):
        model = _classifier(
            [texts[i] for i in known],
            [labels[i] for i in known],
            vectors[known],
            strength,
            letters_weight,
        )
        probabilities = model.probabilities([texts[i] for i in new], vectors[new])
        collected[new] = scope.signs(probabilities, scope.nearness(vectors[new], vectors[known]))
    return collected


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(GraphComponent, RasaIntentClassifier):
    """Logistic regression on the embedding and the letters, with the out-of-scope gate."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """C of the regression, weight of the letters, and the gate's file and strictness."""
        return {
            "strength": 30.0,
            "letters_weight": 1.0,
            "out_of_scope": None,
            "rejected": 0.05,
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
            examples.out_of_scope(Path(path)) if path else [],
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
        probabilities = self._model.probabilities(texts, vectors)
        understood = self._model.understood(probabilities, vectors)
        for message, row, inside in zip(worded, probabilities, understood, strict=True):
            ranking = self._ranking(row)
            if not inside:
                ranking.insert(0, _intent(DEFAULT_NLU_FALLBACK_INTENT_NAME, 1.0 - float(row.max())))
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking, add_to_output=True)
        return messages

    def _ranking(self, row: Matrix) -> list[dict[str, Any]]:
        assert self._model is not None
        order = np.argsort(row)[::-1][:SHOWN_RANKING]
        return [_intent(self._model.linear.classes[i], float(row[i])) for i in order]


def _intent(name: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "confidence": confidence}
