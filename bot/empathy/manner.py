"""What a text of ours may not say: pretended feelings, cheer to somebody upset, words to avoid.

Pure. A machine does not feel sorry, glad or hurt; it can say that something should not have
happened, and what it does about it. A firm can be sorry ("it is our fault"), its bot cannot.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

_FEELING = {
    "en": re.compile(
        r"\bi(?:'m| am)(?: (?:so|very|really|truly|terribly|deeply|just|always|also))*"
        r" (?:sorry|sad|happy|glad|delighted|excited|thrilled|saddened|heartbroken|proud|touched)\b"
        r"|\bi(?: \w+)? (?:feel|felt|love|hate|hope you feel|enjoy|regret)\b"
        r"|\bi (?:can |do |fully |completely |totally )*(?:understand|imagine|know)"
        r" (?:your|how|what (?:you|it))\b|\bmy heart\b|\bso sorry\b|\bit pains me\b"
        r"|\bi sympathi[sz]e\b|\bmy (?:sincere )?(?:condolences|apologies)\b",
        re.IGNORECASE,
    ),
    "nl": re.compile(
        r"\bik vind (?:het|dit|dat)(?: (?:heel|erg|echt|zo|ontzettend|ook|wel))*"
        r" (?:erg|jammer|vervelend|naar|rot|sneu|fijn|leuk|verdrietig|spijtig|super|heerlijk)\b"
        r"|\bik ben (?:\w+ )?(?:blij|verdrietig|bedroefd|geraakt|trots|opgelucht|enthousiast)\b"
        r"|\b(?:het|dat) (?:spijt|raakt|doet) (?:mij|me)\b|\bik (?:voel|leef) (?:\w+ ){0,3}mee\b"
        r"|\bik voel (?:me|mij)\b|\bik (?:begrijp|snap)(?: \w+)? (?:je|uw|jouw) (?:\w+)"
        r"|\bik kan me (?:\w+ )?(?:voorstellen|indenken)\b|"
        r"\bmijn (?:oprechte )?(?:excuses|deelneming|medeleven)\b"
        r"|\bik hoop dat je je\b|\bik geniet\b|\bik hou van\b",
        re.IGNORECASE,
    ),
}
_DENIED = re.compile(r"\b(?:not|no|never|niet|geen|niets|nooit)\b", re.IGNORECASE)
_CHEER = re.compile(
    r"!|\b(?:great|lovely|awesome|fantastic|enjoy|yay|hooray|happy|cheers|have fun|good news|"
    r"fijn|leuk|super|geweldig|top|prima|veel plezier|geniet|hoera|goed nieuws)\b|[😀-😎🎉🥳😊]",
    re.IGNORECASE,
)


def feeling(text: str, language: str) -> str | None:
    """The words that claim a feeling, or None; "I do not feel anything" claims none."""
    pattern = _FEELING.get(language)
    found = pattern.search(text) if pattern else None
    if found is None or _DENIED.search(found.group(0)) or _DENIED.search(text[found.end() :][:20]):
        return None
    return found.group(0)


def cheer(text: str) -> str | None:
    """What sounds cheerful, or None."""
    found = _CHEER.search(text)
    return found.group(0) if found else None


def unwanted(text: str, avoid: Iterable[str], instead: Mapping[str, str]) -> list[str]:
    """The words of the brand that the text breaks, each as a sentence."""
    found = [f"avoids {word!r}" for word in avoid if _has(text, word)]
    return found + [
        f"says {better!r}, not {word!r}" for word, better in instead.items() if _has(text, word)
    ]


def _has(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None
