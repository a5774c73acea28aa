"""The demo shop's payments on a bad day: pay less than asked, or see the asking process die."""

from __future__ import annotations

from dataclasses import replace

from bot.connectors.ports import Effect, Payments, Refund
from bot.model import CustomerId, Grant, Money, ReservationId


class Died(BaseException):
    """The process that asked is gone: nothing after this line happens in it."""


class BadDay:
    """Passes on to the real payments; `mood` is used up by the next refund."""

    def __init__(self, inner: Payments) -> None:
        self._inner = inner
        self._less: set[ReservationId] = set()
        self.mood: str | None = None

    async def refund(self, grant: Grant) -> Effect:
        """Pay, in the mood of the moment; the same grant again is paid the same."""
        mood, self.mood = self.mood, None
        if mood == "dies_before":
            raise Died
        known = await self._inner.lookup(grant.reservation)
        if mood == "less" and known is None:
            self._less.add(grant.reservation)
        if grant.reservation in self._less:
            half = Money(max(1, grant.amount.minor // 2), grant.amount.currency)
            grant = replace(grant, amount=half)
        effect = await self._inner.refund(grant)
        if mood == "dies_after":
            raise Died
        return effect

    async def refunds_of(self, customer: CustomerId) -> tuple[Refund, ...]:
        """As the shop has them."""
        return await self._inner.refunds_of(customer)

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """As the shop has it."""
        return await self._inner.lookup(reservation)
