"""A message as the classifiers hear it: what is meant, not who writes, which number or how loud.

Usual words instead of dialect and slips, no names where they mean nothing, numbers masked, and no
shouting. Learned with the examples, so that a new message is heard as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from bot.encoder import encoder
from bot.rasa_ext.nameless import nameless
from bot.rasa_ext.nameless import words as known_words
from bot.rasa_ext.plain import plain
from bot.rasa_ext.spelling import Spelling, Variants
from bot.rasa_ext.tongue import COMMON


@dataclass(frozen=True)
class Hearing:
    """The usual form of every word, and the words that are known to be no names.

    Without those, names stay: they say what a message is about ("the Louvre"), if not its mood.
    """

    known: frozenset[str] | None
    spelling: Spelling

    @classmethod
    def learn(
        cls,
        texts: Iterable[str],
        also: Iterable[str],
        variants: Variants,
        *,
        careful: bool = False,
        names: bool = False,
    ) -> Hearing:
        """From examples; `also` are words that are no slips of others; `names`: they stay."""
        said = list(texts)
        words = (*also, *COMMON)
        spelling = Spelling.learn(said, words, variants, careful=careful, known=encoder().knows)
        return cls(None if names else known_words(said), spelling)

    def heard(self, text: str) -> str:
        """The text as it is read."""
        usual = self.spelling.usual(text)
        return plain(usual if self.known is None else nameless(usual, self.known))

    @cached_property
    def boldly(self) -> Spelling:
        """Takes more words for slips than care allows: for phrases, which no slip makes up."""
        return self.spelling.bolder()

    def arrays(self) -> dict[str, Any]:
        """What is to be stored."""
        spelling = self.spelling
        usual = json.dumps([spelling.counts, spelling.variants, spelling.careful])
        return {"known": np.array(sorted(self.known or ())), "usual": np.array(usual)}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, Any]) -> Hearing:
        """Back from what `arrays` gave."""
        known = frozenset(str(word) for word in stored["known"]) or None
        counts, variants, careful = json.loads(str(stored["usual"]))
        return cls(known, Spelling(counts, variants, careful, encoder().knows))
