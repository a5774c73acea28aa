"""Makes probabilities mean what they say: of what is called .7 likely, seven in ten are so."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.rasa_ext.letters import Matrix

BINS = 10


def softmax(scores: Matrix) -> Matrix:
    """Scores as probabilities that share one."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    result: Matrix = raised / raised.sum(axis=1, keepdims=True)
    return result


@dataclass(frozen=True)
class Calibration:
    """By what to divide the scores, and what to add for each class."""

    temperature: float
    offsets: Matrix

    def apply(self, scores: Matrix) -> Matrix:
        """Fair probabilities."""
        return softmax(scores / np.float32(self.temperature) + self.offsets)


def fit(
    scores: Matrix, right: NDArray[np.int64], weights: Matrix, *, hold: float = 1e-3
) -> Calibration:
    """Fit on scores of messages that were not learned from, with their classes and weights.

    A temperature above one says that the classifier was too sure of itself; an offset that it
    expected a class more often than it comes. `hold` keeps the offsets near zero: the fewer the
    messages, the less they can say about one class.
    """
    from scipy.optimize import minimize

    rows, many = np.arange(len(right)), scores.shape[1]
    exact = scores.astype(np.float64)
    share = weights / weights.sum()

    def surprise(numbers: NDArray[np.float64]) -> float:
        probable = softmax(exact / np.exp(numbers[0]) + numbers[1:])[rows, right]
        # The sum of the offsets means nothing; without the last term they would drift away.
        drift = hold * float(numbers[1:] @ numbers[1:])
        return float(-np.log(np.maximum(probable, 1e-9)) @ share) + drift

    found = minimize(surprise, np.zeros(many + 1), method="BFGS").x
    return Calibration(float(np.exp(found[0])), found[1:].astype(np.float32))


def error(probable: Matrix, true: NDArray[np.bool_], *, bins: int = BINS) -> float:
    """The expected calibration error: over ten equal bins, the mean distance between what was said
    and what was so, each bin weighing as many messages as fall into it.
    """
    which = np.minimum((np.asarray(probable) * bins).astype(int), bins - 1)
    distance = 0.0
    for one in np.unique(which):
        inside = which == one
        distance += abs(float(probable[inside].mean() - true[inside].mean())) * inside.mean()
    return float(distance)
