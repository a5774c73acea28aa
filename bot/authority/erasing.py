"""Takes what is about a person out of the books, and leaves what was decided and done.

Only deeds know which of their parameters are personal (`Deed.private`); an address is one. A
reservation that is not finished keeps them: they are what still has to be carried out.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select, update
from sqlalchemy.engine import Connection

from bot.authority.canonical import dumps, loads
from bot.authority.catalogue import DEEDS
from bot.model import ConversationId, ReservationState
from bot.storage.authority_tables import decisions, requests, reservations

ERASED = "erased"
_FINISHED = (None, ReservationState.SETTLED.value, ReservationState.RELEASED.value)
_TEXTS = ("say", "operator", "why", "line", "explain", "shown", "summary", "offer")


def private_names() -> frozenset[str]:
    """The parameters of every deed that are about a person."""
    return frozenset().union(*(deed.private for deed in DEEDS.values()))


def erase_private(connection: Connection, conversation: ConversationId) -> None:
    """Erase them from the decisions and the finished reservations of a conversation."""
    rows = connection.execute(
        select(decisions, reservations.c.id.label("held"), reservations.c.state)
        .join_from(decisions, requests, requests.c.decision == decisions.c.id)
        .outerjoin(reservations, requests.c.reservation == reservations.c.id)
        .where(decisions.c.conversation == conversation)
    ).all()
    for row in rows:
        values = _private(loads(row.params))
        if not values or row.state not in _FINISHED:
            continue
        facts = {f"request.{name}": value for name, value in values.items()}
        connection.execute(
            update(decisions)
            .where(decisions.c.id == row.id)
            .values(
                params=_without(row.params, values),
                facts=_without(row.facts, facts),
                **{name: _unsaid(getattr(row, name), values) for name in _TEXTS},
            )
        )
        if row.held is not None:
            kept = select(reservations.c.params).where(reservations.c.id == row.held)
            params = connection.execute(kept).scalar_one()
            connection.execute(
                update(reservations)
                .where(reservations.c.id == row.held)
                .values(params=_without(params, values))
            )


def _private(params: dict[str, Any]) -> dict[str, str]:
    names = private_names()
    return {name: str(value) for name, value in params.items() if name in names}


def _without(text: str, values: dict[str, str]) -> str:
    return dumps({**loads(text), **dict.fromkeys(values, ERASED)})


def _unsaid(text: str | None, values: dict[str, str]) -> str | None:
    """A text without these values, as they stand in JSON and plainly."""
    for value in values.values():
        if text and value:
            text = text.replace(dumps(value)[1:-1], ERASED).replace(value, ERASED)
    return text
