"""The flow goodwill: the customer asks for something in return for the trouble."""

from __future__ import annotations

from collections.abc import Mapping

from actions.flow import Flow
from actions.subject import about_a_booking, bookings, find, order_title, orders
from actions.talk import Talk
from bot.authority.service import Result
from bot.customers import Booking, Order
from bot.model import Outcome, ReservationState
from bot.wiring import authority, customers, house

LATE, CONTACT_AGAIN = "late", "contact_again"


async def came_back(flow: Flow, talk: Talk, params: Mapping[str, str]) -> Result | None:
    """The gesture for who had to come back about the same; None when the limits give none.

    It is looked at first, so that asking leaves no refusal behind that nobody was told.
    """
    request = flow.request(talk, "goodwill", {**params, "cause": CONTACT_AGAIN})
    if (await authority().preview(request)).outcome is not Outcome.ALLOW:
        return None
    result = await authority().request(request)
    return result if result.state is ReservationState.SETTLED else None


class Goodwill(Flow):
    """The limits decide from the records whether there is a reason, and how much it is."""

    flow = "goodwill"

    async def answer(self, talk: Talk) -> None:
        """Find what it is about and ask the limits."""
        if await self._about_a_booking(talk):
            booking = await find(talk, bookings(), fits=_cancelled)
            params, title = {"booking": booking.id}, talk.local(booking.trip.title)
        else:
            order = await find(talk, orders(), fits=_late)
            params, title = {"order": order.id}, order_title(talk, order)
        result = await authority().request(
            self.request(talk, "goodwill", {**params, "cause": LATE})
        )
        if result.rule == "once_per":
            result = await came_back(self, talk, params) or result
        self.conclude(talk, result, key=" ".join(params.values()), title=title)

    async def _about_a_booking(self, talk: Talk) -> bool:
        """A booking when they say so, were at it, or when only there something went wrong."""
        said = await about_a_booking(talk)
        if said or talk.turn.one("order_number") or talk.question.startswith("order_number"):
            return said
        trips = await customers().bookings(talk.turn.conversation)
        goods = await customers().orders(talk.turn.conversation)
        return any(map(_cancelled, trips)) and not any(map(_late, goods))


def _late(order: Order) -> bool:
    return order.is_late(house().clock())


def _cancelled(booking: Booking) -> bool:
    return booking.status == "cancelled_by_carrier"
