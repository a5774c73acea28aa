"""A message as the classifiers hear it: what is meant, not who writes, which number or how loud.

Usual words instead of dialect and slips, no names where they mean nothing, numbers masked, and no
shouting. Learned with the examples, so that a new message is heard as they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from bot.encoder import encoder
from bot.rasa_ext.gloss import Gloss
from bot.rasa_ext.letters import Matrix
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
    gloss: Gloss = field(default_factory=Gloss)

    @classmethod
    def learn(
        cls,
        texts: Iterable[str],
        also: Iterable[str],
        variants: Variants,
        *,
        careful: bool = False,
        names: bool = False,
        gloss: Gloss | None = None,
    ) -> Hearing:
        """From examples; `also` are words that are no slips of others; `names`: they stay."""
        said = list(texts)
        words = (*also, *COMMON)
        spelling = Spelling.learn(said, words, variants, careful=careful, known=encoder().knows)
        return cls(None if names else known_words(said), spelling, gloss or Gloss())

    def heard(self, text: str) -> str:
        """The text as it is read."""
        usual = self.spelling.usual(text)
        return plain(usual if self.known is None else nameless(usual, self.known))

    def views(
        self, said: Sequence[str], usual: Sequence[str] | None = None
    ) -> tuple[list[str], Matrix]:
        """What letters are read from, and the vectors: as said and in English."""
        return self.gloss.views(said, usual)

    @cached_property
    def boldly(self) -> Spelling:
        """Takes more words for slips than care allows: for phrases, which no slip makes up."""
        return self.spelling.bolder()

    def arrays(self) -> dict[str, Any]:
        """What is to be stored."""
        spelling = self.spelling
        usual = json.dumps([spelling.counts, spelling.variants, spelling.careful])
        known = np.array(sorted(self.known or ()))
        return {"known": known, "usual": np.array(usual), "gloss": self.gloss.array()}

    @classmethod
    def from_arrays(cls, stored: Mapping[str, Any]) -> Hearing:
        """Back from what `arrays` gave."""
        known = frozenset(str(word) for word in stored["known"]) or None
        counts, variants, careful = json.loads(str(stored["usual"]))
        spelling = Spelling(counts, variants, careful, encoder().knows)
        return cls(known, spelling, Gloss.from_array(stored["gloss"]))
