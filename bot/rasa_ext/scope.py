"""The out-of-scope gate: says when a message is probably not about anything the bot does.

Fitted on cross-validated predictions for the messages of the flows against examples that belong to
no flow; rejects a set share of good messages and nearly all of the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.rasa_ext.letters import Matrix

SIGNS = 4
# Which of the signs says how near examples lie.
NEARNESS = 3


@dataclass(frozen=True)
class Gate:
    """How sure a prediction must be; fitted, so that nobody has to guess a threshold."""

    weights: Matrix
    bias: float
    threshold: float

    def score(self, signs: Matrix) -> Matrix:
        """How probably each message is in scope."""
        result: Matrix = 1 / (1 + np.exp(-(signs @ self.weights + self.bias)))
        return result

    def lets_in(self, signs: Matrix) -> NDArray[np.bool_]:
        """Which messages the bot may believe to have understood."""
        result: NDArray[np.bool_] = self.score(signs) >= self.threshold
        return result

    @property
    def trusts_nearness(self) -> bool:
        """Whether a message that lies nearer to examples is never less likely let in."""
        return bool(self.weights[NEARNESS] >= 0)


def signs(probabilities: Matrix, nearness: Matrix, strange: Matrix) -> Matrix:
    """What the gate looks at: the best and second best probability, how near examples lie, and how
    much the message is like those that belong to nothing.
    """
    best = np.sort(probabilities, axis=1)[:, ::-1][:, :2]
    logs = np.log(np.maximum(np.column_stack([best, strange]), 1e-6))
    return np.column_stack([logs, nearness]).astype(np.float32)


def fit(inside: Matrix, outside: Matrix, *, rejected: float) -> Gate:
    """Fit on the signs of messages in scope (predicted by folds) and of those outside."""
    from sklearn.linear_model import LogisticRegression

    features = np.vstack([inside, outside])
    labels: Sequence[int] = [1] * len(inside) + [0] * len(outside)
    model = LogisticRegression(C=10.0, max_iter=1000, class_weight="balanced").fit(features, labels)
    weights = model.coef_[0].astype(np.float32)
    bias = float(model.intercept_[0])
    gate = Gate(weights, bias, 0.0)
    return Gate(weights, bias, float(np.quantile(gate.score(inside), rejected)))
