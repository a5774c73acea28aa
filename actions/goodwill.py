"""The flow goodwill: the customer asks for something in return for the trouble."""

from __future__ import annotations

from actions.flow import Flow
from actions.subject import bookings, find, order_title, orders
from actions.talk import Talk
from bot.customers import Order
from bot.wiring import authority, house


class Goodwill(Flow):
    """The limits decide from the records whether there is a reason, and how much it is."""

    flow = "goodwill"

    async def answer(self, talk: Talk) -> None:
        """Find what it is about and ask the limits."""
        if self._about_a_booking(talk):
            booking = await find(talk, bookings())
            params, title = {"booking": booking.id}, talk.local(booking.trip.title)
        else:
            order = await find(talk, orders(), fits=_late)
            params, title = {"order": order.id}, order_title(talk, order)
        result = await authority().request(
            self.request(talk, "goodwill", {**params, "cause": "late"})
        )
        self.conclude(talk, result, key=" ".join(params.values()), title=title)

    def _about_a_booking(self, talk: Talk) -> bool:
        if talk.turn.one("booking_number") or talk.question.startswith("booking_number"):
            return True
        return bool(talk.slot("booking_number")) and not talk.slot("order_number")


def _late(order: Order) -> bool:
    return order.is_late(house().clock())
