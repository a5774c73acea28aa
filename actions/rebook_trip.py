"""The flow rebook_trip: another date for a booking; "yes" confirms exactly what was shown."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from actions.after_yes import pending_yes, plain_yes, yes_or_no
from actions.flow import Flow
from actions.subject import bookings, find
from actions.talk import Talk, payload
from actions.wording import ZONE, clock_time, day, money, short_day
from bot.authority.service import Result
from bot.customers import Booking, Trip
from bot.model import Money, Option, Outcome, ReservationState
from bot.wiring import authority, customers

_MOST_SHOWN = 4


class RebookTrip(Flow):
    """Booking, date, departure, proposal, yes."""

    flow = "rebook_trip"
    about = "booking_number"
    takes_no = ("rebook_trip_trip", "rebook_trip_digest")

    async def answer(self, talk: Talk) -> None:
        """Take the next step towards exactly one confirmed change."""
        pending = pending_yes(talk, "rebook_trip_digest")
        talk.set(rebook_trip_digest=None)
        if self.anew(talk):
            forgotten = ("date", "shift", "trip", "status")
            talk.set(**{f"rebook_trip_{name}": None for name in forgotten})
        before = talk.slot("booking_number")
        heard = self._hear(talk)
        booking = await find(talk, bookings(), fits=_can_change)
        _count_from(talk, booking)
        if before != booking.id:
            talk.set(rebook_trip_trip=None)  # the date still counts, the departure does not
        elif talk.turn.intent in ("deny", "correct") and not heard:
            talk.set(rebook_trip_date=None, rebook_trip_trip=None)
        if pending and talk.turn.intent == "deny" and not talk.turn.tells_something:
            talk.stop("kept", **_present(talk, booking))
        if pending and plain_yes(talk, pending):
            await self._carry_out(talk, booking, pending)
            return
        if talk.slot("rebook_trip_trip"):
            await self._propose(talk, booking, str(talk.slot("rebook_trip_trip")))
        await self._offer(talk, booking)

    def _hear(self, talk: Talk) -> bool:
        """Whether this message holds a date, a departure, or the booking itself."""
        wanted = talk.turn.one("date")
        trip = talk.turn.one("trip") or talk.chosen("rebook_trip_trip")
        if trip:
            talk.set(rebook_trip_trip=trip)
        elif wanted:
            talk.set(rebook_trip_date=wanted, rebook_trip_trip=None)
        elif talk.turn.one("date_shift"):
            talk.set(rebook_trip_shift=talk.turn.one("date_shift"), rebook_trip_trip=None)
        elif talk.turn.one("booking_number"):
            talk.set(rebook_trip_trip=None)
        return talk.turn.tells_something or bool(trip)

    async def _offer(self, talk: Talk, booking: Booking) -> None:
        """The departures near the wanted date, or the question which date that is."""
        near = _date(talk.slot("rebook_trip_date"))
        unclear = talk.question == "rebook_trip_date" and talk.turn.intent == "nlu_fallback"
        if near is None and not unclear:
            cancelled = booking.status == "cancelled_by_carrier"
            state = "ask_date_cancelled" if cancelled else "ask_date"
            talk.ask("rebook_trip_date", state, **_present(talk, booking))
        found = await customers().alternatives(talk.turn.conversation, booking.id, near)
        if not found:
            talk.set(rebook_trip_date=None)
            talk.stop("none", options=[talk.person()], **_present(talk, booking))
        if booking.status == "cancelled_by_carrier":
            # Who was left standing should not first see what costs them more.
            found = tuple(sorted(found, key=lambda trip: _difference(booking, trip).minor > 0))
        shown = found[:_MOST_SHOWN]
        if unclear and near is None and not talk.returning:
            talk.say("utter_not_understood")
        exact = near is None or any(_leaves_on(trip) == near for trip in shown)
        talk.ask(
            "rebook_trip_trip",
            "ask_trip" if exact else "ask_trip_near",
            wanted=day(near, talk.turn.language) if near else "",
            options=[
                Option(_label(talk, booking, trip), payload("choose", trip=trip.id))
                for trip in shown
            ],
            choices=[trip.id for trip in shown],
            **_present(talk, booking),
        )

    async def _propose(self, talk: Talk, booking: Booking, trip: str) -> None:
        """Show what would change and what it costs; only a yes to exactly this does it."""
        params = {"booking": booking.id, "trip": trip}
        result = await authority().preview(self.request(talk, "rebook_trip", params))
        if result.outcome in (Outcome.ALLOW, Outcome.ASK, Outcome.APPROVE):
            self._ask_yes(talk, result, booking)
        talk.set(rebook_trip_trip=None, rebook_trip_date=None)
        self._conclude(talk, result, booking, trip)
        talk.end()

    def _ask_yes(self, talk: Talk, result: Result, booking: Booking) -> None:
        state, values = _change(talk, result, booking)
        talk.set(rebook_trip_digest=str(result.digest))
        talk.ask(
            "rebook_trip_digest",
            f"confirm_{state}",
            options=yes_or_no(talk, str(result.digest)),
            understood=talk.turn.intent != "nlu_fallback",
            **values,
        )

    async def _carry_out(self, talk: Talk, booking: Booking, digest: str) -> None:
        trip = str(talk.slot("rebook_trip_trip"))
        params = {"booking": booking.id, "trip": trip}
        result = await authority().request(
            self.request(talk, "rebook_trip", params, confirmed=digest)
        )
        if result.outcome is Outcome.ASK:
            talk.say("utter_changed_meanwhile")
            self._ask_yes(talk, result, booking)
        talk.set(rebook_trip_trip=None, rebook_trip_date=None)
        if result.state is ReservationState.SETTLED:
            state, values = _change(talk, result, booking)
            self.say_done(talk, result, state=f"done_{state}", **values)
            talk.set(rebook_trip_status="done")
        else:
            self._conclude(talk, result, booking, trip)

    def _conclude(self, talk: Talk, result: Result, booking: Booking, trip: str) -> None:
        key, title = f"{booking.id} {trip}", talk.local(booking.trip.title)
        self.conclude(talk, result, key=key, title=title)


def _count_from(talk: Talk, booking: Booking) -> None:
    """ "Two days later": than the date they wanted last, else than the booking as it stands."""
    days = talk.slot("rebook_trip_shift")
    if days is not None:
        base = _date(talk.slot("rebook_trip_date")) or _leaves_on(booking.trip)
        wanted = base + timedelta(days=int(days))
        talk.set(rebook_trip_date=wanted.isoformat(), rebook_trip_shift=None)


def _change(talk: Talk, result: Result, booking: Booking) -> tuple[str, dict[str, str]]:
    """The change in words, out of the very values that the digest binds."""
    extra, back = result.shown.get("rebook.to_pay"), result.shown.get("rebook.money_back")
    departs = result.shown.get("trip.departs_at")
    if extra is None or back is None or departs is None:
        return "as_told", {"summary": talk.local(result.summary)}
    language = talk.turn.language
    return "more" if extra.minor else "less" if back.minor else "same", {
        "title": talk.local(booking.trip.title),
        "day": day(booking.trip.departs_at, language),
        "new_day": day(departs, language),
        "time": clock_time(departs, language),
        "difference": money(extra if extra.minor else back, language),
        "paid_with": booking.paid_with,
    }


def _present(talk: Talk, booking: Booking) -> dict[str, Any]:
    """The booking as it stands, in words."""
    return {
        "title": talk.local(booking.trip.title),
        "day": day(booking.trip.departs_at, talk.turn.language),
        "number": booking.id,
    }


def _label(talk: Talk, booking: Booking, trip: Trip) -> str:
    """A departure on a button, with what it costs more or less for everybody."""
    difference = _difference(booking, trip)
    kind = "more" if difference.minor > 0 else "less" if difference.minor < 0 else "same"
    language = talk.turn.language
    return talk.words(
        f"option_{kind}",
        day=short_day(trip.departs_at, language),
        time=clock_time(trip.departs_at, language),
        amount=money(Money(abs(difference.minor), difference.currency), language),
    )


def _difference(booking: Booking, trip: Trip) -> Money:
    """What a departure costs more than was paid, for everybody together."""
    return Money(trip.price.minor * booking.passengers, trip.price.currency) - booking.paid


def _leaves_on(trip: Trip) -> date:
    return trip.departs_at.astimezone(ZONE).date()


def _date(text: object) -> date | None:
    return date.fromisoformat(str(text)[:10]) if text else None


def _can_change(booking: Booking) -> bool:
    return booking.status in ("confirmed", "cancelled_by_carrier")
