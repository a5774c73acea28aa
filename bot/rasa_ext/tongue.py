"""Which language a message is in, English or Dutch: word lists and spelling, pure and instant.

Short messages such as "ok" or a number say nothing; then the conversation's language stays. The
lists hold what the two languages do not share: "in", "is", "was", "die" and "order" are in none.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORDS = {
    "en": """
        the a an and or but not no yes please thanks thank you your yours i'm i've i'd i'll im
        ive my mine it's its it this that these those there here where when what who why how
        which are am be were do does did don't dont doesn't didn't have has can can't cannot
        could would should will won't may might must to from for with without about after before
        again already still yet never always any anything something nothing someone anyone they
        them their he him his she her us our ours if then than because so too very much many
        more most some all other another new old same next first second day days today tomorrow
        yesterday weeks month months year years hello good morning evening afternoon night bye
        goodbye sure right wrong great nice need got get give gave take send sent back money
        refund want wanted change broken damaged late wait waiting arrived arrive delivery
        delivered received receive parcel package human person real talk speak call number
        address date booking book ordered return returned cancel question answer ask tell told
        know think feel like love hate angry happy sad worried use used working work doesnt
        arent isn't wasn't aren't whats what's wheres where's thats that's lets let's nope yeah
        yep cheers joking laugh funny you're youre stupid idiot shut up company terrible worst
        ever just only really actually maybe perhaps one two three four five six seven eight
        nine january february march june july august october monday tuesday wednesday thursday
        friday saturday sunday hiya alright absolutely unacceptable ridiculous incompetent
        pathetic liars idiots going awesome brilliant excellent wonderful lost missing stolen
        empty wrongly colour color size shoes suitcase backpack headphones screen cheaper
        earlier instead possible allowed stored keep private reason reasons rule rules based
        decide decided by at on off out into as well fine forget mind leave option
        """,
    "nl": """
        de het een één en maar niet geen nee neen ja jawel jazeker graag alsjeblieft alstublieft
        aub bedankt dank dankjewel dankje merci ik ikke 'k k'heb kheb kwil kan kun kunt kunnen
        kon je jij jou jouw jullie u uw gij ge mij mijn mn m'n me'n zijn zijnde ben bent wij ons
        onze hij hun zij ze haar zich dit dat da deze er hier daar waar wanneer wnr wat wie
        waarom hoe welke welk hoeveel worden wordt word werd werden heb hebt heeft hebben hadden
        doe doet doen deed gedaan ga gaat gaan ging moet moeten moest mag mogen mocht zou zouden
        zal zullen wil willen wilt wilde wou laat laten naar van voor met zonder na nog steeds
        al altijd nooit iets niks niets iemand niemand als dan omdat dus ook te veel weinig meer
        meest alle alles allemaal ander andere nieuw nieuwe oud zelfde laatste volgende eerste
        tweede dag dagen vandaag morgen overmorgen gisteren weken maand maanden jaar hallo hoi
        goedemorgen goedemiddag goedenavond goeiemorgen goeiedag goeiendag goeienavond
        goeienmorgen doei doeg ziens saluut houdoe zeker juist fout goed goede fijn mooi leuk
        tof nodig krijg krijgen kreeg gekregen geef geven gaf neem nemen stuur sturen gestuurd
        verstuurd opgestuurd terug terugsturen geld terugbetaling terugbetalen terugbetaald
        verander veranderen wijzig wijzigen kapot stuk beschadigd wacht wachten gewacht
        aangekomen toegekomen kwam komt komen levering geleverd bezorgd ontvangen pakket pakje
        pakske pakketje bestelling besteld bestellen bestelde zending hulp helpen mens persoon
        medewerker klantenservice klantendienst echte praten spreken klappen bellen bel nummer
        bestelnummer boekingsnummer adres datum reis reizen boeking omboeken verzetten
        verplaatsen artikel artikelen retour retourneren bon tegoedbon vergoeding annuleren
        annuleer vraag vraagje antwoord vragen zeg zeggen weet weten denk denken voel hou haat
        kwaad boos blij verdrietig ongerust gebruik gebruiken werkt werken gezegd gevraagd mop
        grap grapje lachen grappig stomme dom idioot bek bedrijf schande slechtste ooit gewoon
        enkel alleen echt eigenlijk misschien twee drie vier vijf zes zeven acht negen tien
        januari februari maart mei juni juli augustus oktober maandag dinsdag woensdag donderdag
        vrijdag zaterdag zondag hé hè amai allee allez zenne eens even efkes wel toch hoor
        waarmee waarvoor hoezo oke oké okee prima akkoord absoluut klopt tuurlijk natuurlijk
        geregeld kwijt verloren gestolen leeg verkeerd verkeerde kleur maat schoenen koffer
        rugzak koptelefoon scherm doos goedkoper goedkoopste vroeger liever mogelijk bewaard
        bewaren gegevens reden regel regels beslist om op bij uit onder tegen tussen sinds
        terwijl vergeet zitten optie keuze 't da's mee enkele zo heel erg gauw snel wa nie ni ne
        nen den mijne uwe zijt hebde kunde moete sta staat stond ligt zit
        """,
}
# English that Dutch people write to each other: a hint, not enough to change over.
_BORROWED_WORDS = (
    "yes yeah yep nope thanks thank hello bye hi hey please nice great awesome cheers cool wow "
    "sure right perfect excellent brilliant happy love stupid idiot"
)
_BORROWED = frozenset(_BORROWED_WORDS.split())
# Typical of one language and hardly found in the other.
_SPELLING = {
    "en": re.compile(
        r"(?:th(?!ee|uis|eo)|wh|sh(?!op)|ough|ight|tion(?!eel)|ing\b|'(?:re|ve|ll|d|t|s)\b|y\b)"
    ),
    "nl": re.compile(
        r"(?:ij|aa|uu|ui|oe(?!s)|sch|ieuw|eeuw|eij|lijk|heid|tje\b|ge\w{3,}[dt]\b|\bver\w{4,}|en\b|kk|auw|vr|zw)"
    ),
}
_TOKEN = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*|['’][^\W\d_]+", re.UNICODE)
_NO_WORDS = re.compile(r"\S+@\S+|https?://\S+|\b[A-Za-z]-?\d+\b")
SURE = 1.0
_SPELLING_WEIGHT = 0.35
_KNOWN = {language: frozenset(words.split()) for language, words in _WORDS.items()}
COMMON = _KNOWN["en"] | _KNOWN["nl"] | _BORROWED


@dataclass(frozen=True)
class Guess:
    """The likelier language and by how much it leads; None when nothing points anywhere."""

    language: str | None
    lead: float


def guess(text: str) -> Guess:
    """What the words and their spelling point to."""
    plain = _NO_WORDS.sub(" ", text.replace("’", "'"))
    scores = {"en": 0.0, "nl": 0.0}
    for token in _TOKEN.findall(plain.lower()):
        known = [language for language in scores if token in _KNOWN[language]]
        if len(known) == 1:
            scores[known[0]] += 0.5 if token in _BORROWED else 1.0
        elif not known and len(token) > 3:
            for language, spelling in _SPELLING.items():
                hits = min(2, len(spelling.findall(token)))
                scores[language] += _SPELLING_WEIGHT * hits
    lead = scores["nl"] - scores["en"]
    if abs(lead) < 1e-9:
        return Guess(None, 0.0)
    return Guess("nl" if lead > 0 else "en", abs(lead))


def decide(text: str, current: str | None, languages: tuple[str, ...] = ("en", "nl")) -> str | None:
    """The language to go on in: followed when the message is clear, else the current one.

    Without a current language a hint is enough; to change over takes a word of the other one.
    """
    found = guess(text)
    if found.language is None or found.language not in languages:
        return current
    if current is None or found.language == current:
        return found.language
    return found.language if found.lead >= SURE else current
