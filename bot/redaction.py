"""Finds what a message should not be kept with: card, account and identity numbers, addresses.

Numbers are believed only when their check digits fit, so that orders, bookings and amounts stay.
Pure: which kinds are taken out, and what is written in their place, is said by the caller.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field

from stdnum import iban, luhn
from stdnum.be import nn
from stdnum.nl import bsn

from bot.model import LocalText, in_language

KINDS = ("card", "iban", "bsn", "rijksregister", "email", "phone", "address")
"""Everything that can be taken out. Where two overlap, the first of this list has it."""

AT_ONCE = ("card", "iban", "bsn", "rijksregister")
"""What nothing here ever needs: it is not even kept when it is said."""
LATER = ("email", "phone", "address")
"""What a conversation may be about, and nobody needs once it is over."""

# Not inside a word or behind a dash: O-123456782 is an order, €123456782 an amount.
_FREE = r"(?<![\w€$£-])(?<!\d[.,])"
_END = r"(?![\w-])(?![.,]\d)"
_CARD = re.compile(rf"{_FREE}[2-6]\d{{3}}(?:[ .-]?\d){{8,15}}{_END}")
_ISSUERS = re.compile(r"4|5[0-8]|6(?:011|4|5|7|3)|3[47]|2(?:2[2-9]|[3-6]|7[01]|720)")
_IBAN = re.compile(r"(?<![\w-])[A-Za-z]{2}\s?\d{2}(?:[ -]?[A-Za-z0-9]){11,30}")
_BSN = re.compile(rf"{_FREE}\d(?:[ .]?\d){{7,8}}{_END}")
_RIJKS = re.compile(rf"{_FREE}\d\d[. ]?\d\d[. ]?\d\d[-. ]?\d{{3}}[. -]?\d\d{_END}")
_EMAIL = re.compile(r"[\w.+%'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(
    rf"(?<![\w€$£-])(?<!\d[.,])(?:(?:\+|00)(?:[ .()-]{{0,3}}\d){{8,14}}"
    rf"|\(?0[1-9](?:[ ./()-]{{0,2}}\d){{7,8}}){_END}"
)
_NAMED = re.compile(
    r"(?:bsn|burgerservice\w*|sofi\w*|citizen service\w*)\W*(?:nummer|nr|number)?\W*(?:is|:)?\s*$",
    re.IGNORECASE,
)
# What stands before a number that is one of ours.
_OURS = re.compile(
    r"(?:order|bestel\w*|boek\w*|book\w*|factuur|invoice|klant\w*|customer|account|ticket|zending"
    r"|pakket|parcel|track\w*|barcode|code|artikel|item|ref\w*|kenmerk|voucher|tegoed\w*|bon)"
    r"\W*(?:nummer|nr|no|number|id|code)?\W*(?:is|van|of|:|#)?\s*$",
    re.IGNORECASE,
)
_UNITS = frozenset(
    {"km", "ml", "mm", "cm", "kg", "gb", "mb", "kb", "tb", "kw", "pk", "eu", "ma", "di", "wo", "do"}
    | {"vr", "za", "zo", "am", "pm", "st", "sa", "sd", "ss"}
)
_YEAR = re.compile(r"(?:19|20)\d\d\s?(?:EN|IN|OP|OM|IS|OF|TE|DE|OR|AT|TO|BY|ON)")
_STREETS = (
    "straat|laan|gracht|kade|singel|steenweg|plein|dreef|dijk|weg|kaai|lei|hof|park|pad|steeg"
    "|markt|vest|ring|baan|plantsoen|street|road|avenue|lane"
)
_NUMBER = r"\d{1,4}(?:\s?[a-zA-Z](?!\w)|[-/]\d{1,3})?(?:\s*(?:bus|box|b)\s*\d+)?"
_NAME = r"[A-ZÀ-Ý](?:[a-zà-ÿA-ZÀ-Ý'’.]|-(?=\w))*"
_SMALL = "van|de|der|den|het|'t|ter|ten|te|op|aan|in|bij|la|le|du|des|of|the"
_POSTCODE = r"(?:[1-9]\d{3}\s?[A-Z]{2}|[1-9]\d{3}[a-z]{2})"
_STREET = re.compile(
    rf"(?<![\w-])(?P<street>(?:{_NAME}\s+){{0,3}}[\w'’-]*(?:{_STREETS}))\s+{_NUMBER}(?!\w)"
    rf"(?:\s*,?\s*(?:B-?)?(?:{_POSTCODE}|[1-9]\d{{3}}\b(?=\s+[A-ZÀ-Ý]))(?!\w))?"
    r"(?:\s+[A-ZÀ-Ý][\w'’-]+)?",
)
_PLACE = re.compile(
    rf"(?:(?<![\w-]){_NAME}(?:\s+(?:{_SMALL}|{_NAME})){{0,3}}\s+{_NUMBER}\s*,?\s*)?"
    rf"(?<![\w-])(?P<code>{_POSTCODE})(?![\w-])(?:\s*,?\s*(?:nr\.?\s*|nummer\s*)?\d{{1,4}}(?!\d|[.,]\d)[a-z]?(?!\w))?"
)
_LOWER_CODE = re.compile(r"(?<![\w-])[1-9]\d{3}\s[a-z]{2}\s*,?\s*(?:nr\.?\s*)?\d{1,4}[a-z]?(?!\w)")
# Words that end like a street and are none.
_NO_STREET = re.compile(
    rf"(?:{_STREETS}|onderweg|halfweg|omweg|uitweg|snelweg|rijbaan|supermarkt|zwembad|ophof)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """One thing that a text holds, and where."""

    kind: str
    start: int
    end: int


def find(text: str, kinds: Collection[str] = KINDS) -> list[Found]:
    """What of these kinds stands in a text, from left to right, without overlaps."""
    taken: list[Found] = []
    for kind in KINDS:
        if kind in kinds:
            for one in _FINDERS[kind](text):
                if all(one.end <= other.start or one.start >= other.end for other in taken):
                    taken.append(one)
    return sorted(taken, key=lambda one: one.start)


def redacted(text: str, kinds: Collection[str], label: Callable[[str], str]) -> str:
    """The text with a label in the place of everything of these kinds."""
    parts, at = [], 0
    for one in find(text, kinds):
        parts += [text[at : one.start], label(one.kind)]
        at = one.end
    return "".join([*parts, text[at:]]) if parts else text


def marked(text: str, kinds: Collection[str] = KINDS) -> str:
    """The same with a plain mark, where no customer reads it: `[card]`."""
    return redacted(text, kinds, lambda kind: f"[{kind}]")


@dataclass(frozen=True)
class Redactor:
    """What is taken out of messages when, with the words that then stand there."""

    at_once: Collection[str] = AT_ONCE
    later: Collection[str] = LATER
    labels: Mapping[str, LocalText] = field(default_factory=dict)

    def now(self, text: str, language: str) -> str:
        """A text as it is kept from the first moment on."""
        return redacted(text, self.at_once, lambda kind: self._label(kind, language))

    def afterwards(self, text: str, language: str) -> str:
        """A text as it is kept when the conversation is long over."""
        kinds = {*self.at_once, *self.later}
        return redacted(text, kinds, lambda kind: self._label(kind, language))

    def _label(self, kind: str, language: str) -> str:
        words = self.labels.get(kind)
        return in_language(words, language, "en").strip() if words else f"[{kind}]"


class RedactingFormatter(logging.Formatter):
    """Writes log lines without any of it, whoever logged it: tracebacks quote what they like."""

    def format(self, record: logging.LogRecord) -> str:
        """The line as it is written."""
        return marked(super().format(record))


def _cards(text: str) -> Iterator[Found]:
    for match in _CARD.finditer(text):
        digits = _digits(match[0])
        if 13 <= len(digits) <= 19 and _ISSUERS.match(digits) and luhn.is_valid(digits):
            yield Found("card", *match.span())


def _ibans(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        # The words behind an account look like a part of it: the longest that is one.
        for end in range(match.end(), match.start() + 14, -1):
            given = text[match.start() : end]
            if text[end : end + 1].isalnum() or not given[-1].isalnum():
                continue
            if iban.is_valid(given.upper(), check_country=False):
                yield Found("iban", match.start(), end)
                break


def _bsns(text: str) -> Iterator[Found]:
    for match in _BSN.finditer(text):
        digits, before = _digits(match[0]), text[: match.start()]
        named = bool(_NAMED.search(before))
        whole = len(digits) == 9 and not _OURS.search(before)
        if (named or whole) and bsn.is_valid(digits.zfill(9)):
            yield Found("bsn", *match.span())


def _rijks(text: str) -> Iterator[Found]:
    for match in _RIJKS.finditer(text):
        if nn.is_valid(_digits(match[0])):
            yield Found("rijksregister", *match.span())


def _emails(text: str) -> Iterator[Found]:
    return (Found("email", *match.span()) for match in _EMAIL.finditer(text))


def _phones(text: str) -> Iterator[Found]:
    for match in _PHONE.finditer(text):
        digits = _digits(match[0].replace("(0)", ""))
        if digits.startswith("00"):
            digits = digits[2:]
        abroad = match[0].lstrip("(").startswith(("+", "00"))
        fits = 9 <= len(digits) <= 15 if abroad else 9 <= len(digits) <= 10
        if fits and not _OURS.search(text[: match.start()]):
            yield Found("phone", *match.span())


def _addresses(text: str) -> Iterator[Found]:
    for match in _PLACE.finditer(text):
        unit = match["code"][-2:].lower() in _UNITS
        if not unit and not _YEAR.fullmatch(match["code"]):
            yield Found("address", *match.span())
    for match in _LOWER_CODE.finditer(text):
        yield Found("address", *match.span())
    for match in _STREET.finditer(text):
        if not _NO_STREET.fullmatch(match["street"].split()[-1]):
            yield Found("address", *match.span())


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


_FINDERS: Mapping[str, Callable[[str], Iterator[Found]]] = {
    "card": _cards,
    "iban": _ibans,
    "bsn": _bsns,
    "rijksregister": _rijks,
    "email": _emails,
    "phone": _phones,
    "address": _addresses,
}
