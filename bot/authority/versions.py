"""Versions of the limits in the database: the newest applied one is in force.

`limits.yml` seeds the first start only. A version that lets more through than the one in force
waits for a second person.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Connection

from bot.authority import audit, standing
from bot.authority.errors import NotPermitted, VersionNotFound
from bot.authority.language import Limits
from bot.authority.loosening import loosened
from bot.storage.authority_tables import limits_versions
from bot.storage.prepared import Prepared

SEED_AUTHOR = "limits.yml"
_c = limits_versions.c
_NUMBER_IN_FORCE = Prepared(
    select(_c.version).where(_c.applied_at.is_not(None)).order_by(_c.version.desc()).limit(1)
)


@dataclass(frozen=True)
class Version:
    """One version as it was written; in force when it is the newest with `applied_at`."""

    number: int
    sha256: str
    source: str
    author: str
    reason: str
    written_at: datetime
    applied_at: datetime | None
    approver: str | None
    withdrawn_at: datetime | None = None
    withdrawn_by: str | None = None


def in_force(connection: Connection) -> Version | None:
    """The newest applied version: by its number, because a clock can go back."""
    row = connection.execute(
        select(limits_versions)
        .where(_c.applied_at.is_not(None))
        .order_by(_c.version.desc())
        .limit(1)
    ).first()
    return Version(*row) if row else None


def number_in_force(connection: Connection) -> int | None:
    """Only its number, to see cheaply whether a newer one came into force."""
    row = _NUMBER_IN_FORCE.first(connection, {})
    return int(row.version) if row else None


def every(connection: Connection, limit: int = 200) -> tuple[Version, ...]:
    """The versions, newest first."""
    rows = connection.execute(select(limits_versions).order_by(_c.version.desc()).limit(limit))
    return tuple(Version(*row) for row in rows)


def find(connection: Connection, number: int) -> Version:
    """One version. Raises VersionNotFound."""
    row = connection.execute(select(limits_versions).where(_c.version == number)).first()
    if row is None:
        raise VersionNotFound(f"there is no version {number}")
    return Version(*row)


def withdraw(
    connection: Connection, number: int, *, by: str, reason: str, now: datetime
) -> Version:
    """Take back a version that waits; nobody can agree to it any more."""
    done = connection.execute(
        update(limits_versions)
        .where(_c.version == number, _c.applied_at.is_(None), _c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, withdrawn_by=by)
    )
    if done.rowcount != 1:
        raise VersionNotFound(f"version {number} does not wait for anybody")
    summary = f"version {number} of the limits was withdrawn: {reason}"
    _note(connection, number, "withdrawn", summary, by, now, reason=reason)
    return find(connection, number)


def seed(connection: Connection, limits: Limits, now: datetime) -> Version:
    """Bring the file into force at the first start, unless another process was first."""
    standing.change(connection)
    found = in_force(connection)
    if found is not None:
        return found
    return _write(
        connection, limits, author=SEED_AUTHOR, reason="first start", now=now, applied=now
    )


def apply(
    connection: Connection,
    limits: Limits,
    before: Limits,
    *,
    number: int,
    by: str,
    reason: str,
    now: datetime,
) -> Version | None:
    """Write a new version. It comes into force at once, or, when it loosens anything, on a second
    person's yes. None when `before`, version `number`, is not in force any more: then it may be
    looser than what is."""
    standing.change(connection)
    if number_in_force(connection) != number:
        return None
    looser = loosened(before, limits)
    applied = None if looser else now
    return _write(connection, limits, author=by, reason=reason, now=now, applied=applied)


def agree(connection: Connection, number: int, *, by: str, now: datetime) -> Version:
    """The second person's yes to a version that waits."""
    standing.change(connection)
    row = connection.execute(
        select(limits_versions).where(
            _c.version == number, _c.applied_at.is_(None), _c.withdrawn_at.is_(None)
        )
    ).first()
    if row is None:
        raise VersionNotFound(f"version {number} does not wait for anybody")
    if row.author == by:
        raise NotPermitted("who wrote a version cannot be the second person to agree to it")
    newest = number_in_force(connection)
    if newest is not None and newest > number:
        raise VersionNotFound(f"version {newest} came into force after {number} was written")
    connection.execute(
        update(limits_versions)
        .where(_c.version == number, _c.applied_at.is_(None))
        .values(applied_at=now, approver=by)
    )
    summary = f"version {number} of the limits is in force"
    _note(connection, number, "agreed", summary, by, now, sha256=row.sha256)
    found = in_force(connection)
    assert found is not None
    return found


def _write(
    connection: Connection,
    limits: Limits,
    *,
    author: str,
    reason: str,
    now: datetime,
    applied: datetime | None,
) -> Version:
    done = connection.execute(
        insert(limits_versions).values(
            sha256=limits.sha256,
            source=limits.source,
            author=author,
            reason=reason,
            written_at=now,
            applied_at=applied,
            approver=None,
        )
    )
    number = int(done.inserted_primary_key[0])
    state = "is in force" if applied else "waits for a second person"
    summary = f"version {number} of the limits {state}: {reason}"
    first = author == SEED_AUTHOR
    step = "first" if first else "in_force" if applied else "waiting"
    more = {"sha256": limits.sha256, "reason": "" if first else reason}
    _note(connection, number, step, summary, author, now, **more)
    row = connection.execute(select(limits_versions).where(_c.version == number)).one()
    return Version(*row)


def _note(
    connection: Connection,
    number: int,
    step: str,
    summary: str,
    by: str,
    now: datetime,
    **details: str,
) -> None:
    more = {"number": number, "step": step, **details}
    audit.append(connection, at=now, kind="limits", actor=by, summary=summary, **more)
