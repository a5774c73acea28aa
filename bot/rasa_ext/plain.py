"""A message as the classifiers read it: not which number, and not how loud; only what is meant."""

from __future__ import annotations

from bot.rasa_ext.things import masked

# Fewer letters than this are an abbreviation, not a raised voice.
FEWEST = 6


def plain(text: str) -> str:
    """Numbers and addresses masked, and small letters when the whole message shouts."""
    same = masked(text)
    return same.lower() if shouted(text) else same


def shouted(text: str) -> bool:
    """Whether the message is written in capitals."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= FEWEST and sum(map(str.isupper, letters)) > 0.7 * len(letters)
