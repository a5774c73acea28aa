"""A message in two views: as it is written, and word by word in English.

The encoder hears Dutch less well than English, and letters carry nothing from one language to the
other. A list of words (`data/glossary.yml`) does: "waar blijft mijn pakje" is also read as "where
stays my parcel", so that what was learned in English is understood in Dutch.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from bot.encoder import encoder
from bot.rasa_ext import tongue
from bot.rasa_ext.examples import ExamplesError, read
from bot.rasa_ext.letters import Matrix

# How much the words as they are written count beside the English ones; between .3 and .6 it makes
# little difference.
AS_WRITTEN = 0.4
# Both parts of a compound have so many letters at least: "reis" + "gids".
SHORTEST_PART = 4
# What Dutch puts between the parts: "verzending-s-kosten".
_JOINT = "s"
# An address or a number has no words.
_NO_WORDS = re.compile(r"[@\d]")
_WORD = re.compile(r"'?[^\W\d_]+(?:['-][^\W\d_]+)*")


class Gloss:
    """The English of words, by their language. Without any words both views are the same."""

    def __init__(self, words: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self.words = {language: dict(said) for language, said in (words or {}).items()}

    def english(self, text: str) -> str | None:
        """The text word by word in English; None for a language that has no words here."""
        words = self.words.get(tongue.guess(text).language or "")
        if not words:
            return None
        found = (_in_english(token, words) for token in text.replace("’", "'").split())
        return " ".join(token for token in found if token)

    def views(
        self, said: Sequence[str], usual: Sequence[str] | None = None
    ) -> tuple[list[str], Matrix]:
        """What letters are read from, and one unit vector of both views, per text.

        `usual` are the texts in usual words, which are looked up more surely.
        """
        found = [self.english(text) for text in usual or said]
        both = list(zip(said, found, strict=True))
        letters = [text if english is None else f"{text} {english}" for text, english in both]
        seen = [text if english is None else english for text, english in both]
        rows = encoder().encode([*said, *seen])
        mean = AS_WRITTEN * rows[: len(said)] + (1 - AS_WRITTEN) * rows[len(said) :]
        length = np.linalg.norm(mean, axis=1, keepdims=True)
        vectors: Matrix = np.divide(mean, length, out=np.zeros_like(mean), where=length > 0)
        return letters, vectors

    def array(self) -> Any:
        """What is to be stored."""
        return np.frombuffer(json.dumps(self.words, sort_keys=True).encode(), dtype=np.uint8)

    @classmethod
    def from_array(cls, stored: Any) -> Gloss:
        """Back from what `array` gave; several readers share the same words."""
        return _shared(stored.tobytes())


@lru_cache(maxsize=2)
def _shared(words: bytes) -> Gloss:
    return Gloss(json.loads(words))


def gloss_in(path: Path | str | None) -> Gloss:
    """The words of a file, or none. Raises ExamplesError when the file has none."""
    if path is None:
        return Gloss()
    content: Any = read(Path(path)).get("glossary")
    if not isinstance(content, dict) or not content:
        raise ExamplesError(f"{path}: needs `glossary`, with words by language")
    found: dict[str, dict[str, str]] = {}
    for language, said in content.items():
        if not isinstance(said, dict):
            raise ExamplesError(f"{path}: {language} needs words after each English one")
        words = found.setdefault(str(language), {})
        for english, foreign in said.items():
            words.update(dict.fromkeys(str(foreign).split(), str(english)))
    return Gloss(found)


def _in_english(token: str, words: Mapping[str, str]) -> str:
    if _NO_WORDS.search(token):
        return token

    def one(match: re.Match[str]) -> str:
        found = _of_word(match[0].lower(), words)
        return match[0] if found is None else found

    return _WORD.sub(one, token)


def _of_word(word: str, words: Mapping[str, str]) -> str | None:
    """A word that is not known may be two that are."""
    if word in words:
        return words[word]
    for at in range(len(word) - SHORTEST_PART, SHORTEST_PART - 1, -1):
        first, last = words.get(word[:at]), words.get(word[at:])
        if first is None and word[:at].endswith(_JOINT) and at > SHORTEST_PART:
            first = words.get(word[: at - 1])
        if first and last:
            return f"{first} {last}"
    return None
