"""The derived facts that ship: pure functions over several records."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from bot.authority.kinds import Kind, Trust
from bot.authority.view import View, derived_fact
from bot.model import Money

LATELY = timedelta(days=90)
ON_ITS_WAY = ("processing", "shipped", "lost")
SETTLED = ("refunded", "cancelled", "returning", "replaced")
LAST_DAY, LAST_WEEK = timedelta(hours=24), timedelta(days=7)


@derived_fact(
    "order.late",
    kind=Kind.BOOL,
    reads=("order.promised_by", "order.status"),
    title={"en": "the order is late by our records", "nl": "de bestelling is volgens ons te laat"},
)
def order_late(view: View) -> bool | None:
    """The promised moment has passed and the goods have not arrived."""
    promised, status = view.get("order.promised_by"), view.get("order.status")
    if promised is None or status is None:
        return None
    return status in ON_ITS_WAY and promised < view.now


@derived_fact(
    "refund.items",
    kind=Kind.LIST,
    version=2,
    fields={
        "id": Kind.WORD,
        "status": Kind.WORD,
        "amount": Kind.MONEY,
        "quantity": Kind.INT,
        "stock": Kind.INT,
    },
    reads=("order.items", "request.items"),
    title={"en": "the items to refund", "nl": "de artikelen om terug te betalen"},
)
def refund_items(view: View) -> tuple[dict[str, Any], ...] | None:
    """The items that were asked for, as the records know them; all open ones when none is named.

    An item that is not part of the order has the status `unknown` and no amount.
    """
    items = view.get("order.items")
    if items is None:
        return None
    wanted = view.get("request.items")
    if not wanted:
        return tuple(item for item in items if item["status"] not in SETTLED)
    known = {item["id"]: item for item in items}
    nothing = {"status": "unknown", "amount": None}
    return tuple(known.get(name, {"id": name, **nothing}) for name in dict.fromkeys(wanted))


@derived_fact(
    "refund.item_ids",
    kind=Kind.LIST,
    reads=("refund.items",),
    title={"en": "the items to refund", "nl": "de artikelen om terug te betalen"},
)
def refund_item_ids(view: View) -> tuple[str, ...] | None:
    """The numbers of the items to refund, each once: what a refund is bound to."""
    items = view.get("refund.items")
    return None if items is None else tuple(item["id"] for item in items)


@derived_fact(
    "refund.amount",
    kind=Kind.MONEY,
    reads=("refund.items", "order.paid", "order.refunded"),
    title={"en": "the amount to refund", "nl": "het terug te betalen bedrag"},
)
def refund_amount(view: View) -> Money | None:
    """What was paid for the items, never more than what is left of the payment of the order."""
    items, paid, refunded = (
        view.get("refund.items"),
        view.get("order.paid"),
        view.get("order.refunded"),
    )
    if items is None or paid is None or refunded is None:
        return None
    if any(item["amount"] is None for item in items):
        return None
    left = paid - refunded
    total = Money(sum(item["amount"].minor for item in items), left.currency)
    return total if total <= left else left


@derived_fact(
    "rebook.price_difference",
    kind=Kind.MONEY,
    reads=("trip.price", "booking.passengers", "booking.paid"),
    title={"en": "the price difference", "nl": "het prijsverschil"},
)
def price_difference(view: View) -> Money | None:
    """The new price for everybody minus what was paid; negative when the new trip is cheaper."""
    price, passengers, paid = (
        view.get("trip.price"),
        view.get("booking.passengers"),
        view.get("booking.paid"),
    )
    if price is None or passengers is None or paid is None:
        return None
    difference: Money = Money(price.minor * passengers, price.currency) - paid
    return difference


@derived_fact(
    "rebook.to_pay",
    kind=Kind.MONEY,
    reads=("rebook.price_difference",),
    title={"en": "what the customer pays extra", "nl": "wat de klant bijbetaalt"},
)
def to_pay(view: View) -> Money | None:
    """What the customer still has to pay; zero when the new trip is cheaper."""
    difference = view.get("rebook.price_difference")
    return None if difference is None else Money(max(0, difference.minor), difference.currency)


@derived_fact(
    "rebook.money_back",
    kind=Kind.MONEY,
    reads=("rebook.price_difference",),
    title={"en": "what the customer gets back", "nl": "wat de klant terugkrijgt"},
)
def money_back(view: View) -> Money | None:
    """What goes back to the customer; zero when the new trip costs the same or more."""
    difference = view.get("rebook.price_difference")
    return None if difference is None else Money(max(0, -difference.minor), difference.currency)


@derived_fact(
    "goodwill.our_fault",
    kind=Kind.BOOL,
    reads=("order.late", "booking.status", "request.cause", "customer.contacts_again"),
    version=2,
    title={
        "en": "our records show that the delay or cancellation is ours",
        "nl": "volgens onze gegevens ligt de vertraging of annulering bij ons",
    },
)
def our_fault(view: View) -> bool | None:
    """The order is late, or the carrier cancelled the trip, by the records and not by a claim.

    For the cause `contact_again` the customer also had to come back about it, by our own log.
    """
    late, status = view.get("order.late"), view.get("booking.status")
    if late is None and status is None:
        return None
    ours = bool(late) or status == "cancelled_by_carrier"
    if not ours or view.get("request.cause") != "contact_again":
        return ours
    contacts = view.get("customer.contacts_again")
    return None if contacts is None else bool(contacts >= 1)


@derived_fact(
    "customer.refunds_lately",
    kind=Kind.INT,
    reads=("customer.refunds",),
    title={
        "en": "the refunds the customer had in the last 90 days",
        "nl": "de terugbetalingen die de klant in de laatste 90 dagen kreeg",
    },
)
def refunds_lately(view: View) -> int | None:
    """How many refunds reached the customer in the 90 days before now, from any channel."""
    refunds = view.get("customer.refunds")
    if refunds is None:
        return None
    return sum(1 for one in refunds if view.now - LATELY <= one["at"] <= view.now)


@derived_fact(
    "cancelling.notice",
    kind=Kind.WORD,
    reads=("booking.departs_at", "booking.status"),
    title={"en": "how long before departure", "nl": "hoe lang voor vertrek"},
)
def notice(view: View) -> str | None:
    """A word for the time that is left before a trip: week, days or last_day.

    It is `carrier` when the carrier cancelled the trip: then the time does not matter.
    """
    departs, status = view.get("booking.departs_at"), view.get("booking.status")
    if status == "cancelled_by_carrier":
        return "carrier"
    if departs is None:
        return None
    left = departs - view.now
    return "last_day" if left < LAST_DAY else "days" if left < LAST_WEEK else "week"


@derived_fact(
    "booking.delay_minutes",
    kind=Kind.INT,
    reads=("booking.arrives_at", "booking.arrived_at"),
    title={"en": "the minutes of delay at arrival", "nl": "de minuten vertraging bij aankomst"},
)
def delay_minutes(view: View) -> int | None:
    """How much later than planned a trip arrived, by the records; never less than nothing."""
    planned, arrived = view.get("booking.arrives_at"), view.get("booking.arrived_at")
    if planned is None or arrived is None:
        return None
    return max(0, int((arrived - planned).total_seconds()) // 60)


@derived_fact(
    "booking.delay_step",
    kind=Kind.WORD,
    reads=("booking.delay_minutes",),
    title={"en": "the step of the delay", "nl": "de trap van de vertraging"},
)
def delay_step(view: View) -> str | None:
    """A word for the delay: none, hour (from 60 minutes), two_hours or three_hours."""
    minutes = view.get("booking.delay_minutes")
    if minutes is None:
        return None
    return ("none", "hour", "two_hours", "three_hours")[min(minutes // 60, 3)]


@derived_fact(
    "delivery.country",
    kind=Kind.WORD,
    reads=("request.postcode",),
    trust=Trust.SYSTEM,
    title={"en": "the country of the new postcode", "nl": "het land van de nieuwe postcode"},
)
def delivery_country(view: View) -> str | None:
    """The country whose postcodes look like this: nl, be or unknown."""
    postcode = view.get("request.postcode")
    if postcode is None:
        return None
    plain = "".join(str(postcode).split()).upper()
    if re.fullmatch(r"[1-9]\d{3}(?!SA|SD|SS)[A-Z]{2}", plain):
        return "nl"
    return "be" if re.fullmatch(r"[1-9]\d{3}", plain) else "unknown"
