"""A described connector in memory: which call goes where, and how its answer is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Meaning = Literal["done", "none", "final", "retry", "unknown"]
Kind = Literal["one", "many", "truth", "effect"]


class DescriptionError(Exception):
    """The file that describes a connector cannot be used; `problems` holds every mistake."""

    code = "bad_connector_file"

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(problems))


@dataclass(frozen=True, repr=False)
class Secret:
    """A header's value that is never shown."""

    value: str

    def __repr__(self) -> str:
        return "Secret(hidden)"


@dataclass(frozen=True)
class Rule:
    """What one kind of answer means; `body_code` None: whatever the body says."""

    statuses: tuple[int, ...]
    body_code: str | None
    meaning: Meaning
    name: str | None


@dataclass(frozen=True)
class Field:
    """Where one field of a record is found: a path, a fixed value, or parts of its own."""

    path: tuple[str, ...] | None = None
    fixed: Any = None
    words: Mapping[str, str] | None = None
    parts: Mapping[str, Field] | None = None
    optional: bool = False


@dataclass(frozen=True)
class Call:
    """One method of a port as a request, and how its answer is read."""

    name: str
    kind: Kind
    record: str
    method: str
    path: str
    query: Mapping[str, Any]
    headers: Mapping[str, Secret]
    body: Any
    timeout_s: float
    at: tuple[str, ...]
    code_at: tuple[str, ...] | None
    fields: Mapping[str, Field]
    rules: tuple[Rule, ...]
    idempotency_header: str

    @property
    def changes(self) -> bool:
        """Whether it moves money or a booking."""
        return METHODS[self.name][0] == "effect"


@dataclass(frozen=True)
class Plan:
    """The whole file."""

    base_url: str
    connections: int
    max_bytes: int
    calls: Mapping[str, Call]


# Every method of the ports: what it answers with, and what it may put into a request.
METHODS: Mapping[str, tuple[Kind, str, tuple[str, ...]]] = {
    "shop.customer": ("one", "customer", ("id",)),
    "shop.order": ("one", "order", ("id",)),
    "shop.orders_of": ("many", "order", ("customer",)),
    "shop.evidence": ("truth", "", ("number", "evidence")),
    "shop.cancel": ("effect", "effect", ()),
    "shop.take_back": ("effect", "effect", ()),
    "shop.replace": ("effect", "effect", ()),
    "shop.change_address": ("effect", "effect", ()),
    "shop.send_invoice": ("effect", "effect", ()),
    "shop.lookup": ("one", "effect", ("reservation",)),
    "bookings.booking": ("one", "booking", ("id",)),
    "bookings.bookings_of": ("many", "booking", ("customer",)),
    "bookings.trip": ("one", "trip", ("id",)),
    "bookings.alternatives": ("many", "trip", ("booking", "around")),
    "bookings.rebook": ("effect", "effect", ()),
    "bookings.cancel": ("effect", "effect", ()),
    "bookings.compensate": ("effect", "effect", ()),
    "bookings.lookup": ("one", "effect", ("reservation",)),
    "payments.refund": ("effect", "effect", ()),
    "payments.refunds_of": ("many", "refund", ("customer",)),
    "payments.lookup": ("one", "effect", ("reservation",)),
    "vouchers.give": ("effect", "effect", ()),
    "vouchers.vouchers_of": ("many", "voucher", ("customer",)),
    "vouchers.lookup": ("one", "effect", ("reservation",)),
}
EFFECT_VALUES = ("reservation", "action", "amount.minor", "amount.decimal", "amount.currency")

# Every record and the kind of each field; `?` may be missing or null, `*` is a list of records.
RECORDS: Mapping[str, Mapping[str, str]] = {
    "customer": {
        "id": "text",
        "name": "text",
        "email": "text",
        "postcode": "text",
        "language": "text",
        "tier": "regular|silver|gold",
    },
    "item": {
        "id": "text",
        "order": "text?",
        "title": "words",
        "price": "money",
        "quantity": "count",
        "status": "ordered|shipped|delivered|damaged|lost|cancelled|refunded|returning|replaced",
        "stock": "count?",
    },
    "order": {
        "id": "text",
        "customer": "text",
        "placed_at": "time",
        "status": "processing|shipped|delivered|lost|cancelled",
        "promised_by": "time",
        "shipped_at": "time?",
        "delivered_at": "time?",
        "carrier": "text",
        "paid": "money",
        "refunded": "money",
        "paid_with": "text",
        "items": "item*",
    },
    "trip": {
        "id": "text",
        "title": "words",
        "origin": "text",
        "destination": "text",
        "departs_at": "time",
        "arrives_at": "time",
        "price": "money",
        "seats": "count",
        "arrived_at": "time?",
    },
    "booking": {
        "id": "text",
        "customer": "text",
        "trip": "trip",
        "passengers": "count",
        "paid": "money",
        "paid_with": "text",
        "status": "confirmed|cancelled_by_carrier|cancelled|travelled",
        "fare": "saver|standard|flex",
    },
    "voucher": {"code": "text", "customer": "text", "amount": "money", "expires_at": "time"},
    "refund": {"reference": "text", "order": "text", "amount": "money", "at": "time"},
    "effect": {
        "reservation": "text",
        "reference": "text",
        "at": "time",
        "amount": "money",
        "to": "words",
        "expected": "words",
    },
}
