"""The demo shop's own tables, in a file of its own: customers, goods, trips, and where money is.

Money is booked double: every transfer takes from one account what it gives to another, so the sum
of all balances is always zero. Customers' accounts start at zero and go below it as they pay.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, Index, Integer, MetaData, String, Table

from bot.storage.tables import UtcDateTime

metadata = MetaData()

about = Table(
    "about",
    metadata,
    Column("key", String, primary_key=True),
    Column("value", String, nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("id", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False),
    Column("postcode", String, nullable=False),
    Column("language", String, nullable=False),
    Column("tier", String, nullable=False),
    Column("account", String, nullable=False),
)

accounts = Table(
    "accounts",
    metadata,
    Column("id", String, primary_key=True),
    Column("label", String, nullable=False),
    Column("balance_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
)

transfers = Table(
    "transfers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String, nullable=False),
    Column("target", String, nullable=False),
    Column("minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("kind", String, nullable=False),
    Column("object", String, nullable=False),
    Column("reference", String, nullable=False),
    Column("reservation", String, nullable=True, unique=True),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("minor > 0"),
    Index("ix_transfers_object", "object"),
)

orders = Table(
    "orders",
    metadata,
    Column("id", String, primary_key=True),
    Column("customer", String, nullable=False, index=True),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("status", String, nullable=False),
    Column("promised_by", UtcDateTime, nullable=False),
    Column("shipped_at", UtcDateTime),
    Column("delivered_at", UtcDateTime),
    Column("carrier", String, nullable=False),
    Column("paid_minor", Integer, nullable=False),
    Column("refunded_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("account", String, nullable=False),
    Column("ships_to", String, nullable=True),
    CheckConstraint("refunded_minor >= 0 AND refunded_minor <= paid_minor"),
)
"""`ships_to` NULL means the customer's own address."""

articles = Table(
    "articles",
    metadata,
    Column("id", String, primary_key=True),
    Column("stock", Integer, nullable=False),
    CheckConstraint("stock >= 0"),
)
"""What lies in the warehouse and can be sent at once."""

mails = Table(
    "mails",
    metadata,
    Column("reference", String, primary_key=True),
    Column("customer", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("object", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
    CheckConstraint("kind IN ('invoice', 'return_label')"),
)
"""What the demo shop mailed to the address it has of a customer."""

items = Table(
    "items",
    metadata,
    Column("id", String, primary_key=True),
    Column("order", String, nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("article", String, nullable=False),
    Column("title", JSON, nullable=False),
    Column("price_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("quantity", Integer, nullable=False),
    Column("status", String, nullable=False),
)

trips = Table(
    "trips",
    metadata,
    Column("id", String, primary_key=True),
    Column("title", JSON, nullable=False),
    Column("origin", String, nullable=False),
    Column("destination", String, nullable=False),
    Column("departs_at", UtcDateTime, nullable=False),
    Column("arrives_at", UtcDateTime, nullable=False),
    Column("arrived_at", UtcDateTime, nullable=True),
    Column("price_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("seats", Integer, nullable=False),
    CheckConstraint("seats >= 0"),
    Index("ix_trips_route", "origin", "destination", "departs_at"),
)

bookings = Table(
    "bookings",
    metadata,
    Column("id", String, primary_key=True),
    Column("customer", String, nullable=False, index=True),
    Column("trip", String, nullable=False),
    Column("passengers", Integer, nullable=False),
    Column("paid_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("account", String, nullable=False),
    Column("status", String, nullable=False),
    Column("fare", String, nullable=False),
)

vouchers = Table(
    "vouchers",
    metadata,
    Column("code", String, primary_key=True),
    Column("customer", String, nullable=False, index=True),
    Column("amount_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("object", String, nullable=False),
    Column("given_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

effects = Table(
    "effects",
    metadata,
    Column("reservation", String, primary_key=True),
    Column("port", String, nullable=False),
    Column("request", String, nullable=False),
    Column("reference", String, nullable=False, unique=True),
    Column("at", UtcDateTime, nullable=False),
    Column("amount_minor", Integer, nullable=False),
    Column("currency", String, nullable=False),
    Column("to", JSON, nullable=False),
    Column("expected", JSON, nullable=False),
)

refusals = Table(
    "refusals",
    metadata,
    Column("reservation", String, primary_key=True),
    Column("code", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("at", UtcDateTime, nullable=False),
)
"""What was carried out, by reservation: the reason that nothing happens twice."""

faults = Table(
    "faults",
    metadata,
    Column("port", String, primary_key=True),
    Column("mode", String, primary_key=True),
    Column("remaining", Integer, nullable=True),
    CheckConstraint("port IN ('shop', 'bookings', 'payments', 'vouchers')"),
    CheckConstraint("mode IN ('retryable', 'final', 'timeout_after_success', 'down')"),
    CheckConstraint("remaining IS NULL OR remaining > 0"),
)
"""Switches that make a port misbehave; `remaining` NULL means until the row is deleted."""
