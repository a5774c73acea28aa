"""Leases on rounds: of several processes one does each, and none for ever."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from bot.storage.insight_tables import marks

LEASE = timedelta(minutes=5)


def take(connection: Connection, name: str, owner: str, now: datetime) -> bool:
    """Take the lease of a round, or keep it. Whether it is ours."""
    changed = connection.execute(
        update(marks)
        .where(
            marks.c.name == name,
            or_(marks.c.owner.is_(None), marks.c.owner == owner, marks.c.leased_until <= now),
        )
        .values(owner=owner, leased_until=now + LEASE)
    ).rowcount
    if changed:
        return True
    if connection.execute(select(marks.c.name).where(marks.c.name == name)).first() is not None:
        return False
    try:
        with connection.begin_nested():
            connection.execute(
                insert(marks).values(name=name, owner=owner, leased_until=now + LEASE)
            )
    except IntegrityError:
        return False
    return True


def let_go(connection: Connection, name: str, owner: str) -> None:
    """Let others have it."""
    connection.execute(
        update(marks)
        .where(marks.c.name == name, marks.c.owner == owner)
        .values(owner=None, leased_until=None)
    )


def reached(connection: Connection, name: str) -> datetime | None:
    """How far the round is."""
    found: datetime | None = connection.execute(
        select(marks.c.until).where(marks.c.name == name)
    ).scalar()
    return found


def reach(connection: Connection, name: str, until: datetime) -> None:
    """Remember how far it is; never back."""
    connection.execute(
        update(marks)
        .where(marks.c.name == name, or_(marks.c.until.is_(None), marks.c.until < until))
        .values(until=until)
    )
