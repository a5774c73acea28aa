"""Reads a class out of a text: logistic regression on the embedding and the letters of it.

Trained by scikit-learn, stored as arrays and read with numpy alone. No class weights anywhere: they
ruin the calibration, and these probabilities are used as thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from bot.rasa_ext.letters import Letters, Matrix


class Reader:
    """Weights for dense features and for letters, and how to turn scores into probabilities.

    With `exclusive` the probabilities of the classes share one; without it each class answers for
    itself, so that for a strange text all of them can be low.
    """

    def __init__(
        self,
        *,
        classes: tuple[str, ...],
        weights: Matrix,
        bias: Matrix,
        letters: Letters,
        exclusive: bool,
    ) -> None:
        self.classes = classes
        self.letters = letters
        self._weights = weights
        self._bias = bias
        self._exclusive = exclusive
        dense = weights.shape[1] - len(letters.groups)
        self._dense = np.ascontiguousarray(weights[:, :dense].T)
        self._sparse = np.ascontiguousarray(weights[:, dense:].T)
        self._columns = letters.columns()

    def probabilities(self, texts: Sequence[str], dense: Matrix) -> Matrix:
        """One row of class probabilities per text with its dense features."""
        scores = dense @ self._dense + self._bias
        for row, text in enumerate(texts):
            where, values = self.letters.row(text, self._columns)
            scores[row] += values @ self._sparse[where]
        if not self._exclusive:
            each: Matrix = 1 / (1 + np.exp(-scores))
            return each
        shifted = np.exp(scores - scores.max(axis=1, keepdims=True))
        shared: Matrix = shifted / shifted.sum(axis=1, keepdims=True)
        return shared

    def arrays(self) -> dict[str, Any]:
        """What is to be stored: numbers and text, nothing that could run code when it is read."""
        about = {
            "classes": self.classes,
            "exclusive": self._exclusive,
            "letters_weight": self.letters.weight,
        }
        return {
            "about": np.array(json.dumps(about)),
            "weights": self._weights,
            "bias": self._bias,
            "groups": np.array(self.letters.groups),
            "rarity": self.letters.rarity,
        }

    @classmethod
    def from_arrays(cls, stored: Mapping[str, Any]) -> Reader:
        """Back from what `arrays` gave."""
        about = json.loads(str(stored["about"]))
        groups = tuple(str(group) for group in stored["groups"])
        return cls(
            classes=tuple(about["classes"]),
            weights=stored["weights"],
            bias=stored["bias"],
            letters=Letters(groups, stored["rarity"], float(about["letters_weight"])),
            exclusive=bool(about["exclusive"]),
        )


def learn(
    texts: Sequence[str],
    labels: Sequence[str],
    dense: Matrix,
    *,
    strength: float,
    letters_weight: float,
    exclusive: bool,
) -> Reader:
    """Train. `strength` is C of the regression: higher trusts the examples more."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    letters = Letters.learn(texts, letters_weight)
    features = hstack([csr_matrix(dense), letters.sparse(texts)]).tocsr()
    if exclusive:
        model = LogisticRegression(C=strength, max_iter=300, tol=1e-3)
    else:
        model = LogisticRegression(
            C=strength,
            max_iter=300,
            tol=1e-2,
            multi_class="ovr",
            solver="liblinear",
            random_state=7,
        )
    # More threads only wait for each other on matrices of this size.
    with threadpool_limits(1):
        model.fit(features, list(labels))
    weights, bias = model.coef_, model.intercept_
    if len(model.classes_) == 2:
        other = np.zeros_like(weights) if exclusive else -weights
        weights = np.vstack([other, weights])
        bias = np.concatenate([np.zeros_like(bias) if exclusive else -bias, bias])
    return Reader(
        classes=tuple(str(name) for name in model.classes_),
        weights=np.ascontiguousarray(weights, dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        letters=letters,
        exclusive=exclusive,
    )
