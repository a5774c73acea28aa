"""Amounts of money in English and Dutch messages: "€ 12,50", "twaalf euro vijftig", "a tenner".

Pure. A value comes as `12.50 EUR`, as the limits write it. What has no currency is no amount.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Found:
    """An amount in minor units, its currency, and the letters that said it."""

    minor: int
    currency: str
    start: int
    end: int

    @property
    def value(self) -> str:
        """As `12.50 EUR`."""
        return f"{self.minor // 100}.{self.minor % 100:02d} {self.currency}"


_ONES = {
    word: number
    for number, words in enumerate(
        (
            "zero nul",
            "one a an een één",
            "two twee",
            "three drie",
            "four vier",
            "five vijf",
            "six zes",
            "seven zeven",
            "eight acht",
            "nine negen",
            "ten tien",
            "eleven elf",
            "twelve twaalf",
            "thirteen dertien",
            "fourteen veertien",
            "fifteen vijftien",
            "sixteen zestien",
            "seventeen zeventien",
            "eighteen achttien",
            "nineteen negentien",
        )
    )
    for word in words.split()
}
_TENS = {
    word: number * 10
    for number, words in enumerate(
        (
            "twenty twintig",
            "thirty dertig",
            "forty fourty veertig",
            "fifty vijftig",
            "sixty zestig",
            "seventy zeventig",
            "eighty tachtig",
            "ninety negentig",
        ),
        start=2,
    )
    for word in words.split()
}
_BIG = {"hundred": 100, "honderd": 100, "thousand": 1000, "duizend": 1000}
_JOINING = ("and", "en")
# What stands for a whole amount, in euros where this bot is at home.
_COINS = {
    "tenner": 10,
    "fiver": 5,
    "tientje": 10,
    "tientjes": 10,
    "vijfje": 5,
    "briefje van tien": 10,
}
_CURRENCIES = {
    **dict.fromkeys(("€", "eur", "euro", "euros", "euro's", "euro’s", "eurootjes"), "EUR"),
    **dict.fromkeys(("$", "usd", "dollar", "dollars"), "USD"),
    **dict.fromkeys(("£", "gbp", "pound", "pounds", "quid", "pond"), "GBP"),
}


def _compounds() -> dict[str, int]:
    """Dutch writes them as one word, English with a line: vijfentwintig, fifty-two."""
    found: dict[str, int] = {}
    for ten, tens in _TENS.items():
        for one, ones in _ONES.items():
            if 1 <= ones <= 9:
                found[f"{one}en{ten}"] = found[f"{one}ën{ten}"] = tens + ones
                found[f"{ten}-{one}"] = tens + ones
    return found


_SMALL = {**_ONES, **_TENS, **_compounds()}
_SMALL |= {f"{word}honderd": value * 100 for word, value in _SMALL.items() if 1 < value < 20}
_NUMBERS = _SMALL | _BIG


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_DIGITS = (
    r"\d{1,3}(?:[.\s]\d{3})+(?:,\d{2})?|\d{1,3}(?:,\d{3})+(?:\.\d{2})?"
    r"|\d{1,7}(?:[.,](?:\d{1,2}(?!\d)|-+))?"
)


def _number_word(words: Iterable[str]) -> str:
    """One of these or a compound. Spelled as it is put together: each written out takes .4 s.

    The longest comes first, as in `_any`.
    """
    digits = _any(word for word, value in _ONES.items() if 1 <= value <= 9)
    tens, below_20 = _any(_TENS), _any(word for word, value in _ONES.items() if value > 1)
    return (
        rf"(?:{digits})[eë]n(?:{tens})|(?:{tens})-(?:{digits})|(?:{below_20})honderd|{_any(words)}"
    )


_SMALL_WORD = _number_word(_ONES | _TENS)
_WORD = _number_word(_ONES | _TENS | _BIG)
_WORDS = rf"(?:(?:{_WORD})(?:(?:[\s-]+(?:and|en))?[\s-]+(?:{_WORD}))*)"
_SIGN = r"€|eur\b|\$|£|usd\b|gbp\b"
_NAME = _any(name for name in _CURRENCIES if name.isalpha() or "'" in name or "’" in name) + "|€|£"
_CENT = r"cents?|centen|eurocent|pence|p"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<![\w.,])(?P<sign>{_SIGN})\s?(?P<digits>{_DIGITS})(?![\d.,]*\d)",
        rf"(?<![\w.,-])(?P<digits>{_DIGITS})\s?(?P<name>{_NAME})(?![^\W\d])"
        rf"(?:\s?(?:en\s|and\s)?(?P<cents>\d{{2}}|{_WORDS})(?!\d)(?:\s?(?:{_CENT}))?(?![\w]))?",
        rf"(?<![\w-])(?P<words>{_WORDS})\s(?P<name>{_NAME})(?!\w)"
        rf"(?:\s(?:en\s|and\s)?(?P<cents>\d{{2}}|{_WORDS})(?:\s?(?:{_CENT}))?(?!\w))?",
        rf"(?<![\w-])(?:(?P<count>{_SMALL_WORD}|\d{{1,2}})\s)?(?P<coin>{_any(_COINS)})(?!\w)",
        rf"(?<![\w.,-])(?P<only>\d{{1,2}}|{_WORDS})\s?(?:cents?|eurocent)(?!\w)",
    )
)


def find(text: str) -> list[Found]:
    """Every amount in the text, in order."""
    taken: list[Found] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in taken):
                continue
            found = _read(match)
            if found is not None:
                taken.append(found)
    return sorted(taken, key=lambda found: found.start)


def _read(match: re.Match[str]) -> Found | None:
    parts = match.groupdict()
    start, end = match.span()
    if parts.get("coin"):
        count = parts.get("count")
        many = _number(count) if count else 1
        return (
            Found(many * _COINS[parts["coin"].lower()] * 100, "EUR", start, end) if many else None
        )
    if parts.get("only"):
        cents = _number(parts["only"])
        return Found(cents, "EUR", start, end) if cents is not None and cents < 100 else None
    currency = _CURRENCIES[(parts.get("sign") or parts["name"]).lower().strip()]
    minor = _minor(parts["digits"]) if parts.get("digits") else _spoken(parts["words"])
    if minor is None:
        return None
    if parts.get("cents"):
        cents = _number(parts["cents"])
        if cents is None or cents >= 100 or minor % 100:
            # "12 euro 2000 times": the amount ends before what is no number of cents.
            end = match.start("cents")
            end = len(match.string[:end].rstrip())
        else:
            minor += cents
    return Found(minor, currency, start, end)


def _minor(digits: str) -> int:
    """Digits in minor units; a point or a comma before two digits or one is the decimal one."""
    digits = re.sub(r"\s", "", digits).rstrip("-")
    decimal = re.search(r"[.,](\d{0,2})$", digits)
    whole = re.sub(r"[.,]", "", digits[: decimal.start()] if decimal else digits)
    return int(whole) * 100 + (int(decimal[1].ljust(2, "0")) if decimal and decimal[1] else 0)


def _spoken(words: str) -> int | None:
    """ "twelve fifty" is 12.50 and "two hundred fifty" 250.00, in minor units."""
    parts = [part for part in re.split(r"\s+", words.lower()) if part not in _JOINING]
    known = [_NUMBERS.get(part) for part in parts]
    if len(known) == 2 and None not in known and parts[1] not in _BIG:
        first, second = known
        assert first is not None and second is not None
        if first not in _TENS.values() and 10 <= second < 100 and first < 100:
            return first * 100 + second
    whole = _number(words)
    return None if whole is None else whole * 100


def _number(words: str) -> int | None:
    """A number in digits or words: "two hundred and fifty", "vijfentwintig"."""
    if words.isdigit():
        return int(words)
    total, now = 0, 0
    for part in re.split(r"\s+", words.lower().strip()):
        if part in _JOINING:
            continue
        value = _NUMBERS.get(part)
        if value is None:
            return None
        if part in _BIG:
            now = max(now, 1) * value
            total, now = (total + now, 0) if value == 1000 else (total, now)
        else:
            now += value
    return total + now
