"""What lets more through, in words, in every language of the operators."""

from __future__ import annotations

from collections.abc import Mapping

from bot.model import LocalText

WORDS: Mapping[str, LocalText] = {
    "money_or_zone": {
        "en": "The currency or the time zone is another one.",
        "nl": "De munt of de tijdzone is een andere.",
    },
    "new_action": {"en": "{where}: this is new.", "nl": "{where}: dit is nieuw."},
    "fact": {
        "en": "The fact {name} is another one, or is trusted otherwise.",
        "nl": "Het gegeven {name} is een ander, of wordt anders vertrouwd.",
    },
    "allow_up_to": {
        "en": "{where}: the bot does more at once, without a person.",
        "nl": "{where}: de bot doet meer meteen, zonder medewerker.",
    },
    "approve_up_to": {
        "en": "{where}: a person may agree to more.",
        "nl": "{where}: een medewerker mag voor meer akkoord geven.",
    },
    "budget_gone": {
        "en": "{where}: a budget does not count any more.",
        "nl": "{where}: een budget telt niet meer mee.",
    },
    "once_per": {
        "en": "{where}: what happens only once is another thing.",
        "nl": "{where}: wat maar één keer kan, is iets anders.",
    },
    "one_open_per": {
        "en": "{where}: more than one may be open at a time.",
        "nl": "{where}: er mag meer dan één tegelijk openstaan.",
    },
    "above": {
        "en": "{where}: what is above the amounts is treated more mildly.",
        "nl": "{where}: wat boven de bedragen uitkomt, wordt milder behandeld.",
    },
    "unasked": {
        "en": "{where}: the bot offers it without being asked.",
        "nl": "{where}: de bot biedt het uit zichzelf aan.",
    },
    "confirm": {
        "en": "{where}: the customer is not asked to say yes first.",
        "nl": "{where}: de klant hoeft niet eerst ja te zeggen.",
    },
    "deed": {
        "en": "{where}: what is done is something else.",
        "nl": "{where}: wat er gebeurt, is iets anders.",
    },
    "rollout": {
        "en": "{where}: it is rolled out to more customers.",
        "nl": "{where}: het geldt voor meer klanten.",
    },
    "exceptions": {
        "en": "{where}: people may make larger exceptions.",
        "nl": "{where}: mensen mogen grotere uitzonderingen maken.",
    },
    "at_desk": {
        "en": "{where}: people at the desk may do more by themselves.",
        "nl": "{where}: mensen aan de balie mogen zelf meer doen.",
    },
    "approval": {
        "en": "{where}: fewer people, or others, have to agree.",
        "nl": "{where}: minder mensen, of anderen, moeten akkoord geven.",
    },
    "expires": {
        "en": "{where}: a request waits longer for a person before it lapses.",
        "nl": "{where}: een verzoek wacht langer op een medewerker voordat het vervalt.",
    },
    "rule_gone": {
        "en": "{where}: the line {name} is gone.",
        "nl": "{where}: de regel {name} is weg.",
    },
    "rule_other": {
        "en": "{where}: the line {name} asks something else.",
        "nl": "{where}: de regel {name} vraagt iets anders.",
    },
    "rule_milder": {
        "en": "{where}: the line {name} is milder.",
        "nl": "{where}: de regel {name} is milder.",
    },
    "rule_not_final": {
        "en": "{where}: a person may now do what the line {name} refuses.",
        "nl": "{where}: een medewerker mag nu wat de regel {name} weigert.",
    },
    "gate_new": {
        "en": "{where}: a new gate decides before other lines.",
        "nl": "{where}: een nieuwe poort beslist vóór andere regels.",
    },
    "gate_order": {
        "en": "{where}: the gates stand in another order.",
        "nl": "{where}: de poorten staan in een andere volgorde.",
    },
    "window": {
        "en": "{where}: it counts over another time, or for somebody else.",
        "nl": "{where}: het telt over een andere tijd, of voor iemand anders.",
    },
    "cap": {
        "en": "{where}: the cap is higher, or another one.",
        "nl": "{where}: het maximum is hoger, of een ander.",
    },
    "max_count": {
        "en": "{where}: more times are allowed.",
        "nl": "{where}: het mag vaker.",
    },
}
