"""By what right a person acted: by themselves, or as an exception, and in which role.

It stands among the facts of their decision, so that what-if can judge it by the limits of people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.authority import at_desk, exceptions
from bot.authority.canonical import loads
from bot.authority.language import Action, Limits
from bot.storage import authority_tables

_ROLE, _OVERRULED = "case.role", "case.overruled"


@dataclass(frozen=True)
class Acting:
    """A deed of their own, or with `overruled` lines an exception.

    `role` is None where it is not on record. `refused`: the decision that it is an exception to.
    """

    role: str | None
    overruled: tuple[str, ...] = ()
    refused: str | None = None

    @property
    def facts(self) -> dict[str, Any]:
        """What is recorded of it."""
        return {_ROLE: self.role, _OVERRULED: self.overruled}

    @property
    def key(self) -> str:
        """Where the limits say up to which amount this role may."""
        return f"{'exceptions' if self.overruled else 'at_desk'}.{self.role}"

    def line(self, rule: str | None) -> str | None:
        """The line that decided: their own amount stands in the place of the first tier."""
        return self.key if rule == "allow_up_to" and self.role is not None else rule

    def limits(self, limits: Limits, action: Action, name: str = "") -> Limits | None:
        """The limits as they apply them; None where their role may do nothing of the kind.

        `name` is who the customer reads did it.
        """
        role = self.role
        if role is None or role not in (action.exceptions if self.overruled else action.at_desk):
            return None
        if self.overruled:
            return exceptions.without(limits, action, self.overruled, action.exceptions[role])
        return at_desk.theirs(limits, action, role, name, confirm=True)


class _Facts(msgspec.Struct):
    role: str | None = msgspec.field(default=None, name=_ROLE)
    overruled: tuple[str, ...] = msgspec.field(default=(), name=_OVERRULED)


_facts = msgspec.json.Decoder(_Facts).decode


def acting(facts: str | bytes, exception: Acting | None) -> Acting:
    """By what right a recorded decision of the desk was made; `exception` if it became one."""
    if exception is not None:
        return exception
    found = _facts(facts)
    return Acting(found.role, found.overruled)


def made(connection: Connection) -> Mapping[str, Acting]:
    """Every exception that was made, by its own decision."""
    t = authority_tables.exceptions.c
    rows = connection.execute(select(t.decision, t.refused, t.role, t.rules))
    return {row.decision: Acting(row.role, tuple(loads(row.rules)), row.refused) for row in rows}
