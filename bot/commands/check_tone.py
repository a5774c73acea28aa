"""The part of `samenspel check` that reads how every text for customers speaks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot import yaml_text
from bot.empathy import address, manner
from bot.empathy.signals import UPSET
from bot.settings import Settings

# Sentences of data/texts.yml that only people of the house read.
FOR_STAFF = ("desk", "brief")
LANGUAGES = ("en", "nl")


@dataclass(frozen=True)
class Told:
    """One text in one language, where it stands, and for which mood."""

    where: str
    language: str
    text: str
    mood: str | None = None


def tone_problems(root: Path, settings: Settings) -> list[str]:
    """What is wrong with how the texts of this folder speak, one problem a line."""
    texts = [*_responses(root), *_sentences(root), *_others(root, settings.limits_file)]
    found = [problem for told in texts for problem in problems_of(told, settings)]
    return [*dict.fromkeys(found)]


def problems_of(told: Told, settings: Settings) -> Iterator[str]:
    """What is wrong with one text."""
    place = f"{told.where} ({told.language})"
    words = manner.feeling(told.text, told.language)
    if words:
        yield f"{place}: claims a feeling that a machine does not have: {words!r}"
    if told.mood in UPSET and (cheer := manner.cheer(told.text)):
        yield f"{place}: sounds cheerful to somebody who is {told.mood}: {cheer!r}"
    brand = settings.brand.words
    for broken in manner.unwanted(told.text, brand.avoid, brand.use):
        yield f"{place}: the brand {broken}"
    if told.language == "nl":
        _, formal = address.addresses(told.text)
        if formal:
            yield f"{place}: says u; texts are written with je, and form_of_address makes u of it"
        if settings.form_of_address == "u":
            for doubt in address.doubts(told.text):
                yield f"{place}: not sure what becomes of {doubt!r} with u; say it in other words"


def _responses(root: Path) -> Iterator[Told]:
    for path in sorted((root / "domain").glob("*.yml")):
        for name, variations in (_read(path).get("responses") or {}).items():
            for variation in variations:
                named = {c["name"]: c["value"] for c in variation.get("condition") or []}
                text, where = str(variation.get("text") or ""), f"domain/{path.name}: {name}"
                for language in [named["language"]] if "language" in named else LANGUAGES:
                    yield Told(where, str(language), text, named.get("mood"))


def _sentences(root: Path) -> Iterator[Told]:
    groups = _read(root / "data" / "texts.yml").get("texts") or {}
    for group, sentences in groups.items():
        if group not in FOR_STAFF:
            yield from _local(sentences, f"data/texts.yml: {group}")


def _others(root: Path, limits: Path) -> Iterator[Told]:
    knowledge = sorted((root / "data" / "knowledge").glob("*.yml"))
    for path in [limits, *knowledge]:
        if path.exists():
            yield from _local(_read(path), path.name)


def _local(value: Any, where: str) -> Iterator[Told]:
    """Every text below that stands in more than one language."""
    if isinstance(value, dict):
        if all(isinstance(value.get(language), str) for language in LANGUAGES):
            yield from (Told(where, language, value[language]) for language in LANGUAGES)
        for key, below in value.items():
            yield from _local(below, f"{where}.{key}" if ": " in where else f"{where}: {key}")
    elif isinstance(value, list):
        for below in value:
            yield from _local(below, where)


def _read(path: Path) -> dict[str, Any]:
    document = yaml_text.read(path.read_text(encoding="utf-8")) if path.exists() else None
    return document if isinstance(document, dict) else {}
