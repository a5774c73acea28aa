"""Keeps the examination messages complete, labelled and apart from the training data."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from tests.support.nearness import grams, too_close

ROOT = Path(__file__).parents[3]
EXAMS = ROOT / "tests" / "data"


def read(path: Path) -> dict[str, dict[str, str]]:
    return dict(YAML(typ="safe").load(path.read_text(encoding="utf-8")))


def messages(block: str) -> list[str]:
    return [line.strip()[2:] for line in block.splitlines() if line.strip()]


@lru_cache(maxsize=1)
def training() -> list[frozenset[str]]:
    found = set()
    for path in (ROOT / "data").rglob("*.yml"):
        found.update(re.findall(r"^\s*- (.+)$", path.read_text(encoding="utf-8"), re.M))
    return [grams(text) for text in found]


def exams() -> list[Path]:
    kinds = ("nlu_exam", "emotion_exam", "nlu_fresh", "emotion_fresh")
    return sorted(path for kind in kinds for path in EXAMS.glob(f"{kind}_*.yml"))


def every_message(path: Path) -> list[str]:
    content = read(path)
    blocks = [*(content.get("intents") or content["moods"]).values()]
    blocks.append(str(content.get("out_of_scope", "")))
    return [text for block in blocks for text in messages(block)]


@pytest.mark.parametrize("language", ["en", "nl"])
@pytest.mark.parametrize("name", ["nlu_exam", "nlu_fresh"])
def test_an_intent_exam_has_eight_messages_an_intent_and_forty_strangers(
    name: str, language: str
) -> None:
    content = read(EXAMS / f"{name}_{language}.yml")
    counts = {name: len(messages(block)) for name, block in content["intents"].items()}
    assert len(counts) == 40 and min(counts.values()) >= 8
    assert len(messages(str(content["out_of_scope"]))) >= 40


@pytest.mark.parametrize("path", exams(), ids=lambda path: path.stem)
def test_no_message_stands_twice_in_an_exam(path: Path) -> None:
    counts = Counter(text.lower() for text in every_message(path))
    assert [text for text, times in counts.items() if times > 1] == []


@pytest.mark.parametrize("path", exams(), ids=lambda path: path.stem)
def test_no_near_duplicate_crosses_over_from_the_training_data(path: Path) -> None:
    trained = training()
    assert len(trained) > 500
    assert too_close(every_message(path), trained) == []
