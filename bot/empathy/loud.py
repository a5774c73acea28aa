"""How loud a message is written: capitals and swearing, in English, Dutch and Flemish. Pure.

One word in capitals is a name, a code or one raised voice ("HALLO?"); a run of them is shouting.
Swearing at what happened and swearing at somebody count the same: both say that it goes badly.
"""

from __future__ import annotations

import re

# Fewer letters than this in capitals are abbreviations, such as "USB HDMI" or "BTW PDF".
FEWEST_LETTERS = 9
FEWEST_WORDS = 2
_CAPITALS = re.compile(r"(?<![^\W_])[A-ZÀ-ÖØ-Þ]{3,}(?![^\W_]|-?\d)")

_ENGLISH = (
    r"(?:mother)?f+u+c+k\w*|f\*+\w*|(?:bull|horse)?sh[i*]+te?\b|sh[i*]t(?:ty|show)?|"
    r"god ?dam(?:n|mit)|dam(?:n|mit)(?:ed)?|"
    r"bloody (?:hell|useless|awful|ridiculous|joke|disgrace|idiots?|bot|thing)|"
    r"crap(?:py)?|bastards?|arse(?:hole)?s?|ass ?holes?|wankers?|dick ?heads?|bollocks|"
    r"piss(?:ed)? off|pissed|screw you|sod off|bugger off|wtf|ffs|morons?|"
    r"scum(?:bags?)?|twats?|pricks"
)
_DUTCH = (
    r"kut(?:[a-z]{3,})?|klote\w*|kloten|klootza+k\w*|godver\w*|gvd|potver\w*|verdom(?:me|d|de)|"
    r"getver\w*|tering\w*|tyfus\w*|tiefus\w*|kolere\w*|kanker(?:zooi|bedrijf|bot|ding|hond)|"
    r"hufters?|lul(?:len)?|sukkels?|idioten|mongol\w*|debiel(?:en)?|achterlijke?|"
    r"oprotten|rot op|flikker op|pleur op|sodemieter\w*|opgesodemieterd|shitzooi|teringzooi|"
    r"stelletje (?:amateurs|prutsers|oplichters|dieven)|krijg de \w+|strontvervelend|takke\w+"
)
_FLEMISH = (
    r"godver\w*|nondedju\w*|miljaar(?:de)?|verdekke|verdoeme|verdoemme|onnozelaars?|onnozele? bot|"
    r"smeerlap(?:pen)?|bol het af|bolt het af|loop naar de pomp|kloefkapper|"
    r"mottige bot|stomme kloot|kloot(?:en)?|zeveraars?|prutsers"
)
_SWEARING = re.compile(rf"(?<![\w@.-])(?:{_ENGLISH}|{_DUTCH}|{_FLEMISH})(?!\w)", re.IGNORECASE)


def shouting(text: str) -> str | None:
    """The words in capitals when they are a run of them, or None."""
    words = _CAPITALS.findall(text)
    if len(words) < FEWEST_WORDS or sum(map(len, words)) < FEWEST_LETTERS:
        return None
    return " ".join(words)


def swearing(text: str) -> str | None:
    """The first swear word, or None."""
    found = _SWEARING.search(text)
    return found.group(0) if found else None
