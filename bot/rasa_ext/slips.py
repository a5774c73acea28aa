"""How far two spellings of a word are apart, by letter and by ear. Pure."""

from __future__ import annotations

import re
from itertools import pairwise

# Letters that are taken for each other by ear; other letters make another word.
SOUNDS = ("aeiouy", "dt", "sz", "fv", "gh", "ckq", "ij", "mn", "bp")
# Letters that lie beside each other under the fingers.
KEYS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_BESIDE = frozenset(frozenset(pair) for row in KEYS for pair in pairwise(row))
# Ways to write one sound, in English or Dutch: what is heard of a word, without its vowels.
_HEARD = tuple(
    (re.compile(pattern), sound)
    for pattern, sound in (
        (r"[’']", ""),
        (r"^wr", "r"),
        (r"^kn", "n"),
        (r"en$", ""),
        (r"ing$", "n"),
        (r"[st]ion", "sn"),
        (r"ight", "it"),
        (r"ph|v", "f"),
        (r"sch", "sg"),
        (r"[cg]h", "g"),
        (r"c(?=[eiy])|z", "s"),
        (r"x", "ks"),
        (r"[cq]", "k"),
        (r"th|d", "t"),
        (r"[aeiouyhjàáâäèéêëìíîïòóôöùúûü]", ""),
        (r"(.)\1+", r"\1"),
    )
)


def heard_as(word: str) -> str:
    """What is heard of a word apart from its vowels: "pragtig" sounds like "prachtig"."""
    for pattern, sound in _HEARD:
        word = pattern.sub(sound, word)
    return word


def distance(one: str, other: str, *, strange: int = 1) -> int:
    """Letters left out, put in, taken for another or swapped with the next.

    `strange`: what it costs to take a letter for one that neither sounds alike nor lies beside it.
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        last, before_last = row, before
        row = [i]
        for j, wanted in enumerate(other, start=1):
            taken = 0 if letter == wanted else 1 if _alike(letter, wanted) else strange
            steps = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + taken)
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
    return _sound_alike(*apart[0])


def shortened(word: str, slips: int) -> set[str]:
    """The word and what is left of it without so many of its letters."""
    found, last = {word}, {word}
    for _ in range(slips):
        last = {one[:place] + one[place + 1 :] for one in last for place in range(len(one))}
        found |= last
    return found


def _sound_alike(one: str, other: str) -> bool:
    return any(one in group and other in group for group in SOUNDS)


def _alike(one: str, other: str) -> bool:
    return frozenset((one, other)) in _BESIDE or _sound_alike(one, other)
