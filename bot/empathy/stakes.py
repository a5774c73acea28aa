"""What is too heavy for a bot: a death, serious illness, a lawyer, discrimination, the press.

Pure, and words only: whoever writes one of these gets a person at once, whatever the mood of the
sentence. The list is short on purpose; a word that also stands in everyday questions is not on it
("sick of waiting", "dying to know", "dead battery").
"""

from __future__ import annotations

import re

_RELATIVE = (
    r"(?:dad|father|mum|mom|mother|husband|wife|partner|son|daughter|child|baby|brother|sister|"
    r"grand(?:ma|pa|mother|father)|friend|vader|moeder|papa|mama|man|vrouw|zoon|dochter|kind|broer|"
    r"zus|opa|oma|vriendin?|partner)"
)
_WORDS = (
    # A death
    rf"\b{_RELATIVE}\b(?:\s+\w+){{0,4}}?\s+(?:died|passed away|has died|is dead)\b",
    rf"\b(?:death|loss|funeral)\s+of\s+(?:my|our)\b|\b(?:my|our)\s+{_RELATIVE}'?s\s+(?:death|funeral)\b",
    r"\bpassed away\b|\bbereave(?:d|ment)\b|\bin mourning\b",
    r"\boverleden\b|\boverlijden\b|\bgestorven\b|\bbegrafenis\b|\buitvaart\b|\brouwkaart\b",
    # Serious illness
    r"\b(?:has|have|got|with)\s+cancer\b|\bterminally ill\b|\bin intensive care\b|\bmiscarriage\b",
    r"\bkanker\s+(?:heeft|heb|gekregen)\b|\b(?:heeft|heb|hebben|met)\s+kanker\b|\bterminaal\b",
    r"\bintensive care\b|\bmiskraam\b|\bongeneeslijk\b",
    # The law, the press, discrimination
    r"\b(?:my|our|a) (?:lawyer|solicitor|attorney)\b|\b(?:sue|suing) you\b|\blegal action\b",
    r"\bin court\b",
    r"\b(?:mijn|onze|een) advocaat\b|\brechtszaak\b|\bnaar de rechter\b|\bdagvaard\w*",
    r"\bto the press\b|\bnational television\b|\bjournalist\b|\bde pers\b|\bconsumentenprogramma\b",
    r"\bdiscriminat\w+|\bdiscrimine\w+|\bracis[mt]\w*",
)
_STAKES = re.compile("|".join(_WORDS), re.IGNORECASE)


def at(text: str) -> str | None:
    """The words that show that much is at stake, or None."""
    found = _STAKES.search(text)
    return found.group(0) if found else None
