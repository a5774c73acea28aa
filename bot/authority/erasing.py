"""Takes what is about a person out of the books, and leaves what was decided and done.

Only deeds know which of their parameters are personal (`Deed.private`); an address is one. A
reservation that is not finished keeps them: they are what still has to be carried out. When the
whole person goes, their number gives way to one that leads nowhere: the books still tell one person
from the next, and nobody can tell who it was.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql import ColumnElement

from bot.authority.canonical import dumps, loads
from bot.authority.catalogue import DEEDS
from bot.model import ConversationId, CustomerId, ReservationState
from bot.storage.authority_tables import decisions, outbox_rows, requests, reservations

ERASED = "erased"
_FINISHED = (None, ReservationState.SETTLED.value, ReservationState.RELEASED.value)
_ERASING = "erasing-"
_FACTS = ("params", "claims", "facts", "derived")
_TEXTS = ("say", "operator", "why", "line", "explain", "shown", "summary", "offer")


_unmarked = decisions.c.customer.not_like(f"{_ERASING}%")
NewName = Callable[[], str]
"""Makes what stands in the place of a customer's number: `erased-` and letters."""


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
            _change_receipts(connection, row.held, partial(_unsaid, values=values))


@dataclass(frozen=True)
class Cut:
    """How many decisions lost their person, and how many keep it until they are carried out."""

    done: int = 0
    unfinished: int = 0


def cut_person(connection: Connection, customer: CustomerId, *, instead: str) -> Cut:
    """Take a customer's number out of every decision and every finished reservation.

    What is not finished is marked: `finish_cutting` comes back to it.
    """
    mine = or_(decisions.c.customer == customer, reservations.c.customer == customer)
    return _cut(connection, customer, mine, instead)


def cut_older(connection: Connection, before: datetime, *, most: int, new_name: NewName) -> int:
    """The same for what was decided before a moment; how many decisions, `most` at once."""
    old = (decisions.c.at < before, decisions.c.customer.is_not(None))
    names = (decisions.c.customer.not_like(f"{ERASED}-%"), _unmarked)
    rows = connection.execute(
        select(decisions.c.customer).where(*old, *names).order_by(decisions.c.seq).limit(most)
    )
    done = 0
    for customer in set(rows.scalars()):
        mine = and_(decisions.c.customer == customer, decisions.c.at < before)
        done += _cut(connection, customer, mine, new_name()).done
    return done


def finish_cutting(connection: Connection, *, new_name: NewName) -> int:
    """What could not be cut when the person went, and has been carried out since."""
    rows = connection.execute(
        select(reservations.c.customer, reservations.c.conversation)
        .join(decisions, reservations.c.decision == decisions.c.id)
        .where(~_unmarked, reservations.c.state.in_([state for state in _FINISHED if state]))
        .distinct()
    ).all()
    done = 0
    for row in rows:
        erase_private(connection, ConversationId(row.conversation))
        mine = and_(reservations.c.customer == row.customer, ~_unmarked)
        done += _cut(connection, row.customer, mine, new_name()).done
    return done


def _cut(connection: Connection, customer: str, mine: ColumnElement, instead: str) -> Cut:
    own = re.compile(rf"(?<![\w-]){re.escape(customer)}(?![\w-])")
    rows = connection.execute(
        select(decisions, reservations.c.id.label("held"), reservations.c.state)
        .select_from(decisions)
        .outerjoin(reservations, reservations.c.decision == decisions.c.id)
        .where(mine)
    ).all()
    done = 0
    for row in rows:
        this = update(decisions).where(decisions.c.id == row.id)
        if row.state not in _FINISHED:
            connection.execute(this.values(customer=instead.replace(f"{ERASED}-", _ERASING)))
            continue
        texts = {name: getattr(row, name) for name in (*_FACTS, *_TEXTS)}
        values = {name: own.sub(instead, text) for name, text in texts.items() if text}
        values["facts"] = _without_codes(values["facts"])
        connection.execute(this.values(customer=instead, **values))
        if row.held is not None:
            _cut_reservation(connection, row.held, own, instead)
        done += 1
    return Cut(done, len(rows) - done)


def _cut_reservation(
    connection: Connection, reservation: str, own: re.Pattern[str], instead: str
) -> None:
    mine = reservations.c.id == reservation
    params = connection.execute(select(reservations.c.params).where(mine)).scalar_one()
    connection.execute(
        update(reservations).where(mine).values(customer=instead, params=own.sub(instead, params))
    )
    _change_receipts(connection, reservation, lambda text: own.sub(instead, text))


def _without_codes(facts: str) -> str:
    """A voucher's code is money to whoever reads it."""
    known = loads(facts)
    given = known.get("customer.vouchers")
    if not given:
        return facts
    return dumps({**known, "customer.vouchers": [{**one, "code": ERASED} for one in given]})


def _change_receipts(
    connection: Connection, reservation: str, changed: Callable[[str], str | None]
) -> None:
    """What the customer was told about it, once it has been told."""
    told = connection.execute(
        select(outbox_rows.c.id, outbox_rows.c.receipt).where(
            outbox_rows.c.reservation == reservation, outbox_rows.c.sent_at.is_not(None)
        )
    ).all()
    for row in told:
        connection.execute(
            update(outbox_rows)
            .where(outbox_rows.c.id == row.id)
            .values(receipt=changed(row.receipt))
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
