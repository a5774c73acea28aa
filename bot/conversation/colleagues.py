"""Who works at the desk: here, busy, away or gone, how much they hold, and what they know about.

It is kept in the database, so that every gateway tells the same.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import Select

from bot.model import Mode, StaffId
from bot.staff import DESK_ROLES, skills_of
from bot.storage.conversation_tables import conversations
from bot.storage.people_tables import staff

# A desk says every ten seconds that its person is there; silence for longer means gone.
GONE_AFTER = timedelta(seconds=45)


class Availability(str, Enum):
    """Whether somebody can take another conversation."""

    HERE = "here"
    BUSY = "busy"
    AWAY = "away"
    GONE = "gone"


@dataclass(frozen=True)
class Colleague:
    """One person at the desk; `most` is how many conversations they take at once."""

    id: StaffId
    name: str
    skills: tuple[str, ...]
    holding: int
    most: int
    away: bool
    seen_at: datetime | None

    def availability(self, now: datetime) -> Availability:
        """How they are seen by the others."""
        if self.seen_at is None or self.seen_at < now - GONE_AFTER:
            return Availability.GONE
        if self.away:
            return Availability.AWAY
        return Availability.BUSY if self.full else Availability.HERE

    @property
    def full(self) -> bool:
        """Whether they hold as many as they want to."""
        return self.holding >= self.most


def everybody(connection: Connection, most: int) -> list[Colleague]:
    """Everybody who has a desk, by name; `most` is for who did not say how many they take."""
    rows = connection.execute(_people().order_by(staff.c.display, staff.c.id))
    return [_colleague(row, most) for row in rows]


def find(connection: Connection, person: StaffId, most: int) -> Colleague | None:
    """One of them, or None when there is no such desk."""
    row = connection.execute(_people().where(staff.c.id == person)).first()
    return None if row is None else _colleague(row, most)


def names(connection: Connection, people: Iterable[str]) -> dict[str, str]:
    """What these accounts are called; whoever has none is left out."""
    rows = connection.execute(select(staff.c.id, staff.c.display).where(staff.c.id.in_(people)))
    return {row.id: row.display for row in rows}


def seen(connection: Connection, people: Iterable[StaffId], now: datetime) -> frozenset[StaffId]:
    """Write down who is here; those of them who are away."""
    here = staff.c.id.in_(list(people))
    connection.execute(update(staff).where(here).values(seen_at=now))
    found = connection.execute(select(staff.c.id).where(here, staff.c.away_since.is_not(None)))
    return frozenset(StaffId(row.id) for row in found)


def left(connection: Connection, person: StaffId) -> None:
    """Their last page was closed."""
    connection.execute(update(staff).where(staff.c.id == person).values(seen_at=None))


def set_away(connection: Connection, person: StaffId, away: bool, now: datetime) -> None:
    """Step away, or come back."""
    since = now if away else None
    connection.execute(update(staff).where(staff.c.id == person).values(away_since=since))


def set_most(connection: Connection, person: StaffId, most: int) -> None:
    """How many conversations somebody takes at once."""
    connection.execute(update(staff).where(staff.c.id == person).values(most=most))


def _people() -> Select:
    holding = (
        select(func.count())
        .select_from(conversations)
        .where(conversations.c.mode == Mode.HUMAN.value, conversations.c.holder == staff.c.id)
        .scalar_subquery()
    )
    return select(staff, holding.label("holding")).where(
        staff.c.active.is_(True), staff.c.role.in_(DESK_ROLES)
    )


def _colleague(row: Any, most: int) -> Colleague:
    return Colleague(
        id=StaffId(row.id),
        name=row.display,
        skills=skills_of(row.skills),
        holding=row.holding,
        most=most if row.most is None else row.most,
        away=row.away_since is not None,
        seen_at=row.seen_at,
    )
