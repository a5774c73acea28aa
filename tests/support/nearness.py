"""How near one message is to another: keeps examinations apart from what is learned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import count

import numpy as np
from scipy.sparse import csr_matrix

# Above .6 two sentences of four words or more differ by a word's ending; below it by their words.
# Shorter ones ("second please") have only one natural spelling and are left out.
TOO_CLOSE = 0.6
SHORTEST = 4
# So many messages are compared at once.
AT_ONCE = 200


def grams(text: str) -> frozenset[str]:
    """The pieces of three letters of a message."""
    plain = " " + " ".join(re.findall(r"\w+", text.lower())) + " "
    return frozenset(plain[i : i + 3] for i in range(len(plain) - 2))


def too_close(texts: Iterable[str], others: Iterable[frozenset[str]]) -> list[str]:
    """The messages that are nearly the same as one of the others."""
    asked = [text for text in texts if len(text.split()) >= SHORTEST]
    known = list(others)
    places = dict(zip(sorted(frozenset().union(*known)), count(), strict=False))
    rows, sizes = _rows(known, places), np.array([len(one) for one in known])
    found = []
    for first in range(0, len(asked), AT_ONCE):
        some = asked[first : first + AT_ONCE]
        own = [grams(text) for text in some]
        shared = (_rows(own, places) @ rows.T).toarray()
        every = np.array([len(one) for one in own])[:, None] + sizes - shared
        near = (shared > TOO_CLOSE * every).any(axis=1)
        found += [text for text, close in zip(some, near, strict=True) if close]
    return found


def _rows(pieces: Sequence[frozenset[str]], places: dict[str, int]) -> csr_matrix:
    """A row for each message, with a one for each piece that has a place."""
    at = [[places[piece] for piece in one if piece in places] for one in pieces]
    ends = np.cumsum([0, *map(len, at)])
    columns = np.array([place for one in at for place in one], dtype=np.int64)
    ones = np.ones(len(columns), dtype=np.int32)
    return csr_matrix((ones, columns, ends), shape=(len(pieces), len(places)))
