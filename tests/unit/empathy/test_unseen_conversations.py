"""Keeps the conversations nobody developed with complete, marked and apart from everything else."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from bot import yaml_text
from bot.empathy import replay
from tests.support.nearness import SHORTEST, grams, too_close

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "tests" / "data" / "unseen_conversations"
KINDS = {
    "needs_person": {"wish", "stuck", "distress", "stakes"},
    "calm": {"plain", "strong_words", "mention", "hitch", "aside", "clumsy"},
}
GROUPS = [(label, language) for label in KINDS for language in ("en", "nl")]


@lru_cache(maxsize=8)
def document(label: str, language: str) -> dict[str, Any]:
    content = yaml_text.read((FOLDER / f"{label}_{language}.yml").read_text(encoding="utf-8"))
    assert (content["label"], content["language"]) == (label, language)
    return dict(content)


def texts(label: str, language: str) -> list[str]:
    scripts = replay.scripts(document(label, language), label)
    return [line.text for script in scripts for line in script.lines]


def strings(value: object) -> Iterator[str]:
    """Every line of text anywhere in a file."""
    if isinstance(value, str):
        yield from (line.strip().removeprefix("- ") for line in value.splitlines())
    elif isinstance(value, dict):
        for one in value.values():
            yield from strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from strings(one)


@lru_cache(maxsize=1)
def learned() -> frozenset[frozenset[str]]:
    lines: set[str] = set()
    for path in (ROOT / "data").rglob("*.yml"):
        lines.update(re.findall(r"^\s*- (.+)$", path.read_text(encoding="utf-8"), re.M))
    return frozenset(grams(line) for line in lines)


@lru_cache(maxsize=1)
def other_sets() -> frozenset[frozenset[str]]:
    files = [one for one in (ROOT / "tests" / "data").rglob("*.yml") if FOLDER not in one.parents]
    lines = {
        line
        for path in files
        for line in strings(yaml_text.read(path.read_text(encoding="utf-8")))
        if len(line.split()) >= SHORTEST - 1
    }
    return frozenset(grams(line) for line in lines)


@pytest.mark.parametrize(("label", "language"), GROUPS)
def test_there_are_thirty_of_one_to_eight_messages(label: str, language: str) -> None:
    scripts = replay.scripts(document(label, language), label)
    assert len(scripts) == 30
    assert len({script.id for script in scripts}) == 30
    lengths = {len(script.lines) for script in scripts}
    assert {1, 2, 3} < lengths and max(lengths) in (7, 8)


@pytest.mark.parametrize(("label", "language"), GROUPS)
def test_every_kind_is_there_and_five_of_thirty_dutch_ones_are_flemish(
    label: str, language: str
) -> None:
    conversations = document(label, language)["conversations"]
    assert {one["kind"] for one in conversations} == KINDS[label]
    flemish = sum(one.get("flemish", False) for one in conversations)
    assert flemish == (5 if language == "nl" else 0)


@pytest.mark.parametrize("language", ["en", "nl"])
def test_who_needs_a_person_has_a_last_message_and_a_reason(language: str) -> None:
    for script in replay.scripts(document("needs_person", language), language):
        assert script.at_latest is not None and script.at_latest < len(script.lines), script.id
        assert script.why, script.id


@pytest.mark.parametrize("language", ["en", "nl"])
def test_at_most_a_third_of_those_in_need_ask_for_a_person(language: str) -> None:
    kinds = Counter(one["kind"] for one in document("needs_person", language)["conversations"])
    assert 3 * kinds["wish"] <= kinds.total()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_calm_ones_have_no_message_that_needs_a_person(language: str) -> None:
    assert all(one.at_latest is None for one in replay.scripts(document("calm", language), "calm"))


def test_no_message_stands_twice() -> None:
    counts = Counter(text.lower() for group in GROUPS for text in texts(*group))
    assert [text for text, times in counts.items() if times > 1 and len(text.split()) >= 3] == []


@pytest.mark.parametrize(("label", "language"), GROUPS)
def test_no_message_comes_close_to_one_that_is_learned(label: str, language: str) -> None:
    assert len(learned()) > 500
    assert too_close(texts(label, language), learned()) == []


@pytest.mark.parametrize(("label", "language"), GROUPS)
def test_no_message_comes_close_to_one_of_another_set(label: str, language: str) -> None:
    assert len(other_sets()) > 500
    assert too_close(texts(label, language), other_sets()) == []
