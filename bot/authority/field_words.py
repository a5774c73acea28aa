"""The sentence around each field of the limits, for operators."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model import LocalText

WORDS: Mapping[str, LocalText] = {
    "allow_up_to": {
        "en": "The bot does this at once up to and including {field}.",
        "nl": "De bot doet dit meteen tot en met {field}.",
    },
    "approve_up_to": {
        "en": "When a person agrees, up to and including {field}.",
        "nl": "Als een medewerker akkoord geeft, tot en met {field}.",
    },
    "above": {"en": "Above that: {field}.", "nl": "Daarboven: {field}."},
    "confirm": {
        "en": "The customer says yes first: {field}.",
        "nl": "De klant zegt eerst ja: {field}.",
    },
    "unasked": {
        "en": "The bot may offer it unasked: {field}.",
        "nl": "De bot mag het uit zichzelf aanbieden: {field}.",
    },
    "rollout": {
        "en": "How far it is rolled out: {field}.",
        "nl": "Hoe ver het is ingevoerd: {field}.",
    },
    "expires": {
        "en": "A request waits {field} for a person.",
        "nl": "Een verzoek wacht {field} op een medewerker.",
    },
    "people": {
        "en": "So many different people have to agree: {field}.",
        "nl": "Zoveel verschillende medewerkers moeten akkoord geven: {field}.",
    },
    "cap": {"en": "At most {field} in all.", "nl": "In totaal hoogstens {field}."},
    "max_count": {"en": "At most {field} times.", "nl": "Hoogstens {field} keer."},
}

OF_RULE: Mapping[str, LocalText] = {
    "at_most": {"en": "{rule}: at most {field}.", "nl": "{rule}: hoogstens {field}."},
    "at_least": {"en": "{rule}: at least {field}.", "nl": "{rule}: minstens {field}."},
    "below": {"en": "{rule}: less than {field}.", "nl": "{rule}: minder dan {field}."},
    "above": {"en": "{rule}: more than {field}.", "nl": "{rule}: meer dan {field}."},
    "else": {"en": "{rule}. If not: {field}.", "nl": "{rule}. Zo niet: {field}."},
}

OF_PEOPLE: Mapping[str, Mapping[str, LocalText]] = {
    "exceptions": {
        "agent": {
            "en": "A human agent may make an exception to a refusal, up to and including {field}.",
            "nl": "Een medewerker mag een uitzondering op een weigering maken, tot en met {field}.",
        },
        "approver": {
            "en": "An approver may make an exception to a refusal, up to and including {field}.",
            "nl": "Een fiatteur mag een uitzondering op een weigering maken, tot en met {field}.",
        },
        "admin": {
            "en": "An administrator may make an exception to a refusal, "
            "up to and including {field}.",
            "nl": "Een beheerder mag een uitzondering op een weigering maken, tot en met {field}.",
        },
    },
    "at_desk": {
        "agent": {
            "en": "A human agent may do this by themselves, up to and including {field}.",
            "nl": "Een medewerker mag dit zelf doen, tot en met {field}.",
        },
        "approver": {
            "en": "An approver may do this by themselves, up to and including {field}.",
            "nl": "Een fiatteur mag dit zelf doen, tot en met {field}.",
        },
        "admin": {
            "en": "An administrator may do this by themselves, up to and including {field}.",
            "nl": "Een beheerder mag dit zelf doen, tot en met {field}.",
        },
    },
}

OF_TIER: Mapping[str, LocalText] = {
    "above": {
        "en": "Another agreement is needed above {field}.",
        "nl": "Boven {field} is een ander akkoord nodig.",
    },
    "people": {
        "en": "Above {above} so many different people have to agree: {field}.",
        "nl": "Boven {above} moeten zoveel verschillende medewerkers akkoord geven: {field}.",
    },
}
