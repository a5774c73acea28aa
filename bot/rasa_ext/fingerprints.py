"""Whether something changed: one text for files and the code that learns from them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

_HERE = Path(__file__).parent
BELOW = ("empathy/stakes.py", "empathy/wish.py", "encoder.py", "knowledge/articles.py")
# What decides how a message looks to a classifier, and how it learns. The rest is read at start.
LEARNING = (
    "calibration",
    "course",
    "emotion",
    "examples",
    "folds",
    "gloss",
    "hearing",
    "intent",
    "knowledge",
    "letters",
    "linear",
    "messages",
    "mood_words",
    "nameless",
    "neighbours",
    "plain",
    "reader",
    "scope",
    "sentence_encoder",
    "shelf",
    "slips",
    "spelling",
    "stakes",
    "things",
    "tongue",
)


def of(paths: Iterable[Path], *words: str) -> str:
    """Changes with the name or content of a file, with a word, and with the code that learns.

    Rasa looks only at the class of a component, and would serve what older helpers learned.
    """
    digest = hashlib.sha256(_code().encode())
    for path in paths:
        digest.update(f"{path}\0{hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    for word in words:
        digest.update(f"{word}\n".encode())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def _code() -> str:
    digest = hashlib.sha256()
    ours = [_HERE / f"{name}.py" for name in LEARNING]
    for path in (*ours, *(_HERE.parent / name for name in BELOW)):
        digest.update(path.read_bytes())
    return digest.hexdigest()
