"""Writes words the usual way before a mood is read: spelling must not change how one sounds.

Variants of its language (`data/spellings.yml`) become their usual form, and a word that nobody
wrote in the examples becomes one that many did: one that sounds alike, else the nearest, one slip
away, or two in a long word.
"""

from __future__ import annotations

import copy
import re
from collections import ChainMap, Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.rasa_ext import tongue
from bot.rasa_ext.examples import ExamplesError, read
from bot.rasa_ext.slips import distance, heard_as, one_sound, shortened

_TOKEN = re.compile(r"^(\W*?)('?[^\W\d_]+(?:['-][^\W\d_]*)*)(\W*)$")
# A shorter word has too many neighbours; a long one may hold two slips, with care only a very long
# one.
SHORTEST, LONG, VERY_LONG = 4, 8, 10
# How many letters may differ between words that sound alike, and how many sounds tell a word.
BY_EAR, TELLING = 2, 3
# A word that so many examples share is a word; one that fewer share may be a slip of it.
COMMON, SURE = 3, 10
# What stands for what, in each language; under ANY in both.
Variants = Mapping[str, Mapping[str, str]]
ANY = "any"


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
        variants: Variants,
        careful: bool = False,
        known: Callable[[str], bool] = _no_word,
    ) -> None:
        self.counts = dict(counts)
        self.variants = {language: dict(said) for language, said in variants.items()}
        self.careful = careful
        self._known = known
        self._near: dict[str, list[str]] = {}
        self._alike: dict[str, list[str]] = {}
        for word, count in sorted(self.counts.items()):
            if count >= COMMON and len(word) >= SHORTEST:
                self._alike.setdefault(heard_as(word), []).append(word)
                for form in shortened(word, _slips(word)):
                    self._near.setdefault(form, []).append(word)

    @classmethod
    def learn(
        cls,
        texts: Iterable[str],
        also: Iterable[str],
        variants: Variants,
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

    def bolder(self) -> Spelling:
        """The same words without `careful`; they share what was worked out of them."""
        bold = copy.copy(self)
        bold.careful = False
        return bold

    def usual(self, text: str) -> str:
        """The text in usual words. A capital inside a sentence is a name and stays."""
        kept, begins = [], True
        variants = self._spoken(text)
        for before, word, after in _parts(text):
            name = word[:1].isupper() and not word.isupper() and not begins
            kept.append(before + (word if name else self._usual(word, variants)) + after)
            begins = after[:1] in (".", "!", "?", "…") if after else not word
        return " ".join(kept)

    def _spoken(self, text: str) -> Mapping[str, str]:
        """The variants of the language of this text: "u" is you in English, and polite in Dutch."""
        found = tongue.guess(text)
        others = [one for one in self.variants if one not in (found.language, ANY)]
        read = [found.language or ANY, ANY, *(others if found.lead < tongue.SURE else ())]
        return ChainMap(*(self.variants.get(language, {}) for language in read))

    def _usual(self, word: str, variants: Mapping[str, str]) -> str:
        low = word.lower()
        found = variants.get(low) or self._nearest(low)
        if found is None or found == low:
            return word
        if word.isupper() and len(word) > 1:
            return found.upper()
        return found[0].upper() + found[1:] if word[0].isupper() else found

    def _nearest(self, word: str) -> str | None:
        seen = self.counts.get(word, 0)
        if seen >= (1 if self.careful else COMMON) or len(word) < SHORTEST:
            return None
        least = SURE if seen or self.careful else COMMON
        ranked = sorted(
            (apart, -self.counts[one], one)
            for one, apart in self._candidates(word, bool(seen))
            if self.counts[one] >= least and one[0] == word[0]
        )
        return ranked[0][2] if ranked and not self._known(word) else None

    def _candidates(self, word: str, seen: bool) -> Iterator[tuple[str, int]]:
        """The words that may be meant, and how far each is; one that sounds alike goes first."""
        slips = 1 if seen or (self.careful and len(word) < VERY_LONG) else _slips(word)
        sound = heard_as(word)
        by_ear = set() if self.careful or len(sound) < TELLING else set(self._alike.get(sound, ()))
        by_letter = {one for form in shortened(word, slips) for one in self._near.get(form, ())}
        for one in by_letter | by_ear:
            apart = self._apart(word, one)
            if apart <= (BY_EAR if one in by_ear and len(word) > SHORTEST and not seen else slips):
                yield one, apart - BY_EAR * (one in by_ear)

    def _apart(self, word: str, meant: str) -> int:
        if self.careful and not one_sound(word, meant):
            return VERY_LONG
        return distance(word, meant) if self.careful else distance(word, meant, strange=2)


def variants_in(path: Path) -> dict[str, dict[str, str]]:
    """Each variant of a file with its usual form, by language. Raises ExamplesError for none.

    What stands under no language is read in every one.
    """
    content: Any = read(path).get("spellings")
    if not isinstance(content, dict) or not content:
        raise ExamplesError(f"{path}: needs `spellings`, with variants after each usual form")
    found: dict[str, dict[str, str]] = {}
    for key, said in content.items():
        language, forms = (str(key), said) if isinstance(said, dict) else (ANY, {key: said})
        for usual, variants in forms.items():
            for variant in str(variants).split():
                found.setdefault(language, {})[variant] = str(usual)
    return found


def _slips(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _parts(text: str) -> Iterator[tuple[str, str, str]]:
    for token in text.replace("’", "'").split():
        match = _TOKEN.match(token)
        yield (match[1], match[2], match[3]) if match else (token, "", "")
