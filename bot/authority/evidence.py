"""What staff read about the line that decided: the values it saw, in every language of the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.authority.canonical import loads
from bot.authority.language import Action, Limits, Rule
from bot.authority.sentences import Speaker
from bot.model import LocalText, Money

_WORDS: Mapping[str, LocalText] = {
    "who_unknown": {
        "en": "It is not known for whom or what this counts: {0}",
        "nl": "Het is niet bekend voor wie of wat dit telt: {0}",
    },
    "budget_used": {
        "en": "{0} Used now: {1}, {2} times.",
        "nl": "{0} Nu gebruikt: {1}, {2} keer.",
    },
    "done_before": {
        "en": "There is one for the same already: {0}.",
        "nl": "Voor hetzelfde is er al een: {0}.",
    },
    "settled": {"en": "done", "nl": "gedaan"},
    "reserved": {"en": "waiting for a person", "nl": "wacht op een medewerker"},
    "executing": {"en": "on its way", "nl": "onderweg"},
    "in_doubt": {"en": "in doubt", "nl": "in twijfel"},
    "amount_unknown": {"en": "The amount is not known.", "nl": "Het bedrag is niet bekend."},
    "amount_is": {"en": "The amount is {0}.", "nl": "Het bedrag is {0}."},
    "above_at_once": {
        "en": "{0} is above {1}, up to which it is done at once.",
        "nl": "{0} is meer dan {1}; tot en met dat bedrag gebeurt het meteen.",
    },
    "above_all": {
        "en": "{0} is above {1}, the most that these limits know.",
        "nl": "{0} is meer dan {1}, het hoogste dat deze limieten kennen.",
    },
    "held_back": {
        "en": "{0}: {1} for this customer. By the limits alone {2}.",
        "nl": "{0}: {1} voor deze klant. Volgens de limieten alleen {2}.",
    },
    "off": {"en": "not switched on", "nl": "staat niet aan"},
    "shadow": {"en": "only judged along", "nl": "kijkt alleen mee"},
    "not_named": {
        "en": "The limits in force do not name {0}.",
        "nl": "De limieten die gelden, noemen {0} niet.",
    },
    "nothing_does_it": {
        "en": "The limits allow it, but no connector carries it out.",
        "nl": "De limieten staan het toe, maar geen koppeling voert het uit.",
    },
    "no_answer": {
        "en": "A system of record gives no answer: {0}.",
        "nl": "Een systeem met onze gegevens geeft geen antwoord: {0}.",
    },
}


def note(limits: Limits, key: str, *parts: Any) -> LocalText:
    """One of the sentences above, in every language; a language without words gets English."""
    found = {}
    for language in limits.languages:
        speaker, said = Speaker(limits, language), _said(key, language)
        found[language] = said.format(*(_part(part, speaker, language) for part in parts))
    return found


def state(name: str) -> LocalText:
    """Where a reservation or a roll-out stands, in words."""
    return _WORDS[name]


def held_back(limits: Limits, action: Action, stage: str, would: Any) -> LocalText:
    """Why a person does it although the limits would have said something else."""
    said = {code: Speaker(limits, code).outcome(would) for code in limits.languages}
    return note(limits, "held_back", action.title, state(stage), said)


def of_rule(
    limits: Limits, rule: Rule, line: LocalText, value_of: Callable[[str], Any]
) -> LocalText:
    """The rule's own text, or the rule as a sentence with each value that it saw."""
    found = {}
    for language in limits.languages:
        speaker = Speaker(limits, language)
        own = rule.operator.get(language)
        found[language] = (
            speaker.filled(own, value_of) if own else _seen(rule, line, speaker, value_of)
        )
    return found


def _seen(rule: Rule, line: LocalText, speaker: Speaker, value_of: Callable[[str], Any]) -> str:
    read = sorted(rule.when.facts() | (rule.only_if.facts() if rule.only_if else frozenset()))
    seen = "; ".join(f"{speaker.fact(name)}: {speaker.value(value_of(name))}" for name in read)
    return f"{line.get(speaker.language, rule.id)} [{seen}]"


def kept(text: str) -> LocalText:
    """The text of a stored decision; the first release kept one English sentence."""
    found: LocalText = loads(text) if text.startswith("{") else {"en": text} if text else {}
    return found


def _said(key: str, language: str) -> str:
    return _WORDS[key].get(language) or _WORDS[key]["en"]


def _part(part: Any, speaker: Speaker, language: str) -> str:
    if isinstance(part, Money):
        return speaker.value(part)
    if isinstance(part, Mapping):
        return str(part.get(language) or part.get("en") or "")
    return str(part)
