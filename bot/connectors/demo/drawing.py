"""Draws the demo shop's rows: what showcase.yml says, and enough others to look like a shop."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.connectors.demo.effects import reference_for
from bot.connectors.demo.money import MERCHANT
from bot.connectors.demo.showcase import catalogue, entries
from bot.model import Money

SEED = 20_261
CURRENCY = "EUR"
CUSTOMERS, ORDERS, BOOKINGS = 200, 500, 300
FIRST_CUSTOMER, FIRST_ORDER, FIRST_BOOKING, FIRST_TRIP = 1001, 20_001, 30_001, 4001
TRIP_DAYS = range(-14, 46)
# Per day, in percent of the usual price: near every departure there is a cheaper and a dearer one.
PRICE_PATTERN = (110, 90, 105, 85, 120, 100, 95)
STOCK = 25
SEATS = (0, 1, 2, 3, 4, 6, 9, 14, 22, 30)


@dataclass
class Draft:
    """The rows per table, and the routes that are full."""

    now: datetime
    random: random.Random
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    sold_out: list[tuple[str, str]] = field(default_factory=list)

    @property
    def today(self) -> datetime:
        """The first moment of the day the data is made."""
        return self.now.replace(hour=0, minute=0, second=0, microsecond=0)

    def at(self, day: int, hour: int = 12) -> datetime:
        """An hour of a day counted from today."""
        return self.today + timedelta(days=day, hours=hour)


def draw(now: datetime) -> Draft:
    """All rows. The same `now` gives the same rows."""
    draft = Draft(now, random.Random(SEED))
    draft.rows["accounts"].append(_account(MERCHANT, "Reisgoed"))
    _draw_trips(draft)
    draft.rows["articles"] = [
        {"id": id, "stock": article.get("stock", STOCK)}
        for id, article in catalogue()["articles"].items()
    ]
    for entry in entries():
        _written(draft, entry)
    _drawn(draft)
    return draft


def _account(id: str, label: str) -> dict[str, Any]:
    return {"id": id, "label": label, "balance_minor": 0, "currency": CURRENCY}


def _title(entry: Mapping[str, Any]) -> dict[str, str]:
    return {language: entry[language] for language in ("en", "nl")}


def _draw_trips(draft: Draft) -> None:
    number = FIRST_TRIP
    for route in catalogue()["routes"].values():
        usual = Money.parse(route["price"]).minor
        for day in TRIP_DAYS:
            departs = draft.at(day, route["hour"])
            whole_euros = usual * PRICE_PATTERN[day % len(PRICE_PATTERN)] // 10_000
            draft.rows["trips"].append(
                {
                    "id": f"T-{number}",
                    "title": _title(route),
                    "origin": route["origin"],
                    "destination": route["destination"],
                    "departs_at": departs,
                    "arrives_at": departs + timedelta(hours=route["hours"]),
                    "arrived_at": None,
                    "price_minor": whole_euros * 100,
                    "currency": CURRENCY,
                    "seats": draft.random.choice(SEATS),
                }
            )
            number += 1


def _written(draft: Draft, entry: Mapping[str, Any]) -> None:
    account = _add_customer(draft, entry)
    for order in entry.get("orders", ()):
        _add_order(draft, entry["id"], account, order)
    for booking in entry.get("bookings", ()):
        _add_booking(draft, entry["id"], account, booking)
        if booking.get("sold_out"):
            route = catalogue()["routes"][booking["route"]]
            draft.sold_out.append((route["origin"], route["destination"]))
    for voucher in entry.get("vouchers", ()):
        given = draft.at(voucher["given"])
        draft.rows["vouchers"].append(
            {
                "code": voucher["code"],
                "customer": entry["id"],
                "amount_minor": Money.parse(voucher["amount"]).minor,
                "currency": CURRENCY,
                "object": voucher["for"],
                "given_at": given,
                "expires_at": given + timedelta(days=365),
            }
        )


def _add_customer(draft: Draft, entry: Mapping[str, Any]) -> str:
    account = f"card-{entry['id']}"
    digits = f"{draft.random.randrange(10_000):04d}"
    label = draft.random.choice(catalogue()["payments"]).format(digits=digits)
    draft.rows["accounts"].append(_account(account, label))
    columns = ("id", "name", "email", "postcode", "language", "tier")
    draft.rows["customers"].append({**{key: entry[key] for key in columns}, "account": account})
    return account


def _add_order(draft: Draft, customer: str, account: str, order: Mapping[str, Any]) -> None:
    articles: Sequence[str] = order["items"]
    refunded: Sequence[str] = order.get("refunded", ())
    damaged: Sequence[str] = order.get("damaged", ())
    paid = back = 0
    for position, article in enumerate(dict.fromkeys(articles), start=1):
        entry = catalogue()["articles"][article]
        price, quantity = Money.parse(entry["price"]).minor, articles.count(article)
        paid += price * quantity
        back += price * quantity if article in refunded else 0
        draft.rows["items"].append(
            {
                "id": f"{order['id']}-{position}",
                "order": order["id"],
                "position": position,
                "article": article,
                "title": _title(entry),
                "price_minor": price,
                "currency": CURRENCY,
                "quantity": quantity,
                "status": _item_status(order["status"], article in refunded, article in damaged),
            }
        )
    placed = draft.at(order["placed"], 9 + draft.random.randrange(12))
    sent = order["status"] in ("shipped", "delivered", "lost")
    delivered = order.get("delivered")
    draft.rows["orders"].append(
        {
            "id": order["id"],
            "customer": customer,
            "placed_at": placed,
            "status": order["status"],
            "promised_by": draft.at(order["promised"], 18),
            "shipped_at": placed + timedelta(hours=20) if sent else None,
            "delivered_at": None if delivered is None else draft.at(delivered, 14),
            "carrier": order.get("carrier", "PostNL"),
            "paid_minor": paid,
            "refunded_minor": back,
            "currency": CURRENCY,
            "account": account,
            "ships_to": None,
        }
    )
    _add_transfer(draft, account, MERCHANT, paid, "sale", order["id"], placed)
    if back:
        moment = min(draft.at(order["promised"] + 1), draft.today)
        _add_transfer(draft, MERCHANT, account, back, "refund", order["id"], moment)


def _item_status(order: str, refunded: bool, damaged: bool) -> str:
    if refunded:
        return "refunded"
    if damaged:
        return "damaged"
    return "ordered" if order == "processing" else order


def _add_booking(draft: Draft, customer: str, account: str, booking: Mapping[str, Any]) -> None:
    routes = list(catalogue()["routes"])
    place = routes.index(booking["route"]) * len(TRIP_DAYS) + booking["departs"] - TRIP_DAYS[0]
    trip = draft.rows["trips"][place]
    paid = trip["price_minor"] * booking["passengers"]
    if "delay" in booking:
        trip["arrived_at"] = trip["arrives_at"] + timedelta(minutes=booking["delay"])
    draft.rows["bookings"].append(
        {
            "id": booking["id"],
            "customer": customer,
            "trip": trip["id"],
            "passengers": booking["passengers"],
            "paid_minor": paid,
            "currency": CURRENCY,
            "account": account,
            "status": booking.get("status", "confirmed"),
            "fare": booking["fare"],
        }
    )
    bought = draft.at(min(booking["departs"] - 5, -1), 10)
    _add_transfer(draft, account, MERCHANT, paid, "booking", booking["id"], bought)


def _add_transfer(
    draft: Draft, source: str, target: str, minor: int, kind: str, object: str, at: datetime
) -> None:
    prefix = "RF" if kind == "refund" else "PY"
    draft.rows["transfers"].append(
        {
            "source": source,
            "target": target,
            "minor": minor,
            "currency": CURRENCY,
            "kind": kind,
            "object": object,
            "reference": reference_for(prefix, f"seed/{kind}/{object}"),
            "reservation": None,
            "at": at,
        }
    )


def _drawn(draft: Draft) -> None:
    people = []
    for number in range(FIRST_CUSTOMER + len(entries()), FIRST_CUSTOMER + CUSTOMERS):
        entry = _person(draft.random, f"C-{number}")
        people.append((entry["id"], _add_customer(draft, entry)))
    for number in range(FIRST_ORDER + len(draft.rows["orders"]), FIRST_ORDER + ORDERS):
        customer, account = draft.random.choice(people)
        _add_order(draft, customer, account, _some_order(draft.random, f"O-{number}"))
    for number in range(FIRST_BOOKING + len(draft.rows["bookings"]), FIRST_BOOKING + BOOKINGS):
        customer, account = draft.random.choice(people)
        _add_booking(draft, customer, account, _some_booking(draft.random, f"B-{number}"))


def _person(source: random.Random, id: str) -> dict[str, Any]:
    origin = source.choices(("nl", "vl", "en"), (55, 30, 15))[0]
    names = catalogue()["names"][origin]
    name = f"{source.choice(names['first'])} {source.choice(names['last'])}"
    mailbox = name.lower().replace("'", "").replace(" ", ".", 1).replace(" ", "")
    if origin == "vl":
        postcode = str(source.randrange(1000, 9999))
    else:
        letters = "".join(source.choices("ABCDEGHJKLMNPRTVWXZ", k=2))
        postcode = f"{source.randrange(1011, 9999)} {letters}"
    return {
        "id": id,
        "name": name,
        "email": f"{mailbox}.{id[2:]}@example.{source.choice(('com', 'nl', 'org'))}",
        "postcode": postcode,
        "language": "en" if origin == "en" else "nl",
        "tier": source.choices(("regular", "silver", "gold"), (80, 14, 6))[0],
    }


def _some_order(source: random.Random, id: str) -> dict[str, Any]:
    kind = source.choices(
        ("delivered", "old", "late", "on_time", "processing", "lost", "cancelled", "damaged"),
        (38, 20, 12, 10, 6, 5, 4, 5),
    )[0]
    order: dict[str, Any] = {
        "id": id,
        "items": source.choices(list(catalogue()["articles"]), k=source.choice((1, 1, 1, 2, 2, 3))),
        "carrier": source.choice(catalogue()["carriers"]),
        "status": "delivered",
    }
    if kind in ("delivered", "old", "damaged"):
        day = -source.randrange(31, 200) if kind == "old" else -source.randrange(1, 30)
        order |= {"placed": day - source.randrange(2, 7), "delivered": day}
        order["promised"] = day + source.choice((-2, 0, 0, 1, 1, 2))
        if kind == "damaged":
            order["damaged"] = order["items"][:1]
        elif source.random() < 0.1:
            order["refunded"] = order["items"][:1]
        return order
    if kind in ("on_time", "processing"):
        order["status"] = "shipped" if kind == "on_time" else "processing"
        placed = -source.randrange(2, 5) if kind == "on_time" else -1
        return order | {"placed": placed, "promised": source.randrange(1, 6)}
    order["status"] = {"late": "shipped", "lost": "lost", "cancelled": "cancelled"}[kind]
    promised = -source.randrange(1, 12)
    order |= {"placed": promised - source.randrange(3, 7), "promised": promised}
    if kind == "cancelled":
        order["refunded"] = order["items"]
    return order


def _some_booking(source: random.Random, id: str) -> dict[str, Any]:
    booking: dict[str, Any] = {
        "id": id,
        "route": source.choice(list(catalogue()["routes"])),
        "passengers": source.choice((1, 1, 2, 2, 2, 3, 4)),
        "fare": source.choices(("saver", "standard", "flex"), (3, 5, 2))[0],
    }
    kind = source.choices(("confirmed", "travelled", "cancelled_by_carrier", "cancelled"),
                          (76, 14, 7, 3))[0]  # fmt: skip
    departs = -source.randrange(2, 14) if kind == "travelled" else source.randrange(2, 40)
    return booking | {"status": kind, "departs": departs}
