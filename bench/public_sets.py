"""Public sets of messages: Banking77, and CLINC150 with its strangers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import corpora, intents, stock
from bench.corpora import Corpus
from bench.figures import Figure
from bench.stock import figure

REJECTED = 0.05
Progress = Callable[[str], None]


@dataclass(frozen=True)
class PublicSet:
    """One of them: how it is loaded and measured, and whether only at full size."""

    name: str
    load: Callable[[], Corpus]
    measure: Callable[[str, Corpus], list[Figure]]
    large: bool = False


def run(full: bool, progress: Progress) -> list[Figure]:
    """Those that are there."""
    found = []
    for one in SETS:
        if one.large and not full:
            progress(f"LEFT OUT: {one.name} at full size, see make bench-full")
            continue
        try:
            found += one.measure(one.name, one.load())
            progress(one.name)
        except corpora.Missing as missing:
            progress(f"LEFT OUT: {one.name}: {missing}")
    return found


def _banking(goal: float) -> Callable[[str, Corpus], list[Figure]]:
    def measure(name: str, corpus: Corpus) -> list[Figure]:
        texts = [text for text, _ in corpus.test]
        mine = intents.ours(corpus.train, (), texts).right(corpus.test)
        theirs = stock.train(corpus.train).answers(texts).right(corpus.test)
        return [figure(name, mine, theirs, len(texts), goal=goal)]

    return measure


def _clinc(goal: float | None, noticed: float | None) -> Callable[[str, Corpus], list[Figure]]:
    def measure(name: str, corpus: Corpus) -> list[Figure]:
        texts = [text for text, _ in corpus.test]
        model = intents.learn(corpus.train, corpus.outside)
        mine = stock.Answers(0.0, intents.heard(model, texts)).right(corpus.test)
        inside, outside = model.scope(texts), model.scope(corpus.strangers)
        peer = stock.train(corpus.train)
        theirs = peer.answers(texts)
        sure = [max(theirs.heard[text].ranking.values()) for text in texts]
        unsure = [max(one.values()) for one in peer.rankings(corpus.strangers)]
        right = theirs.right(corpus.test)
        return [
            figure(f"{name}, in scope", mine, right, len(texts), goal=goal),
            figure(
                f"{name}, strangers noticed when 5 % of good messages are turned away",
                share_below(inside, outside),
                share_below(np.array(sure), np.array(unsure)),
                len(corpus.strangers),
                goal=noticed,
            ),
        ]

    return measure


def share_below(
    inside: NDArray[Any], outside: NDArray[Any], *, rejected: float = REJECTED
) -> float:
    """The share of strangers below the mark that turns away so many good messages."""
    return float(np.mean(outside < np.quantile(inside, rejected)))


SETS = (
    PublicSet("Banking77, 10 examples a class", lambda: corpora.banking(10), _banking(0.81)),
    PublicSet("Banking77", lambda: corpora.banking(None), _banking(0.92), large=True),
    PublicSet("CLINC150, 10 examples a class", lambda: corpora.clinc(10), _clinc(None, None)),
    PublicSet("CLINC150", lambda: corpora.clinc(None), _clinc(0.945, 0.87), large=True),
)
