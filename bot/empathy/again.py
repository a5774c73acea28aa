"""The customer says that this was said before: told already, asked already, same answer. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ENGLISH = (
    r"\b(?:already|just) (?:told|said|asked|explained|gave|answered|sent|wrote|mentioned)\b",
    r"\b(?:told|asked|explained|given|said|sent|answered)\b[^.!?]{0,30}\b(?:already|before|twice|"
    r"three times|(?:a )?(?:hundred|million|dozen) times|times)\b",
    r"\b(?:second|third|fourth|fifth|umpteenth|\d(?:nd|rd|th)) time\b",
    r"\bas i (?:said|wrote|explained)\b|\blike i said\b|\bi repeat\b|\bonce again\b|\byet again\b",
    r"\bsame (?:answer|thing|question|reply|nonsense|sentence|text|message|response)\b",
    r"\b(?:round|around|going) in circles\b|\bback (?:at|to) square one\b|\bbroken record\b",
    r"\bkeep (?:asking|saying|repeating|sending|telling)\b|\bstop (?:asking|repeating)\b",
    r"\b(?:not what i asked|doesn'?t answer my|did(?: no|n'?)t answer my)\b",
    r"\bstill (?:no|not|nothing|waiting|(?:have|has|do|does|did|is|wo|ca)n'?t)\b",
    r"\bstill (?:(?:have|has|do|does|did|is|will|can) not|cannot)\b",
    r"\bstill (?:i|we|it|there) \w+ (?:no|not|nothing)\b",
    r"\brepeat(?:ing)? (?:yourself|myself)\b",
    r"\bi (?:was asking|asked)(?: you)? (?:where|when|how|why|what|who|which|if|whether|for|"
    r"about)\b",
    r"\bhow (?:often|many (?:more )?times)\b[^.!?]{0,20}\b(?:say|ask|tell|explain|repeat|type)\b",
    r"\b(?:one more time|once more)\b",
    r"\byou (?:still |really )?(?:don'?t|do not|didn'?t) (?:get|understand) (?:it|me|what i)\b",
)
_DUTCH = (
    r"\b(?:al|net|daarnet|zonet|reeds) (?:\w+ )?(?:gezegd|gevraagd|verteld|uitgelegd|gegeven|"
    r"gestuurd|doorgegeven|beantwoord|geschreven)\b",
    r"\b(?:zei|vroeg|vertelde|gaf|schreef) (?:ik |dat |het |je |u )*"
    r"(?:al|net|daarnet|daarstraks)\b",
    r"\b(?:tweede|derde|vierde|vijfde|zoveelste|\d[de]?e) (?:keer|maal)\b",
    r"\bnogmaals\b|\bzoals ik (?:al )?(?:zei|schreef|vertelde)\b|\bik herhaal\b|"
    r"\bvoor de laatste keer\b",
    r"\b(?:hetzelfde|zelfde) (?:antwoord|verhaal|vraag|zin|tekst|bericht|liedje|riedeltje)?\b"
    r"(?=.*\b(?:weer|steeds|altijd|telkens|blijf\w*|opnieuw|al)\b)",
    r"\b(?:weer|steeds|telkens|altijd) (?:maar )?(?:het|de|dat|die)?\s?(?:zelfde|hetzelfde)\b",
    r"\b(?:elke|iedere) (?:keer|maal)\b[^.!?]{0,25}\b(?:het|de|dat)?zelf(?:de|ste)\b",
    r"\b(?:rondjes|cirkels?|kringetje)\b|\bterug bij af\b|"
    r"\bblijven? (?:maar )?(?:vragen|herhalen)\b",
    r"\bblijf(?:t)? (?:je|u|ge|maar|dat|het)\b[^.!?]{0,20}\b(?:vragen|zeggen|herhalen|sturen)\b",
    r"\bnog (?:steeds|altijd) (?:niet|geen|niks|niets|aan het wachten|wachten)\b",
    r"\bnog (?:steeds|altijd) \w+ (?:ik|we|wij|je|het|er)(?: er| het)? "
    r"(?:niet|geen|niks|niets)\b",
    r"\bik vroeg(?: je| u| jullie)? (?:waar|wanneer|hoe|waarom|wat|wie|welke?|of|om|naar)\b",
    r"\bhoe vaak\b[^.!?]{0,20}\b(?:zeggen|vragen|vertellen|uitleggen|herhalen|typen|"
    r"doorgeven)\b",
    r"\bnog (?:een|één|eens een) keer(?:tje)?\b(?=\W+(?:hoe|waar|wanneer|wat|waarom|of)\b)",
    r"\b(?:je|jij|u|jullie|ge) (?:snapt|begrijpt|begrijpen|snappen) (?:het|me|mij|er|nog altijd|"
    r"nog steeds)(?: \w+)? (?:niet|niets|niks)\b",
    r"\b(?:snap|begrijp) (?:je|jij) (?:het|me|mij) niet\b",
    r"\bniet wat ik vr(?:oeg|aag)\b|\bgeen antwoord op mijn vraag\b|\bin herhaling\b",
)
# Shorter ones are times, sizes and amounts.
_NUMBER = re.compile(r"\d{4,}")
_AGAIN = re.compile("|".join((*_ENGLISH, *_DUTCH)), re.IGNORECASE)


def told(text: str) -> bool:
    """Whether the words say that this is not the first time."""
    return _AGAIN.search(text) is not None


def same_number(text: str, before: Iterable[str]) -> bool:
    """Whether it holds a number of an order or the like, and none that was not written before."""
    named = set(_NUMBER.findall(text))
    return bool(named) and named <= {number for one in before for number in _NUMBER.findall(one)}
