"""The article nearest to a question, and whether it may be believed to answer it.

Two witnesses: the cosine of the article's nearest known question, and a reader of the letters and
the embedding, which helps most in Dutch. How near is near enough is fitted on the articles' own
questions, each judged as if neither it nor its translation were known, and on questions that no
article answers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.rasa_ext import folds
from bot.rasa_ext import reader as reading
from bot.rasa_ext.gloss import Gloss
from bot.rasa_ext.letters import Matrix
from bot.rasa_ext.reader import Reader

STRENGTH = 100.0
LETTERS = 0.3
# How much the reader counts beside the cosine; between .05 and .3 it makes no difference.
SHARE = 0.1
FOLDS = 4

Places = NDArray[np.int64]
"""Which articles, by their place among the reader's classes."""


@dataclass(frozen=True)
class Found:
    """The nearest article, how probably it answers the question, and whether that is enough."""

    article: str
    score: float
    sure: bool


@dataclass(frozen=True)
class Judgement:
    """How near, and how far before the second, an article must be."""

    weights: Matrix
    bias: float
    threshold: float

    def scores(self, signs: Matrix) -> Matrix:
        """How probably each nearest article is the right answer."""
        result: Matrix = 1 / (1 + np.exp(-(signs @ self.weights + self.bias)))
        return result


@dataclass(frozen=True)
class Questions:
    """The known questions, those of an article behind each other, and where each article begins."""

    rows: Places
    begins: Places

    @classmethod
    def of(cls, names: Sequence[str], articles: Sequence[str]) -> Questions:
        """Put the questions of `articles` into the order of `names`; each name has one at least."""
        place = {name: i for i, name in enumerate(names)}
        where = np.array([place[article] for article in articles], dtype=np.int64)
        rows = np.argsort(where, kind="stable")
        return cls(rows, np.searchsorted(where[rows], np.arange(len(names))))


@dataclass(frozen=True)
class Shelf:
    """Every known question as a vector with its article, the reader, and the judgement."""

    articles: tuple[str, ...]
    vectors: Matrix
    reader: Reader
    judgement: Judgement
    gloss: Gloss = field(default_factory=Gloss)

    def find(self, text: str, vector: Matrix, among: Mapping[str, Places]) -> dict[str, Found]:
        """The article nearest to one question in each of these groups; none in an empty group.

        How near each article is does not depend on the group, so it is looked up once.
        """
        if not vector.any():
            return {}
        probabilities = self.reader.probabilities([text], vector[None, :])[0]
        near = closeness(self._questions, self.vectors @ vector, probabilities)
        return {
            group: self._best(near[places], places)
            for group, places in among.items()
            if len(places)
        }

    def places(self, articles: Collection[str] | None = None) -> Places:
        """Where these articles are among all, or all of them."""
        names = self.reader.classes
        wanted = [i for i, name in enumerate(names) if articles is None or name in articles]
        return np.array(wanted, dtype=np.int64)

    def _best(self, near: Matrix, places: Places) -> Found:
        score = float(self.judgement.scores(_signs(near)[None, :])[0])
        article = self.reader.classes[places[int(near.argmax())]]
        return Found(article, round(score, 4), score >= self.judgement.threshold)

    @cached_property
    def _questions(self) -> Questions:
        return Questions.of(self.reader.classes, self.articles)

    def save(self, path: Path) -> None:
        """Write it as arrays."""
        np.savez_compressed(
            path,
            **self.reader.arrays(),
            articles=np.array(self.articles),
            vectors=self.vectors.astype(np.float16),
            judged=self.judgement.weights,
            judged_at=np.array([self.judgement.bias, self.judgement.threshold]),
            gloss=self.gloss.array(),
        )

    @classmethod
    def load(cls, path: Path) -> Shelf:
        """Read what `save` wrote."""
        with np.load(path, allow_pickle=False) as stored:
            at = stored["judged_at"]
            return cls(
                articles=tuple(str(name) for name in stored["articles"]),
                vectors=stored["vectors"].astype(np.float32),
                reader=Reader.from_arrays(stored),
                judgement=Judgement(stored["judged"], float(at[0]), float(at[1])),
                gloss=Gloss.from_array(stored["gloss"]),
            )


def learn(
    articles: Sequence[str],
    texts: Sequence[str],
    vectors: Matrix,
    unanswered: Sequence[str],
    unanswered_vectors: Matrix,
    *,
    wrong: float,
) -> Shelf:
    """Learn from known questions; at most the share `wrong` of the answers may be a wrong one."""
    reader = _reader(articles, texts, vectors, range(len(texts)))
    names = reader.classes
    questions = Questions.of(names, articles)
    seen = _as_if_new(articles, texts, vectors, names)
    pairs = zip(seen, articles, strict=True)
    right = [names[int(near.argmax())] == article for near, article in pairs]
    if len(unanswered):
        probabilities = reader.probabilities(unanswered, unanswered_vectors)
        for vector, row in zip(unanswered_vectors, probabilities, strict=True):
            seen.append(closeness(questions, vectors @ vector, row))
            right.append(False)
    signs = np.array([_signs(near) for near in seen], dtype=np.float32)
    return Shelf(tuple(articles), vectors, reader, fit(signs, np.array(right), wrong=wrong))


def closeness(questions: Questions, cosines: Matrix, probabilities: Matrix) -> Matrix:
    """For each article: the cosine of its nearest question, and what the reader makes of it."""
    best = np.maximum.reduceat(cosines[questions.rows], questions.begins)
    result: Matrix = best + SHARE * np.log(np.maximum(probabilities, 1e-6))
    return result


def fit(signs: Matrix, right: NDArray[np.bool_], *, wrong: float) -> Judgement:
    """Fit the judgement, and the lowest threshold that keeps wrong answers rare enough."""
    from sklearn.linear_model import LogisticRegression

    if right.all() or not right.any():
        # Nothing to tell apart: only a question in nearly the same words is believed.
        return Judgement(np.array([40.0, 0.0], dtype=np.float32), -30.0, 0.5)
    model = LogisticRegression(C=10.0, max_iter=1000).fit(signs, right)
    judgement = Judgement(model.coef_[0].astype(np.float32), float(model.intercept_[0]), 1.0)
    scores = judgement.scores(signs)
    order = np.argsort(scores)[::-1]
    mistakes = np.cumsum(~right[order]) / np.arange(1, len(order) + 1)
    good = np.flatnonzero(mistakes <= wrong)
    threshold = float(scores[order[good[-1]]]) if len(good) else 1.0
    return Judgement(judgement.weights, judgement.bias, threshold)


def _as_if_new(
    articles: Sequence[str], texts: Sequence[str], vectors: Matrix, names: Sequence[str]
) -> list[Matrix]:
    """What each known question would show, had neither it nor its translation been known."""
    from sklearn.model_selection import GroupKFold

    found: dict[int, Matrix] = {}
    questions = Questions.of(names, articles)
    said = np.array(folds.groups(vectors))
    if len(set(said.tolist())) < FOLDS:
        said = np.arange(len(texts))
    parts = GroupKFold(min(FOLDS, len(texts))).split(range(len(texts)), groups=said)
    for known, new in parts:
        reader = _reader(articles, texts, vectors, known)
        rows = reader.probabilities([texts[i] for i in new], vectors[new])
        place = [names.index(name) for name in reader.classes]
        for i, row in zip(new, rows, strict=True):
            probabilities = np.zeros(len(names), dtype=np.float32)
            probabilities[place] = row
            cosines = vectors @ vectors[i]
            cosines[said == said[i]] = -1.0
            found[int(i)] = closeness(questions, cosines, probabilities)
    return [found[i] for i in range(len(texts))]


def _reader(
    articles: Sequence[str], texts: Sequence[str], vectors: Matrix, which: Collection[int]
) -> Reader:
    return reading.learn(
        [texts[i] for i in which],
        [articles[i] for i in which],
        vectors[list(which)],
        strength=STRENGTH,
        letters_weight=LETTERS,
        exclusive=False,
    )


def _signs(near: Matrix) -> Matrix:
    """How near the nearest article is, and how far behind it the second one."""
    ordered = np.sort(near)[::-1]
    second = float(ordered[1]) if len(ordered) > 1 else 0.0
    return np.array([ordered[0], ordered[0] - second], dtype=np.float32)
