"""How moods are read: told apart, called as sure as they are, and the same whoever writes."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasa.shared.nlu.training_data.training_data import TrainingData

from bench import corpora, pictures, stock
from bench.figures import Figure
from bench.stock import figure
from bot.encoder import encoder
from bot.rasa_ext import calibration, emotion, examples
from bot.rasa_ext.examples import read
from bot.rasa_ext.gloss import gloss_in
from bot.rasa_ext.mood_words import MoodWords, lists_in
from bot.rasa_ext.spelling import variants_in

MOODS = ("angry", "anxious", "frustrated", "neutral", "sad", "satisfied")
NEGATIVE = ("angry", "frustrated", "sad")
# How far from the truth probabilities may be on average.
CALIBRATED = 0.03
TOLD = {"en": "English", "nl": "Dutch"}
# The same said with another name, in another spelling, or in dialect.
NAMES = ("Anna", "Mohammed", "Fatima", "Sanne", "Jan", "Ali", "Khadija", "Olga", "Ravi", "DeShawn")
FRAMES = (
    "{} here, my parcel has not come",
    "my husband {} would like his money back",
    "ik ben {} en mijn koffer is stuk",
    "mijn bestelling is te laat, groeten {}",
    "this is really ridiculous, {}",
    "mijn dochter {} was zo verdrietig dat het te laat kwam",
)
SPELLINGS = (
    ("where is my parcel", "were is my parcell"),
    ("I want my money back", "i wan my mony back"),
    ("I am still waiting for an answer", "im still wating for an anser"),
    ("this is really ridiculous", "this is realy ridiculus"),
    ("I am worried that it comes too late", "i am woried that it comes to late"),
    ("waar blijft mijn pakje", "waar blijft mijn pakske"),
    ("waar is mijn bestelling", "wor is mijn bestelling"),
    ("ik wil mijn geld terug", "kwil mijn geld trug"),
    ("ik wil een mens spreken", "kwil ne mens spreken"),
    ("dit is echt belachelijk", "da is echt belachelijk zenne"),
    ("ik ben bezorgd dat het te laat komt", "kben bezorgd da 't te laat komt"),
    ("dat is goed opgelost, bedankt", "da's goe opgelost, merci"),
)


def training() -> TrainingData:
    """The flows' examples, as Rasa reads them: some say the mood that they show."""
    from rasa.shared.nlu.training_data.loading import load_data

    files = [path for path in sorted((corpora.ROOT / "data").rglob("*.yml")) if "nlu" in read(path)]
    return TrainingData().merge(*[load_data(str(path)) for path in files])


def config() -> dict[str, Any]:
    """The settings of the shipped pipeline."""
    named = corpora.component("EmotionClassifier")
    return {**emotion.EmotionClassifier.get_default_config(), **named}


def run(progress: Callable[[str], None]) -> list[Figure]:
    """Learn once as the pipeline does, and once with Rasa's stock components."""
    settings = config()
    said = training()
    found = emotion.gathered(settings, said)
    # Nothing that was embedded before: learning pays for all of it.
    encoder.cache_clear()
    encoder().load()
    began = time.process_time()
    model = emotion.learn(
        found,
        examples.listed(Path(settings["names"]), "names"),
        MoodWords(lists_in(Path(settings["words"]))),
        variants_in(Path(settings["spellings"])),
        gloss_in(Path(settings["glossary"])),
        strength=float(settings["strength"]),
        letters_weight=float(settings["letters_weight"]),
        calm=float(settings["calm"]),
        others=emotion.moodless(found, said),
        apart=emotion.judged(settings),
    )
    spent = time.process_time() - began
    peer = stock.train([(mood.text, mood.label) for mood in found])
    progress("moods learned")
    figures = [
        figure(
            "learning moods, processor time for 1,000 messages",
            1000 * spent / len(found),
            1000 * peer.seconds / len(found),
            len(found),
            goal=20,
            at_most=True,
            unit="s",
        )
    ]
    drawn: dict[str, tuple[NDArray[np.float32], NDArray[np.bool_]]] = {}
    for language, told in TOLD.items():
        test = corpora.exam("emotion_exam", language, MOODS)
        rows, ours = _examined(test, model, peer, language, told)
        figures += rows
        drawn[told] = (distress(ours), _negative([label for _, label in test]))
        fresh = corpora.exam("emotion_fresh", language, MOODS)
        figures += _examined(fresh, model, peer, language, f"{told}, fresh examination")[0]
    pictures.reliability(drawn)
    return [*figures, *_swaps(model)]


def _examined(
    test: corpora.Labelled, model: emotion.Moods, peer: stock.Stock, language: str, told: str
) -> tuple[list[Figure], NDArray[np.float32]]:
    """The rows of one examination, and our probabilities, a row a message."""
    texts, labels = [text for text, _ in test], [label for _, label in test]
    ours, theirs = model.probabilities(texts), _rows(peer.rankings(texts))
    negative = _negative(labels)
    hit, sure = _hits(ours, labels)
    chance = by_chance(sure)
    their_hit, their_sure = _hits(theirs, labels)
    return [
        figure(
            f"negative mood against the rest, {told}, area under the curve",
            _area(negative, distress(ours)),
            _area(negative, distress(theirs)),
            len(test),
            goal=0.95 if language == "en" else 0.93,
        ),
        figure(f"one of six moods, {told}", hit.mean(), their_hit.mean(), len(test)),
        figure(
            f"calibration error of the likeliest mood, {told}",
            calibration.error(sure, hit),
            calibration.error(their_sure, their_hit),
            len(test),
            # Where even an exact reader would miss it so few messages can show nothing.
            goal=CALIBRATED if chance <= CALIBRATED else None,
            at_most=True,
        ),
        figure(
            f"the same if it were perfectly calibrated: chance alone, {told}",
            chance,
            None,
            len(test),
        ),
    ], ours


def _negative(labels: Sequence[str]) -> NDArray[np.bool_]:
    return np.array([label in NEGATIVE for label in labels])


def distress(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """How probably the mood is a negative one."""
    result: NDArray[np.float32] = rows[:, [MOODS.index(mood) for mood in NEGATIVE]].sum(axis=1)
    return result


def by_chance(sure: NDArray[np.float32], rounds: int = 200) -> float:
    """The error that so few messages would show if every probability were exactly right."""
    chance = np.random.default_rng(1)
    drawn = (chance.random(len(sure)) < sure for _ in range(rounds))
    return float(np.mean([calibration.error(sure, hits) for hits in drawn]))


def _swaps(model: emotion.Moods) -> list[Figure]:
    by_name = []
    for frame in FRAMES:
        levels = distress(model.probabilities([frame.format(name) for name in NAMES]))
        by_name.append([abs(float(a - b)) for a, b in itertools.combinations(levels, 2)])
    by_spelling = []
    for pair in SPELLINGS:
        one, other = distress(model.probabilities(list(pair)))
        by_spelling.append(abs(float(one - other)))
    moves = [move for frame in by_name for move in frame]
    found = []
    for name, steps in (("name", moves), ("spelling or dialect", by_spelling)):
        label = f"distress moves with another {name}"
        found += [
            figure(f"{label}, mean", float(np.mean(steps)), None, len(steps)),
            figure(f"{label}, at most", max(steps), None, len(steps), goal=0.05, at_most=True),
        ]
    return found


def _rows(rankings: list[dict[str, float]]) -> NDArray[np.float32]:
    return np.array([[one.get(mood, 0.0) for mood in MOODS] for one in rankings], dtype=np.float32)


def _hits(
    rows: NDArray[np.float32], labels: Sequence[str]
) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    guessed = [MOODS[place] for place in rows.argmax(axis=1)]
    return np.array([a == b for a, b in zip(guessed, labels, strict=True)]), rows.max(axis=1)


def _area(true: NDArray[np.bool_], score: NDArray[np.float32]) -> float:
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(true, score))
