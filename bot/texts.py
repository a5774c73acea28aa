"""The sentences that the gateway itself says, read from data/texts.yml in every language.

Nothing else in the gateway holds words for people. The file is checked as a whole: every mistake
is told at once.
"""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot import yaml_text
from bot.model import LocalText, in_language

LANGUAGES = ("en", "nl")
DEFAULT = "en"


class TextsError(Exception):
    """data/texts.yml cannot be used; the message lists every mistake."""

    code = "bad_texts"


@dataclass(frozen=True)
class Texts:
    """Every sentence by its dotted name, such as `chat.disclosure`."""

    sentences: Mapping[str, LocalText]

    @classmethod
    def load(cls, path: Path) -> Texts:
        """Read and check the file. Raises TextsError with all mistakes."""
        try:
            document = yaml_text.read(path.read_text(encoding="utf-8"))
        except (OSError, yaml.YAMLError) as error:
            raise TextsError(f"{path}: cannot be read: {error}") from error
        return cls.parse(document, str(path))

    @classmethod
    def parse(cls, document: Any, name: str) -> Texts:
        """Check an already read document; `name` says in mistakes where it came from."""
        mistakes: list[str] = []
        found: dict[str, LocalText] = {}
        groups = document.get("texts") if isinstance(document, dict) else None
        if not isinstance(groups, dict) or not groups:
            raise TextsError(f"{name}: needs a mapping `texts` with groups of sentences")
        for group, sentences in groups.items():
            if not isinstance(sentences, dict):
                mistakes.append(f"{group}: is no mapping of sentences")
                continue
            for key, value in sentences.items():
                mistakes.extend(_mistakes(f"{group}.{key}", value))
                found[f"{group}.{key}"] = value
        if mistakes:
            raise TextsError("\n".join(f"{name}: {mistake}" for mistake in mistakes))
        return cls(found)

    def local(self, key: str) -> LocalText:
        """One sentence in every language. An unknown name is a mistake in the code: KeyError."""
        return self.sentences[key]

    def say(self, key: str, language: str, **values: object) -> str:
        """One sentence in one language with its blanks filled in."""
        return in_language(self.sentences[key], language, DEFAULT).format(**values).strip()

    def has(self, key: str) -> bool:
        """Whether the file holds this sentence; for names that come from elsewhere."""
        return key in self.sentences


def blanks(text: str) -> frozenset[str]:
    """The names between braces in a sentence."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def spoken(locale: str | None, default: str = DEFAULT) -> str:
    """The language we speak for a locale such as "nl-BE"; the default when we do not speak it."""
    language = (locale or "").replace("_", "-").split("-")[0].lower()
    return language if language in LANGUAGES else default


def _mistakes(key: str, value: Any) -> list[str]:
    if not isinstance(value, dict):
        return [f"{key}: needs a text for each of {', '.join(LANGUAGES)}"]
    missing = [lang for lang in LANGUAGES if not isinstance(value.get(lang), str)]
    if missing:
        return [f"{key}: no text in {', '.join(missing)}"]
    empty = [lang for lang, text in value.items() if not str(text).strip()]
    if empty:
        return [f"{key}: empty in {', '.join(map(str, empty))}"]
    try:
        names = {lang: blanks(str(text)) for lang, text in value.items()}
    except ValueError as error:
        return [f"{key}: {error}"]
    first = names[DEFAULT]
    return [
        f"{key}: {lang} has the blanks {sorted(found)}, {DEFAULT} has {sorted(first)}"
        for lang, found in names.items()
        if found != first
    ]
