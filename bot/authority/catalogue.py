"""What the limits can speak about without declaring it: the known facts and the known deeds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.authority import derived
from bot.authority.kinds import Fact, Kind, Trust
from bot.authority.view import DERIVED
from bot.model import LocalText

__all__ = ["DEEDS", "Deed", "derived", "known_facts"]

_WORD, _BOOL, _INT = Kind.WORD, Kind.BOOL, Kind.INT
_MONEY, _TIME, _LIST = Kind.MONEY, Kind.TIME, Kind.LIST
_RECORD, _SYSTEM, _CLAIM = Trust.RECORD, Trust.SYSTEM, Trust.CLAIM


def _fact(kind: Kind, trust: Trust, en: str, nl: str, values: str = "", **fields: Kind) -> Fact:
    return Fact(kind, trust, tuple(values.split()), fields, {"en": en, "nl": nl})


_FACTS: Mapping[str, Fact] = {
    "session.known": _fact(
        _BOOL, _SYSTEM, "we know who we talk with", "we weten met wie we praten"
    ),
    "session.customer": _fact(_WORD, _SYSTEM, "the signed-in customer", "de ingelogde klant"),
    "case.done": _fact(
        _LIST, _SYSTEM, "what was done in this conversation", "wat in dit gesprek is gedaan"
    ),
    "case.proof": _fact(
        _BOOL,
        _SYSTEM,
        "the customer gave a photo or receipt",
        "de klant gaf een foto of bon",
    ),
    "customer.refunds": _fact(
        _LIST,
        _RECORD,
        "the refunds the customer had",
        "de terugbetalingen die de klant kreeg",
        order=_WORD,
        amount=_MONEY,
        at=_TIME,
    ),
    "customer.contacts_again": _fact(
        _INT,
        _SYSTEM,
        "how often the customer had to come back about this in the last 7 days",
        "hoe vaak de klant in de laatste 7 dagen hierover moest terugkomen",
    ),
    "customer.id": _fact(_WORD, _RECORD, "the customer", "de klant"),
    "customer.tier": _fact(
        _WORD, _RECORD, "the customer's tier", "de klantgroep", "regular silver gold"
    ),
    "customer.language": _fact(_WORD, _RECORD, "the customer's language", "de taal van de klant"),
    "customer.vouchers": _fact(
        _LIST,
        _RECORD,
        "the vouchers the customer has",
        "de tegoedbonnen van de klant",
        code=_WORD,
        amount=_MONEY,
        expires_at=_TIME,
    ),
    "order.mine": _fact(
        _BOOL, _RECORD, "the order is the customer's own", "de bestelling is van de klant zelf"
    ),
    "order.id": _fact(_WORD, _RECORD, "the order", "de bestelling"),
    "order.status": _fact(
        _WORD,
        _RECORD,
        "the status of the order",
        "de status van de bestelling",
        "processing shipped delivered lost cancelled",
    ),
    "order.placed_at": _fact(_TIME, _RECORD, "when it was ordered", "wanneer is besteld"),
    "order.promised_by": _fact(_TIME, _RECORD, "the promised date", "de beloofde datum"),
    "order.shipped_at": _fact(_TIME, _RECORD, "when it was sent", "wanneer is verzonden"),
    "order.delivered_at": _fact(_TIME, _RECORD, "when it was delivered", "wanneer is bezorgd"),
    "order.carrier": _fact(_WORD, _RECORD, "the carrier", "de bezorger"),
    "order.paid": _fact(
        _MONEY, _RECORD, "what was paid for the order", "wat voor de bestelling is betaald"
    ),
    "order.refunded": _fact(_MONEY, _RECORD, "what was paid back", "wat al is terugbetaald"),
    "order.paid_with": _fact(_WORD, _RECORD, "the way of paying", "de betaalwijze"),
    "order.items": _fact(
        _LIST,
        _RECORD,
        "the items of the order",
        "de artikelen van de bestelling",
        id=_WORD,
        status=_WORD,
        amount=_MONEY,
        quantity=_INT,
        stock=_INT,
    ),
    "booking.mine": _fact(
        _BOOL, _RECORD, "the booking is the customer's own", "de boeking is van de klant zelf"
    ),
    "booking.id": _fact(_WORD, _RECORD, "the booking", "de boeking"),
    "booking.status": _fact(
        _WORD,
        _RECORD,
        "the status of the booking",
        "de status van de boeking",
        "confirmed cancelled_by_carrier cancelled travelled",
    ),
    "booking.fare": _fact(_WORD, _RECORD, "the fare", "het tarief", "saver standard flex"),
    "booking.passengers": _fact(_INT, _RECORD, "the passengers", "het aantal reizigers"),
    "booking.paid": _fact(
        _MONEY, _RECORD, "what was paid for the booking", "wat voor de boeking is betaald"
    ),
    "booking.paid_with": _fact(_WORD, _RECORD, "the way of paying", "de betaalwijze"),
    "booking.trip": _fact(_WORD, _RECORD, "the booked trip", "de geboekte reis"),
    "booking.title": _fact(_WORD, _RECORD, "the name of the trip", "de naam van de reis"),
    "booking.origin": _fact(_WORD, _RECORD, "where the trip starts", "waar de reis begint"),
    "booking.destination": _fact(_WORD, _RECORD, "where the trip goes", "waar de reis heen gaat"),
    "booking.departs_at": _fact(_TIME, _RECORD, "the departure", "het vertrek"),
    "booking.arrives_at": _fact(_TIME, _RECORD, "the planned arrival", "de geplande aankomst"),
    "booking.arrived_at": _fact(_TIME, _RECORD, "the real arrival", "de werkelijke aankomst"),
    "trip.id": _fact(_WORD, _RECORD, "the new trip", "de nieuwe reis"),
    "trip.title": _fact(_WORD, _RECORD, "the name of the new trip", "de naam van de nieuwe reis"),
    "trip.origin": _fact(_WORD, _RECORD, "where the new trip starts", "waar de nieuwe reis begint"),
    "trip.destination": _fact(
        _WORD, _RECORD, "where the new trip goes", "waar de nieuwe reis heen gaat"
    ),
    "trip.departs_at": _fact(_TIME, _RECORD, "the new departure", "het nieuwe vertrek"),
    "trip.price": _fact(
        _MONEY, _RECORD, "the new price for one passenger", "de nieuwe prijs per reiziger"
    ),
    "trip.seats": _fact(_INT, _RECORD, "the seats that are left", "de vrije plaatsen"),
    "claim.reason": _fact(
        _WORD,
        _CLAIM,
        "the reason the customer gives",
        "de reden die de klant geeft",
        "damaged not_received wrong_item changed_mind not_satisfied other",
    ),
}


def known_facts() -> dict[str, Fact]:
    """The facts that every file can use, derived ones included."""
    return {**_FACTS, **{name: known.fact for name, known in DERIVED.items()}}


@dataclass(frozen=True)
class Deed:
    """Something a connector can do. `passes` are facts that go along in the grant's parameters.

    `private` names the parameters that are about a person: an erasure takes them out of the books.
    """

    port: str
    params: Mapping[str, Fact]
    passes: Mapping[str, str] = field(default_factory=dict)
    object: str = ""
    private: frozenset[str] = frozenset()


def _param(kind: Kind, en: str, nl: str, values: str = "") -> Fact:
    title: LocalText = {"en": en, "nl": nl}
    return Fact(kind, Trust.SYSTEM, tuple(values.split()), {}, title)


_ORDER = _param(_WORD, "the order", "de bestelling")
_BOOKING = _param(_WORD, "the booking", "de boeking")
_ITEMS = _param(_LIST, "the items", "de artikelen")
_THESE_ITEMS = {"items": "refund.item_ids"}

DEEDS: Mapping[str, Deed] = {
    "payments.refund": Deed(
        "payments",
        {"order": _ORDER, "items": _ITEMS},
        passes=_THESE_ITEMS,
        object="order",
    ),
    "shop.cancel": Deed("shop", {"order": _ORDER}, object="order"),
    "shop.take_back": Deed(
        "shop", {"order": _ORDER, "items": _ITEMS}, passes=_THESE_ITEMS, object="order"
    ),
    "shop.replace": Deed(
        "shop", {"order": _ORDER, "items": _ITEMS}, passes=_THESE_ITEMS, object="order"
    ),
    "shop.change_address": Deed(
        "shop",
        {
            "order": _ORDER,
            "address": _param(_WORD, "the new address", "het nieuwe adres"),
            "postcode": _param(_WORD, "the new postcode", "de nieuwe postcode"),
        },
        object="order",
        private=frozenset({"address", "postcode"}),
    ),
    "shop.send_invoice": Deed("shop", {"order": _ORDER, "booking": _BOOKING}, object="order"),
    "bookings.cancel": Deed("bookings", {"booking": _BOOKING}, object="booking"),
    "bookings.compensate": Deed("bookings", {"booking": _BOOKING}, object="booking"),
    "bookings.rebook": Deed(
        "bookings",
        {"booking": _BOOKING, "trip": _param(_WORD, "the new trip", "de nieuwe reis")},
        passes={"difference": "rebook.price_difference"},
        object="booking",
    ),
    "vouchers.give": Deed(
        "vouchers",
        {
            "order": _ORDER,
            "booking": _BOOKING,
            "cause": _param(_WORD, "the cause", "de oorzaak", "late contact_again"),
        },
        object="order",
    ),
}
"""What `does:` can name; the parameters of a deed are facts `request.<name>`."""
