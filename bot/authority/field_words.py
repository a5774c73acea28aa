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
    "by": {"en": "Who may agree: {field}.", "nl": "Wie akkoord mag geven: {field}."},
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

OF_ROLES: Mapping[str, LocalText] = {
    "exceptions": {
        "en": "Who may make an exception to a refusal: {field}.",
        "nl": "Wie een uitzondering op een weigering mag maken: {field}.",
    },
    "at_desk": {
        "en": "Who may do this by themselves: {field}.",
        "nl": "Wie dit zelf mag doen: {field}.",
    },
}
"""Where no amount counts."""

OF_TIER: Mapping[str, LocalText] = {
    "above": {
        "en": "Another agreement is needed above {field}.",
        "nl": "Een ander akkoord is nodig boven {field}.",
    },
    "by": {
        "en": "Who may agree above {above}: {field}.",
        "nl": "Wie akkoord mag geven boven {above}: {field}.",
    },
    "people": {
        "en": "Above {above} so many different people have to agree: {field}.",
        "nl": "Boven {above} moeten zoveel verschillende medewerkers akkoord geven: {field}.",
    },
}

THAT_AMOUNT: LocalText = {"en": "that amount", "nl": "dat bedrag"}
"""For a tier that has no amount yet."""

NAMES: Mapping[str, LocalText] = {
    "tier": {
        "en": "an amount above which others, or more people, agree",
        "nl": "een bedrag waarboven anderen, of meer mensen, akkoord geven",
    },
    "exceptions.agent": {
        "en": "exceptions by a human agent",
        "nl": "uitzonderingen door een medewerker",
    },
    "exceptions.approver": {
        "en": "exceptions by an approver",
        "nl": "uitzonderingen door een fiatteur",
    },
    "exceptions.admin": {
        "en": "exceptions by an administrator",
        "nl": "uitzonderingen door een beheerder",
    },
    "at_desk.agent": {
        "en": "a human agent may do this by themselves",
        "nl": "een medewerker mag dit zelf doen",
    },
    "at_desk.approver": {
        "en": "an approver may do this by themselves",
        "nl": "een fiatteur mag dit zelf doen",
    },
    "at_desk.admin": {
        "en": "an administrator may do this by themselves",
        "nl": "een beheerder mag dit zelf doen",
    },
}
"""What can be added or taken out, as a page names it."""
