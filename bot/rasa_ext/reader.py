"""Reads a class out of a text: logistic regression on the embedding and the letters of it.

Stored as arrays and read with numpy alone. No class weights anywhere: they
ruin the calibration, and these probabilities are used as thresholds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.rasa_ext.calibration import Calibration, softmax
from bot.rasa_ext.letters import Letters, Matrix, counted, letter_groups


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
        scores = self.scores(texts, dense)
        if not self._exclusive:
            each: Matrix = 1 / (1 + np.exp(-scores))
            return each
        return softmax(scores)

    def scores(self, texts: Sequence[str], dense: Matrix) -> Matrix:
        """What the probabilities are made from: one number per class, of any size."""
        scores: Matrix = dense @ self._dense + self._bias
        for row, text in enumerate(texts):
            where, values = self.letters.row(letter_groups(text), self._columns)
            scores[row] += values @ self._sparse[where]
        return scores

    def calibrated(self, by: Calibration) -> Reader:
        """The same reader with fair probabilities, at no cost when it reads."""
        cooler = np.float32(by.temperature)
        return Reader(
            classes=self.classes,
            weights=self._weights / cooler,
            bias=self._bias / cooler + by.offsets,
            letters=self.letters,
            exclusive=self._exclusive,
        )

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
    from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

    groups = counted(texts)
    letters = Letters.learn(groups, letters_weight)
    classes = tuple(sorted(set(labels)))
    right = np.array([classes.index(label) for label in labels])
    fit = _together if exclusive else _each
    # More threads only wait for each other on matrices of this size.
    with threadpool_limits(1):
        weights, bias = fit(dense, letters.sparse(groups), right, strength)
    return Reader(
        classes=classes,
        weights=np.ascontiguousarray(weights, dtype=np.float32),
        bias=np.asarray(bias, dtype=np.float32),
        letters=letters,
        exclusive=exclusive,
    )


def _each(
    dense: Matrix, letters: Any, right: NDArray[np.int64], strength: float
) -> tuple[Any, Any]:
    """Each class against all others."""
    from scipy.sparse import csr_matrix, hstack
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(
        C=strength, max_iter=300, tol=1e-2, multi_class="ovr", solver="liblinear", random_state=7
    )
    model.fit(hstack([csr_matrix(dense), letters]).tocsr(), right)
    if len(model.classes_) == 2:
        return np.vstack([-model.coef_, model.coef_]), np.tile(model.intercept_, 2) * [-1, 1]
    return model.coef_, model.intercept_


def _together(
    dense: Matrix, letters: Any, right: NDArray[np.int64], strength: float
) -> tuple[Any, Any]:
    """All classes at once. scikit-learn would need ten times as long: it takes one matrix, and ours
    is half dense and half nearly empty.
    """
    from scipy.optimize import minimize

    rows, many = np.arange(len(right)), int(right.max()) + 1
    wide = dense.shape[1]
    turned = letters.T.tocsr()

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        weights = flat.reshape(-1, many).astype(np.float32)
        probable = softmax(dense @ weights[:wide] + letters @ weights[wide:-1] + weights[-1])
        surprise = -np.log(np.maximum(probable[rows, right], 1e-12)).sum(dtype=np.float64)
        probable[rows, right] -= 1
        slope = np.vstack([dense.T @ probable, turned @ probable, probable.sum(0, keepdims=True)])
        slope *= np.float32(strength)
        slope[:-1] += weights[:-1]
        size = float((weights[:-1] ** 2).sum(dtype=np.float64))
        return strength * surprise + size / 2, slope.astype(np.float64).ravel()

    start = np.zeros((wide + letters.shape[1] + 1) * many)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": 200})
    weights = found.x.reshape(-1, many)
    return weights[:-1].T, weights[-1]
