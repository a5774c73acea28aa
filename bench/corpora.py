"""The messages that understanding is measured on: our own, and public sets from a folder."""

from __future__ import annotations

import csv
import json
import os
import random
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.rasa_ext import tongue
from bot.rasa_ext.examples import lines, listed, read

ROOT = Path(__file__).parents[1]
EXAMS = ROOT / "tests" / "data"
FOLDER = "SAMENSPEL_BENCH_DATA"
WHERE = {
    "banking77_train.csv": "github.com/PolyAI-LDN/task-specific-datasets, banking_data/train.csv",
    "banking77_test.csv": "github.com/PolyAI-LDN/task-specific-datasets, banking_data/test.csv",
    "clinc150_full.json": "github.com/clinc/oos-eval, data/data_full.json",
}

Labelled = list[tuple[str, str]]


@dataclass(frozen=True)
class Corpus:
    """What to learn from, what to be asked, and what belongs to nothing, to learn and to find."""

    train: Labelled
    test: Labelled
    outside: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()


class Missing(Exception):
    """A public file that is not there; says where to get it."""


def _public(name: str) -> Path:
    folder = os.environ.get(FOLDER)
    path = Path(folder or ".") / name
    if not folder or not path.exists():
        raise Missing(f"{name} is not there: get it from {WHERE[name]}, --data names its folder")
    return path


def few(pairs: Labelled, count: int, seed: int = 1) -> Labelled:
    """At most so many of each label, the same for everybody."""
    by: dict[str, list[str]] = defaultdict(list)
    for text, label in pairs:
        by[label].append(text)
    chance = random.Random(seed)
    return [
        (text, label)
        for label, texts in sorted(by.items())
        for text in chance.sample(texts, min(count, len(texts)))
    ]


def banking(count: int | None) -> Corpus:
    """Banking77, whole or with so many examples a class."""

    def pairs(name: str) -> Labelled:
        with _public(name).open(encoding="utf-8", newline="") as file:
            return [(row["text"], row["category"]) for row in csv.DictReader(file)]

    train, test = pairs("banking77_train.csv"), pairs("banking77_test.csv")
    return Corpus(few(train, count) if count else train, test)


def clinc(count: int | None) -> Corpus:
    """CLINC150, with its messages that are out of scope."""
    content = json.loads(_public("clinc150_full.json").read_text(encoding="utf-8"))

    def pairs(name: str) -> Labelled:
        return [(text, label) for text, label in content[name]]

    train = pairs("train")
    return Corpus(
        few(train, count) if count else train,
        pairs("test"),
        tuple(text for text, _ in pairs("oos_train")),
        tuple(text for text, _ in pairs("oos_test")),
    )


def own() -> Labelled:
    """The examples of the flows, with their intents."""
    return [
        (text, str(block["intent"]))
        for path in sorted((ROOT / "data").rglob("*.yml"))
        for block in read(path).get("nlu") or []
        for text in lines(block["examples"], str(path))
    ]


def of_language(pairs: Labelled, language: str) -> Labelled:
    """Those that are in the language, or in none: numbers and emoji."""
    return [pair for pair in pairs if tongue.guess(pair[0]).language in (language, None)]


def exam(kind: str, language: str, known: Sequence[str]) -> Labelled:
    """An examination that was written apart from the examples, with the files that carry it on, as
    far as its labels are known.
    """
    first = EXAMS / f"{kind}_{language}.yml"
    found: Labelled = []
    for path in [first, *sorted(EXAMS.glob(f"{kind}_{language}_*.yml"))]:
        content = read(path)
        blocks = content.get("intents") or content["moods"]
        found += [
            (text, str(label))
            for label, block in blocks.items()
            if label in known
            for text in lines(str(block), kind)
        ]
    return found


def own_strangers() -> tuple[str, ...]:
    """What the gate learns from."""
    return tuple(listed(ROOT / "data" / "out_of_scope.yml", "out_of_scope"))


def exam_strangers(language: str) -> tuple[str, ...]:
    """What the gate should find."""
    return tuple(listed(EXAMS / f"nlu_exam_{language}.yml", "out_of_scope"))


def component(name: str) -> dict[str, Any]:
    """The settings of a component in the shipped pipeline."""
    named = [one for one in read(ROOT / "config.yml")["pipeline"] if one["name"].endswith(name)]
    return dict(named[0])
