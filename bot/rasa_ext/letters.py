"""Letter groups as features: they know "hoi", "jep" and misspellings better than the encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
SHORTEST, LONGEST = 2, 4


def letter_groups(text: str) -> Counter[str]:
    """Groups of two to four letters within words, edges and punctuation included."""
    found: Counter[str] = Counter()
    for word in text.lower().split():
        edged = f" {word} "
        for size in range(SHORTEST, LONGEST + 1):
            if size > len(edged):
                break
            found.update(edged[start : start + size] for start in range(len(edged) - size + 1))
    return found


@dataclass(frozen=True)
class Letters:
    """Letter groups as features: which group is which column, and how telling it is."""

    groups: tuple[str, ...]
    rarity: Matrix
    weight: float

    @classmethod
    def learn(cls, texts: Sequence[str], weight: float) -> Letters:
        """Take every group that two texts share; a group in many texts tells less."""
        documents: Counter[str] = Counter()
        for text in texts:
            documents.update(letter_groups(text).keys())
        groups = tuple(sorted(group for group, count in documents.items() if count > 1))
        counts = np.array([documents[group] for group in groups], dtype=np.float32)
        rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(groups, rarity.astype(np.float32), weight)

    def columns(self) -> dict[str, int]:
        """Group to column."""
        return {group: column for column, group in enumerate(self.groups)}

    def row(self, text: str, columns: dict[str, int]) -> tuple[NDArray[np.int64], Matrix]:
        """The columns that the text touches and their values, of length `weight` together."""
        counted = [(columns[g], n) for g, n in letter_groups(text).items() if g in columns]
        if not counted:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        where = np.array([column for column, _ in counted], dtype=np.int64)
        times = np.array([n for _, n in counted], dtype=np.float32)
        values = (1 + np.log(times)) * self.rarity[where]
        return where, (values * (self.weight / float(np.linalg.norm(values)))).astype(np.float32)

    def sparse(self, texts: Iterable[str]) -> Any:
        """All rows as a matrix for training."""
        from scipy.sparse import csr_matrix

        columns = self.columns()
        rows = [self.row(text, columns) for text in texts]
        starts = np.cumsum([0, *(len(where) for where, _ in rows)])
        where = np.concatenate([where for where, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return csr_matrix((values, where, starts), shape=(len(rows), len(self.groups)))
