"""The examples of all intents: how near the nearest of them lie to a message."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from bot.rasa_ext.letters import Matrix

NEAREST = 3


class Neighbours:
    """The vectors of examples, and of which class each of them is."""

    def __init__(self, vectors: Matrix, belongs: Sequence[int] | NDArray[np.int64]) -> None:
        given = np.asarray(belongs, dtype=np.int64)
        order = np.argsort(given, kind="stable")
        self.vectors = vectors[order]
        self.belongs = given[order]

    def nearness(self, rows: Matrix) -> Matrix:
        """The mean cosine of the nearest examples to each row."""
        return nearness(rows, self.vectors)

    def at_least(self, rows: Matrix, classes: NDArray[np.int64]) -> Matrix:
        """No more than `nearness`: of the examples of one class for each row; -1 where it has few.

        All examples are more than a processor keeps at hand, those of one class are not, so these
        take a tenth of the time.
        """
        found = np.full(len(rows), -1.0, dtype=np.float32)
        for place, one in enumerate(classes.tolist()):
            first, end = np.searchsorted(self.belongs, (one, one + 1))
            if end - first >= NEAREST:
                found[place] = nearness(rows[place : place + 1], self.vectors[first:end])[0]
        return found


def nearness(rows: Matrix, examples: Matrix) -> Matrix:
    """The mean cosine of the nearest examples."""
    cosines = rows @ examples.T
    last = max(0, cosines.shape[1] - NEAREST)
    result: Matrix = np.partition(cosines, last, axis=1)[:, last:].mean(axis=1)
    return result
