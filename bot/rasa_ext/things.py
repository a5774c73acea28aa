"""What a message names: numbers of orders and bookings, addresses, a date, an amount, a place.

Pure. Every value comes normalised, so that "o20001" and "order 20001" are both O-20001.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.rasa_ext import amounts, dates


@dataclass(frozen=True)
class Thing:
    """One thing that is named, and where."""

    kind: str
    value: str
    start: int
    end: int


# Two texts of one conversation mean the same day when they count from the same one.
_SOME_DAY = date(2026, 1, 1)
_EMAIL = re.compile(
    r"(?<![\w.+-])[A-Za-z0-9](?:[\w.+-]{0,62}[\w+-])?@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}(?!\w)"
)
# Part of a longer number, or an amount, is no order.
_NO_MORE = r"(?![\w@]|-\d|[.,]\d|\s?(?:euro?\b|€))"
_ORDER = re.compile(r"(?<![\w@.-])(?:[Oo]\s?[-–#]?\s?(?=2))?(2\d{4})(?:-\d{1,2})?" + _NO_MORE)
# Written like a number of ours, also when none of ours is so.
_LIKE_OURS = re.compile(r"(?<![\w@.-])([OB])-\d{5}(?:-\d{1,2})?" + _NO_MORE)
_BOOKING = re.compile(r"(?<![\w@.-])(?:[Bb]\s?[-–#]?\s?(?=3))?(3\d{4})" + _NO_MORE)
_POSTCODE_NL = re.compile(r"(?<![\w@-])([1-9]\d{3})\s?((?!SA|SD|SS)[A-Z]{2})(?!\w)", re.IGNORECASE)
# Four digits alone are a Belgian postcode when the message says so or says nothing else.
_POSTCODE_BE = re.compile(
    r"^\s*(?:B-?\s?)?([1-9]\d{3})\s*[.!]?\s*$"
    r"|(?:postcode|postal\s?code|post\s?code|zip(?:\s?code)?)\D{0,12}([1-9]\d{3})(?!\d)",
    re.IGNORECASE,
)
_NO_POSTCODE = frozenset(
    ("of", "en", "in", "is", "at", "on", "to", "we", "ik", "me", "by", "je", "op", "or")
)

_ORDINALS = {
    word: number
    for number, words in (
        ("1", "first eerste 1st 1e 1ste one een één"),
        ("2", "second tweede 2nd 2e 2de two twee"),
        ("3", "third derde 3rd 3e 3de three drie"),
        ("4", "fourth vierde 4th 4e 4de four vier"),
        ("5", "fifth vijfde 5th 5e 5de five vijf"),
        ("last", "last laatste"),
    )
    for word in words.split()
}
_COUNT_WORDS = "one een één two twee three drie four vier five vijf"
_COUNTS = frozenset(_COUNT_WORDS.split())
_PLACES = [word for word in _ORDINALS if word not in _COUNTS]
_PLACE = "|".join(sorted(_PLACES, key=len, reverse=True))
_COUNT = "|".join(sorted(_COUNTS)) + "|[1-9]"
_THING = "one|option|item|date|order|departure|optie|keuze|datum|reis|bestelling|artikel|vertrek"
_ORDINAL = re.compile(
    rf"\b(?:the|de|den|die|het)\s+(?P<place>{_PLACE})\b"
    r"(?!\s+(?:time|keer|maal|week|weken|days?|dagen|dag|months?|maanden|maand|year|jaar|"
    r"night|nacht|message|bericht|chat|contact|of\b|van\b|january|januari|february|februari|"
    r"march|maart|april|may|mei|june|juni|july|juli|august|augustus|september|october|oktober|"
    r"november|december))"
    rf"|^\s*(?P<alone>{_PLACE})(?:\s+(?:{_THING}))?\s*[.!]?\s*$"
    rf"|\b(?:option|optie|number|nummer|keuze|choice|nr\.?)\s*(?P<count>{_COUNT})\b"
    r"|^\s*(?P<digit>[1-9])\s*[.!]?\s*$",
    re.IGNORECASE,
)


def find(text: str, today: date) -> list[Thing]:
    """Everything that the text names, in the order in which it stands there."""
    taken: list[Thing] = []
    for thing in _candidates(text, today):
        overlaps = any(thing.start < other.end and other.start < thing.end for other in taken)
        if not overlaps or thing.kind == "ordinal":
            taken.append(thing)
    return sorted(taken, key=lambda thing: (thing.start, thing.kind))


def masked(text: str) -> str:
    """The text with one fixed number or address in place of each: what it means, not which."""
    text = _EMAIL.sub("anna@example.com", text)
    text = _LIKE_OURS.sub(lambda match: f"{match[1]}-{'2' if match[1] == 'O' else '3'}0001", text)
    text = _ORDER.sub(lambda match: _same_form(match[0], "O-20001"), text)
    return _BOOKING.sub(lambda match: _same_form(match[0], "B-30001"), text)


def without_numbers(text: str) -> str:
    """The text with order and booking numbers left out."""
    return " ".join(_BOOKING.sub(" ", _ORDER.sub(" ", text)).split())


def numbers(text: str) -> frozenset[str]:
    """The order and booking numbers in the text."""
    found = {f"O-{match[1]}" for match in _ORDER.finditer(text)}
    return frozenset(found | {f"B-{match[1]}" for match in _BOOKING.finditer(text)})


def days(text: str) -> frozenset[str]:
    """The dates in the text, to be compared with those of another text only."""
    return frozenset(found.value.isoformat() for found in dates.find(text, _SOME_DAY))


def _same_form(found: str, name: str) -> str:
    return name if found[0].isalpha() else name[2:]


def _candidates(text: str, today: date) -> Iterator[Thing]:
    for match in _EMAIL.finditer(text):
        yield Thing("email", match[0].lower(), match.start(), match.end())
    for match in _ORDER.finditer(text):
        yield Thing("order_number", f"O-{match[1]}", match.start(), match.end())
    for match in _BOOKING.finditer(text):
        yield Thing("booking_number", f"B-{match[1]}", match.start(), match.end())
    for match in _POSTCODE_NL.finditer(text):
        # "2000 of" is a number and a word, unless it is written as a postcode is.
        if match[2].lower() not in _NO_POSTCODE or match[2].isupper():
            yield Thing("postcode", f"{match[1]} {match[2].upper()}", match.start(), match.end())
    for amount in amounts.find(text):
        yield Thing("amount", amount.value, amount.start, amount.end)
    for found in dates.find(text, today):
        yield Thing("date", found.value.isoformat(), found.start, found.end)
    for shift in dates.shifts(text):
        yield Thing("date_shift", str(shift.days), shift.start, shift.end)
    for match in _POSTCODE_BE.finditer(text):
        group = 1 if match[1] else 2
        yield Thing("postcode", match[group], match.start(group), match.end(group))
    for match in _ORDINAL.finditer(text):
        said = next(value for value in match.groups() if value).lower()
        yield Thing("ordinal", _ORDINALS.get(said, said), match.start(), match.end())
