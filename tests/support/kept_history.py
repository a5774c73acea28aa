"""Puts a generated history into the tables of a database, as the derivation leaves them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert

from bot.insights.facts import WITHIN, Facts, derive
from bot.insights.keeping import handoff_rows, row_of, ruling_rows, step_rows
from bot.insights.material import Material
from bot.knowledge.unanswered import Unanswered
from bot.storage import insight_days
from bot.storage.database import Database
from bot.storage.insight_tables import conversation_facts, handoff_facts, rulings, steps
from bot.storage.knowledge_tables import unanswered

TOGETHER = 5000


def keep(database: Database, found: Iterable[Material], *, after: int = 0) -> int:
    """Derive and write, many at a time; the last number. Who comes back follows on their first.

    `after`: the last number that is taken already.
    """
    number = after
    batch: list[Facts] = []
    for material in found:
        batch.append(derive(material))
        if len(batch) >= TOGETHER and not material.conversation.endswith("-2"):
            # The last one may still have a second.
            last = batch.pop()
            number = _write(database, batch, number)
            batch = [last]
    return _write(database, batch, number)


def ask(database: Database, questions: Sequence[Unanswered]) -> None:
    """The questions that no article answered."""
    rows = [vars(one) for one in questions]
    if rows:
        database.run_sync(lambda c: c.execute(insert(unanswered), rows))


def _write(database: Database, batch: Sequence[Facts], number: int) -> int:
    rows: list[dict[str, Any]] = []
    parts: dict[Any, list[dict[str, Any]]] = {steps: [], rulings: [], handoff_facts: []}
    for facts in batch:
        number += 1
        row = {"id": number, **row_of(facts)}
        before = rows[-1] if rows else None
        if (
            before is not None
            and before["object"] == row["object"]
            and before["last_at"] < row["started_at"] <= before["last_at"] + WITHIN
        ):
            before.update(again=1, again_at=row["started_at"])
        rows.append(row)
        parts[steps] += step_rows(number, facts)
        parts[rulings] += ruling_rows(number, facts)
        parts[handoff_facts] += handoff_rows(number, facts)

    def work(connection: Any) -> None:
        insight_days.spoil(connection, (row["started_at"] for row in rows))
        connection.execute(insert(conversation_facts), rows)
        for table, some in parts.items():
            if some:
                connection.execute(insert(table), some)

    if rows:
        database.run_sync(work)
    return number
