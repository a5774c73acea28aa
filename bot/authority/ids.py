"""Ids that people can read out."""

from __future__ import annotations

import secrets

LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_id(prefix: str) -> str:
    """A fresh id that can be read out on the phone: R-7F3K9Q2M4TXW."""
    # 128 random bits for 59: no letter is likelier than another by anything that matters.
    rest, letters = secrets.randbits(128), ""
    for _ in range(12):
        rest, place = divmod(rest, len(LETTERS))
        letters += LETTERS[place]
    return f"{prefix}-{letters}"
