"""What is wrong with a value that operators fill in, as they read it beside the field."""

from __future__ import annotations

from collections.abc import Mapping

from bot.authority.wording import money
from bot.model import LocalText, Money

_WORDS: Mapping[str, LocalText] = {
    "nobody_agrees": {
        "en": "This way nobody may agree. Choose at least one role.",
        "nl": "Zo mag niemand akkoord geven. Kies minstens één rol.",
    },
    "no_time": {
        "en": "This way nobody has time to agree. Give it at least a minute.",
        "nl": "Zo heeft niemand tijd om akkoord te geven. Neem minstens een minuut.",
    },
    "tier_order": {
        "en": "{0} is not above {1}, the amount before it. Let the amounts go up.",
        "nl": "{0} ligt niet boven {1}, het bedrag ervoor. Laat de bedragen oplopen.",
    },
    "tier_too_high": {
        "en": "No request that a person can agree to is above {0}. Take an amount below {1}.",
        "nl": "Geen verzoek waar iemand akkoord op kan geven, ligt boven {0}. "
        "Neem een bedrag onder {1}.",
    },
    "tier_the_same": {
        "en": "Above {0} the same people agree as below it. "
        "Choose other roles or more people, or take it out.",
        "nl": "Boven {0} geven dezelfde mensen akkoord als eronder. "
        "Kies andere rollen of meer mensen, of haal het eruit.",
    },
    "nobody_asked": {
        "en": "With {0} when a person agrees and {1} at once, nobody is ever asked. "
        "The first has to be the higher one.",
        "nl": "Met {0} als iemand akkoord geeft en {1} meteen wordt er nooit iemand gevraagd. "
        "Het eerste bedrag hoort hoger te zijn.",
    },
    "no_room": {
        "en": "With 0 times nothing fits in it. Take at least 1.",
        "nl": "Met 0 keer past er niets in. Neem minstens 1.",
    },
    "too_little_room": {
        "en": "There is room for {0}, and one time takes {1}. Take a higher amount.",
        "nl": "Er is ruimte voor {0}, en één keer kost {1}. Neem een hoger bedrag.",
    },
}


def told(key: str, *amounts: Money) -> LocalText:
    """It in every language of the operators, each with the amounts as that language writes them."""
    return {
        code: text.format(*(money(amount, code) for amount in amounts))
        for code, text in _WORDS[key].items()
    }
