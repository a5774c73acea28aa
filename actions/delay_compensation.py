"""The flow delay_compensation: money for a trip that arrived late, in steps, once a booking."""

from __future__ import annotations

from actions.flow import Flow
from actions.subject import bookings, find
from actions.talk import Talk
from actions.wording import day, span
from bot.customers import Booking
from bot.model import Option, ReservationState
from bot.wiring import authority


class DelayCompensation(Flow):
    """Which booking; how late it was stands in the records, so that nobody has to prove it."""

    flow = "delay_compensation"
    about = "booking_number"

    async def answer(self, talk: Talk) -> None:
        """Find the trip and let the limits decide from its delay."""
        self.begin(talk)
        booking = await find(talk, bookings(), fits=_arrived_late)
        title = talk.local(booking.trip.title)
        params = {"booking": booking.id}
        result = await authority().request(self.request(talk, "delay_compensation", params))
        if result.state is not ReservationState.SETTLED:
            instead = _instead(talk, booking)
            self.conclude(talk, result, key=booking.id, title=title, instead=instead)
            return
        minutes = result.shown.get("booking.delay_minutes") or 0
        self.say_done(
            talk,
            result,
            title=title,
            day=day(booking.trip.departs_at, talk.turn.language),
            late=span(minutes, talk.turn.language),
        )
        talk.set(delay_compensation_status="done")


def _instead(talk: Talk, booking: Booking) -> list[Option]:
    """What helps when a trip was not late but does not run at all."""
    if booking.status == "cancelled_by_carrier":
        return [
            talk.option("utter_button_rebook", "ask_rebook", booking_number=booking.id),
            talk.option("button_cancel", "ask_cancel_trip", booking_number=booking.id),
        ]
    return []


def _arrived_late(booking: Booking) -> bool:
    trip = booking.trip
    return trip.arrived_at is not None and trip.arrived_at > trip.arrives_at
