"""The demo shop's bookings: seats really change hands, and the price difference moves."""

from __future__ import annotations

from datetime import date, datetime, time, timezone
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.engine import Connection

from bot.connectors.demo import money
from bot.connectors.demo.backend import DemoBackend
from bot.connectors.demo.effects import Done
from bot.connectors.demo.showcase import catalogue
from bot.connectors.demo.tables import accounts, bookings, transfers, trips
from bot.connectors.errors import Final
from bot.connectors.ports import Booking, Effect, Trip
from bot.model import Clock, CustomerId, Grant, Json, Money, ReservationId

PORT = "bookings"
MOST_ALTERNATIVES = 5
CHANGEABLE = ("confirmed", "cancelled_by_carrier")


class DemoBookings:
    """Implements `Bookings`."""

    def __init__(self, backend: DemoBackend, clock: Clock) -> None:
        self._backend = backend
        self._clock = clock

    async def booking(self, id: str) -> Booking | None:
        """One booking with its trip."""
        found = await self._backend.read(PORT, lambda c: _bookings(c, bookings.c.id == id))
        return found[0] if found else None

    async def bookings_of(self, customer: CustomerId) -> tuple[Booking, ...]:
        """The customer's bookings, next departure first, travelled ones last."""
        return await self._backend.read(
            PORT, lambda c: _bookings(c, bookings.c.customer == customer)
        )

    async def trip(self, id: str) -> Trip | None:
        """One departure."""
        row = await self._backend.read(
            PORT, lambda c: c.execute(select(trips).where(trips.c.id == id)).first()
        )
        return _trip(row) if row else None

    async def alternatives(self, booking: str, around: date | None) -> tuple[Trip, ...]:
        """Other departures of the same route with enough seats, nearest first."""
        return await self._backend.read(
            PORT, lambda c: _alternatives(c, booking, around, self._clock())
        )

    async def rebook(self, grant: Grant) -> Effect:
        """Move the booking to another departure of its route."""
        return await self._backend.carry_out(grant, port=PORT, prefix="RB", act=_rebook)

    async def cancel(self, grant: Grant) -> Effect:
        """Cancel the booking and free its seats."""
        return await self._backend.carry_out(grant, port=PORT, prefix="CB", act=_cancel)

    async def compensate(self, grant: Grant) -> Effect:
        """Pay for a delay."""
        return await self._backend.carry_out(grant, port=PORT, prefix="DC", act=_compensate)

    async def lookup(self, reservation: ReservationId) -> Effect | None:
        """What was changed under this reservation."""
        return await self._backend.lookup(PORT, reservation)


def _alternatives(
    connection: Connection, booking: str, around: date | None, now: datetime
) -> tuple[Trip, ...]:
    row = connection.execute(select(bookings).where(bookings.c.id == booking)).first()
    if row is None:
        return ()
    current = connection.execute(select(trips).where(trips.c.id == row.trip)).one()
    wanted = datetime.combine(around, time(12), timezone.utc) if around else current.departs_at
    found = connection.execute(
        select(trips).where(
            trips.c.origin == current.origin,
            trips.c.destination == current.destination,
            trips.c.id != current.id,
            trips.c.departs_at > now,
            trips.c.seats >= row.passengers,
        )
    ).all()
    nearest = sorted(found, key=lambda trip: (abs(trip.departs_at - wanted), trip.departs_at))
    return tuple(_trip(trip) for trip in nearest[:MOST_ALTERNATIVES])


def _rebook(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    booking, trip, new_total = _checked(connection, grant, now)
    difference = new_total - booking.paid_minor
    back = Money(max(0, -difference), booking.currency)
    if back.currency != grant.amount.currency or back.minor > grant.amount.minor:
        raise Final("over_grant", "more would go back than was granted")
    shown = grant.params.get("difference")
    if shown is not None and _minor(shown, booking.currency) != difference:
        raise Final("price_changed", "the price is not the one that was agreed to")
    for change, place in ((booking.passengers, booking.trip), (-booking.passengers, trip.id)):
        connection.execute(
            update(trips).where(trips.c.id == place).values(seats=trips.c.seats + change)
        )
    connection.execute(
        update(bookings)
        .where(bookings.c.id == booking.id)
        .values(trip=trip.id, paid_minor=new_total, status="confirmed")
    )
    if difference:
        dearer = difference > 0
        money.move(
            connection,
            source=booking.account if dearer else money.MERCHANT,
            target=money.MERCHANT if dearer else booking.account,
            amount=Money(abs(difference), booking.currency),
            kind="rebooking",
            object=booking.id,
            reference=reference,
            reservation=grant.reservation,
            at=now,
        )
    arrival = catalogue()["arrival"]["money" if back.minor else "booking"]
    label = money.label(connection, booking.account)
    return Done(back, dict.fromkeys(arrival, label), arrival)


def _cancel(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    booking, trip = _booked(connection, grant)
    if booking.status not in CHANGEABLE:
        raise Final("not_changeable", f"the booking is {booking.status}")
    if trip.departs_at <= now:
        raise Final("departed", "this departure has gone")
    connection.execute(
        update(trips).where(trips.c.id == trip.id).values(seats=trips.c.seats + booking.passengers)
    )
    connection.execute(
        update(bookings).where(bookings.c.id == booking.id).values(status="cancelled")
    )
    return _paid(connection, grant, booking, "cancellation", reference, now)


def _compensate(connection: Connection, grant: Grant, reference: str, now: datetime) -> Done:
    booking, trip = _booked(connection, grant)
    if trip.arrived_at is None or trip.arrived_at <= trip.arrives_at:
        raise Final("not_late", "no delay of this trip is known")
    before = select(transfers.c.id).where(
        transfers.c.kind == "compensation", transfers.c.object == booking.id
    )
    if connection.execute(before).first() is not None:
        raise Final("already_compensated", "this delay was paid for before")
    if grant.amount.minor <= 0:
        raise Final("bad_amount", str(grant.amount))
    return _paid(connection, grant, booking, "compensation", reference, now)


def _booked(connection: Connection, grant: Grant) -> tuple[Any, Any]:
    booking = connection.execute(
        select(bookings).where(bookings.c.id == grant.params.get("booking"))
    ).first()
    if booking is None:
        raise Final("not_found", "there is no such booking")
    return booking, connection.execute(select(trips).where(trips.c.id == booking.trip)).one()


def _paid(
    connection: Connection, grant: Grant, booking: Any, kind: str, reference: str, now: datetime
) -> Done:
    """Move the granted amount to the customer, never more than was paid for the booking."""
    amount = grant.amount
    if amount.currency != booking.currency or not 0 <= amount.minor <= booking.paid_minor:
        raise Final("bad_amount", str(amount))
    if amount.minor:
        money.move(
            connection,
            source=money.MERCHANT,
            target=booking.account,
            amount=amount,
            kind=kind,
            object=booking.id,
            reference=reference,
            reservation=grant.reservation,
            at=now,
        )
    arrival = catalogue()["arrival"]["money" if amount.minor else "at_once"]
    label = money.label(connection, booking.account)
    return Done(amount, dict.fromkeys(arrival, label), arrival)


def _checked(connection: Connection, grant: Grant, now: datetime) -> tuple[Any, Any, int]:
    booking = connection.execute(
        select(bookings).where(bookings.c.id == grant.params.get("booking"))
    ).first()
    trip = connection.execute(select(trips).where(trips.c.id == grant.params.get("trip"))).first()
    if booking is None or trip is None:
        raise Final("not_found", "there is no such booking or trip")
    current = connection.execute(select(trips).where(trips.c.id == booking.trip)).one()
    if booking.status not in CHANGEABLE:
        raise Final("not_changeable", f"the booking is {booking.status}")
    if trip.id == current.id:
        raise Final("same_trip", "the booking is for this trip already")
    if (trip.origin, trip.destination) != (current.origin, current.destination):
        raise Final("other_route", "another route is another booking")
    if trip.departs_at <= now:
        raise Final("departed", "this departure has gone")
    if trip.seats < booking.passengers:
        raise Final("no_seats", "there are not enough seats left")
    return booking, trip, trip.price_minor * booking.passengers


def _minor(value: Money | Json | str, currency: str) -> int:
    if isinstance(value, Money):
        shown = value
    else:
        shown = Money.parse(value) if isinstance(value, str) else Money.from_json(value)
    if shown.currency != currency:
        raise Final("price_changed", "the price was agreed to in another currency")
    return shown.minor


def _bookings(connection: Connection, condition: Any) -> tuple[Booking, ...]:
    rows = connection.execute(
        select(bookings, accounts.c.label, trips.c.departs_at)
        .join_from(bookings, accounts, bookings.c.account == accounts.c.id)
        .join(trips, bookings.c.trip == trips.c.id)
        .where(condition)
        .order_by(
            case((bookings.c.status == "travelled", 1), else_=0), trips.c.departs_at, bookings.c.id
        )
    ).all()
    places = {
        row.id: _trip(row)
        for row in connection.execute(
            select(trips).where(trips.c.id.in_([row.trip for row in rows]))
        )
    }
    return tuple(
        Booking(
            id=row.id,
            customer=CustomerId(row.customer),
            trip=places[row.trip],
            passengers=row.passengers,
            paid=Money(row.paid_minor, row.currency),
            paid_with=row.label,
            status=row.status,
            fare=row.fare,
        )
        for row in rows
    )


def _trip(row: Any) -> Trip:
    return Trip(
        id=row.id,
        title=row.title,
        origin=row.origin,
        destination=row.destination,
        departs_at=row.departs_at,
        arrives_at=row.arrives_at,
        price=Money(row.price_minor, row.currency),
        seats=row.seats,
        arrived_at=row.arrived_at,
    )
