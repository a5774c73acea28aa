"""How often a customer had to come back about the same order or trip, by our own log."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.engine import Connection

from bot.model import CustomerId
from bot.storage.conversation_tables import conversations, readings
from bot.storage.people_tables import proof_tries

FACT = "customer.contacts_again"
READ_FOR = frozenset({FACT, "goodwill.our_fault"})
"""Facts that rest on it: only for these the log is read."""

WITHIN = timedelta(days=7)
SAME_VISIT = timedelta(hours=4)
"""Who goes on within this time is still there: that is no new contact."""


def earlier_visits(moments: Iterable[datetime], now: datetime) -> int:
    """How many times somebody was there before this visit, by when they wrote."""
    visits, after = 0, now
    for moment in sorted((one for one in moments if now - WITHIN <= one <= now), reverse=True):
        if after - moment > SAME_VISIT:
            visits += 1
        after = moment
    return visits


def contacts_again(
    connection: Connection, *, customer: CustomerId, about: Iterable[str], now: datetime
) -> int:
    """Earlier visits of this customer about one of these orders or bookings, in seven days.

    It counts in whichever conversation they wrote, also as a guest who proved the number. An
    erased conversation does not say any more what it was about.
    """
    numbers = frozenset(about)
    proven = select(proof_tries.c.conversation).where(
        proof_tries.c.number.in_(numbers), proof_tries.c.proven.is_(True)
    )
    rows = connection.execute(
        select(readings.c.at, readings.c.known)
        .join_from(readings, conversations, readings.c.conversation == conversations.c.id)
        .where(
            readings.c.at >= now - WITHIN,
            or_(conversations.c.customer == customer, conversations.c.id.in_(proven)),
        )
    )
    return earlier_visits((row.at for row in rows if _about(row.known, numbers)), now)


def _about(known: str, numbers: frozenset[str]) -> bool:
    found = json.loads(known)
    return any(found.get(name) in numbers for name in ("order", "booking"))
