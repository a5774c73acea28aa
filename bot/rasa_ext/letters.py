"""Letter groups as features: they know "hoi", "jep" and misspellings better than the encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]
Groups = Counter[str]
SHORTEST, LONGEST = 2, 4


# Each classifier in turn asks for those of the same message.
@lru_cache(maxsize=2)
def letter_groups(text: str) -> Groups:
    """Groups of two to four letters within words, edges and punctuation included; not to be changed
    by who asks.
    """
    found: Groups = Counter()
    for word in text.lower().split():
        found.update(_of_word(word))
    return found


def counted(texts: Iterable[str]) -> list[Groups]:
    """The letter groups of each text; a word that many of them share is taken apart once."""
    known: dict[str, tuple[str, ...]] = {}
    every = []
    for text in texts:
        found: Groups = Counter()
        for word in text.lower().split():
            if word not in known:
                known[word] = _of_word(word)
            found.update(known[word])
        every.append(found)
    return every


def _of_word(word: str) -> tuple[str, ...]:
    edged = f" {word} "
    sizes = range(SHORTEST, min(LONGEST, len(edged)) + 1)
    return tuple(edged[at : at + size] for size in sizes for at in range(len(edged) - size + 1))


@dataclass(frozen=True)
class Letters:
    """Letter groups as features: which group is which column, and how telling it is."""

    groups: tuple[str, ...]
    rarity: Matrix
    weight: float

    @classmethod
    def learn(cls, texts: Sequence[Groups], weight: float) -> Letters:
        """Take every group that two texts share; a group in many texts tells less."""
        documents: Groups = Counter()
        for text in texts:
            documents.update(text.keys())
        groups = tuple(sorted(group for group, count in documents.items() if count > 1))
        counts = np.array([documents[group] for group in groups], dtype=np.float32)
        rarity = np.log((1 + len(texts)) / (1 + counts)) + 1
        return cls(groups, rarity.astype(np.float32), weight)

    def columns(self) -> dict[str, int]:
        """Group to column."""
        return {group: column for column, group in enumerate(self.groups)}

    def row(self, text: Groups, columns: dict[str, int]) -> tuple[NDArray[np.int64], Matrix]:
        """The columns that the text touches and their values, of length `weight` together."""
        touched = [(columns[g], n) for g, n in text.items() if g in columns]
        if not touched:
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float32)
        where = np.array([column for column, _ in touched], dtype=np.int64)
        times = np.array([n for _, n in touched], dtype=np.float32)
        values = (1 + np.log(times)) * self.rarity[where]
        return where, (values * (self.weight / float(np.linalg.norm(values)))).astype(np.float32)

    def sparse(self, texts: Iterable[Groups]) -> Any:
        """All rows as a matrix for training."""
        from scipy.sparse import csr_matrix

        columns = self.columns()
        rows = [self.row(text, columns) for text in texts]
        starts = np.cumsum([0, *(len(where) for where, _ in rows)])
        where = np.concatenate([where for where, _ in rows])
        values = np.concatenate([values for _, values in rows])
        return csr_matrix((values, where, starts), shape=(len(rows), len(self.groups)))
