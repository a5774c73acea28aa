"""What the books have to say once everything has come to rest, whatever happened before."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.authority import audit
from bot.connectors.demo.money import MERCHANT
from bot.connectors.demo.tables import effects, transfers
from bot.storage.authority_tables import audit_trail, budget_rows, holds, outbox_rows, reservations
from tests.support.authority import World
from tests.support.authority_stories import Story

_r, _h, _b = reservations.c, holds.c, budget_rows.c
OPEN = ("reserved", "executing", "in_doubt")


def problems(world: World, story: Story, *, told_open: bool) -> list[str]:
    """Everything that is wrong, in words; nothing when all is well."""
    done = world.backend.database.read_sync(_done)
    money = world.backend.database.read_sync(_money)

    def ours(connection: Connection) -> list[str]:
        return [
            *_effects(connection, story, done, money),
            *_budgets(connection),
            *_receipts(connection, story, told_open),
            *_chain(connection),
        ]

    return world.database.read_sync(ours)


def problems_after_a_stop(world: World) -> list[str]:
    """What was granted after the stop in the order of the database, and what does not agree."""
    done = world.backend.database.read_sync(_done)

    def ours(connection: Connection) -> list[str]:
        before, after = granted_around_a_stop(connection)
        rows = connection.execute(select(reservations)).all()
        settled = {row.id: row.actual_minor for row in rows if row.state == "settled"}
        wrong = [f"granted after the stop: {body}" for body in after]
        if settled != done:
            wrong.append(f"the ledger settled {settled} and the provider did {done}")
        if len(done) > len(before):
            wrong.append(f"{len(before)} were claimed before the stop, {len(done)} were done")
        return [*wrong, *_budgets(connection), *_chain(connection)]

    return world.database.read_sync(ours)


def granted_around_a_stop(connection: Connection) -> tuple[list[str], list[str]]:
    """The grants in the audit trail before and after the stop.

    The trail is the order of the database: its records queue on one row until they are committed.
    """
    before: list[str] = []
    after: list[str] = []
    now = before
    for row in connection.execute(select(audit_trail).order_by(audit_trail.c.seq)):
        body = json.loads(row.body)
        if row.kind == "stop":
            now = after
            continue
        reserved = row.kind == "decision" and body["details"]["reservation"]
        agreed = row.kind == "approval" and body["summary"].startswith("approval approved")
        if reserved or agreed:
            now.append(row.body)
    return before, after


def _done(connection: Connection) -> dict[str, int]:
    rows = connection.execute(select(effects.c.reservation, effects.c.amount_minor))
    return {row.reservation: int(row.amount_minor) for row in rows}


def _money(connection: Connection) -> Counter[str]:
    """What really went from the shop to customers under our reservations."""
    rows = connection.execute(
        select(transfers.c.reservation, func.sum(transfers.c.minor).label("minor"))
        .where(transfers.c.reservation.is_not(None), transfers.c.source == MERCHANT)
        .group_by(transfers.c.reservation)
    )
    return Counter({row.reservation: int(row.minor) for row in rows})


def _effects(
    connection: Connection, story: Story, done: dict[str, int], money: Counter[str]
) -> Iterator[str]:
    expected = [] if story.moved is None else [story.moved]
    if sorted(done.values()) != expected:
        yield f"the provider did {sorted(done.values())} and should have done {expected}"
    if sum(money.values()) != sum(done.values()):
        yield f"the provider's money {dict(money)} is not its effects {done}"
    rows = connection.execute(select(reservations)).all()
    left = [f"{row.id} {row.state}" for row in rows if row.state in OPEN]
    if left:
        yield f"still open: {left}"
    settled = {row.id: row.actual_minor for row in rows if row.state == "settled"}
    if settled != done:
        yield f"the ledger settled {settled} and the provider did {done}"


def budget_problems(connection: Connection) -> list[str]:
    """Whether every budget is the sum of what reservations hold in it, and below its cap."""
    return list(_budgets(connection))


def _budgets(connection: Connection) -> Iterator[str]:
    held: dict[Any, list[int]] = {}
    query = select(holds, _r.state).join_from(holds, reservations, _h.reservation == _r.id)
    for row in connection.execute(query):
        sums = held.setdefault((row.budget, row.scope, row.bucket), [0, 0, 0, 0])
        if row.state == "released":
            yield f"released {row.reservation} still holds {row.budget}"
            continue
        first = 2 if row.state == "settled" else 0
        sums[first] += row.minor
        sums[first + 1] += row.count
    for row in connection.execute(select(budget_rows)):
        says = [row.pending_minor, row.pending_count, row.posted_minor, row.posted_count]
        sums = held.pop((row.budget, row.scope, row.bucket), [0, 0, 0, 0])
        if says != sums:
            yield f"budget {row.budget} {row.scope} says {says}, its reservations hold {sums}"
        if row.cap_minor is not None and row.pending_minor + row.posted_minor > row.cap_minor:
            yield f"budget {row.budget} {row.scope} is above its cap"
    if any(any(sums) for sums in held.values()):
        yield f"held in no budget: {held}"


def _receipts(connection: Connection, story: Story, told_open: bool) -> Iterator[str]:
    rows = connection.execute(select(outbox_rows.c.status)).scalars()
    told = Counter(rows)
    if max(told.values(), default=0) > 1:
        yield f"told more than once: {dict(told)}"
    for status, count in story.receipts.items():
        if told[status] != count:
            yield f"{status} was told {told[status]} times"
    foreign = set(told) - set(story.receipts) - story.maybe
    if foreign:
        yield f"told {sorted(foreign)}, which is not how it ended"
    if told_open and not (told["done"] or told["refused"]):
        yield "the customer was promised an answer and never had one"


def _chain(connection: Connection) -> Iterator[str]:
    state = audit.verify(connection)
    if not state.ok:
        yield f"the audit chain: {state.problem}"
