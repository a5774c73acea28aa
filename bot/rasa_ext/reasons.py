"""What is wrong with an item, when the customer says so in passing: then nobody asks it again.

Pure. "I want my money back, it is damaged" is an intent with its reason in the same breath; the
intent alone would make the bot ask for what was just told.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Reason:
    """A reason for a refund, and where the text gives it."""

    value: str
    start: int
    end: int


_US = r"(?:service|support|delivery|help|company|shop|bezorging|levering|winkel|antwoord|answer)"
_THING = rf"(?:it\b|them\b|(?:the|this|my|these|het|de|dit|deze|mijn)\s+(?!{_US})\w+)"
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (value, re.compile(rf"\b(?:{words})\b", re.IGNORECASE))
    for value, words in (
        (
            "not_received",
            r"(?:never|not|haven'?t|hasn'?t|didn'?t)\s+(?:\w+\s+){0,2}"
            r"(?:received?|arrived?|delivered|come|got|gotten|get)"
            r"|(?:nooit|niet|nog niet|niks|niets)\s+(?:\w+\s+){0,2}"
            r"(?:ontvangen|gekregen|aangekomen|bezorgd|geleverd|binnengekomen)"
            r"|(?:nooit|niet)\s+(?:iets\s+)?(?:ontving|kreeg)"
            r"|(?:kreeg|ontving)\s+(?:\S+\s+){1,3}(?:nooit|niet)",
        ),
        (
            "wrong_item",
            r"wrong\s+(?:one|item|thing|product|article|colou?r|size|order)"
            r"|not what i ordered|something else than i ordered"
            r"|verkeerde?\s+(?:artikel|product|ding|kleur|maat|spul\w*|bestelling)"
            r"|niet wat ik (?:heb )?besteld|iets anders (?:gekregen|ontvangen|besteld)",
        ),
        (
            "damaged",
            r"damaged?|broken|broke|cracked|torn|ripped|shattered|smashed|faulty|defective|defect"
            r"|dented|scratched|bust|kapot(?:te)?|stuk|gebroken|beschadigde?|gescheurde?|gebarsten"
            r"|defecte?|gedeukt|kapotgegaan|stukgegaan|gescheurd"
            r"|scratch(?:es)?|dents|cracks|stain(?:s|ed)|leak(?:s|ing)|krass?en|bekrast|gekrast"
            r"|deuk(?:en)?|barst(?:en)?|scheur(?:en)?|vlekken|lekt",
        ),
        (
            "changed_mind",
            r"changed my mind|don'?t (?:want|need) (?:it|them) (?:any\s?more|after all)"
            r"|no longer (?:want|need)|(?:me|mij) bedacht|bij nader inzien"
            r"|(?:wil|hoef) (?:hem|haar|het|ze|die) (?:toch )?niet (?:meer|langer)",
        ),
        (
            "not_satisfied",
            # With the thing, not with us: "not happy with your service" is no reason for a refund.
            rf"(?:not|n['o]t|n't)\s+(?:\w+\s+)?(?:satisfied|happy)\s+with\s+{_THING}"
            rf"|(?:dissatisfied|disappointed)\s+(?:with|by|in)\s+{_THING}"
            rf"|niet\s+(?:\w+\s+)?(?:tevreden|blij)\s+(?:met|over)\s+{_THING}"
            r"|(?:er|hier|daar)\s?(?:ben ik\s+)?niet\s+(?:\w+\s+)?(?:tevreden|blij)\s+mee"
            r"|(?:er|hier|daar)\s+(?:\w+\s+)?(?:ontevreden|teleurgesteld)\s+(?:over|mee)"
            r"|valt\s+(?:me\s+|mij\s+)?(?:\w+\s+)?tegen|bevalt\s+(?:me\s+|mij\s+)?niet",
        ),
    )
)
# "It is not damaged" gives no reason; "niet meer heel" does, and is not caught here.
_DENIED = re.compile(
    r"(?:\bnot|\bn['o]t|n't|\bisn'?t|\bwasn'?t|\bniet|\bgeen|\bnooit)\s+(?:\w+\s+)?$"
    r"|\bno\s+$",
    re.IGNORECASE,
)


def find(text: str) -> Reason | None:
    """The reason that a text gives, or None; the more telling kinds first."""
    for value, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            before = text[: match.start()]
            if value == "damaged" and _DENIED.search(before):
                continue
            return Reason(value, match.start(), match.end())
    return None
