"""Pipeline component: whether a message is about something too heavy for a bot, and what.

Learned from data/stakes: messages of each kind, and messages that only sound like it. The parse
data gets `stakes`: the likeliest kind with its certainty. What follows is decided in bot/empathy.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.empathy import stakes
from bot.rasa_ext import examples, fingerprints, folds
from bot.rasa_ext import reader as reading
from bot.rasa_ext.calibration import Calibration
from bot.rasa_ext.gloss import Gloss, gloss_in
from bot.rasa_ext.hearing import Hearing
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.linear import LinearClassifier
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.nameless import with_names
from bot.rasa_ext.reader import Reader
from bot.rasa_ext.spelling import Variants, variants_in

SAD = "sad"


class Kinds:
    """What was learned: the reader, and how a message is heard."""

    def __init__(self, reader: Reader, hearing: Hearing) -> None:
        self.reader = reader
        self.hearing = hearing

    def probabilities(self, texts: list[str]) -> Matrix:
        """One row of probabilities of the kinds per text."""
        return self.reader.probabilities(
            *self.hearing.views([self.hearing.heard(text) for text in texts])
        )

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        np.savez_compressed(path, **self.reader.arrays(), **self.hearing.arrays())

    @classmethod
    def load(cls, path: Path) -> Kinds:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            return cls(Reader.from_arrays(stored), Hearing.from_arrays(stored))


def learn(
    own: Sequence[examples.Example],
    everyday: Sequence[str],
    names: list[str],
    variants: Variants,
    gloss: Gloss,
    *,
    strength: float,
    letters_weight: float,
    mistaken: float,
) -> Kinds:
    """Learn from messages in every language at once, and that names mean nothing.

    All of `everyday` is about none of the kinds, and there is far more of it: a reader of all that
    would seldom dare to name one. How soon it dares is set so that of everyday messages, each
    judged unseen, the share `mistaken` is taken for something heavy.
    """
    own = sorted(own, key=lambda each: each.text)
    texts = [*[each.text for each in own], *sorted(everyday)]
    labels = [*[each.label for each in own], *[stakes.NONE] * len(everyday)]
    hearing = Hearing.learn(texts, names, variants, careful=True, gloss=gloss)
    named, meant, of = with_names(texts[: len(own)], labels[: len(own)], names)
    extra = range(len(own), len(named))
    sources = [*range(len(texts)), *[of[place] for place in extra]]
    labels += [meant[place] for place in extra]
    words, vectors = hearing.views(
        [hearing.heard(text) for text in [*texts, *[named[place] for place in extra]]]
    )

    def reader(which: Sequence[int]) -> Reader:
        return reading.learn(
            [words[i] for i in which],
            [labels[i] for i in which],
            vectors[list(which)],
            strength=strength,
            letters_weight=letters_weight,
            exclusive=True,
        )

    everything = reader(range(len(words)))
    sure: list[float] = []
    for learned, new in folds.grouped(vectors[: len(texts)], labels[: len(texts)]):
        kept = set(learned.tolist())
        part = reader([place for place, source in enumerate(sources) if source in kept])
        calm = [place for place in new if place >= len(own)]
        rows = part.probabilities([words[i] for i in calm], vectors[calm])
        sure += list(1 - rows[:, part.classes.index(stakes.NONE)])
    return Kinds(everything.calibrated(_daring(everything.classes, sure, mistaken)), hearing)


def _daring(classes: Sequence[str], calm: Sequence[float], mistaken: float) -> Calibration:
    """Moves what is as sure as only that share of calm messages to even odds."""
    offsets = np.zeros(len(classes), dtype=np.float32)
    if calm:
        at = float(np.clip(np.quantile(calm, 1 - mistaken), 1e-3, 1 - 1e-3))
        offsets[classes.index(stakes.NONE)] = np.log(at / (1 - at))
    return Calibration(1.0, offsets)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class StakesClassifier(LinearClassifier[Kinds]):
    """Reads what is at stake out of the words; nothing else than the words."""

    stored = "stakes.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Examples, moods, names that mean nothing, intents with a meaning here, the regression.

        Messages of intent `danger` are of the kind danger; those of all other intents and the moods
        but sadness are about none, unless they stand among the examples. `mistaken`: the share of
        those that may be taken for something heavy when they were not learned from.
        """
        return {
            "examples": "data/stakes",
            "moods": None,
            "names": None,
            "spellings": None,
            "glossary": None,
            "danger": "crisis",
            "mistaken": 0.015,
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
        keys = ("names", "spellings", "glossary")
        single = [Path(config[key]) for key in keys if config.get(key)]
        files = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
        return fingerprints.of([*single, *files])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the kinds, and what messages look like that are about none of them."""
        names, spellings = self._config["names"], self._config["spellings"]
        found = {each.text: each for each in examples.kinds(Path(self._config["examples"]))}
        everyday = set(self._only_angry())
        for message in training_data.intent_examples:
            text = str(message.get(TEXT))
            if message.get(INTENT) == self._config["danger"]:
                found.setdefault(text, examples.Example(text, stakes.DANGER, ""))
            elif stakes.at(text) is None:
                everyday.add(text)
        model = learn(
            list(found.values()),
            list(everyday - found.keys()),
            examples.listed(Path(names), "names") if names else [],
            variants_in(Path(spellings)) if spellings else {},
            gloss_in(self._config["glossary"]),
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
            mistaken=float(self._config["mistaken"]),
        )
        return self._keep(model)

    def _only_angry(self) -> list[str]:
        folder = self._config["moods"]
        moods = examples.moods(Path(folder)) if folder else []
        # A sad message may well tell of a loss without one of the words.
        return [m.text for m in moods if m.label != SAD and stakes.at(m.text) is None]

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
