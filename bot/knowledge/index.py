"""Finds articles by the telling words that their questions share with what was said.

For people at the desk, where no model runs: each word weighs the more the fewer articles have it
(inverse document frequency), and texts are compared by the cosine of those weights. Words count by
their first letters, without accents.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Sequence

from bot.knowledge.articles import Article

LIKE_ENOUGH = 0.5
_STEM = 5
_WORD = re.compile(r"[a-z]{4,}")


class Index:
    """The articles in one language, with their questions taken apart once."""

    def __init__(self, articles: Collection[Article], language: str) -> None:
        asked = [
            (article, [_words(text) for text in article.questions.get(language, ())])
            for article in articles
        ]
        spread = Counter(word for _, texts in asked for word in set().union(*texts))
        total = math.log(len(asked) + 1)
        self._unknown = total**2
        self._weights = {word: (total - math.log(n + 0.5)) ** 2 for word, n in spread.items()}
        self._shelf = [
            (article, [(words, self._weight(words)) for words in texts]) for article, texts in asked
        ]

    def nearest(self, said: Sequence[str], most: int) -> list[Article]:
        """At most so many that are like one of these texts, the likest first; none when few are."""
        texts = [(words, self._weight(words)) for words in map(_words, said)]
        scored = []
        for article, questions in self._shelf:
            best = max((self._alike(a, b) for a in texts for b in questions), default=0.0)
            if best >= LIKE_ENOUGH:
                scored.append((best, article))
        return [article for _, article in sorted(scored, key=lambda one: -one[0])[:most]]

    def _weight(self, words: frozenset[str]) -> float:
        return sum(self._weights.get(word, self._unknown) for word in words)

    def _alike(self, one: tuple[frozenset[str], float], two: tuple[frozenset[str], float]) -> float:
        shared = one[0] & two[0]
        return self._weight(shared) / math.sqrt(one[1] * two[1]) if shared else 0.0


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return frozenset(word[:_STEM] for word in _WORD.findall(plain))


NO_ARTICLES = Index((), "")
