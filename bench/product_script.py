"""What customers say when the product and stock Rasa are compared, and which response an answer is.

Nobody says the same words twice in a run: a pipeline that remembers what it read gains nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import yaml

DOMAIN = Path(__file__).parents[1] / "domain"
OPENERS = (
    *("", "ok, ", "so, ", "well, ", "right, ", "hey, ", "now, ", "and ", "oh, ", "um, "),
    *("okay, ", "hm, ", "ah, ", "alright, ", "yes, ", "er, "),
)
ENDINGS = ("", "!", ".", "?", "...", " :)", "!!", " ;)", " ?", " .", "..", " !")
STEPS: tuple[tuple[str, ...], ...] = (
    ("hello", "hello there", "good morning", "good evening", "hi there", "good day"),
    ("where is my order", "where's my order", "when will my order arrive",
     "where is my package", "has my order been sent", "where is my parcel"),
    ("what can you do", "what can you do for me", "what can you help me with",
     "what are you able to do", "what can you all do", "what can I ask you"),
    ("are you a bot", "are you a robot", "am I talking to a bot",
     "are you a real person", "is this a bot", "are you human"),
    ("is this conversation stored", "is this chat stored", "do you store this conversation",
     "is my data stored here", "do you keep this chat", "is this chat being saved"),
    ("how are you", "how are you doing", "how are you today", "how is it going",
     "how do you do", "are you doing well"),
    ("tell me a joke", "do you know a joke", "can you tell a joke",
     "make me laugh", "know any good jokes", "got a joke for me"),
    ("goodbye", "bye bye", "bye", "see you later", "that was all, bye", "see you"),
)  # fmt: skip
SLOW = "what do you have about me in your files"
"""Counts what is known of a customer, bookings too; what follows it is a goodbye."""
SAID_AFTER_IT = "utter_goodbye"
CLEAR = "that was all"
"""With these words it is a goodbye to both sides; "hey, goodbye.." is a greeting to one."""


def scripts() -> list[tuple[str, ...]]:
    """Every script, mixed: the same list each time. No two share a message."""
    ways = []
    for place, cores in enumerate(STEPS):
        step = _ways(cores)
        Random(place).shuffle(step)
        ways.append(step)
    return list(zip(*ways, strict=True))


def _ways(cores: Sequence[str]) -> list[str]:
    return [f"{a}{core}{z}" for a, core, z in product(OPENERS, cores, ENDINGS)]


class Words:
    """Hands out scripts, each once; the next one begins at another step."""

    def __init__(self) -> None:
        self._left = list(enumerate(scripts()))
        self._slow = iter(_ways((SLOW,)))

    def take(self, count: int, *, steps: int = len(STEPS)) -> list[tuple[str, ...]]:
        """So many scripts of so many messages."""
        found = []
        for place, script in (self._left.pop(0) for _ in range(count)):
            at = place % len(STEPS)
            found.append((*script[at:], *script[:at])[:steps])
        return found

    def pairs(self, count: int) -> list[tuple[str, str]]:
        """So many messages whose action takes a while, each with a goodbye."""
        clear = [one for one in self._left if CLEAR in one[1][-1]]
        taken = clear[-count:]
        self._left = [one for one in self._left if one not in taken]
        goodbyes = [script[-1] for _, script in taken]
        return list(zip((next(self._slow) for _ in range(count)), goodbyes, strict=True))


def templates(folder: Path = DOMAIN) -> dict[str, list[str]]:
    """The texts of all responses, by name."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        read: Mapping[str, Any] = yaml.safe_load(path.read_text("utf-8"))
        for name, variations in (read.get("responses") or {}).items():
            found[name] = [one["text"] for one in variations if one.get("text")]
    return found


class Names:
    """Tells which response a text was made from."""

    def __init__(self, responses: Mapping[str, Sequence[str]]) -> None:
        self._forms = [
            (name, re.compile(_BLANK.sub(".*", re.escape(text)), re.DOTALL))
            for name, texts in responses.items()
            for text in texts
            if _BLANK.sub("", re.escape(text)).strip()
        ]

    def of(self, text: str) -> str:
        """Its name, or the text itself when it was made from none."""
        return next((name for name, form in self._forms if form.fullmatch(text)), text)


_BLANK = re.compile(r"\\\{\w+\\\}")
