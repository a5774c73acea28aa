"""A payment provider with the habits of real ones: it loses answers, forgets keys, pays late.

What it paid stands in `paid`, one entry for each time that money moved; `calls` is what it was
asked, under which key.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.connectors.ports import Effect, Final, OutcomeUnknown, Refund, Retryable
from bot.model import Clock, CustomerId, Grant, Money, ReservationId

Habit = Literal["pay", "pay_and_lose", "fail", "fail_but_pay", "decline", "pay_late"]
LATE = timedelta(hours=25)


@dataclass(frozen=True)
class Paid:
    """Money that moved: under which key, with which reference of ours, how much, and when."""

    key: str
    amount: Money
    at: datetime


@dataclass
class Unruly:
    """Implements `Payments`. The next calls follow `habits`, and then it simply pays."""

    clock: Clock
    habits: list[Habit] = field(default_factory=list)
    remembers: timedelta = timedelta(days=30)
    looks_up: bool = True
    amount: Callable[[Money], Money] = lambda asked: asked
    paid: list[Paid] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    async def refund(self, grant: Grant) -> Effect:
        """Pay, or not, or say nothing about it."""
        key = str(grant.reservation)
        self.calls.append(key)
        habit = self.habits.pop(0) if self.habits else "pay"
        if habit == "fail":
            raise Retryable("503", "nothing happened")
        if habit == "decline":
            raise Final("declined", "the account is closed")
        known = self._under(key)
        if known is not None and known.at > self.clock():
            raise OutcomeUnknown("in_progress", "this key is being worked on")
        if known is None or self.clock() - known.at > self.remembers:
            delay = LATE if habit == "pay_late" else timedelta()
            known = Paid(key, self.amount(grant.amount), self.clock() + delay)
            self.paid.append(known)
        if habit == "fail_but_pay":
            raise Retryable("502", "the proxy lost it, and it says that nothing happened")
        if habit in ("pay_and_lose", "pay_late"):
            raise OutcomeUnknown("timeout", "no answer")
        return _effect(known)

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What moved with this reference of ours, however long ago."""
        if not self.looks_up:
            raise Retryable("503", "the search is down")
        known = self._under(str(reservation))
        return _effect(known) if known is not None and known.at <= self.clock() else None

    async def refunds_of(self, customer: CustomerId) -> tuple[Refund, ...]:
        """It knows no customers."""
        return ()

    def _under(self, key: str) -> Paid | None:
        return next((paid for paid in reversed(self.paid) if paid.key == key), None)

    @property
    def moved(self) -> int:
        """What really left, in cents."""
        now = self.clock()
        return sum(paid.amount.minor for paid in self.paid if paid.at <= now)


def _effect(paid: Paid) -> Effect:
    to = {"en": "your card", "nl": "je kaart"}
    soon = {"en": "in 5 days", "nl": "binnen 5 dagen"}
    return Effect(f"RF-{paid.key}", paid.at, paid.amount, to, soon)
