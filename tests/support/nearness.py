"""How near one message is to another: keeps examinations apart from what is learned."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Above .6 two sentences of four words or more differ by a word's ending; below it by their words.
# Shorter ones ("second please") have only one natural spelling and are left out.
TOO_CLOSE = 0.6
SHORTEST = 4


def grams(text: str) -> frozenset[str]:
    """The pieces of three letters of a message."""
    plain = " " + " ".join(re.findall(r"\w+", text.lower())) + " "
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))


def too_close(texts: Iterable[str], others: Iterable[frozenset[str]]) -> list[str]:
    """The messages that are nearly the same as one of the others."""
    known = list(others)
    return [text for text in texts if len(text.split()) >= SHORTEST and _near_any(text, known)]


def _near_any(text: str, others: Iterable[frozenset[str]]) -> bool:
    own = grams(text)
    return any(_near(own, other) for other in others)


def _near(one: frozenset[str], other: frozenset[str]) -> bool:
    fewer, more = sorted((len(one), len(other)))
    if fewer <= TOO_CLOSE * more:
        return False
    return len(one & other) > TOO_CLOSE * len(one | other)
