"""Finds a delivery address in what somebody writes: a street with its number, postcode and town."""

from __future__ import annotations

import re
from dataclasses import dataclass

_NUMBER = (
    r"\d{1,4}(?!\d)(?:\s?[a-zA-Z](?![a-zA-Z]))?(?:\s?[-/]\s?\w{1,4})?(?:\s(?:bus|box|b)\s?\w{1,4})?"
)
_STREET = r"[^\W\d][\w.'’-]*(?:\s[^\W\d][\w.'’-]*){0,5}"
_POSTCODE = r"[1-9]\d{3}(?:\s?(?!SA|SD|SS)[A-Za-z]{2}(?![A-Za-z]))?"
_LINE = re.compile(rf"({_STREET})\s({_NUMBER})(?=$|[\s,.;!?])")
_AFTER = re.compile(rf"^[\s,.;]*(?:postcode\s)?({_POSTCODE})?[\s,]*({_STREET})?")
_LONE_POSTCODE = re.compile(rf"(?<!\d)({_POSTCODE})(?!\d)")
# What stands before the street in a sentence: "send it to Dorpsstraat 12", "het moet naar ...".
_LEAD = re.compile(
    r"^.*?\b(?:to|at|is|into|it's|address|adres|naar|aan|op|in|wordt|worden|be)\b[:\s]+"
    r"(?=\S)",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"\b(?:please|aub|a\.u\.b|svp|graag|thanks|thank|bedankt|instead|dank|and|en|alsjeblieft)\b.*$",
    re.IGNORECASE,
)
_NO_STREET = frozenset(
    re.findall(
        r"\w+",
        """
        a about after an at de een for from het house huisnummer in binnen is na nee niet no not nr
        nummer number of om on op order bestelling over postcode since floor the tot until van voor
        within zip code
        """,
    )
)


@dataclass(frozen=True)
class Address:
    """What was found; a part that nobody said is empty."""

    line: str = ""
    postcode: str = ""


def shown(line: str, postcode: str) -> str:
    """An address as it stands on a parcel: "Veldstraat 5, 9000 Gent"."""
    street, comma, town = line.partition(", ")
    return f"{street}, {postcode} {town}".strip() if comma else f"{line}, {postcode}"


def find(text: str) -> Address:
    """The address in a text. The line holds street, number and town, as they were written."""
    for match in _LINE.finditer(text):
        street = _street(match[1])
        if not street:
            continue
        rest = _AFTER.match(text[match.end() :])
        postcode = (rest[1] if rest else "") or ""
        town = _TAIL.sub("", (rest[2] if rest else "") or "").strip()
        number = match[2].strip()
        line = " ".join(part for part in (street, number) if part)
        postcode = postcode or _postcode_in(text[: match.start(1)] + " " + text[match.end() :])
        return Address(f"{line}, {town}" if town else line, _tidy(postcode))
    return Address(postcode=_tidy(_postcode_in(text)))


def _street(found: str) -> str:
    """Without the words of the sentence around it; nothing when no street is left."""
    while True:
        shorter = _LEAD.sub("", found)
        if shorter == found:
            break
        found = shorter
    words = found.split()
    return "" if not words or words[-1].lower() in _NO_STREET else found


def _postcode_in(text: str) -> str:
    found = _LONE_POSTCODE.search(text)
    return found[1] if found else ""


def _tidy(postcode: str) -> str:
    plain = "".join(postcode.split()).upper()
    return f"{plain[:4]} {plain[4:]}" if len(plain) == 6 else plain
