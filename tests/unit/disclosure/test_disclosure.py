"""Disclosure: no bot passes for a person, no person for a bot, and nothing is done before it is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot import yaml_text
from bot.disclosure import (
    ALSO_ELSEWHERE,
    EFFECTS_OF_ACTION,
    Effect,
    Ledger,
    Reason,
    Withheld,
    claimed_effects,
    disclosure,
    mode,
    receipt,
    review,
)
from bot.model import (
    Author,
    AuthorKind,
    Draft,
    Mode,
    Money,
    Option,
    Receipt,
    ReceiptStatus,
    ReservationId,
    ReservationState,
    Reviewed,
    Why,
)

BOT = Author(AuthorKind.BOT, "Pip")
MARIA = Author(AuthorKind.HUMAN_AGENT, "Maria")
HOUSE = Author(AuthorKind.SYSTEM, "Reisgoed")
R1 = ReservationId("r-1")


def _by_bot(text: str, **more: object) -> Draft:
    return Draft(BOT, text, "nl", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "I am a human.",
        "I'm a real person",
        "I’m really a human being!",
        "I'm a hu\u200bman",
        "i AM  a\u00a0person",
        "Don't worry, I'm not a bot.",
        "I'm no robot!",
        "This is not a bot.",
        "You are now talking with a real person.",
        "I'm Lisa, a support agent.",
        "I'm Lisa from customer service",
        "My name is Lisa and I work at Reisgoed.",
        "As a human, I get that.",
        "I am only human",
        "I know exactly how you feel.",
        "Ik ben een mens.",
        "Ik ben echt een medewerker van Reisgoed",
        "Ik ben een collega van de klantenservice",
        "Nee hoor, ik ben geen robot",
        "Ik ben van vlees en bloed",
        "Je praat nu met een medewerker",
        "Ik ben Lisa van de klantenservice",
        "Mijn naam is Lisa en ik werk bij Reisgoed",
        "Als mens snap ik dat.",
        "Ik weet precies hoe je je voelt.",
    ],
)
def test_a_bot_text_that_claims_or_suggests_a_person_is_held_back(text: str) -> None:
    assert review(_by_bot(text)) == Withheld(Reason.HUMAN_CLAIM)


@pytest.mark.parametrize(
    "text",
    [
        "I'm a bot, not a person.",
        "I am not a human.",
        "Do you want to talk to a person?",
        "A person has to agree first.",
        "I'm asking a colleague to help you.",
        "I am not sure what you mean.",
        "I'm sorry this happened.",
        "Ik ben een bot, geen mens.",
        "Je praat met de bot van Reisgoed, niet met een mens.",
        "Wil je liever een mens spreken?",
        "Ik haal er een collega bij.",
        "Ik weet het niet zeker.",
        "Wat vervelend dat dit gebeurd is.",
    ],
)
def test_an_honest_bot_text_passes(text: str) -> None:
    made = review(_by_bot(text))
    assert isinstance(made, Reviewed)
    assert made.body["text"] == text
    assert made.author == BOT


def test_an_option_title_is_looked_at_as_well() -> None:
    made = review(_by_bot("Kies maar", options=(Option("Ik ben een mens", "/x"),)))
    assert made == Withheld(Reason.HUMAN_CLAIM)


@pytest.mark.parametrize("text", ["I'm the digital assistant", "Ik ben een bot", "I am just a bot"])
def test_a_persons_text_that_passes_itself_off_as_a_bot_is_held_back(text: str) -> None:
    assert review(Draft(MARIA, text, "en")) == Withheld(Reason.BOT_CLAIM)


def test_a_person_may_say_that_they_are_a_person() -> None:
    made = review(Draft(MARIA, "Ik ben Maria, een collega van de klantenservice.", "nl"))
    assert isinstance(made, Reviewed)
    assert made.author == MARIA


def test_a_customers_text_never_becomes_a_reviewed_one() -> None:
    customer = Author(AuthorKind.CUSTOMER, "Klant")
    assert review(Draft(customer, "hallo", "nl")) == Withheld(Reason.WRONG_AUTHOR)


DONE_TEXTS = [
    ("I have refunded €12.50 to your Visa.", Effect.REFUND),
    ("Your refund has been processed.", Effect.REFUND),
    ("The amount has been refunded.", Effect.REFUND),
    ("We just refunded you", Effect.REFUND),
    ("€ 24.95 is on its way to you.", Effect.REFUND),
    ("24.95 EUR has been paid back to Visa", Effect.REFUND),
    ("Het bedrag is terugbetaald.", Effect.REFUND),
    ("Ik heb € 24,95 teruggestort op je Visa.", Effect.REFUND),
    ("Er is 24,95 euro terugbetaald op je Visa", Effect.REFUND),
    ("Het geld is al onderweg.", Effect.REFUND),
    ("Gelukt: je terugbetaling is gedaan", Effect.REFUND),
    ("Your refund has been paid.", Effect.REFUND),
    ("The compensation was already paid to your card.", Effect.REFUND),
    ("Je vergoeding is gisteren uitbetaald.", Effect.REFUND),
    ("I've rebooked you on the 10:00 train.", Effect.CHANGE),
    ("Your booking has been changed to 3 May.", Effect.CHANGE),
    ("Je reis is omgeboekt naar 3 mei.", Effect.CHANGE),
    ("Ik heb je boeking omgezet.", Effect.CHANGE),
    ("I've added a voucher of 10 euro to your account.", Effect.VOUCHER),
    ("Ik heb een tegoedbon van € 10 voor je klaargezet.", Effect.VOUCHER),
    ("Je tegoedbon staat klaar.", Effect.VOUCHER),
    ("I've cancelled your order.", Effect.CANCELLATION),
    ("Order O-20013 is cancelled.", Effect.CANCELLATION),
    ("Your trip has been cancelled.", Effect.CANCELLATION),
    ("Ik heb je bestelling geannuleerd.", Effect.CANCELLATION),
    ("Je reis is geannuleerd.", Effect.CANCELLATION),
    ("Bestelling O-20013 is nu geannuleerd.", Effect.CANCELLATION),
]


@pytest.mark.parametrize(("text", "effect"), DONE_TEXTS)
def test_a_text_that_says_done_is_held_back_unless_the_books_show_it(
    text: str, effect: Effect
) -> None:
    assert review(_by_bot(text)) == Withheld(Reason.NOT_DONE)
    assert isinstance(review(_by_bot(text), Ledger({}, frozenset({effect}))), Reviewed)
    others = frozenset(Effect) - {effect}
    assert review(_by_bot(text), Ledger({}, others)) == Withheld(Reason.NOT_DONE)


@pytest.mark.parametrize(("text", "effect"), DONE_TEXTS)
def test_a_person_is_held_to_the_books_as_well(text: str, effect: Effect) -> None:
    assert review(Draft(MARIA, text, "")) == Withheld(Reason.NOT_DONE)
    assert isinstance(review(Draft(MARIA, text, ""), Ledger({}, frozenset({effect}))), Reviewed)


ELSEWHERE_TEXTS = [
    ("Your return of the backpack is registered.", Effect.RETURN),
    ("I've registered your return.", Effect.RETURN),
    ("Je retour van de rugzak is aangemeld.", Effect.RETURN),
    ("Ik heb je retour aangemeld.", Effect.RETURN),
    ("A new bottle is ordered for you.", Effect.REPLACEMENT),
    ("I've sent you a new bottle.", Effect.REPLACEMENT),
    ("Een nieuw exemplaar is voor je besteld.", Effect.REPLACEMENT),
    ("Ik heb je een nieuwe fles gestuurd.", Effect.REPLACEMENT),
    ("The delivery address has been changed.", Effect.ADDRESS),
    ("Ik heb je bezorgadres gewijzigd.", Effect.ADDRESS),
    ("The invoice for your trip has been sent to you.", Effect.INVOICE),
    ("I've mailed you the invoice.", Effect.INVOICE),
    ("De factuur is verstuurd naar je e-mailadres.", Effect.INVOICE),
    ("Ik heb je de factuur gemaild.", Effect.INVOICE),
]


@pytest.mark.parametrize(("text", "effect"), ELSEWHERE_TEXTS)
def test_the_bot_is_held_to_the_books_for_goods_letters_and_addresses(
    text: str, effect: Effect
) -> None:
    assert review(_by_bot(text)) == Withheld(Reason.NOT_DONE)
    assert isinstance(review(_by_bot(text), Ledger({}, frozenset({effect}))), Reviewed)


@pytest.mark.parametrize(("text", "effect"), ELSEWHERE_TEXTS)
def test_a_person_may_have_done_those_in_a_system_of_their_own(text: str, effect: Effect) -> None:
    assert isinstance(review(Draft(MARIA, text, "")), Reviewed)
    assert effect in ALSO_ELSEWHERE


@pytest.mark.parametrize(
    "text",
    [
        "Shall I refund 12 euro?",
        "I can refund this at once.",
        "As soon as it is refunded you will hear it here.",
        "It has not been refunded.",
        "Your order is on its way.",
        "Your parcel has been sent.",
        "Is het geld al terugbetaald?",
        "Zodra het is terugbetaald hoor je het hier.",
        "Dit is niet terugbetaald.",
        "Je vergoeding is nog niet uitbetaald.",
        "The compensation is paid within five days.",
        "Has the compensation been paid?",
        "Het kan worden terugbetaald.",
        "Je bestelling is onderweg.",
        "Je pakket is verstuurd.",
        "Ik heb je bericht ontvangen.",
        "Wil je je reis omzetten naar 3 mei?",
        "The carrier has cancelled your trip.",
        "De vervoerder heeft je reis geschrapt.",
        "Shall I cancel your order?",
        "I can still cancel your order.",
        "Je bestelling kan niet meer geannuleerd worden.",
    ],
)
def test_a_question_a_possibility_or_a_no_is_no_claim(text: str) -> None:
    assert claimed_effects(text) == frozenset()


@pytest.mark.parametrize(
    ("state", "reason"),
    [
        (None, Reason.NOT_DONE),
        (ReservationState.RESERVED, Reason.IN_PROGRESS),
        (ReservationState.EXECUTING, Reason.IN_PROGRESS),
        (ReservationState.IN_DOUBT, Reason.CHECKING),
        (ReservationState.RELEASED, Reason.NOT_DONE),
    ],
)
def test_a_named_claim_passes_only_when_it_is_settled(
    state: ReservationState | None, reason: Reason
) -> None:
    states = {} if state is None else {R1: state}
    draft = _by_bot("Zo, klaar!", claims=(R1,))
    assert review(draft, Ledger(states)) == Withheld(reason)
    assert isinstance(review(draft, Ledger({R1: ReservationState.SETTLED})), Reviewed)


def test_a_settled_record_of_another_kind_proves_nothing() -> None:
    ledger = Ledger({R1: ReservationState.SETTLED}, proven=frozenset({Effect.INVOICE}))
    draft = _by_bot("Your refund has been paid.", claims=(R1,))
    assert review(draft, ledger) == Withheld(Reason.NOT_DONE)
    proven = replace(ledger, proven=frozenset({Effect.REFUND}))
    assert isinstance(review(draft, proven), Reviewed)


def test_one_open_claim_holds_the_whole_message_back() -> None:
    states = {R1: ReservationState.SETTLED, ReservationId("r-2"): ReservationState.EXECUTING}
    draft = _by_bot("Beide gedaan.", claims=(R1, ReservationId("r-2")))
    assert review(draft, Ledger(states)) == Withheld(Reason.IN_PROGRESS)


def test_a_claim_that_waits_for_a_person_is_told_as_waiting() -> None:
    ledger = Ledger({}, waiting=frozenset({Effect.REFUND}))
    assert review(_by_bot("Je geld is terugbetaald."), ledger) == Withheld(Reason.WAITING)


def test_options_and_the_reason_for_an_answer_are_kept() -> None:
    draft = _by_bot(
        "Welke bestelling?",
        options=(Option("O-20001", '/choose{"order": "O-20001"}'),),
        why=Why("flow", "Bestelling", "Je vroeg naar een bestelling"),
    )
    made = review(draft)
    assert isinstance(made, Reviewed)
    assert made.body["options"] == [{"title": "O-20001", "payload": '/choose{"order": "O-20001"}'}]
    assert made.body["why"]["kind"] == "flow"


def _receipt(status: ReceiptStatus) -> Receipt:
    return Receipt(
        action="refund_order",
        status=status,
        reference="RF-8K2M4Q",
        explanation={"en": "Within 30 days", "nl": "Binnen 30 dagen"},
        reservation=R1,
        amount=Money(1250, "EUR"),
        to={"en": "Visa", "nl": "Visa"},
        expected={"en": "in 3 days", "nl": "binnen 3 dagen"},
    )


def test_a_receipt_says_done_only_for_a_settled_record() -> None:
    done = _receipt(ReceiptStatus.DONE)
    assert receipt(HOUSE, done, "nl", ReservationState.EXECUTING) == Withheld(Reason.IN_PROGRESS)
    assert receipt(HOUSE, done, "nl", None) == Withheld(Reason.NOT_DONE)
    made = receipt(HOUSE, done, "nl", ReservationState.SETTLED)
    assert isinstance(made, Reviewed)
    assert made.body == {
        "action": "refund_order",
        "status": "done",
        "reference": "RF-8K2M4Q",
        "about": R1,
        "explanation": "Binnen 30 dagen",
        "amount": {"minor": 1250, "currency": "EUR"},
        "to": "Visa",
        "expected": "binnen 3 dagen",
    }


@pytest.mark.parametrize(
    "status", [ReceiptStatus.WAITING, ReceiptStatus.REFUSED, ReceiptStatus.CHECKING]
)
def test_a_receipt_that_promises_nothing_needs_no_settled_record(status: ReceiptStatus) -> None:
    made = receipt(HOUSE, _receipt(status), "en", None)
    assert isinstance(made, Reviewed)
    assert made.body["status"] == status.value


def test_modes_receipts_and_disclosures_are_always_signed_by_the_system() -> None:
    told = [
        disclosure(BOT, text="Dit is een bot", url="/privacy"),
        mode(MARIA, Mode.HUMAN, reason="claimed", agent="Maria"),
        receipt(BOT, _receipt(ReceiptStatus.WAITING), "nl", None),
    ]
    kinds = [made.author.kind for made in told if isinstance(made, Reviewed)]
    assert kinds == [AuthorKind.SYSTEM] * 3


def test_what_the_flows_say_when_something_is_done_is_of_the_kind_of_their_action() -> None:
    domain = Path(__file__).parents[3] / "domain"
    files = [yaml_text.read(file.read_text("utf-8")) for file in sorted(domain.rglob("*.yml"))]
    responses = {
        name: variations
        for file in files
        for name, variations in (file.get("responses") or {}).items()
    }
    checked = 0
    for action, effects in EFFECTS_OF_ACTION.items():
        for name, variations in responses.items():
            if name.startswith(f"utter_{action}_done") and not name.endswith("_before"):
                for variation in variations:
                    assert claimed_effects(variation["text"]) <= effects, name
                    checked += 1
    assert checked >= 20
