"""Pipeline component: whether a message is about something too heavy for a bot, and what.

Learned from data/stakes: messages of each kind, and messages that only sound like it. The parse
data gets `stakes`: the likeliest kind with its certainty. What follows is decided in bot/empathy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.empathy import stakes
from bot.encoder import encoder
from bot.rasa_ext import examples, fingerprints
from bot.rasa_ext import reader as reading
from bot.rasa_ext.hearing import Hearing
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.linear import LinearClassifier
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.nameless import with_names
from bot.rasa_ext.reader import Reader
from bot.rasa_ext.spelling import variants_in

SAD = "sad"


class Kinds:
    """What was learned: the reader, and how a message is heard."""

    def __init__(self, reader: Reader, hearing: Hearing) -> None:
        self.reader = reader
        self.hearing = hearing

    def probabilities(self, texts: list[str]) -> Matrix:
        """One row of probabilities of the kinds per text."""
        words = [self.hearing.heard(text) for text in texts]
        return self.reader.probabilities(words, encoder().encode(words))

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        np.savez_compressed(path, **self.reader.arrays(), **self.hearing.arrays())

    @classmethod
    def load(cls, path: Path) -> Kinds:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(Reader.from_arrays(stored), Hearing.from_arrays(stored))


def learn(
    texts: list[str],
    labels: list[str],
    names: list[str],
    variants: Mapping[str, str],
    *,
    strength: float,
    letters_weight: float,
) -> Kinds:
    """Learn from messages in every language at once, and that names mean nothing."""
    hearing = Hearing.learn(texts, names, variants, careful=True)
    texts, labels, _ = with_names(texts, labels, names)
    words = [hearing.heard(text) for text in texts]
    vectors = encoder().encode(words)
    reader = reading.learn(
        words, labels, vectors, strength=strength, letters_weight=letters_weight, exclusive=True
    )
    return Kinds(reader, hearing)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class StakesClassifier(LinearClassifier[Kinds]):
    """Reads what is at stake out of the words; nothing else than the words."""

    stored = "stakes.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Examples, moods, names that mean nothing, intents with a meaning here, the regression.

        Messages of intent `danger` are of the kind danger. Those of the intents in `near` sound
        most like it and are not, so all of them are learned as none; of all others every
        `every`th, and as many of the moods to show what plain anger looks like. More of them
        would drown the few that are heavy.
        """
        return {
            "examples": "data/stakes",
            "moods": None,
            "names": None,
            "spellings": None,
            "danger": "crisis",
            "near": ["complain", "abuse", "talk_to_human"],
            "every": 10,
            "strength": 40.0,
            "letters_weight": 1.0,
        }

    @classmethod
    def restored(cls, path: Path) -> Kinds:
        """Read what was learned."""
        return Kinds.load(path)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed examples are a reason to train again."""
        folders = [Path(config[key]) for key in ("examples", "moods") if config.get(key)]
        single = [Path(config[key]) for key in ("names", "spellings") if config.get(key)]
        files = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
        return fingerprints.of([*single, *files])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the kinds, and what messages look like that are about none of them."""
        names, spellings = self._config["names"], self._config["spellings"]
        found = examples.kinds(Path(self._config["examples"]))
        said = [(str(m.get(TEXT)), m.get(INTENT)) for m in training_data.intent_examples]
        danger = [text for text, intent in said if intent == self._config["danger"]]
        plain_ones = [*self._everyday(said), *self._only_angry()]
        model = learn(
            [*[each.text for each in found], *danger, *plain_ones],
            [
                *[each.label for each in found],
                *[stakes.DANGER] * len(danger),
                *[stakes.NONE] * len(plain_ones),
            ],
            examples.listed(Path(names), "names") if names else [],
            variants_in(Path(spellings)) if spellings else {},
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
        )
        return self._keep(model)

    def _everyday(self, said: Sequence[tuple[str, Any]]) -> list[str]:
        found = [
            (text, intent)
            for text, intent in said
            if intent != self._config["danger"] and stakes.at(text) is None
        ]
        near = [text for text, intent in found if intent in self._config["near"]]
        others = [text for text, intent in found if intent not in self._config["near"]]
        return [*near, *others[:: int(self._config["every"])]]

    def _only_angry(self) -> list[str]:
        folder = self._config["moods"]
        moods = examples.moods(Path(folder)) if folder else []
        # A sad message may well tell of a loss without one of the words.
        plain_ones = [m.text for m in moods if m.label != SAD and stakes.at(m.text) is None]
        return plain_ones[:: int(self._config["every"])]

    def process(self, messages: list[Message]) -> list[Message]:
        """Add the likeliest kind, and how sure it is that the message is about any of them."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        if self._model is None or not worded:
            return messages
        rows = self._model.probabilities([message.get(TEXT) for message in worded])
        for message, row in zip(worded, rows, strict=True):
            kinds = dict(zip(self._model.reader.classes, map(float, row), strict=True))
            message.set("stakes", stakes.likeliest(kinds), add_to_output=True)
        return messages
