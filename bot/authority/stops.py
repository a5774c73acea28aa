"""The stop buttons: everything, one action, or one channel, read inside every reservation."""

from __future__ import annotations

import re
from datetime import datetime

from sqlalchemy import bindparam, delete, insert, or_, select
from sqlalchemy.engine import Connection

from bot.authority import audit, standing
from bot.authority.errors import BadScope
from bot.authority.values import Stop
from bot.storage.authority_tables import stops
from bot.storage.prepared import Prepared

_COVERING = Prepared(
    select(stops.c.scope).where(
        or_(
            stops.c.scope == "all",
            stops.c.scope == bindparam("by_action"),
            stops.c.scope == bindparam("by_channel"),
        )
    )
)
_SCOPE = re.compile(r"all|(?:action|channel):[a-z][a-z0-9_]{0,63}\Z")


def stopped(connection: Connection, action: str, channel: str) -> bool:
    """Whether a pressed button covers this action over this channel."""
    scopes = {"by_action": f"action:{action}", "by_channel": f"channel:{channel}"}
    return _COVERING.first(connection, scopes) is not None


def pressed(connection: Connection) -> tuple[Stop, ...]:
    """Every button that is pressed now."""
    rows = connection.execute(select(stops).order_by(stops.c.scope))
    return tuple(Stop(row.scope, True, row.by, row.at, row.reason) for row in rows)


def press(connection: Connection, scope: str, *, by: str, reason: str, now: datetime) -> None:
    """Press a button; pressing it again changes nothing."""
    _check(scope)
    standing.change(connection)
    if connection.execute(select(stops.c.scope).where(stops.c.scope == scope)).first():
        return
    connection.execute(insert(stops).values(scope=scope, by=by, at=now, reason=reason))
    audit.append(
        connection,
        at=now,
        kind="stop",
        actor=by,
        summary=f"stopped {scope}: {reason}",
        scope=scope,
        reason=reason,
    )


def release(connection: Connection, scope: str, *, by: str, reason: str, now: datetime) -> None:
    """Take the stop back."""
    _check(scope)
    if connection.execute(delete(stops).where(stops.c.scope == scope)).rowcount:
        summary = f"resumed {scope}: {reason}"
        audit.append(
            connection,
            at=now,
            kind="resume",
            actor=by,
            summary=summary,
            scope=scope,
            reason=reason,
        )


def _check(scope: str) -> None:
    if not _SCOPE.fullmatch(scope):
        raise BadScope(f"{scope!r} is not a scope: all, action:<name> or channel:<name>")
