"""The Dutch form of address: every text is written with je, and u is made of it on the way out.

Pure. Which word a "je" stands for is told by its neighbours: a verb behind or before it makes it
the one who does something, a small word the one it is done to, anything else what belongs to
somebody. Where the neighbours do not settle it, `doubts` says so, and `samenspel check` asks for
another wording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.texts import Texts

# Sentences that only people of the house read.
FOR_STAFF = ("desk.", "brief.")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Things that end like verbs.
_THINGS = _words(
    "account adres bericht beurt bestemming foto gesprek pakket product recht ticket toestel "
    "tegoed antwoord wachtwoord kaart krediet plaats hand klacht retour vlucht kleinkinderen "
    "woorden gegevens berichten bestellingen boekingen reizen kinderen kosten tickets rechten "
    "spullen punten klanten artikelen bezoek e-mailadres geduld afspraak uitvaart moeite tijd "
    "mand datum identiteit eigen situatie route stad stoel einde trein voorkeuren "
    "voorwaarden adressen boekingscode plaatsen nationaliteit"
)
# Verbs as they stand before je, which get a t before u.
_STEMS = (
    "heb kun wil zul hoef krijg vind word houd zie ga sta doe schrijf stuur kies lees hoor vraag "
    "zeg praat spreek betaal reis vertrek ontvang bedoel zoek geef neem bel klik open vul log "
    "begrijp denk woon blijf verwacht wens dien start boek bestel annuleer wijzig herlaad gebruik "
    "kom maak breng haal koop leg luister merk ruil regel reken verander verlies verstuur volg "
    "wacht weet zet zit ben slaap typ druk tik"
)
# Verbs that stay as they are before u.
_SAME = (
    "kan mag moet wilde wou kon mocht moest had zou was werd kreeg kocht bestelde boekte schreef "
    "stuurde betaalde vroeg zei gaf zag ontving koos deed ging kwam liet wachtte hoefde dacht "
    "stelde achterliet liep opende meldde wist stond noemde schonk sloot zette vond las reisde"
)
_BEFORE_U = {
    **{stem: stem if stem.endswith("t") else f"{stem}t" for stem in _STEMS.split()},
    **{verb: verb for verb in _SAME.split()},
}
# Verbs as they stand behind je.
_BEHIND = frozenset(
    (
        *(stem if stem.endswith("t") else f"{stem}t" for stem in _STEMS.split()),
        *_SAME.split(),
        *_words(
            "bent kan wil gaat staat doet ziet zal gebeld gekozen hoeft leest meldt voelt "
            "terugkrijgt"
        ),
    )
)
# Words that nobody can own: behind them no thing follows.
_SMALL = _words(
    "aan aangekomen al alle alles als altijd bij boos daar dan dat de deze die dit door dus echt "
    "een eens eerder eerst en er erbij ermee erom ervan ervoor even gerust geen gewoon graag "
    "gratis haar hem het hier hoe hoeveel iets iemand in jouw kunnen kunt laten later liever "
    "maar me mee "
    "meer meteen met morgen mij na naar niet niets nog nu of om ons ook op open opnieuw "
    "over pas per samen snel straks te tegen terug toch tot uit uitzetten uitzet van vandaag vanaf "
    "verder via voor vragen waar wachten wanneer wat we weer weg welk welke wie willen worden "
    "ze zelf zeker zien zijn zo zodra zonder zou allebei begrijp helpen binnen helpt wij ik "
    "gebruiken teruggeven vertellen regelen opzoeken doen staan is was hoeft je "
    "annuleren bewaren hebben instellen opnemen weten"
)
# Verbs that people do to themselves: "je je bedacht".
_REFLEXIVE = _words("voelt bedacht bedenkt vergist vergiste meldt aanmeldt afvraagt zorgen")
# Who does something before "heb je …" or "kan je …": then je is not the one.
_OTHERS = _words("ik hij ze we wij zij")
# What a modal verb with je leaves open: the one who does it, also before a thing.
_MODAL = _words("kun wil moet mag heb ben zul zou kan had krijg hoef")
# "Meld u aan" is an order, where "je" before "opnieuw" would make it a question.
_PHRASES = ((re.compile(r"\b([Mm]eld) je (opnieuw )?aan\b"), r"\1 u \2aan"),)
_FIXED = {"jij": "u", "jou": "u", "jouw": "uw", "jezelf": "uzelf", "jouwe": "uwe"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\{[^}]*\}|[^\w\s]|\d+")
_ENDS = frozenset(".!?:;,()")


def formal(text: str) -> str:
    """The text with u for je."""
    for pattern, instead in _PHRASES:
        text = pattern.sub(instead, text)
    pieces, last = [], 0
    for start, end, word in _changes(text):
        pieces += [text[last:start], word]
        last = end
    return "".join((*pieces, text[last:]))


def texts(found: Texts, form: str) -> Texts:
    """The gateway's sentences in this form of address; what only colleagues read stays as it is."""
    if form != "u":
        return found
    return Texts(
        {
            key: {
                name: formal(said) if name == "nl" and not key.startswith(FOR_STAFF) else said
                for name, said in sentence.items()
            }
            for key, sentence in found.sentences.items()
        }
    )


def addresses(text: str) -> tuple[bool, bool]:
    """Whether the text says je, and whether it says u."""
    words = {word.lower() for word in _WORD.findall(text)}
    return bool(words & {"je", *_FIXED}), bool(words & {"u", "uw", "uzelf", "uwe"})


def doubts(text: str) -> list[str]:
    """The places where it is not certain what becomes of je, each with the word behind it."""
    words = list(_WORD.finditer(text))
    found = []
    for place, word in enumerate(words):
        if word.group(0).lower() != "je":
            continue
        before, behind = _around(words, place)
        verb_like = re.fullmatch(r"\w{2,}(?:t|en|de|te)", behind) is not None
        settled = (
            behind in _REFLEXIVE
            or behind in _BEHIND
            or behind in _SMALL
            or behind in _THINGS
            or not behind
        )
        if verb_like and not settled and before not in _BEFORE_U:
            found.append(f"{word.group(0)} {behind}")
    return found


def _changes(text: str) -> Iterator[tuple[int, int, str]]:
    words = list(_WORD.finditer(text))
    for place, found in enumerate(words):
        word = found.group(0)
        lower = word.lower()
        if lower in _FIXED:
            before, _ = _around(words, place)
            if lower == "jij" and before in _BEFORE_U:
                verb = words[place - 1]
                yield verb.start(), verb.end(), _like(verb.group(0), _BEFORE_U[before])
            yield found.start(), found.end(), _like(word, _FIXED[lower])
        elif lower == "je":
            before, behind = _around(words, place)
            if before == "je":
                word_after = "zich" if behind in _REFLEXIVE else "uw"
                yield found.start(), found.end(), word_after
            elif before in _BEFORE_U and _inverted(words, place, before, behind):
                verb = words[place - 1]
                yield verb.start(), verb.end(), _like(verb.group(0), _BEFORE_U[before])
                yield found.start(), found.end(), _like(word, "u")
            elif behind in _BEHIND or behind in _SMALL or not behind:
                yield found.start(), found.end(), _like(word, "u")
            else:
                yield found.start(), found.end(), _like(word, "uw")


def _inverted(words: list[re.Match[str]], place: int, verb: str, behind: str) -> bool:
    """Whether this verb is what je does, and not an order about something of theirs."""
    if place >= 2 and words[place - 2].group(0).lower() in _OTHERS:
        return False
    if behind in _SMALL or behind in _BEHIND or not behind:
        return True
    first = place < 2 or words[place - 2].group(0) in _ENDS
    asked = next((w.group(0) for w in words[place:] if w.group(0) in ".!?"), "") == "?"
    return verb in _MODAL and (asked or not first)


def _around(words: list[re.Match[str]], place: int) -> tuple[str, str]:
    before = words[place - 1].group(0).lower() if place else ""
    behind = words[place + 1].group(0).lower() if place + 1 < len(words) else ""
    return before, "" if behind in _ENDS else behind


def _like(before: str, after: str) -> str:
    return after[0].upper() + after[1:] if before[0].isupper() else after
