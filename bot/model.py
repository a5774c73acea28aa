"""The values every room speaks in: ids, money, people, messages, grants and the clock.

Nothing here does I/O. `Reviewed` and `Grant` are declared here so that every layer can name them,
but only `bot.disclosure` builds a `Reviewed` and only `bot.authority.service` builds a `Grant`
(a contract test keeps it so).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timezone
from enum import Enum
from typing import Any, Literal, NewType

ConversationId = NewType("ConversationId", str)
CustomerId = NewType("CustomerId", str)
StaffId = NewType("StaffId", str)
ReservationId = NewType("ReservationId", str)
ApprovalId = NewType("ApprovalId", str)
Digest = NewType("Digest", str)

Clock = Callable[[], datetime]
"""Gives the present moment, aware and in UTC."""

LocalText = Mapping[str, str]
"""One text in every language: language code -> text, for example {"en": ..., "nl": ...}."""

Json = Mapping[str, Any]


def utc_now() -> datetime:
    """The real clock: aware, UTC."""
    return datetime.now(timezone.utc)


def in_language(text: LocalText, language: str, default: str = "en") -> str:
    """Pick the text in `language`; the default language when it is missing."""
    return text.get(language) or text.get(default) or next(iter(text.values()), "")


class ModelError(ValueError):
    """A value that cannot exist, such as money without a currency."""

    code = "bad_value"


_MONEY = re.compile(r"^\s*(-?)(\d{1,12})(?:\.(\d{2}))?\s+([A-Z]{3})\s*$")


@dataclass(frozen=True)
class Money:
    """An amount in minor units (cents) of one currency, never a float."""

    minor: int
    currency: str

    @classmethod
    def parse(cls, text: str) -> Money:
        """Read "12.50 EUR" exactly. Raises ModelError for anything else, a bare number included."""
        match = _MONEY.match(text)
        if match is None:
            raise ModelError(f"{text!r} is not money: write it like '12.50 EUR'")
        sign, whole, cents, currency = match.groups()
        minor = int(whole) * 100 + int(cents or 0)
        return cls(-minor if sign else minor, currency)

    @classmethod
    def from_json(cls, value: Json) -> Money:
        """Read {"minor": 1250, "currency": "EUR"}."""
        return cls(int(value["minor"]), str(value["currency"]))

    def to_json(self) -> dict[str, Any]:
        """The wire form {"minor": 1250, "currency": "EUR"}."""
        return {"minor": self.minor, "currency": self.currency}

    def _same(self, other: Money) -> None:
        if self.currency != other.currency:
            raise ModelError(f"cannot mix {self.currency} and {other.currency}")

    def __add__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: Money) -> Money:
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        self._same(other)
        return self.minor < other.minor

    def __le__(self, other: Money) -> bool:
        self._same(other)
        return self.minor <= other.minor

    def __str__(self) -> str:
        sign = "-" if self.minor < 0 else ""
        return f"{sign}{abs(self.minor) // 100}.{abs(self.minor) % 100:02d} {self.currency}"


class AuthorKind(str, Enum):
    """Who wrote an entry of the conversation."""

    CUSTOMER = "customer"
    BOT = "bot"
    HUMAN_AGENT = "human_agent"
    SYSTEM = "system"


@dataclass(frozen=True)
class Author:
    """Who wrote an entry, and the name it is shown under."""

    kind: AuthorKind
    name: str


class Mode(str, Enum):
    """Who is talking with the customer now."""

    BOT = "bot"
    WAITING = "waiting"
    HUMAN = "human"
    CLOSED = "closed"


@dataclass(frozen=True)
class Option:
    """A quick reply: what the button says and what it sends."""

    title: str
    payload: str


@dataclass(frozen=True)
class Why:
    """Why this answer: the article, the limits or the flow behind a bot message."""

    kind: Literal["article", "limits", "flow"]
    title: str
    detail: str


@dataclass(frozen=True)
class Draft:
    """Something that somebody wants to say to the customer; it goes nowhere before review.

    `claims` names the reservations whose effect the text presents as done.
    """

    author: Author
    text: str
    language: str
    options: tuple[Option, ...] = ()
    why: Why | None = None
    claims: tuple[ReservationId, ...] = ()
    utter: str | None = None


class ReceiptStatus(str, Enum):
    """Where a decision about money or a booking stands, as a customer may read it."""

    DONE = "done"
    WAITING = "waiting"
    REFUSED = "refused"
    CHECKING = "checking"


@dataclass(frozen=True)
class Receipt:
    """What a customer gets to see of one decision that moves money or a booking."""

    action: str
    status: ReceiptStatus
    reference: str
    explanation: LocalText
    reservation: ReservationId | None = None
    amount: Money | None = None
    to: LocalText | None = None
    expected: LocalText | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Reviewed:
    """An entry that passed disclosure: the only thing that can be delivered to a customer.

    `type` is message, mode, receipt or disclosure; `body` is the wire form without offset, time
    and author.
    Built in bot/disclosure.py and nowhere else.
    """

    type: Literal["message", "mode", "receipt", "disclosure"]
    author: Author
    body: Json


class Outcome(str, Enum):
    """What authority decides about one request."""

    ALLOW = "allow"
    ASK = "ask"
    APPROVE = "approve"
    HANDOVER = "handover"
    REFUSE = "refuse"
    SILENT = "silent"


class ReservationState(str, Enum):
    """Where a reservation stands in the ledger."""

    RESERVED = "reserved"
    EXECUTING = "executing"
    SETTLED = "settled"
    RELEASED = "released"
    IN_DOUBT = "in_doubt"


@dataclass(frozen=True)
class Grant:
    """Permission to carry out one reserved action, once: the only way to move money or a booking.

    `reservation` is the idempotency key towards the provider and never changes.
    Built in bot/authority/service.py and nowhere else.
    """

    reservation: ReservationId
    action: str
    params: Json
    amount: Money
    epoch: int


@dataclass(frozen=True)
class Signal:
    """One reason behind a reading: a stable code, its weight (0 to 1) and the words for it."""

    code: str
    weight: float
    words: str = ""


@dataclass(frozen=True)
class Reading:
    """How the customer seems to feel now: level 0 (calm) to 1 (distressed), with reasons."""

    level: float
    mood: str
    signals: tuple[Signal, ...] = field(default_factory=tuple)
