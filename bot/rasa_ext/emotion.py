"""Pipeline component: how the customer seems to feel in this message, as the entity `mood`.

The parse result also gets `emotion`: every mood's probability. The components that come after and
the reading of the conversation use those; one message alone decides nothing.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.empathy.signals import likeliest
from bot.encoder import DIMENSIONS
from bot.rasa_ext import calibration, examples, fingerprints, folds
from bot.rasa_ext import reader as reading
from bot.rasa_ext.examples import ExamplesError
from bot.rasa_ext.gloss import Gloss, gloss_in
from bot.rasa_ext.hearing import Hearing
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.linear import LinearClassifier
from bot.rasa_ext.messages import is_payload, said_with, say_of_whole
from bot.rasa_ext.mood_words import MoodWords, lists_in
from bot.rasa_ext.nameless import with_names
from bot.rasa_ext.plain import shouted
from bot.rasa_ext.reader import Reader
from bot.rasa_ext.spelling import Variants, variants_in

NEUTRAL = "neutral"
# What a message of an intent is labelled when two readers would not agree on its mood.
UNCLEAR = "unclear"
# As if so many messages said that no mood is read too often: some hundreds must not make one mood
# so likely that it is read where another is plain.
HELD = 16.0
# Signs that the encoder does not see: it reads capitals as other words, and no punctuation.
SIGNS = 4


@dataclass(frozen=True)
class Mood:
    """One message and its mood; `shown` when it was written to show one."""

    text: str
    label: str
    shown: bool


class Moods:
    """What was learned: the reader, the words of moods, and how a message is heard."""

    def __init__(self, reader: Reader, words: MoodWords, hearing: Hearing) -> None:
        self.reader = reader
        self.words = words
        self.hearing = hearing

    def probabilities(self, texts: list[str]) -> Matrix:
        """One row of mood probabilities per text."""
        return calibration.softmax(self.scores(texts))

    def scores(self, texts: list[str]) -> Matrix:
        """What the probabilities are made from."""
        said = [self.hearing.heard(text) for text in texts]
        letters, vectors = self.hearing.views(said)
        return self.reader.scores(letters, features(texts, said, vectors, self.words))

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        lists = np.array(json.dumps(self.words.lists))
        np.savez_compressed(path, **self.reader.arrays(), **self.hearing.arrays(), lists=lists)

    @classmethod
    def load(cls, path: Path) -> Moods:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            words = MoodWords(json.loads(str(stored["lists"])))
            return cls(Reader.from_arrays(stored), words, Hearing.from_arrays(stored))


def gathered(config: Mapping[str, Any], training_data: TrainingData) -> list[Mood]:
    """The examples of moods; then of intents those that name a mood or have calm people."""
    shown = [example for folder in _folders(config) for example in examples.moods(folder)]
    found = {example.text: Mood(example.text, example.label, True) for example in shown}
    calm = set(config["neutral_intents"])
    for message in training_data.intent_examples:
        about = said_with(message).get("intent") or {}
        mood = about.get("mood") or (NEUTRAL if message.get(INTENT) in calm else None)
        text = message.get(TEXT)
        if mood and mood != UNCLEAR and text:
            found.setdefault(text, Mood(text, mood, False))
    return list(found.values())


def moodless(found: Sequence[Mood], training_data: TrainingData) -> list[str]:
    """The messages of intents that tell nothing of moods, in a fixed order."""
    seen = {mood.text for mood in found}
    return sorted({str(message.get(TEXT)) for message in training_data.intent_examples} - seen)


def judged(config: Mapping[str, Any]) -> list[Mood]:
    """The messages that only tell how sure a mood may be called; none when no folder is named."""
    folder = config.get("calibration")
    found = examples.moods(Path(folder)) if folder else []
    return [Mood(one.text, one.label, one.label != NEUTRAL) for one in found]


def _folders(config: Mapping[str, Any]) -> list[Path]:
    return [Path(config[key]) for key in ("examples", "moods_only") if config.get(key)]


def features(texts: list[str], said: list[str], vectors: Matrix, words: MoodWords) -> Matrix:
    """The vectors of what is said, how loud the texts are written, and their words of moods."""
    loud = np.array([signs(text) for text in texts], dtype=np.float32)
    parts = [vectors, loud.reshape(len(texts), SIGNS), words.features(said)]
    return np.hstack(parts)


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
    found: Sequence[Mood],
    names: list[str],
    words: MoodWords,
    variants: Variants,
    gloss: Gloss,
    *,
    strength: float,
    letters_weight: float,
    calm: float,
    others: Iterable[str] = (),
    apart: Sequence[Mood] = (),
) -> Moods:
    """Learn from messages in every language at once, and that names mean nothing.

    How sure it may be is judged on messages that were not learned from: on `apart`, or without
    any on a third of the examples at a time. What stands in `others` shows no mood and is no slip.
    """
    texts_heard = (*(mood.text for mood in found), *others)
    hearing = Hearing.learn(texts_heard, (*names, *words.whole), variants, gloss=gloss)
    texts, labels, sources = with_names(
        [mood.text for mood in found], [mood.label for mood in found], names
    )
    said = [hearing.heard(text) for text in texts]
    letters, vectors = hearing.views(said)
    seen = features(texts, said, vectors, words)

    def reader(which: Iterable[int]) -> Reader:
        rows = list(which)
        return reading.learn(
            [letters[i] for i in rows],
            [labels[i] for i in rows],
            seen[rows],
            strength=strength,
            letters_weight=letters_weight,
            exclusive=True,
        )

    everything = reader(range(len(texts)))

    def held_out() -> Matrix:
        scores = np.full((len(found), len(everything.classes)), -np.inf, dtype=np.float32)
        for learned, new in folds.grouped(seen[: len(found), :DIMENSIONS], labels[: len(found)]):
            kept = set(learned.tolist())
            part = reader(i for i, source in enumerate(sources) if source in kept)
            columns = [everything.classes.index(name) for name in part.classes]
            known = part.scores([letters[i] for i in new], seen[new])
            scores[np.ix_(new, np.array(columns))] = known
        return scores

    unfair = Moods(everything, words, hearing)
    scores = unfair.scores([mood.text for mood in apart]) if apart else held_out()
    by = apart or found
    strange = sorted({mood.label for mood in by} - set(everything.classes))
    if strange:
        raise ExamplesError(f"calibration: no example has the mood {', '.join(strange)}")
    right = np.array([everything.classes.index(mood.label) for mood in by])
    fitted = calibration.fit(scores, right, _weights(by, calm), hold=HELD / len(by))
    return Moods(everything.calibrated(fitted), words, hearing)


def _weights(found: Sequence[Mood], calm: float) -> Matrix:
    """What each message counts in calibration: all that show no mood together `calm` times those
    that show one, however many there are.
    """
    shown = np.array([mood.shown for mood in found])
    others = max(1, int((~shown).sum()))
    return np.where(shown, 1.0, calm * shown.sum() / others).astype(np.float32)


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class EmotionClassifier(LinearClassifier[Moods]):
    """Reads the mood of a message out of the words; never of a person who works at the desk."""

    stored = "moods.npz"

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Examples, names and words, intents whose messages are plain, the regression.

        `moods_only`: a second folder of examples, for those that no other reader learns from.
        `calibration`: a folder of messages that nobody learns from, for how sure it may be.
        `calm`: how common plain messages are beside those that show a mood; more of them makes
        every negative mood less likely.
        """
        return {
            "examples": "data/emotion",
            "moods_only": None,
            "calibration": None,
            "names": None,
            "words": None,
            "spellings": None,
            "glossary": None,
            "neutral_intents": [],
            "strength": 3.0,
            "letters_weight": 0.8,
            "calm": 0.5,
        }

    @classmethod
    def restored(cls, path: Path) -> Moods:
        """Read what was learned."""
        return Moods.load(path)

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str | None:
        """Changed examples are a reason to train again."""
        keys = ("names", "words", "spellings", "glossary")
        single = [Path(config[key]) for key in keys if config.get(key)]
        apart = [Path(config["calibration"])] if config.get("calibration") else []
        folders = [*_folders(config), *apart]
        files = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
        return fingerprints.of([*single, *files])

    def train(self, training_data: TrainingData) -> Resource:
        """Learn the moods, and what they look like when people only say what they need."""
        names, words = self._config["names"], self._config["words"]
        spellings = self._config["spellings"]
        found = gathered(self._config, training_data)
        model = learn(
            found,
            examples.listed(Path(names), "names") if names else [],
            MoodWords(lists_in(Path(words)) if words else {}),
            variants_in(Path(spellings)) if spellings else {},
            gloss_in(self._config["glossary"]),
            strength=float(self._config["strength"]),
            letters_weight=float(self._config["letters_weight"]),
            calm=float(self._config["calm"]),
            others=moodless(found, training_data),
            apart=judged(self._config),
        )
        return self._keep(model)

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
