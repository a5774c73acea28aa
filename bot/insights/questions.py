"""Puts unanswered questions that mean the same into groups, by their sentence embeddings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.insights.examples import Example
from bot.knowledge.unanswered import Unanswered

Vectors = NDArray[np.float32]
Encode = Callable[[Sequence[str]], Vectors] | None
ALIKE = 0.62
"""The cosine from which two questions are about the same."""
MOST = 5_000
SHOWN = 3


@dataclass(frozen=True)
class Group:
    """Questions that mean the same; `name` is the one in their middle."""

    name: str
    said: tuple[str, ...]
    conversations: frozenset[str]
    nearest: str | None
    texts: frozenset[str]
    examples: tuple[Example, ...]


def group(questions: Sequence[Unanswered], encode: Encode, *, least: int) -> list[Group]:
    """The groups with at least so many conversations, the largest first.

    Greedy: the question with the most others around it makes a group of them, then what is left.
    Both languages land in one group, because the embeddings put them side by side. Without an
    encoder on this machine only the same words are together.
    """
    texts = list(dict.fromkeys(one.text for one in questions))[:MOST]
    place = {text: number for number, text in enumerate(texts)}
    asked = [one for one in questions if one.text in place]
    if not texts:
        return []
    vectors = encode(texts) if encode else np.eye(len(texts), dtype=np.float32)
    weight = np.zeros(len(texts))
    for one in asked:
        weight[place[one.text]] += 1
    found = []
    for members in _balls(vectors, weight):
        names = {texts[number] for number in members}
        inside = [one for one in asked if one.text in names]
        conversations = frozenset(str(one.conversation) for one in inside)
        if len(conversations) < least:
            continue
        middle = texts[members[0]]
        others = [text for text, _ in Counter(one.text for one in inside).most_common()]
        near = Counter(one.nearest for one in inside if one.nearest).most_common(1)
        found.append(
            Group(
                name=middle,
                said=tuple([text for text in others if text != middle][:SHOWN]),
                conversations=conversations,
                nearest=near[0][0] if near else None,
                texts=frozenset(names),
                examples=_newest(inside),
            )
        )
    return sorted(found, key=lambda one: (-len(one.conversations), one.name))


def _newest(inside: Sequence[Unanswered]) -> tuple[Example, ...]:
    newest = {str(one.conversation): one.at for one in sorted(inside, key=lambda one: one.at)}
    shown = sorted(newest.items(), key=lambda item: item[1], reverse=True)[:SHOWN]
    return tuple(Example(conversation, at) for conversation, at in shown)


def _balls(vectors: Vectors, weight: NDArray[np.float64]) -> list[list[int]]:
    """Members of each group, its middle first."""
    free = np.ones(len(vectors), dtype=bool)
    found: list[list[int]] = []
    near = _neighbours(vectors)
    around = np.array([weight[mine].sum() for mine in near])
    for middle in np.argsort(-around, kind="stable"):
        if not free[middle]:
            continue
        members = [int(one) for one in near[middle] if free[one] and one != middle]
        free[members] = False
        free[middle] = False
        found.append([int(middle), *members])
    return found


def _neighbours(vectors: Vectors, step: int = 1000) -> list[NDArray[np.intp]]:
    found = []
    for start in range(0, len(vectors), step):
        close = vectors[start : start + step] @ vectors.T >= ALIKE
        found += [np.flatnonzero(row) for row in close]
    return found
