"""A database full of recorded requests, as a busy shop has them after some months.

Every request is really judged by the limits of the demo, in order, with budgets of the size of such
a shop; what was granted is settled, refused by the provider or left to a person, and stands in the
audit trail. Only the words beside a decision are those of the first one that ended the same way.
"""

from __future__ import annotations

import random
from collections import deque
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import Table, insert
from sqlalchemy.engine import Connection

from bench.busy_shop import BusyShop
from bench.figures import ROOT
from bot.authority.audit_chain import START, link
from bot.authority.canonical import digest, dumps
from bot.authority.decide import decide
from bot.authority.decision import Question
from bot.authority.language import Limits
from bot.authority.limits import lint_text
from bot.authority.ruling import Ruling
from bot.authority.simulated import SimulatedLedger
from bot.authority.spelling import spelled
from bot.authority.verdict import Verdict, verdict
from bot.authority.view import DERIVED
from bot.model import Money, Outcome
from bot.storage.authority_tables import (
    approvals,
    audit_head,
    audit_trail,
    decisions,
    requests,
    reservations,
)
from bot.storage.database import Database

BEGAN = datetime(2026, 1, 5, 6, 0, tzinfo=timezone.utc)
GAP = timedelta(seconds=15)
BATCH = 5_000
ANSWERED_AFTER = 40
"""So many requests later a person has looked at one that waited."""
_TABLES = (decisions, requests, reservations, approvals, audit_trail)
_LARGER = {
    "cap: 3000.00 EUR": "cap: 250000.00 EUR",
    "cap: 2000.00 EUR": "cap: 60000.00 EUR",
    "cap: 500.00 EUR": "cap: 60000.00 EUR",
}
"""The budgets of the demo, for a shop with thousands of requests a day."""


def text() -> str:
    """The limits that the requests are judged by."""
    shipped = (ROOT / "limits.yml").read_text("utf-8").split("\nexamples:")[0] + "\n"
    for small, large in _LARGER.items():
        if small not in shipped:
            raise ValueError(f"limits.yml has no {small!r} any more")
        shipped = shipped.replace(small, large)
    return shipped


def limits_of(text: str) -> Limits:
    """A text of the limits that has to be fit."""
    report = lint_text(text)
    if report.limits is None:
        raise ValueError(str(report))
    return report.limits


def build(path: Path, count: int, progress: Callable[[str], None] = lambda text: None) -> Database:
    """Write so many requests; the same ones each time."""
    database = Database(f"sqlite:///{path}")
    database.upgrade_sync()
    writer = _Writer(limits_of(text()), random.Random(7), count)
    for number in range(count):
        writer.request(number)
        if number % BATCH == BATCH - 1 or number == count - 1:
            database.run_sync(writer.write)
        if number % 50_000 == 49_999:
            progress(f"{number + 1:,} requests recorded")
    database.run_sync(writer.close)
    return database


class _Writer:
    """Judges one request after the other and keeps the rows until they are written."""

    def __init__(self, limits: Limits, chance: random.Random, count: int) -> None:
        self._limits = limits
        self._chance = chance
        self._shop = BusyShop(chance, customers=max(10, count // 6))
        self._ledger = SimulatedLedger()
        self._now = BEGAN
        self._seq = 0
        self._entries = 0
        self._head = START
        self._rows: dict[Table, list[dict[str, Any]]] = {table: [] for table in _TABLES}
        self._words: dict[tuple[Any, ...], dict[str, Any]] = {}
        self._traces: dict[Ruling, dict[str, str]] = {}
        self._waits: deque[tuple[int, str, str, Verdict, dict[str, Any]]] = deque()

    def write(self, connection: Connection) -> None:
        """The rows that were made since the last time."""
        for table, rows in self._rows.items():
            if rows:
                connection.execute(insert(table), rows)
                rows.clear()

    def close(self, connection: Connection) -> None:
        """Where the audit trail ends."""
        end = {"stream": "authority", "count": self._entries, "head": self._head}
        connection.execute(insert(audit_head), end)

    def request(self, number: int) -> None:
        """Judge the next one, hold it, and see what becomes of it."""
        self._now = BEGAN + GAP * number
        while self._waits and self._waits[0][0] <= number:
            self._answered(*self._waits.popleft()[1:])
        question = self._shop.question(self._now)
        question = replace(question, stopped=question.facts["case.stopped"])
        found = verdict(self._limits, question, self._ledger.used, self._ledger.once)
        granted = found.outcome in (Outcome.ALLOW, Outcome.APPROVE)
        id, reservation = self._id("D"), self._id("R") if granted else None
        row = self._decision(id, question, found)
        self._audit("decision", decision=id, reservation=reservation)
        self._add(requests, id=digest(id), content=digest(number), decision=id,
                  reservation=reservation, at=self._now)  # fmt: skip
        if reservation is None:
            return
        self._ledger.hold(id, found.outcome, found.needs)
        if found.outcome is Outcome.APPROVE:
            self._waits.append((number + ANSWERED_AFTER, id, reservation, found, row))
            return
        fate, minor = self._chance.random(), _cents(found)
        kept = None if fate < 0.005 else minor * 9 // 10 if fate < 0.015 else minor
        self._end(id, reservation, found, "released" if kept is None else "settled", kept)

    def _answered(self, id: str, reservation: str, found: Verdict, row: dict[str, Any]) -> None:
        """A person looked: mostly a yes, for which it is decided once more, and sometimes a no."""
        yes = self._chance.random() < 0.8
        self._add(approvals, id=self._id("A"), reservation=reservation, decision=id,
                  conversation=row["conversation"], digest=row["digest"],
                  state="approved" if yes else "denied", requested_by="bot",
                  requested_at=row["at"], expires_at=self._now)  # fmt: skip
        if yes:
            self._seq += 1
            again = {"seq": self._seq, "id": self._id("D"), "at": self._now, "actor": "anna"}
            self._add(decisions, **{**row, **again})
        kind = "settled" if yes else "withdrawn"
        self._end(id, reservation, found, kind, _cents(found) if yes else None)

    def _end(self, id: str, reservation: str, found: Verdict, kind: str, kept: int | None) -> None:
        minor, currency = _cents(found), self._limits.currency
        if kept != minor or found.outcome is Outcome.APPROVE:
            self._ledger.end(id, kept)
        self._audit(kind, reservation=reservation, amount=Money(minor, currency), epoch=1)
        self._add(reservations, id=reservation, decision=id, conversation=f"c{self._seq}",
                  customer=None, action=found.action, does="payments.refund", channel="chat",
                  params="{}", amount_minor=minor, currency=currency, epoch=1, tries=1,
                  state="released" if kept is None else "settled", actual_minor=kept,
                  created_at=self._now)  # fmt: skip

    def _decision(self, id: str, question: Question, found: Verdict) -> dict[str, Any]:
        seen = found.sees
        facts = {**seen.facts, **seen.worked_out}
        self._seq += 1
        row = {
            **self._said(question, found),
            "seq": self._seq,
            "id": id,
            "at": self._now,
            "conversation": f"c{self._seq}",
            "turn": f"c{self._seq}:1",
            "customer": facts["customer.id"],
            "action": found.action,
            "actor": "bot",
            "channel": "chat",
            "params": spelled(question.params),
            "claims": spelled(question.claims),
            "facts": spelled(facts),
            "outcome": found.outcome.value,
            "rule": found.rule,
            **self._traced(found.ruling),
            "final": int(found.final),
            "digest": digest(id),
            "amount_minor": _cents(found),
            "currency": self._limits.currency,
            "limits_version": 1,
            "limits_sha256": self._limits.sha256,
            "derived": spelled({name: DERIVED[name].version for name in seen.worked_out}),
        }
        self._add(decisions, **row)
        return row

    def _traced(self, ruling: Ruling) -> dict[str, str]:
        if ruling not in self._traces:
            trace = [[step.rule, step.result, step.outcome.value] for step in ruling.trace]
            self._traces[ruling] = {"failed": dumps(ruling.failed), "trace": dumps(trace)}
        return self._traces[ruling]

    def _said(self, question: Question, found: Verdict) -> dict[str, Any]:
        ending = (found.action, found.outcome, found.rule)
        if ending not in self._words:
            use = {need.key: self._ledger.used(need) for need in found.needs.read}
            made = decide(self._limits, question, use, self._ledger.once)
            names = ("say", "why", "line", "explain", "shown", "summary", "operator")
            self._words[ending] = {name: dumps(getattr(made, name)) for name in names}
        return self._words[ending]

    def _audit(self, kind: str, **details: Any) -> None:
        self._entries += 1
        body = spelled({"seq": self._entries, "at": self._now, "kind": kind, "actor": "bot",
                      "summary": kind, "details": details})  # fmt: skip
        before, self._head = self._head, link(self._head, body)
        self._add(audit_trail, seq=self._entries, at=self._now, kind=kind, actor="bot",
                  body=body, prev=before, hash=self._head)  # fmt: skip

    def _add(self, table: Table, **row: Any) -> None:
        self._rows[table].append(row)

    def _id(self, letter: str) -> str:
        return f"{letter}-{self._chance.getrandbits(60):015X}"


def _cents(found: Verdict) -> int:
    return found.amount.minor if found.amount else 0
