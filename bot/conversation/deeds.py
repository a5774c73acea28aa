"""What a person at the desk does by themselves for the customer whose conversation they hold.

Authority decides and carries out; the router says whether the conversation is still theirs, in the
very transaction that holds the money.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection

from bot.authority.at_desk import Deed
from bot.authority.by_person import Doer, Look, Wish
from bot.authority.errors import CustomerUnknown, Outdated
from bot.authority.kinds import Fact
from bot.authority.service import Authority, Result
from bot.conversation.errors import NotHolder
from bot.conversation.record import load, lock
from bot.customers import Booking, Customers, Order, Trip
from bot.model import ConversationId, Digest, Mode, StaffId
from bot.storage.database import Database

RECENT = 20
MOST_TRIPS = 12


@dataclass(frozen=True)
class Deeds:
    """The desk's own deeds: what there is to fill in, what would come of it, and doing it."""

    database: Database
    authority: Authority
    customers: Customers

    async def form(self, conversation: ConversationId, by: Doer) -> dict[str, Any]:
        """What this person may do here and for which orders and bookings, in its wire form.

        Raises NotHolder, CustomerUnknown; ConnectorError when the records are silent.
        """
        await self.database.read(lambda c: check(c, conversation, by.id))
        deeds = await self.authority.by_person.deeds(by)
        orders = (await self.customers.orders(conversation))[:RECENT]
        bookings = (await self.customers.bookings(conversation))[:RECENT]
        identified = await self.customers.identified(conversation)
        if identified is None and not orders and not bookings:
            raise CustomerUnknown("the customer is not signed in")
        moves = any("trip" in deed.params for deed in deeds)
        trips = {
            booking.id: await self.customers.alternatives(conversation, booking.id)
            for booking in bookings
            if moves and booking.status in ("confirmed", "cancelled_by_carrier")
        }
        return {
            "deeds": [_deed(deed) for deed in deeds],
            "orders": [_order(order) for order in orders],
            "bookings": [_booking(one, trips.get(one.id, ())) for one in bookings],
        }

    async def look(self, wish: Wish, by: Doer) -> Look:
        """What would come of it now. Raises NotHolder and what authority raises."""
        await self.database.read(lambda c: check(c, wish.conversation, by.id))
        return await self.authority.by_person.look(wish, by)

    async def carry_out(self, wish: Wish, by: Doer, *, digest: Digest, seen: int) -> Result:
        """Do it, once. Raises NotHolder, Outdated and what authority raises."""
        result = await self.authority.by_person.carry_out(
            wish,
            by,
            digest=digest,
            seen=seen,
            guard=lambda c: hold(c, wish.conversation, by.id),
        )
        if result.rule == "confirm":
            raise Outdated("what was seen is not what it is now")
        return result

    async def make_exception(
        self,
        conversation: ConversationId,
        decision: str,
        digest: Digest,
        *,
        by: Doer,
        reason: str,
    ) -> Result:
        """Overrule a refusal. Raises NotHolder and what authority raises."""
        await self.database.read(lambda c: check(c, conversation, by.id))
        return await self.authority.exceptions.grant(
            conversation,
            decision,
            digest,
            by=by.id,
            role=by.role,
            reason=reason,
            guard=lambda c: hold(c, conversation, by.id),
        )


def hold(connection: Connection, conversation: ConversationId, person: StaffId) -> None:
    """Keep the conversation theirs to the end of the transaction. Raises NotHolder."""
    lock(connection, conversation)
    check(connection, conversation, person)


def check(connection: Connection, conversation: ConversationId, person: StaffId) -> None:
    """Whether the conversation is theirs now. Raises NotHolder."""
    found = load(connection, conversation)
    if found.mode is not Mode.HUMAN or found.holder != person:
        raise NotHolder()


def _deed(deed: Deed) -> dict[str, Any]:
    return {
        "action": deed.action,
        "title": dict(deed.title),
        "most": deed.most and deed.most.to_json(),
        "params": _fields(deed.params),
        "claims": _fields(deed.claims),
    }


def _fields(facts: Mapping[str, Fact]) -> list[dict[str, Any]]:
    return [
        {"name": name, "kind": one.kind.value, "title": dict(one.title), "values": list(one.values)}
        for name, one in facts.items()
    ]


def _order(order: Order) -> dict[str, Any]:
    return {
        "id": order.id,
        "status": order.status,
        "paid": order.paid.to_json(),
        "items": [
            {
                "id": item.id,
                "title": dict(item.title),
                "status": item.status,
                "amount": item.total.to_json(),
            }
            for item in order.items
        ],
    }


def _booking(booking: Booking, trips: Collection[Trip]) -> dict[str, Any]:
    return {
        "id": booking.id,
        "title": dict(booking.trip.title),
        "status": booking.status,
        "departs_at": _time(booking.trip),
        "trips": [
            {
                "id": trip.id,
                "title": dict(trip.title),
                "departs_at": _time(trip),
                "price": trip.price.to_json(),
            }
            for trip in list(trips)[:MOST_TRIPS]
        ],
    }


def _time(trip: Trip) -> str:
    return trip.departs_at.isoformat().replace("+00:00", "Z")
