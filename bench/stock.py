"""Rasa's own pipelines, trained by Rasa on the same messages: CountVectors with regression.

The one of `rasa init` is trained here too, but in another environment: `bench.default_rasa`.
"""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
import yaml

from bench.figures import Figure, machine

NAME = "CountVectors + LogisticRegression"
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "LogisticRegressionClassifier"},
]
FALLBACK = "nlu_fallback"


@dataclass(frozen=True)
class Heard:
    """What a pipeline made of one message: whether it turned it away, every label with its
    probability, and what that took of the processor.
    """

    away: bool
    ranking: dict[str, float]
    ms: float

    @property
    def likeliest(self) -> str:
        """The label it would be taken for, turned away or not."""
        return max(self.ranking, key=lambda label: self.ranking[label])


@dataclass(frozen=True)
class Answers:
    """What learning took of the processor, and what was made of each message afterwards."""

    seconds: float
    heard: Mapping[str, Heard]

    def right(self, test: Sequence[tuple[str, str]]) -> float:
        """The share that was taken for what it is."""
        return float(np.mean([self.heard[text].likeliest == label for text, label in test]))

    def away(self, texts: Sequence[str]) -> float:
        """The share that was turned away."""
        return float(np.mean([self.heard[text].away for text in texts]))

    def ms(self, texts: Sequence[str]) -> float:
        """What one message took, the middle of them."""
        return median(self.heard[text].ms for text in texts)


@dataclass(frozen=True)
class Stock:
    """A trained pipeline of Rasa's own components."""

    agent: Any
    seconds: float

    def rankings(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text every label with its probability."""
        return [one.ranking for one in self.heard(texts)]

    def heard(self, texts: Sequence[str]) -> list[Heard]:
        """What it makes of each."""
        return asyncio.run(self._parse(texts))

    def answers(self, texts: Sequence[str]) -> Answers:
        """The same by text, with what learning took."""
        return Answers(self.seconds, dict(zip(texts, self.heard(texts), strict=True)))

    async def _parse(self, texts: Sequence[str]) -> list[Heard]:
        found = []
        for text in texts:
            began = time.process_time()
            parsed = await self.agent.parse_message(text)
            ms = 1000 * (time.process_time() - began)
            found.append(heard(parsed, ms))
        return found


def heard(parsed: Mapping[str, Any], ms: float) -> Heard:
    """Out of what Rasa gives back; that a message is turned away is no label."""
    ranking = parsed.get("intent_ranking") or [parsed["intent"]]
    labels = {one["name"]: float(one["confidence"]) for one in ranking if one["name"] != FALLBACK}
    return Heard(parsed["intent"]["name"] == FALLBACK, labels, ms)


def train(
    pairs: Sequence[tuple[str, str]], pipeline: Sequence[Mapping[str, Any]] = PIPELINE
) -> Stock:
    """Train one of Rasa's pipelines on labelled texts; `seconds` are of processor time."""
    # Imported by Rasa when it is needed first: no part of training.
    import rasa.engine.recipes.default_components  # noqa: F401
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
    config = {
        "recipe": "default.v1",
        "language": "en",
        "assistant_id": "stock",
        "pipeline": [dict(one) for one in pipeline],
    }
    began = time.process_time()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        blocks: dict[str, list[dict[str, str]]] = {}
        for text, label in pairs:
            # Brackets would be read as entities.
            blocks.setdefault(label, []).append({"text": text.translate(_NO_BRACKETS)})
        nlu = [{"intent": label, "examples": texts} for label, texts in blocks.items()]
        (folder / "nlu.yml").write_text(
            yaml.safe_dump({"version": "3.1", "nlu": nlu}, allow_unicode=True), encoding="utf-8"
        )
        (folder / "config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        made = train_nlu(str(folder / "config.yml"), str(folder / "nlu.yml"), str(folder))
        if made is None:
            raise RuntimeError("Rasa trained no model")
        seconds = time.process_time() - began
        return Stock(Agent.load(made), seconds)


_NO_BRACKETS = str.maketrans("[]{}", "()()")


def figure(
    name: str,
    ours: float,
    peer: float | None,
    n: int,
    *,
    goal: float | None = None,
    at_most: bool = False,
    unit: str = "",
    peer_name: str = NAME,
) -> Figure:
    """Ours beside the peer. Shares are compared by eye: a ratio of two of them would say less."""
    told = peer_name if peer is not None else None
    theirs = None if peer is None else float(peer)
    return Figure(
        name, float(ours), theirs, told, None, unit, n, machine(), goal=goal, at_most=at_most
    )


OURS = "ours"


def beside(
    name: str,
    values: Mapping[str, float],
    n: int,
    *,
    goal: float | None = None,
    at_most: bool = False,
    unit: str = "",
) -> list[Figure]:
    """Ours beside each peer that was measured, a row for each; one row when there is none."""
    ours = values[OURS]
    peers: list[tuple[str, float | None]] = [one for one in values.items() if one[0] != OURS]
    return [
        figure(name, ours, value, n, goal=goal, at_most=at_most, unit=unit, peer_name=peer)
        for peer, value in peers or [("", None)]
    ]
