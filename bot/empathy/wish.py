"""Whether a person is asked for, also inside a message about something else. Pure.

Three witnesses: what a reader learned from examples (bot/rasa_ext/course.py), the intent, and the
words here. A mention is no wish: "the agent at the station said", "my manager wants an invoice".
"""

from __future__ import annotations

import re

_GAP = r"(?:\W+\w+){0,%d}?\W+"
_PEOPLE_EN = (
    r"(?:humans?|person|agent|colleague|employee|member of staff|staff|manager|supervisor|operator|"
    r"representative|rep|advis[eo]r|boss|team leader|real people)"
)
_BOTS = r"(?:bots?|robots?|chatbots?|computers?|machines?|automaat|automaten)"
_TALK_EN = (
    r"(?:speak|talk|chat|connect(?:ed)?|through|transfer(?:red)?|pass(?:ed)?|hand(?:ed)?(?: over)?|"
    r"escalate|call(?:ed)?|phone|ring|hear from|deal with|helped by)"
)
_PEOPLE_NL = (
    r"(?:mens(?:en)?|persoon|medewerk(?:st)?er|medewerkers|collega|leidinggevende|chef|manager|"
    r"baas|verantwoordelijke|supervisor|personeelslid|vlees en bloed)"
)
_TALK_NL = (
    r"(?:spreken|praten|bellen|chatten|klappen|babbelen|doorverbinden|doorgeven|doorgeschakeld|"
    r"doorverbonden|contact|te woord|telefoneren|uitpraten)"
)
_WISH = re.compile(
    "|".join(
        (
            rf"\b{_TALK_EN}{_GAP % 4}(?:{_PEOPLE_EN}s?|(?:some|any)(?:one|body)|your people)\b",
            rf"\b(?:want|need|prefer|give me|get me|rather have|i'd like|fetch|bring in|send|"
            r"find me)"
            rf"{_GAP % 3}(?:{_PEOPLE_EN}|your people)\b",
            rf"\b{_PEOPLE_EN}\W+(?:please|now|asap|immediately)\b",
            r"\b(?:someone|somebody|anybody|anyone)\W+(?:real|human|in charge|who can)\b",
            r"\bactual human\b|\b(?:live|human) agent\b|\breal (?:person|people)\b",
            r"\bflesh and blood\b|\bput me through\b|\bhand me over\b",
            r"\bis there (?:any|some)(?:one|body)\b|\bgive me a (?:call|ring)\b",
            r"\b(?:some|any)(?:one|body)(?: \w+)?(?: to)? (?:take a look|look (?:at|into)|handle|"
            r"take over|take this|read this)\b|\bwho(?:'s| is) in charge\b|\blive person\b",
            r"\b(?:by|over the|on the) phone\b|\bescalate\b",
            r"\bhuman (?:help|contact|touch|instead)\b",
            rf"\b(?:met|aan|van){_GAP % 3}(?:{_PEOPLE_NL}|iemand)\b{_GAP % 4}{_TALK_NL}\b",
            rf"\b{_TALK_NL}{_GAP % 3}(?:{_PEOPLE_NL}|iemand)\b",
            rf"\b(?:iemand|{_PEOPLE_NL}){_GAP % 2}{_TALK_NL}\b",
            rf"\b(?:wil|wilde|wou|mag|geef|geeft|liever|haal|roep|moet|verbind){_GAP % 4}"
            rf"{_PEOPLE_NL}\b",
            rf"\b{_PEOPLE_NL}\W+(?:nodig|graag|aub|alstublieft|alsjeblieft|nu)\b",
            r"\baan de (?:lijn|telefoon)\b|\btelefonisch\b|\blaat (?:mij|me) bellen\b",
            r"\b(?:terug|op)bellen\b|\bvlees en bloed\b",
            r"\bechte? (?:mens|persoon)\b|\biemand (?:echt|van jullie|van u)\b",
            r"\bis er (?:daar )?n?iemand (?:die|van|bij)\b",
            r"\biemand (?:\w+ )?(?:hier)?naar (?:laten )?kijk|\blaat (?:er )?(?:eens )?iemand\b",
            r"\bwil dat (?:er )?(?:iemand|een mens)\b|\bmenselijk\w* (?:contact|hulp)\b",
            r"\blevende (?:mens|ziel|persoon)\b|\b(?:haal|roep) er (?:\w+ ){0,3}bij\b",
            r"\b(?:wil|geef|mag|verbind)(?: \w+){0,4} (?:klantendienst|klantenservice|helpdesk)\b",
            r"\b(?:stuur|zet|geef|schakel|verbind) (?:me|mij) (?:door|over)\b",
        )
    ),
    re.IGNORECASE,
)
# Whoever has had enough of the machine asks for a person with it.
_NO_BOT = re.compile(
    "|".join(
        (
            rf"\b(?:no more|enough of|tired of|sick of|done with|fed up with|don'?t want|stop|"
            r"refuse)"
            rf"{_GAP % 5}{_BOTS}\b",
            rf"\b(?:not|n't|won't){_GAP % 2}(?:talk|speak|chat|deal)\w*{_GAP % 3}{_BOTS}\b",
            rf"\b(?:hate|dislike|instead of){_GAP % 2}(?:talking|speaking|chatting){_GAP % 2}"
            rf"{_BOTS}\b",
            r"\btalking to a (?:brick )?wall\b",
            rf"\b(?:genoeg van|klaar met|beu|stop met|niet met|wil geen|geen zin in|gene){_GAP % 3}"
            rf"{_BOTS}\b",
            rf"\bpraat{_GAP % 2}niet{_GAP % 4}{_BOTS}\b",
            rf"\btegen een{_GAP % 2}(?:{_BOTS}|muur)\b",
        )
    ),
    re.IGNORECASE,
)
# "I do not need a person", and questions about who is there.
_DENIED = re.compile(
    r"(?:\b(?:no need|don'?t|do not|needn'?t|rather not|never|without)\b"
    r"|\b(?:hoef|hoeft|zonder|liever niet|nooit)\b)[^.,!?]{0,25}$",
    re.IGNORECASE,
)
_WHO = re.compile(
    r"^\W*(?:are|am i|is this|why|ben|bent|zijt|zit|spreek|je bent|waarom|een echt|"
    r"is there a real person behind|you aren'?t)\b",
    re.IGNORECASE,
)

# From here it is a wish. Each witness beside the reading counts like two more readings.
WANTED = 0.6
# From here an intent is a witness: for a wish when it is the one that asks for a person, else
# against it.
MEANT = 0.5


def wanted(read: float, text: str, *, meant: float, otherwise: float) -> bool:
    """Whether a person is asked for: as read, as the words say, and as the intents mean it.

    `meant` is how sure the intent is that asks for a person, `otherwise` the surest other one.
    """
    asks = int(heard(text)) + int(meant >= MEANT)
    against = int(not asks and otherwise >= MEANT)
    together: float = 1.0 - (1.0 - read) ** ((1 + 2 * asks) / (1 + 2 * against))
    return together >= WANTED


def heard(text: str) -> bool:
    """Whether the words ask for a person."""
    if _WHO.search(text):
        return False
    wishes = _WISH.finditer(text)
    asked = any(not _DENIED.search(text[: found.end()]) for found in wishes)
    return asked or _NO_BOT.search(text) is not None
