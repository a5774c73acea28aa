"""Writes words the usual way before a mood is read: spelling must not change how one sounds.

Known variants (`data/spellings.yml`) become their usual form, and a word that nobody wrote in the
examples becomes the nearest one that many did: one slip away, or two in a long word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.rasa_ext.examples import ExamplesError, read

_TOKEN = re.compile(r"^(\W*?)('?[^\W\d_]+(?:['-][^\W\d_]*)*)(\W*)$")
# A shorter word has too many neighbours, one of four or five letters keeps its first; a long one
# may hold two slips, with care only a very long one.
SHORTEST, LONG, VERY_LONG = 4, 8, 10
# A word that so many examples share is a word; one that fewer share may be a slip of it.
COMMON, SURE = 3, 10
# Letters that are taken for each other by ear; other letters make another word.
SOUNDS = ("aeiouy", "dt", "sz", "fv", "gh", "ckq", "ij", "mn", "bp")


def _no_word(word: str) -> bool:
    return False


class Spelling:
    """The words of the examples, how often each comes, and which variants stand for which.

    With `careful` every word of an example is a word, and only what many share and sounds alike is
    taken for what was meant: slips are caught less often, rare words never lost. `known` tells of
    other words that they are words.
    """

    def __init__(
        self,
        counts: Mapping[str, int],
        variants: Mapping[str, str],
        careful: bool = False,
        known: Callable[[str], bool] = _no_word,
    ) -> None:
        self.counts = dict(counts)
        self.variants = dict(variants)
        self.careful = careful
        self._known = known
        self._near: dict[str, list[str]] = {}
        for word, count in sorted(self.counts.items()):
            if count >= COMMON and len(word) >= SHORTEST:
                for form in _shortened(word, _slips(word)):
                    self._near.setdefault(form, []).append(word)

    @classmethod
    def learn(
        cls,
        texts: Iterable[str],
        also: Iterable[str],
        variants: Mapping[str, str],
        *,
        careful: bool = False,
        known: Callable[[str], bool] = _no_word,
    ) -> Spelling:
        """From the words of texts; `also` are words (names, words of moods) that are no slips."""
        counts: Counter[str] = Counter()
        for text in texts:
            counts.update({part.lower() for _, part, _ in _parts(text) if part})
        for word in also:
            counts[word.lower()] += COMMON + SURE
        return cls(counts, variants, careful, known)

    def usual(self, text: str) -> str:
        """The text in usual words. A capital inside a sentence is a name and stays."""
        kept, begins = [], True
        for before, word, after in _parts(text):
            name = word[:1].isupper() and not word.isupper() and not begins
            kept.append(before + (word if name else self._usual(word)) + after)
            begins = after[:1] in (".", "!", "?", "…") if after else not word
        return " ".join(kept)

    def _usual(self, word: str) -> str:
        low = word.lower()
        found = self.variants.get(low) or self._nearest(low)
        if found is None or found == low:
            return word
        if word.isupper() and len(word) > 1:
            return found.upper()
        return found[0].upper() + found[1:] if word[0].isupper() else found

    def _nearest(self, word: str) -> str | None:
        seen = self.counts.get(word, 0)
        if seen >= (1 if self.careful else COMMON) or len(word) < SHORTEST:
            return None
        slips = 1 if seen or (self.careful and len(word) < VERY_LONG) else _slips(word)
        forms = _shortened(word, slips)
        candidates = {one for form in forms for one in self._near.get(form, ())}
        least = SURE if seen or self.careful else COMMON
        ranked = sorted(
            (distance(word, one), one[0] != word[0], -self.counts[one], one)
            for one in candidates
            if self.counts[one] >= least and self._may_be(word, one)
        )
        if not ranked or ranked[0][0] > slips or self._known(word):
            return None
        return ranked[0][3]

    def _may_be(self, word: str, meant: str) -> bool:
        if self.careful:
            return one_sound(word, meant)
        return len(word) > 5 or meant[0] == word[0]


def variants_in(path: Path) -> dict[str, str]:
    """Each variant of a file with its usual form. Raises ExamplesError when it has none."""
    content: Any = read(path).get("spellings")
    if not isinstance(content, dict) or not content:
        raise ExamplesError(f"{path}: needs `spellings`, with variants after each usual form")
    return {variant: str(usual) for usual, said in content.items() for variant in str(said).split()}


def distance(one: str, other: str) -> int:
    """Letters left out, put in, taken for another or swapped with the next."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before_last = row, before
        row = [i]
        for j, wanted in enumerate(other, start=1):
            steps = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                steps = min(steps, before_last[j - 2] + 1)
            row.append(steps)
        before = last
    return row[-1]


def one_sound(word: str, meant: str) -> bool:
    """Whether one may be a slip of the other: the same beginning, no letter for a strange one."""
    if word[0] != meant[0]:
        return False
    apart = [pair for pair in zip(word, meant, strict=False) if pair[0] != pair[1]]
    if len(word) != len(meant) or len(apart) != 1:
        return True
    return any(apart[0][0] in group and apart[0][1] in group for group in SOUNDS)


def _slips(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _shortened(word: str, slips: int) -> set[str]:
    """The word and what is left of it without so many of its letters."""
    found, last = {word}, {word}
    for _ in range(slips):
        last = {one[:place] + one[place + 1 :] for one in last for place in range(len(one))}
        found |= last
    return found


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    for token in text.replace("’", "'").split():
        match = _TOKEN.match(token)
        yield (match[1], match[2], match[3]) if match else (token, "", "")
