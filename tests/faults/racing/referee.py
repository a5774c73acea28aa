"""After the race: recover what is open, ask for every last cent, then compare the books."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.engine import Connection

from bot.authority import audit
from bot.authority.budgets import kept_scope
from bot.authority.service import Authority
from bot.authority.values import ChainState
from bot.model import utc_now
from bot.storage.authority_tables import budget_rows, decisions, reservations
from bot.storage.database import Database
from tests.faults.racing.course import ACTIONS, Course, asking
from tests.faults.racing.runner import Place
from tests.faults.racing.shop import Provider, group_of

NEEDS = {
    "with_one": ("per_customer",),
    "with_two": ("per_customer", "per_carrier"),
    "with_five": (
        "per_customer",
        "per_carrier",
        "times_per_carrier",
        "per_way_of_paying",
        "everybody",
    ),
}
OPEN = ("reserved", "executing", "in_doubt")


@dataclass(frozen=True)
class Verdict:
    """What the books say when everything has come to its end; every number but these is a fault.

    `settled`, `effects`: how many. `cents_over`: above any cap. `cents_lost`: held by nothing, or
    left in a budget although somebody could have had it. `twice`: orders or reservations that were
    paid more than once. `without`: effects without a settled reservation, and the other way round.
    """

    requests: int
    settled: int
    refused_by_provider: int
    taken_over: int
    cents_paid: int
    cents_over: int
    cents_lost: int
    twice: int
    without: int
    open: int
    recovered_in_s: float
    chain: str

    @property
    def ok(self) -> bool:
        """Nothing over, nothing lost, nothing twice, nothing open, and the chain is whole."""
        faults = (self.cents_over, self.cents_lost, self.twice, self.without, self.open)
        return not any(faults) and self.chain == "whole"


class Referee:
    """Looks after the race when every process is gone; its clock stands three hours later."""

    def __init__(self, place: Place, course: Course) -> None:
        self._place = place
        self._course = course
        self._later = timedelta()

    def _clock(self) -> datetime:
        return utc_now() + self._later

    def judge(self) -> Verdict:
        """Recover, hand out what is left, and compare."""
        return asyncio.run(self._judge())

    async def _judge(self) -> Verdict:
        provider = self._place.provider()
        database, authority = self._place.authority(provider, "referee", self._clock)
        began = utc_now()
        await self._recover(database, authority)
        took = (utc_now() - began).total_seconds()
        for customer in range(self._course.customers):
            for action in ACTIONS:
                await self._to_the_last_cent(authority, customer, action)
        await self._recover(database, authority)
        chain = await database.read(audit.verify)
        verdict = await database.read(lambda c: self._compare(c, provider, chain, took))
        await database.close()
        provider.close()
        return verdict

    async def _recover(self, database: Database, authority: Authority) -> None:
        # Leases have run out and pauses are over; a provider's "not now" may need a second look.
        for _ in range(50):
            self._later += timedelta(hours=2)
            while True:
                left = await database.read(_open)
                await authority.recover()
                if await database.read(_open) in (0, left):
                    break
            if await database.read(_open) == 0:
                return

    async def _to_the_last_cent(self, authority: Authority, customer: int, action: str) -> None:
        """Ask for one cent until there is none: what a kill had lost could not be had here."""
        for turn in range(10_000):
            name = f"S-{self._later}-{action}-{turn}"
            request = asking(action, customer, name, 1, turn=name)
            result = await authority.request(request)
            if result.reservation is None:
                return
        raise AssertionError(f"{action} of customer {customer} never comes to its end")

    def _compare(
        self, connection: Connection, provider: Provider, chain: ChainState, took: float
    ) -> Verdict:
        paid = provider.effects()
        states = connection.execute(
            select(reservations.c.state, func.count(), func.sum(reservations.c.actual_minor))
            .group_by(reservations.c.state)
        )  # fmt: skip
        counts = {state: int(count) for state, count, _ in states}
        settled = {
            row.id: row.actual_minor
            for row in connection.execute(
                select(reservations).where(reservations.c.state == "settled")
            )
        }
        taken_over = connection.execute(
            select(func.count()).select_from(reservations).where(reservations.c.epoch > 1)
        ).scalar_one()
        by_reservation = Counter(reservation for reservation, _, _ in paid)
        by_order = Counter(order for _, order, _ in paid)
        wrong = sum(settled.get(reservation) != cents for reservation, _, cents in paid)
        over, lost = self._budgets(connection, paid)
        return Verdict(
            requests=connection.execute(select(func.count()).select_from(decisions)).scalar_one(),
            settled=counts.get("settled", 0),
            refused_by_provider=counts.get("released", 0),
            taken_over=taken_over,
            cents_paid=sum(cents for _, _, cents in paid),
            cents_over=over,
            cents_lost=lost,
            twice=sum(n - 1 for n in by_reservation.values())
            + sum(n - 1 for n in by_order.values()),
            without=wrong + len(set(settled) - set(by_reservation)),
            open=sum(counts.get(state, 0) for state in OPEN),
            recovered_in_s=round(took, 1),
            chain="whole" if chain.ok else str(chain.problem),
        )

    def _budgets(self, connection: Connection, paid: list[tuple[str, str, int]]) -> tuple[int, int]:
        """Cents over any cap, and cents lost, by what the provider really paid."""
        caps, held = self._kept(connection)
        really = self._really(connection, paid)
        over = sum(max(0, spent - caps.get(key, 0)) for key, spent in really.items())
        lost = sum(abs(held.get(key, 0) - really.get(key, 0)) for key in {*held, *really})
        left = {key: cap - really.get(key, 0) for key, cap in caps.items()}
        for customer in range(self._course.customers):
            for action in ACTIONS:
                keys = [_key(budget, customer) for budget in NEEDS[action]]
                known = [left[key] for key in keys if key in left]
                lost += max(0, min(known)) if len(known) == len(keys) else 1
        return over, lost

    def _kept(
        self, connection: Connection
    ) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], int]]:
        """The cap of every budget and scope, and what our own books say is used of it."""
        caps: dict[tuple[str, str], int] = {}
        used: Counter[tuple[str, str]] = Counter()
        for row in connection.execute(select(budget_rows)):
            key = (row.budget, row.scope)
            counted = row.cap_minor is None
            caps[key] = row.cap_count if counted else row.cap_minor
            used[key] += (
                row.pending_count + row.posted_count
                if counted
                else row.pending_minor + row.posted_minor
            )
        return caps, dict(used)

    def _really(
        self, connection: Connection, paid: list[tuple[str, str, int]]
    ) -> Counter[tuple[str, str]]:
        actions = {
            row.id: row.action
            for row in connection.execute(select(reservations.c.id, reservations.c.action))
        }
        really: Counter[tuple[str, str]] = Counter()
        for reservation, order, cents in paid:
            customer = int(order.split("/")[1])
            for budget in NEEDS[actions.get(reservation, "with_five")]:
                really[_key(budget, customer)] += 1 if budget == "times_per_carrier" else cents
        return really


def _key(budget: str, customer: int) -> tuple[str, str]:
    carrier, way = group_of(customer)
    return budget, kept_scope(
        {
            "per_customer": f"C-{customer}",
            "per_carrier": carrier,
            "times_per_carrier": carrier,
            "per_way_of_paying": way,
            "everybody": "all",
        }[budget]
    )


def _open(connection: Connection) -> int:
    query = select(func.count()).select_from(reservations).where(reservations.c.state.in_(OPEN))
    return int(connection.execute(query).scalar_one())
