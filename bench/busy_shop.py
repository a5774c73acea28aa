"""Requests as a busy shop gets them: refunds, gestures, moved trips, with the facts as read."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any

from bot.authority.decision import Question
from bot.model import Money

_TITLES = ("Hiking backpack 40 l", "Water bottle 0.75 l", "Travel pillow", "Packing cubes, 4")
_CITIES = ("Utrecht", "Paris", "London", "Berlin")
_STATUSES = {"delivered": 84, "shipped": 6, "lost": 4, "processing": 3, "cancelled": 3}
_REASONS = {"damaged": 40, "changed_mind": 28, "wrong_item": 16, "not_received": 11, "other": 3}


class BusyShop:
    """Makes them in order, the same ones for the same seed; `customers` come back now and then."""

    def __init__(self, chance: random.Random, customers: int) -> None:
        self._chance = chance
        self._customers = customers
        self._orders = 0

    def question(self, now: datetime) -> Question:
        """The next request."""
        kind = self._chance.random()
        if kind < 0.72:
            return self._refund(now)
        return self._goodwill(now) if kind < 0.9 else self._rebooking(now)

    def _refund(self, now: datetime) -> Question:
        status = self._pick(_STATUSES)
        order = self._order(now, status)
        claims = {"reason": self._pick(_REASONS)} if self._often(0.97) else {}
        before = self._chance.choice((0, 0, 0, 0, 1, 1, 2, 4))
        refunds = tuple(
            {
                "order": f"O-{self._chance.randrange(10**6)}",
                "amount": self._money(60_00),
                "at": now - timedelta(hours=self._chance.randrange(24, 5_000)),
            }
            for _ in range(before)
        )
        facts = {**self._case(), **order, "customer.refunds": refunds}
        params = {"order": order["order.id"], "items": ()}
        return Question("refund_order", params, claims, facts, now)

    def _goodwill(self, now: datetime) -> Question:
        order = self._order(now, "shipped" if self._often(0.7) else "delivered")
        vouchers = tuple(
            {"code": f"V-{place}", "amount": Money(10_00, "EUR"), "expires_at": now}
            for place in range(self._chance.choice((0, 0, 0, 1, 2, 3)))
        )
        facts = {**self._case(), **order, "customer.vouchers": vouchers}
        params = {"order": order["order.id"], "cause": "late"}
        return Question("goodwill", params, {}, facts, now)

    def _rebooking(self, now: datetime) -> Question:
        agreed = self._often(0.5)
        booking, people = f"B-{self._chance.randrange(10**7)}", self._chance.randrange(1, 5)
        facts = {
            **self._case("f" * 64 if agreed else None),
            "booking.id": booking,
            "booking.mine": self._often(0.98),
            "booking.status": "confirmed" if self._often(0.9) else "cancelled_by_carrier",
            "booking.fare": self._chance.choice(("saver", "standard", "standard", "flex")),
            "booking.passengers": people,
            "booking.paid": Money(people * self._chance.randrange(40_00, 220_00), "EUR"),
            "booking.paid_with": "Visa •••• 4242",
            "booking.trip": "T-1",
            "booking.title": {"en": "City trip", "nl": "Stedentrip"},
            "booking.origin": _CITIES[0],
            "booking.destination": _CITIES[1],
            "booking.departs_at": now + timedelta(hours=self._chance.randrange(-20, 1_000)),
            "trip.id": self._chance.choice(("T-2", "T-3", "T-4", "T-1")),
            "trip.title": {"en": "City trip", "nl": "Stedentrip"},
            "trip.origin": _CITIES[0],
            "trip.destination": _CITIES[1 if self._often(0.97) else 2],
            "trip.departs_at": now + timedelta(hours=self._chance.randrange(10, 1_500)),
            "trip.price": self._money(220_00),
            "trip.seats": self._chance.randrange(0, 20),
        }
        params = {"booking": booking, "trip": facts["trip.id"]}
        return Question("rebook_trip", params, {}, facts, now, confirmed=agreed)

    def _order(self, now: datetime, status: str) -> dict[str, Any]:
        self._orders += 1
        # Some ask again for what they asked before.
        back = self._chance.randrange(200) if self._often(0.04) else 0
        order = f"O-{max(1, self._orders - back)}"
        placed = now - timedelta(hours=self._chance.randrange(60, 1_000))
        arrived = now - timedelta(minutes=self._chance.randrange(60_000))
        items = tuple(
            {
                "id": f"{order}-{place}",
                "status": "refunded" if self._often(0.02) else status,
                "amount": self._money(90_00),
                "quantity": 1,
                "title": {"en": self._chance.choice(_TITLES), "nl": self._chance.choice(_TITLES)},
            }
            for place in range(self._chance.choice((1, 1, 2, 3)))
        )
        refunded = sum(item["amount"].minor for item in items if item["status"] == "refunded")
        return {
            "order.id": order,
            "order.mine": self._often(0.98),
            "order.status": status,
            "order.placed_at": placed,
            "order.promised_by": placed + timedelta(hours=self._chance.randrange(48, 200)),
            "order.shipped_at": placed + timedelta(hours=30),
            "order.delivered_at": arrived if status == "delivered" else None,
            "order.carrier": "PostNL",
            "order.paid": Money(sum(item["amount"].minor for item in items), "EUR"),
            "order.refunded": Money(refunded, "EUR"),
            "order.paid_with": "Mastercard •••• 6977",
            "order.items": items,
        }

    def _case(self, confirmed: str | None = None) -> dict[str, Any]:
        customer, known = f"C-{self._chance.randrange(self._customers)}", self._often(0.97)
        return {
            "session.customer": customer if known else None,
            "session.known": known,
            "customer.id": customer,
            "customer.language": self._chance.choice(("nl", "en")),
            "customer.tier": self._chance.choice(("regular", "regular", "silver", "gold")),
            "case.done": (),
            "case.confirmed": confirmed,
            "case.stopped": self._often(0.002),
            "case.proof": self._often(0.1),
        }

    def _often(self, share: float) -> bool:
        return self._chance.random() < share

    def _money(self, most: int) -> Money:
        return Money(self._chance.randrange(5_00, most), "EUR")

    def _pick(self, weights: dict[str, int]) -> str:
        return self._chance.choices(list(weights), weights.values())[0]  # type: ignore[arg-type]
