"""The customer takes a no for an answer: says so, or shrugs it off. In English and Dutch. Pure.

The words may still sound cross ("a shame, but I understand"), so they make it doubtful, no more.
"""

from __future__ import annotations

import re

_ENGLISH = (
    r"\bfair (?:enough|dos|do's|play)\b",
    r"\b(?:but|yes|ok|okay|well|no),? i (?:do |can )?understand\b",
    r"\bno (?:worries|problem|bother|harm done|hard feelings)\b|\bnever mind\b|\b(?:oh|ah) well\b",
    r"\b(?:can'?t|cannot) be helped\b|\bso be it\b|\bmakes sense\b|\brules are rules\b",
    r"(?<!not )\bmy (?:own )?(?:fault|mistake)\b|\bworth a (?:try|shot)\b",
    r"\bi (?:expected|thought) as much\b",
)
_DUTCH = (
    r"\b(?:snap|begrijp) ik(?: wel)?(?! (?:niet|er|geen|niks|niets))\b|\bbegrijpelijk\b",
    r"\bgeen probleem\b|\bgeeft niet\b|\bniet erg\b|\bmaakt niet uit\b|\bhet zij zo\b|\bnou ja\b",
    r"\bni(?:ets|ks) aan te doen\b|(?<!niet )\b(?:mijn|eigen) (?:fout|schuld)\b",
    r"\bregels zijn regels\b",
    r"\bkan gebeuren\b|\bik (?:had|heb) het al gedacht\b",
    r"\bjammer,? maar (?:helaas|goed|oké|begrijpelijk|het is zo)\b",
)
_ACCEPTED = re.compile("|".join((*_ENGLISH, *_DUTCH)), re.IGNORECASE)


def heard(text: str) -> bool:
    """Whether the words take it as it is."""
    return _ACCEPTED.search(text) is not None
