"""Pipeline component: the intent of a message, or `nlu_fallback` when it is none of ours."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.constants import DEFAULT_NLU_FALLBACK_INTENT_NAME
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.rasa_ext import examples, fingerprints, folds, scope
from bot.rasa_ext import reader as reading
from bot.rasa_ext.gloss import Gloss, gloss_in
from bot.rasa_ext.hearing import Hearing
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.linear import LinearClassifier
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.neighbours import Neighbours, nearness
from bot.rasa_ext.plain import plain
from bot.rasa_ext.reader import Reader
from bot.rasa_ext.spelling import Variants, variants_in

SHOWN_RANKING = 5
# The class of messages that belong to no intent; it is never answered with.
STRANGE = "(none)"


class Understanding:
    """What was learned: how a message is heard, the reader, its examples, and the gate.

    The reader knows one class more than there are intents when it was shown strangers.
    """

    def __init__(
        self, hearing: Hearing, reader: Reader, near: Neighbours, gate: scope.Gate | None = None
    ) -> None:
        self.hearing = hearing
        self.reader = reader
        self.near = near
        self.gate = gate
        self.intents = tuple(name for name in reader.classes if name != STRANGE)
        self._columns = [reader.classes.index(name) for name in self.intents]

    def read(self, texts: Sequence[str]) -> tuple[Matrix, list[bool]]:
        """The probabilities of the intents for texts, and which are probably in scope.

        What is not understood as it is written is read once more in usual words.
        """
        said = [plain(text) for text in texts]
        usual = [self.hearing.heard(text) for text in texts]
        probabilities, inside = self._read(said, usual)
        lost = [i for i, ok in enumerate(inside) if not ok and usual[i] != said[i]]
        if lost:
            rows, found = self._read([usual[i] for i in lost])
            for place, row, ok in zip(lost, rows, found, strict=True):
                if ok:
                    probabilities[place], inside[place] = row, True
        return probabilities, inside

    def _read(
        self, said: Sequence[str], usual: Sequence[str] | None = None
    ) -> tuple[Matrix, list[bool]]:
        every, vectors = self._probabilities(said, usual)
        if self.gate is None:
            return every, [True] * len(said)
        return every[:, self._columns], self._let_in(self.gate, every, vectors)

    def _let_in(self, gate: scope.Gate, every: Matrix, vectors: Matrix) -> list[bool]:
        """What the gate says of each message, and only as much looked at as that needs."""
        inside = np.zeros(len(every), dtype=np.bool_)
        if gate.trusts_nearness:
            best = np.array(self._columns)[every[:, self._columns].argmax(axis=1)]
            inside = gate.lets_in(_signs(self.reader, every, self.near.at_least(vectors, best)))
        left = np.flatnonzero(~inside)
        if len(left):
            near = self.near.nearness(vectors[left])
            inside[left] = gate.lets_in(_signs(self.reader, every[left], near))
        return [bool(one) for one in inside]

    def scope(self, texts: Sequence[str]) -> Matrix:
        """How probably each text is in scope. Needs a gate."""
        assert self.gate is not None
        usual = [self.hearing.heard(text) for text in texts]
        every, vectors = self._probabilities([plain(text) for text in texts], usual)
        return self.gate.score(_signs(self.reader, every, self.near.nearness(vectors)))

    def _probabilities(
        self, said: Sequence[str], usual: Sequence[str] | None
    ) -> tuple[Matrix, Matrix]:
        letters, vectors = self.hearing.views(said, usual)
        return self.reader.probabilities(letters, vectors), vectors

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        gate = self.gate
        np.savez_compressed(
            path,
            **self.hearing.arrays(),
            **self.reader.arrays(),
            vectors=self.near.vectors.astype(np.float16),
            belongs=self.near.belongs,
            gate=gate.weights if gate else np.zeros(0, dtype=np.float32),
            gate_at=np.array([gate.bias, gate.threshold] if gate else []),
        )

    @classmethod
    def load(cls, path: Path) -> Understanding:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            at = stored["gate_at"]
            gate = scope.Gate(stored["gate"], float(at[0]), float(at[1])) if len(at) else None
            near = Neighbours(stored["vectors"].astype(np.float32), stored["belongs"])
            return cls(Hearing.from_arrays(stored), Reader.from_arrays(stored), near, gate)


def learn(
    texts: list[str],
    labels: list[str],
    outside: list[str],
    *,
    names: Sequence[str] = (),
    variants: Variants | None = None,
    gloss: Gloss | None = None,
    strength: float,
    letters_weight: float,
    rejected: float,
) -> Understanding:
    """Learn from messages with their intents, and fit the gate on messages that have none.

    `names` are no slips of other words, `variants` are other ways to write a word, `gloss` has the
    English of words.
    """
    inside = len(texts)
    everybody = [*texts, *outside]
    hearing = Hearing.learn(everybody, names, variants or {}, careful=True, names=True, gloss=gloss)
    meant = [*labels, *[STRANGE] * len(outside)]
    said, vectors = hearing.views(
        [plain(text) for text in everybody], [hearing.heard(text) for text in everybody]
    )

    def reader(which: Sequence[int]) -> Reader:
        return reading.learn(
            [said[i] for i in which],
            [meant[i] for i in which],
            vectors[list(which)],
            strength=strength,
            letters_weight=letters_weight,
            exclusive=False,
        )

    everything = reader(range(len(said)))
    belongs = [everything.classes.index(label) for label in labels]
    model = Understanding(hearing, everything, Neighbours(vectors[:inside], belongs))
    if not outside:
        return model
    signs = np.zeros((len(said), scope.SIGNS), dtype=np.float32)
    for known, new in folds.grouped(vectors, meant):
        # What the gate would see of each message, had neither it nor its translation been learned.
        part = reader(known.tolist())
        unseen = part.probabilities([said[i] for i in new], vectors[new])
        signs[new] = _signs(part, unseen, nearness(vectors[new], vectors[known[known < inside]]))
    model.gate = scope.fit(signs[:inside], signs[inside:], rejected=rejected)
    return model


def _signs(reader: Reader, probabilities: Matrix, near: Matrix) -> Matrix:
    strange = reader.classes.index(STRANGE)
    known = np.delete(probabilities, strange, axis=1)
    return scope.signs(known, near, probabilities[:, strange])


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class IntentClassifier(LinearClassifier[Understanding]):
    """Logistic regression on the embedding and the letters, with the out-of-scope gate."""

    stored = "intents.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """C of the regression, weight of the letters, the gate's file and strictness; files of
        names, of other ways to write a word, and of the English of words.

        Below `least` a message counts as not understood, whatever the gate says; `least_for`
        asks more of single intents, such as those that wake somebody up.
        """
        return {
            "strength": 30.0,
            "letters_weight": 1.0,
            "out_of_scope": None,
            "names": None,
            "spellings": None,
            "glossary": None,
            "least": 0.1,
            "least_for": {},
            "rejected": 0.03,
        }

    @classmethod
    def restored(cls, path: Path) -> Understanding:
        """Read what was learned."""
        return Understanding.load(path)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """A changed file of examples is a reason to train again."""
        keys = ("out_of_scope", "names", "spellings", "glossary")
        return fingerprints.of([Path(config[key]) for key in keys if config.get(key)])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the messages of the flows."""
        known = [m for m in training_data.intent_examples if m.get(INTENT) and m.get(TEXT)]
        if len({message.get(INTENT) for message in known}) < 2:
            return self._resource
        path, names = self._config["out_of_scope"], self._config["names"]
        spellings = self._config["spellings"]
        model = learn(
            [str(message.get(TEXT)) for message in known],
            [str(message.get(INTENT)) for message in known],
            examples.listed(Path(path), "out_of_scope") if path else [],
            names=examples.listed(Path(names), "names") if names else [],
            variants=variants_in(Path(spellings)) if spellings else {},
            gloss=gloss_in(self._config["glossary"]),
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
            rejected=float(self._config["rejected"]),
        )
        return self._keep(model)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Predict the training messages, for components that learn from predictions."""
        self.process(training_data.training_examples)
        return training_data

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent and ranking; what the gate does not let in becomes `nlu_fallback`."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        if self._model is None or not worded:
            return messages
        texts = [message.get(TEXT) for message in worded]
        probabilities, understood = self._model.read(texts)
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
        return [_intent(self._model.intents[i], float(row[i])) for i in order]


def _intent(name: str, confidence: float) -> dict[str, Any]:
    return {"name": name, "confidence": confidence}
