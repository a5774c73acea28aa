"""The last step before the customer, and the only maker of `Reviewed`.

`review` lets a draft through, or holds it back with the reason and, for the bot, with an honest
sentence to say instead. The other functions make what the house itself tells: modes, receipts and
the disclosure. Everything here is pure: what the ledger says is passed in.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from bot.model import (
    Author,
    AuthorKind,
    Draft,
    Mode,
    Receipt,
    ReceiptStatus,
    ReservationId,
    ReservationState,
    Reviewed,
    in_language,
)


class Effect(str, Enum):
    """A kind of thing that a text may present as done."""

    REFUND = "refund"
    CHANGE = "change"
    VOUCHER = "voucher"
    CANCELLATION = "cancellation"
    RETURN = "return"
    REPLACEMENT = "replacement"
    ADDRESS = "address"
    INVOICE = "invoice"


EFFECTS_OF_ACTION: Mapping[str, frozenset[Effect]] = {
    "refund_order": frozenset({Effect.REFUND}),
    "satisfaction_refund": frozenset({Effect.REFUND}),
    "rebook_trip": frozenset({Effect.CHANGE}),
    "goodwill": frozenset({Effect.VOUCHER}),
    "cancel_order": frozenset({Effect.CANCELLATION, Effect.REFUND}),
    "cancel_trip": frozenset({Effect.CANCELLATION, Effect.REFUND}),
    "return_order": frozenset({Effect.RETURN}),
    "replace_item": frozenset({Effect.REPLACEMENT}),
    "delay_compensation": frozenset({Effect.REFUND}),
    "change_address": frozenset({Effect.ADDRESS}),
    "invoice_copy": frozenset({Effect.INVOICE}),
}
"""What a settled decision about an action shows to be done."""

ALSO_ELSEWHERE = frozenset({Effect.RETURN, Effect.REPLACEMENT, Effect.ADDRESS, Effect.INVOICE})
"""What a person may have done in a system of their own: no money and no booking, and our books
need not know. The bot has only our own systems, and is held to them for these as well."""


class Reason(str, Enum):
    """Why a draft was held back."""

    HUMAN_CLAIM = "human_claim"
    BOT_CLAIM = "bot_claim"
    WRONG_AUTHOR = "wrong_author"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    CHECKING = "checking"
    NOT_DONE = "not_done"


@dataclass(frozen=True)
class Ledger:
    """What the books say at this moment about what a draft claims.

    `states` holds the reservations that the draft names, `proven` the kinds of effect that the
    ledger or the shop's own records show for this customer, `waiting` those that wait for a person.
    """

    states: Mapping[ReservationId, ReservationState]
    proven: frozenset[Effect] = frozenset()
    waiting: frozenset[Effect] = frozenset()


NOTHING = Ledger({})


@dataclass(frozen=True)
class Withheld:
    """A draft that does not go out, and why."""

    reason: Reason


def review(draft: Draft, ledger: Ledger = NOTHING) -> Reviewed | Withheld:
    """Let a message by the bot or by a person through, or say why not."""
    if draft.author.kind is AuthorKind.CUSTOMER:
        return Withheld(Reason.WRONG_AUTHOR)
    shown = [draft.text, *(option.title for option in draft.options)]
    plain = [_plain(text) for text in shown]
    if draft.author.kind is AuthorKind.HUMAN_AGENT:
        if any(_BOT_CLAIM.search(text) for text in plain):
            return Withheld(Reason.BOT_CLAIM)
    elif any(_claims_human(text) for text in plain):
        return Withheld(Reason.HUMAN_CLAIM)
    effects = _effects(plain[0])
    if draft.author.kind is AuthorKind.HUMAN_AGENT:
        effects -= ALSO_ELSEWHERE
    reason = _unproven(draft, effects, ledger)
    if reason is not None:
        return Withheld(reason)
    body: dict[str, Any] = {
        "text": draft.text,
        "options": [{"title": o.title, "payload": o.payload} for o in draft.options],
    }
    if draft.why is not None:
        why = draft.why
        body["why"] = {"kind": why.kind, "title": why.title, "detail": why.detail}
    return Reviewed("message", draft.author, body)


def claimed_effects(text: str) -> frozenset[Effect]:
    """What a text presents as done."""
    return _effects(_plain(text))


def disclosure(author: Author, *, text: str, url: str) -> Reviewed:
    """The entry that says: this is a bot."""
    return Reviewed("disclosure", _system(author), {"text": text, "url": url})


def mode(
    author: Author,
    mode: Mode,
    *,
    reason: str,
    position: int | None = None,
    expected_wait_s: int | None = None,
    back_at: datetime | None = None,
    agent: str | None = None,
    feedback: bool | None = None,
) -> Reviewed:
    """The entry that says who the customer is talking with from here on."""
    body: dict[str, Any] = {"mode": mode.value, "reason": reason}
    if position is not None:
        body["position"] = position
    if expected_wait_s is not None:
        body["expected_wait_s"] = expected_wait_s
    if back_at is not None:
        body["back_at"] = back_at.isoformat().replace("+00:00", "Z")
    if agent is not None:
        body["agent"] = agent
    if feedback is not None:
        body["feedback"] = feedback
    return Reviewed("mode", _system(author), body)


def receipt(
    author: Author, receipt: Receipt, language: str, state: ReservationState | None
) -> Reviewed | Withheld:
    """The entry for one decision of authority. One that says done needs the settled record."""
    if receipt.status is ReceiptStatus.DONE and state is not ReservationState.SETTLED:
        return Withheld(_reason_of(state))
    body: dict[str, Any] = {
        "action": receipt.action,
        "status": receipt.status.value,
        "reference": receipt.reference,
        "explanation": in_language(receipt.explanation, language),
    }
    if receipt.reservation is not None:
        # A later receipt about the same thing makes this one history; the reference may differ.
        body["about"] = receipt.reservation
    if receipt.amount is not None:
        body["amount"] = receipt.amount.to_json()
    if receipt.to is not None:
        body["to"] = in_language(receipt.to, language)
    if receipt.expected is not None:
        body["expected"] = in_language(receipt.expected, language)
    return Reviewed("receipt", _system(author), body)


def _system(author: Author) -> Author:
    return Author(AuthorKind.SYSTEM, author.name)


def _unproven(draft: Draft, effects: frozenset[Effect], ledger: Ledger) -> Reason | None:
    for reservation in draft.claims:
        state = ledger.states.get(reservation)
        if state is not ReservationState.SETTLED:
            return _reason_of(state)
    missing = effects - ledger.proven
    if not missing:
        return None
    return Reason.WAITING if missing & ledger.waiting else Reason.NOT_DONE


def _reason_of(state: ReservationState | None) -> Reason:
    if state is ReservationState.IN_DOUBT:
        return Reason.CHECKING
    if state in (ReservationState.RESERVED, ReservationState.EXECUTING):
        return Reason.IN_PROGRESS
    return Reason.NOT_DONE


_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "“": '"', "”": '"'})


def _plain(text: str) -> str:
    """Lower case, one space, no invisible letters: what a reader reads."""
    folded = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text)).translate(_QUOTES).casefold()
    return re.sub(r"[\s*_~]+", " ", folded).strip()


_PERSON_EN = (
    r"(?:human(?: being)?|(?:real |actual |living |live )?person|(?:real |live )(?:human|agent)|"
    r"man|woman|colleague|employee|staff member|human agent|support agent|"
    r"(?:customer )?(?:service|support) (?:agent|employee|representative|rep))"
)
_PERSON_NL = (
    r"(?:(?:echt |levend |gewoon )?mens|(?:echte? |levende? )?persoon|man|vrouw|medewerker|"
    r"medewerkster|collega|werknemer|(?:klantenservice|support)[- ]?medewerker|mens van vlees)"
)
_HUMAN_CLAIM = re.compile(
    "|".join(
        (
            # "I am a human"; "not" or "geen" in between does not match.
            r"\bi(?:'m| am)(?: (?:really|actually|also|just|only|simply|truly))*"
            rf" an? {_PERSON_EN}\b",
            r"\bi(?:'m| am)(?: \w+){0,2} human\b(?! (?:error|agent))",
            r"\bi(?:'m| am) (?:made )?(?:of )?flesh and blood\b",
            r"\bas a (?:fellow )?human(?: being)?\b(?! agent)",
            r"\byou(?:'re| are) (?:now )?(?:talking|chatting|speaking) (?:to|with)"
            rf" an? {_PERSON_EN}\b",
            r"\bmy name is \w+ and i (?:work|am)\b",
            r"\bi(?:'m| am) \w+ (?:from|of) (?:the )?(?:customer service|support|help ?desk)\b",
            r"\bi (?:do )?(?:know|understand)(?: exactly| just)? how (?:you|that|this)"
            r" (?:must )?feels?\b",
            rf"\bik ben(?: \w+){{0,2}}? een {_PERSON_NL}\b",
            r"\bik ben(?: \w+){0,2} menselijk\b",
            r"\bik ben(?: \w+)? van vlees en bloed\b",
            r"\bals (?:mede)?mens\b",
            rf"\b(?:je|u) (?:praat|spreekt|chat)(?: \w+){{0,2}}? met een {_PERSON_NL}\b",
            r"\bik ben \w+ van (?:de |het )?(?:klantenservice|support|helpdesk|klantcontact)\b",
            r"\bmijn naam is \w+ en ik (?:werk|ben)\b",
            r"\bik (?:weet|snap|begrijp|voel)(?: \w+)? hoe (?:je|u|dat|dit)(?: je| zich| u)?"
            r" (?:moet )?voel",
        )
    )
)
# Said over a comma, so looked for in the whole text.
_INTRODUCTION = re.compile(
    rf"\bi(?:'m| am) \w+, an? {_PERSON_EN}\b|\bik ben \w+, (?:een )?{_PERSON_NL}\b"
)
_DENIAL = re.compile(
    r"\b(?:not|no longer|never|isn't|aren't|niet|geen|nooit)\b"
    r"(?=(?: \w+){0,2} (?:a |an |een )?"
    r"(?:human|person|mens|persoon|medewerker|collega|colleague|agent)\b)"
)
_DENIES_BOT = re.compile(
    r"\bi(?:'m| am)(?: \w+)? (?:not|no)(?: \w+)? ?(?:bot|robot|machine|computer|chatbot)\b"
    r"|\bik ben(?: \w+)? (?:geen|niet een)(?: \w+)? ?(?:bot|robot|machine|computer|chatbot)\b"
    r"|\b(?:this is|there is|there's) (?:not a |no )(?:bot|robot|machine|computer)\b"
    r"|\b(?:dit is|hier zit|er zit hier) geen (?:bot|robot|machine|computer)\b"
)
_BOT_CLAIM = re.compile(
    r"\bi(?:'m| am)(?: (?:just|only|really|actually|also))* (?:a|an|the|your) "
    r"(?:\w+ )?(?:bot|robot|chatbot|virtual assistant|digital assistant)\b"
    r"|\bik ben(?: (?:maar|ook|gewoon|echt))* (?:een|de|je) "
    r"(?:\w+ )?(?:bot|robot|chatbot|digitale assistent|virtuele assistent)\b"
)
_CLAUSES = re.compile(r"[.!?;:\n]+|, ")


def _claims_human(text: str) -> bool:
    """Whether a text says or suggests that a person wrote it; "a bot, not a person" does not."""
    if _INTRODUCTION.search(text):
        return True
    return any(
        _DENIES_BOT.search(clause) or (_HUMAN_CLAIM.search(clause) and not _DENIAL.search(clause))
        for clause in _CLAUSES.split(text)
    )


_MONEY_EN = r"(?:money|amount|refund|payment|[\d.,]+(?: ?(?:eur|euros?))|€ ?[\d.,]+)"
_MONEY_NL = r"(?:geld|bedrag|terugbetaling|betaling|[\d.,]+(?: ?(?:eur|euro))|€ ?[\d.,]+)"
_HAVE = r"(?:(?:i|we)(?:'ve| have)(?: (?:just|now|already|also))*|(?:i|we) just)"
_BEEN = r"(?:has|have|was|were|is|are)(?: (?:now|just|already|been|successfully))*"
_IK_HEB = r"(?:ik heb|heb ik|we hebben|hebben we|wij hebben)"
_IS = r"(?:is|zijn|werd|werden)(?: (?:nu|net|al|inmiddels|zojuist|succesvol|weer))*"
_YOURS_EN = r"\b(?:your |the |this |it\b)?(?:order|booking|trip|reservation|ticket|journey|it)\b"
_YOURS_NL = r"(?:bestelling|boeking|reis|reservatie|reservering|ticket|rit)\b"
_DONE: Mapping[Effect, re.Pattern[str]] = {
    Effect.REFUND: re.compile(
        rf"\b{_HAVE} (?:refunded|paid back|reimbursed|returned (?:the|your) money|"
        rf"(?:issued|made|processed|sent|started) (?:a |the |your )?refund)"
        rf"|\b{_BEEN} (?:refunded|paid back|reimbursed|credited (?:back )?to)"
        rf"|\b(?:your|the) (?:\w+ )?refund (?:{_BEEN} )?(?:done|complete|completed|processed|"
        r"issued|"
        r"on its way|under way|confirmed)"
        rf"|\b(?:your|the) refund {_BEEN} (?:done|complete|completed|processed|issued|"
        r"on its way|under way|made|confirmed)"
        r"|\b(?:your|the) (?:refund|compensation) (?:has|was)(?: (?:been|now|just|already))* paid\b"
        rf"|(?<!\w){_MONEY_EN} (?:is|are)(?: \w+)? (?:on (?:its|the) way|back (?:in|on) your)"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,60}} )?(?:terugbetaald|teruggestort|terugbetaling gedaan|"
        r"teruggegeven|overgemaakt|vergoed)\b"
        rf"|\b{_IS}(?: [^.!?]{{0,50}})? ?\b(?:terugbetaald|teruggestort|terugbetaalt|vergoed)\b"
        rf"|(?<!\w){_MONEY_NL} (?:is|staat)(?: \w+){{0,2}} (?:onderweg|terug op)"
        rf"|\b(?:terugbetaling|vergoeding|compensatie) {_IS}(?: \w+){{0,2}} ?"
        r"(?:gedaan|rond|gelukt|uitgevoerd|verwerkt|onderweg|betaald|uitbetaald|overgemaakt)\b"
    ),
    Effect.CHANGE: re.compile(
        rf"\b{_HAVE} (?:rebooked|changed|moved) "
        r"(?:you\b|your (?:trip|booking|ticket|journey|travel))"
        rf"|\b(?:you|trip|booking|ticket|journey)(?:'re| {_BEEN}) (?:rebooked|changed to|moved to)"
        r"|\byou're (?:now )?rebooked"
        rf"|\b(?:trip|booking|ticket|journey) {_BEEN} changed\b"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,60}} )?(?:omgeboekt|omgezet|verzet)\b"
        rf"|\b(?:reis|boeking|ticket|kaartje) {_IS}(?: [^.!?]{{0,40}})? ?"
        r"(?:omgeboekt|omgezet|verzet|gewijzigd)\b"
        r"|\b(?:je|u) bent (?:nu |net )?omgeboekt"
    ),
    Effect.VOUCHER: re.compile(
        rf"\b{_HAVE} (?:given|added|sent|created|issued|put)(?: \w+){{0,6}} voucher"
        rf"|\bvoucher {_BEEN} (?:added|sent|created|issued|ready|yours)"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,40}} )?(?:tegoedbon|voucher|bon)\b(?:[^.!?]{{0,40}} )?"
        r"(?:gegeven|gemaakt|gestuurd|toegevoegd|klaargezet|aangemaakt)"
        r"|\b(?:tegoedbon|voucher)(?: [^.!?]{0,30})? (?:is|staat) "
        r"(?:gemaakt|gestuurd|toegevoegd|aangemaakt|klaar|voor (?:je|u) klaar)"
    ),
    Effect.CANCELLATION: re.compile(
        rf"\b{_HAVE} (?:cancel(?:l?ed)|stopped|called off) {_YOURS_EN}"
        rf"|{_YOURS_EN}(?: [^.!?]{{0,60}})? {_BEEN} (?:cancell?ed|called off)\b"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,60}} )?(?:geannuleerd|tegengehouden|geschrapt|afgezegd)\b"
        rf"|\b{_YOURS_NL}(?: [^.!?]{{0,60}})? {_IS}(?: [^.!?]{{0,40}})? ?"
        r"(?:geannuleerd|tegengehouden|geschrapt|afgezegd)\b"
    ),
    Effect.RETURN: re.compile(
        rf"\b{_HAVE} (?:registered|announced|booked|arranged)(?: \w+){{0,3}} return\b"
        rf"|\breturn(?: [^.!?]{{0,60}})? {_BEEN} (?:registered|announced|booked|arranged)\b"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,40}} )?retour(?: [^.!?]{{0,40}})? (?:aangemeld|geregeld)\b"
        rf"|\bretour(?: [^.!?]{{0,60}})? {_IS} (?:aangemeld|geregeld)\b"
        rf"|\b{_IS} (?:een |je |de )?retour (?:aangemeld|geregeld)\b"
    ),
    Effect.REPLACEMENT: re.compile(
        rf"\b{_HAVE} (?:sent|ordered|shipped)(?: \w+){{0,3}} (?:new|another|replacement)\b"
        rf"|\b(?:a|the|your) (?:new|replacement)(?: [^.!?]{{0,60}})? {_BEEN} "
        r"(?:ordered|sent|shipped|on (?:its|the) way)\b"
        rf"|\breplacement {_BEEN} (?:ordered|sent|shipped|on (?:its|the) way)\b"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,40}} )?(?:nieuwe?|vervangend\w*|vervanging)\b"
        r"(?:[^.!?]{0,40} )?(?:besteld|gestuurd|verstuurd|opgestuurd|verzonden)\b"
        rf"|\b(?:(?:een|je) nieuwe?(?: exemplaar)?|vervanging)(?: [^.!?]{{0,60}})? {_IS}"
        r"(?: voor je)? (?:besteld|gestuurd|verstuurd|opgestuurd|verzonden|onderweg)\b"
    ),
    Effect.ADDRESS: re.compile(
        rf"\b{_HAVE} (?:changed|updated|corrected)(?: \w+){{0,3}} address\b"
        rf"|\baddress(?: [^.!?]{{0,50}})? {_BEEN} (?:changed|updated|corrected)\b"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,40}} )?\w*adres\b(?:[^.!?]{{0,40}} )?"
        r"(?:gewijzigd|aangepast|veranderd|verbeterd)\b"
        rf"|\b\w*adres(?: [^.!?]{{0,50}})? {_IS} (?:gewijzigd|aangepast|veranderd|verbeterd)\b"
    ),
    Effect.INVOICE: re.compile(
        rf"\b{_HAVE} (?:sent|mailed|e-mailed|emailed)(?: \w+){{0,5}} (?:invoice|receipt|bill)\b"
        rf"|\b(?:invoice|receipt|bill)(?: [^.!?]{{0,80}})? {_BEEN} "
        r"(?:sent|mailed|e-mailed|emailed|on (?:its|the) way)\b"
        rf"|\b{_IK_HEB} (?:[^.!?]{{0,40}} )?(?:factuur|rekening|bon)\b(?:[^.!?]{{0,40}} )?"
        r"(?:gestuurd|verstuurd|gemaild|opgestuurd|doorgestuurd)\b"
        rf"|\b(?:factuur|rekening|bon)(?: [^.!?]{{0,80}})? {_IS} "
        r"(?:gestuurd|verstuurd|gemaild|opgestuurd|doorgestuurd|onderweg)\b"
    ),
}
_UNSAID = re.compile(
    # Not done, asked, or only possible: no promise that something happened.
    r"\b(?:not(?: yet)?|n't|cannot|can|could|if|once|as soon as|when|will|would|shall|whether|"
    r"unless|"
    r"niet|nog geen|kan|kunnen|als|zodra|wanneer|wordt|worden|zal|zou|of het|tenzij|nooit|never)\b"
)


def _effects(text: str) -> frozenset[Effect]:
    found: set[Effect] = set()
    for sentence in re.findall(r"[^.!?\n]+(?:[.](?=\d)[^.!?\n]+)*[.!?\n]*", text):
        if sentence.rstrip().endswith("?"):
            continue
        for effect, pattern in _DONE.items():
            match = pattern.search(sentence)
            if match and not _UNSAID.search(sentence[max(0, match.start() - 40) : match.end()]):
                found.add(effect)
    return frozenset(found)
