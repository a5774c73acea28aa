"""Whether a message is no words at all. Pure.

An elbow, a child or a cat on the keyboard says nothing, so it is nothing that the bot failed to
understand. A scream ("aaaah", "pffff", "grrr") is no scribble. A number alone is an answer, and
tells as little of a mood as a pressed button.
"""

from __future__ import annotations

import re

# As keyboards lie in the Netherlands, and in Belgium.
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm", "azertyuiop", "qsdfghjklm", "wxcvbn")
# So many letters beside each other, in their order on the keyboard, are no word.
_RUN = 5
_RUNS = frozenset(
    keys[at : at + _RUN]
    for row in _ROWS
    for keys in (row, row[::-1])
    for at in range(len(row) - _RUN + 1)
)
# Nor are so many out of the two lower rows, with no vowel but one "a".
_HAMMERED = re.compile(r"(?=.{6})(?:[sdfghjkl]*a?[sdfghjkl]*|[zxcvbnm]+)")
_WORD = re.compile(r"[^\W\d_]+")
# The number of an order or a booking, with the letter before it.
_CODE = re.compile(r"\b(?:[A-Za-z]{1,2}[- ]?)?\d+\b")


def only(text: str) -> bool:
    """Whether every word of the message is letters at random; one without letters is not."""
    words = _WORD.findall(text.lower())
    return bool(words) and all(map(_at_random, words))


def figures_only(text: str) -> bool:
    """Whether the message is a number, an order's or another, and not one word beside it."""
    rest, found = _CODE.subn(" ", text)
    return found > 0 and not _WORD.search(rest)


def _at_random(word: str) -> bool:
    return any(run in word for run in _RUNS) or (
        len(set(word)) > 2 and _HAMMERED.fullmatch(word) is not None
    )
