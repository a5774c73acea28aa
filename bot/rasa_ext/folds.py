"""Folds for judging what was learned: no message is judged by its own translation or paraphrase.

Without that a classifier seems surer of new messages than it is, because half of its examples say
in Dutch what the other half says in English.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from bot.rasa_ext.letters import Matrix

# From this cosine on two messages count as one said twice.
SAME = 0.7

Places = NDArray[np.int64]


def groups(vectors: Matrix, *, same: float = SAME) -> list[int]:
    """For each message the number of its group: those that say nearly the same as its first."""
    leaders: list[int] = []
    found: list[int] = []
    cosines = vectors @ vectors.T
    for place in range(len(vectors)):
        near = cosines[place, leaders] if leaders else np.zeros(0)
        best = int(near.argmax()) if len(near) else -1
        if best >= 0 and near[best] >= same:
            found.append(best)
        else:
            found.append(len(leaders))
            leaders.append(place)
    return found


def grouped(
    vectors: Matrix, labels: Sequence[str], count: int = 3
) -> Iterator[tuple[Places, Places]]:
    """What to learn from and what to judge, `count` times; the labels are spread evenly."""
    members: dict[int, list[int]] = defaultdict(list)
    for place, group in enumerate(groups(vectors)):
        members[group].append(place)
    filled = [0] * count
    holds: list[Counter[str]] = [Counter() for _ in range(count)]
    fold_of = np.zeros(len(vectors), dtype=np.int64)
    for places in sorted(members.values(), key=len, reverse=True):
        label = Counter(labels[place] for place in places).most_common(1)[0][0]
        fold = min(range(count), key=lambda one: (holds[one][label], filled[one]))
        fold_of[places] = fold
        filled[fold] += len(places)
        holds[fold].update(labels[place] for place in places)
    for fold in range(count):
        yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
