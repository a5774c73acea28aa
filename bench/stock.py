"""The peer: Rasa's own CountVectorsFeaturizer and LogisticRegressionClassifier, trained by Rasa."""

from __future__ import annotations

import asyncio
import logging
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bench.figures import Figure, machine

NAME = "CountVectors + LogisticRegression"
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "LogisticRegressionClassifier"},
]
_CONFIG = {
    "recipe": "default.v1",
    "language": "en",
    "assistant_id": "stock",
    "pipeline": PIPELINE,
}


@dataclass(frozen=True)
class Stock:
    """A trained stock pipeline."""

    agent: Any
    seconds: float

    def rankings(self, texts: Sequence[str]) -> list[dict[str, float]]:
        """For each text every label with its probability."""
        return asyncio.run(self._parse(texts))

    async def _parse(self, texts: Sequence[str]) -> list[dict[str, float]]:
        found = []
        for text in texts:
            parsed = await self.agent.parse_message(text)
            ranking = parsed.get("intent_ranking") or [parsed["intent"]]
            found.append({one["name"]: float(one["confidence"]) for one in ranking})
        return found


def train(pairs: Sequence[tuple[str, str]]) -> Stock:
    """Train Rasa's pipeline on labelled texts; `seconds` are of processor time."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu
    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.WARNING)
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
        (folder / "config.yml").write_text(yaml.safe_dump(_CONFIG), encoding="utf-8")
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
) -> Figure:
    """Ours beside the peer. Shares are compared by eye: a ratio of two of them would say less."""
    told = NAME if peer is not None else None
    theirs = None if peer is None else float(peer)
    return Figure(
        name, float(ours), theirs, told, None, unit, n, machine(), goal=goal, at_most=at_most
    )
