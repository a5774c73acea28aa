"""Counts words that carry a mood, in English and Dutch: what the sentence encoder hears badly.

The lists stand in `data/mood_words.yml`. What each tells is learned; no word decides by itself.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.rasa_ext.examples import ExamplesError, read
from bot.rasa_ext.letters import Matrix

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST_STEM = 3


class MoodWords:
    """Lists of words, stems (`furi*`) and word pairs (`passed-away`), each with a name."""

    def __init__(self, lists: Mapping[str, Sequence[str]]) -> None:
        self.lists = {name: tuple(words) for name, words in lists.items()}
        self._words: dict[str, set[int]] = {}
        self._stems: dict[str, set[int]] = {}
        self._pairs: list[tuple[str, int]] = []
        for place, words in enumerate(self.lists.values()):
            for word in words:
                if word.endswith("*"):
                    self._stems.setdefault(word[:-1], set()).add(place)
                elif "-" in word:
                    self._pairs.append((f" {word.replace('-', ' ')} ", place))
                else:
                    self._words.setdefault(word, set()).add(place)

    @property
    def whole(self) -> frozenset[str]:
        """The words that are listed whole."""
        return frozenset(self._words)

    @property
    def columns(self) -> int:
        """How many features a text has."""
        return 2 * len(self.lists) + 1

    def features(self, texts: Sequence[str]) -> Matrix:
        """For each list how many of its words there are and which share; and the length."""
        rows = [self._row(text) for text in texts]
        return np.array(rows, dtype=np.float32).reshape(len(texts), self.columns)

    def _row(self, text: str) -> list[float]:
        words = _WORD.findall(text.lower().replace("’", "'"))
        counts = [0] * len(self.lists)
        for word in words:
            for place in self._found(word):
                counts[place] += 1
        flat = f" {' '.join(words)} "
        for pair, place in self._pairs:
            counts[place] += pair in flat
        row = []
        for count in counts:
            row += [math.log1p(count) / 2, count / (len(words) + 3)]
        return [*row, math.log1p(len(words)) / 6]

    def _found(self, word: str) -> set[int]:
        found = set(self._words.get(word, ()))
        for end in range(_SHORTEST_STEM, len(word) + 1):
            found |= self._stems.get(word[:end], set())
        return found


def lists_in(path: Path) -> dict[str, list[str]]:
    """The lists of a file, in its order. Raises ExamplesError when it has none."""
    content: Any = read(path).get("moods")
    if not isinstance(content, dict) or not content:
        raise ExamplesError(f"{path}: needs `moods`, with words under each")
    return {str(name): str(words).split() for name, words in content.items()}
