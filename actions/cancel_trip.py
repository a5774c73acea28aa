"""The flow cancel_trip: cancel a booked trip; "yes" confirms exactly what comes back."""

from __future__ import annotations

from actions.after_yes import AfterYes
from actions.subject import bookings, find
from actions.talk import Talk
from actions.wording import day
from bot.authority.service import Result
from bot.customers import Booking
from bot.model import Option


class CancelTrip(AfterYes):
    """Which booking, then a yes to what the fare and the time until departure give back."""

    flow = "cancel_trip"
    about = "booking_number"
    takes_no = ("cancel_trip_digest",)

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards exactly one confirmed cancellation."""
        self.begin(talk)
        booking = await find(talk, bookings(), fits=_still_to_come)
        carrier = booking.status == "cancelled_by_carrier"

        def words(result: Result) -> dict[str, str]:
            back = result.amount is not None and result.amount.minor > 0
            return {
                "kind": "" if back and not carrier else "carrier" if back else "nothing",
                "day": day(booking.trip.departs_at, talk.turn.language),
                "paid_with": booking.paid_with,
                "number": booking.id,
            }

        await self.after_yes(
            talk,
            "cancel_trip",
            {"booking": booking.id},
            key=booking.id,
            title=talk.local(booking.trip.title),
            words=words,
            instead=_instead(talk, booking),
        )


def _instead(talk: Talk, booking: Booking) -> list[Option]:
    """What is possible with a trip that was made: money when it was late."""
    if booking.status == "travelled":
        return [talk.option("button_delay", "ask_delay_compensation", booking_number=booking.id)]
    return []


def _still_to_come(booking: Booking) -> bool:
    return booking.status in ("confirmed", "cancelled_by_carrier")
