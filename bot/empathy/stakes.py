"""What is too heavy for a bot: death, illness, a lawyer, safety, the press, discrimination.

Pure. Whoever writes of one of these gets a person at once, whatever the mood of the sentence. What
a message is about is read by bot/rasa_ext/stakes.py; the words here make a reading surer, and stand
in where there is none. A word that also stands in everyday questions is not among them ("sick of
waiting", "dying to know", "dead battery").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

DANGER = "danger"
BEREAVEMENT = "bereavement"
NONE = "none"
LIKELY_DANGER = 0.3

_MONEY = re.compile(
    r"(?:€|£|\$|\beur(?:o'?s?)?\b)\s?(?P<before>\d[\d.,]*)"
    r"|(?<![\w.,])(?P<after>\d[\d.,]*)-?\s?(?:€|£|\$|eur\b|euro'?s?\b|pounds?\b|pond\b|dollars?\b)",
    re.IGNORECASE,
)
_RELATIVE = (
    r"(?:dad|father|mum|mom|mother|husband|wife|partner|son|daughter|child|baby|brother|sister|"
    r"grand(?:ma|pa|mother|father)|friend|vader|moeder|papa|mama|man|vrouw|zoon|dochter|kind|broer|"
    r"zus|opa|oma|vriendin?|partner)"
)
_WORDS = {
    "bereavement": (
        rf"\b{_RELATIVE}\b(?:\s+\w+){{0,4}}?\s+(?:died|passed away|has died|is dead)\b",
        rf"\b(?:death|loss|funeral)\s+of\s+(?:my|our)\b|\b(?:my|our)\s+{_RELATIVE}'?s\s+(?:death|funeral)\b",
        r"\bpassed away\b|\bbereave(?:d|ment)\b|\bin mourning\b",
        r"\boverleden\b|\boverlijden\b|\bgestorven\b|\bbegrafenis\b|\buitvaart\b|\brouwkaart\b",
    ),
    "illness": (
        r"\b(?:has|have|got|with)\s+cancer\b|\bterminally ill\b|\bintensive care\b|\bmiscarriage\b",
        r"\bkanker\s+(?:heeft|heb|gekregen)\b|\b(?:heeft|heb|hebben|met)\s+kanker\b|\bterminaal\b",
        r"\bmiskraam\b|\bongeneeslijk\b",
    ),
    "legal": (
        r"\b(?:my|our|a) (?:lawyer|solicitor|attorney)\b|\b(?:sue|suing) you\b|\blegal action\b",
        r"\bin court\b|\b(?:mijn|onze|een) advocaat\b|\brechtszaak\b|\bnaar de rechter\b",
        r"\bdagvaard\w*",
    ),
    "press": (
        r"\bto the press\b|\bnational television\b|\bjournalist\b|\bde pers\b",
        r"\bconsumentenprogramma\b",
    ),
    "discrimination": (r"\bdiscriminat\w+|\bdiscrimine\w+|\bracis[mt]\w*",),
}
_STAKES = re.compile(
    "|".join(f"(?P<{kind}>{'|'.join(patterns)})" for kind, patterns in _WORDS.items()),
    re.IGNORECASE,
)


def likeliest(kinds: Mapping[str, float]) -> dict[str, Any]:
    """The kind out of the probabilities, and how sure it is that it is any of them.

    Danger that is likely enough goes before a likelier kind: better one call too many.
    """
    heavy = {kind: p for kind, p in kinds.items() if kind != NONE}
    name = max(heavy, key=lambda kind: heavy[kind])
    if heavy.get(DANGER, 0.0) >= LIKELY_DANGER:
        name = DANGER
    return {"name": name, "confidence": 1.0 - kinds.get(NONE, 0.0)}


def certainty(read: float, text: str) -> float:
    """How sure a reading is together with the words: a word of the list is worth two readings."""
    return 1.0 - (1.0 - read) ** 3 if at(text) else read


def at(text: str) -> str | None:
    """The kind of matter that the words name, or None."""
    found = _STAKES.search(text)
    return found.lastgroup if found else None


def amount(text: str) -> float:
    """The largest amount of money that a text names, or 0."""
    found = [m["before"] or m["after"] for m in _MONEY.finditer(text)]
    return max((_number(each) for each in found), default=0.0)


def _number(text: str) -> float:
    """Both "1.250,50" and "1,250.50"; a point or comma before three digits only groups them."""
    whole, cents = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?[.,]*", text).groups()  # type: ignore[union-attr]
    digits = re.sub(r"\D", "", whole)
    return float(f"{digits or 0}.{cents or 0}")
