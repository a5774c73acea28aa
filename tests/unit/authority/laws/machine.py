"""A machine that does to authority what can be done to it, in any order, and checks the books."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import select
from sqlalchemy.engine import Connection

from bot.authority.errors import ApprovalClosed, NotPermitted, Stopped
from bot.authority.service import Authority
from bot.connectors.ports import ConnectorError
from bot.model import ReservationState, StaffId
from bot.storage.authority_tables import budget_rows, holds, reservations
from bot.storage.database import Database
from tests.support import authority as support
from tests.support.authority import LIMITS, World
from tests.unit.authority.laws.shop import BadDay, Died

T = TypeVar("T")
ORDERS = ["O-20002", "O-20003", "O-20004", "O-20010", "O-20014", "O-20017", "O-20020", "O-20009"]
CUSTOMERS = {
    "O-20002": "C-1001",
    "O-20003": "C-1001",
    "O-20004": "C-1001",
    "O-20010": "C-1005",
    "O-20014": "C-1008",
    "O-20017": "C-1012",
    "O-20020": "C-1015",
    "O-20009": "C-1004",
}
REASONS = ["damaged", "wrong_item", "not_received", "other", None]
FAULTS = ["retryable", "final", "timeout_after_success", "down"]
MOODS = ["less", "dies_before", "dies_after"]
CAPS = ["cap: 3000.00 EUR", "cap: 300.00 EUR", "cap: 150.00 EUR"]
ANNA, OLGA = StaffId("anna"), StaffId("olga")

_made: dict[str, Path] = {}


def made() -> Path:
    """The databases to copy, made once in a run of the tests."""
    if "folder" not in _made:
        _made["folder"] = Path(tempfile.mkdtemp(prefix="laws"))
        support.prepare(_made["folder"])
    return _made["folder"]


class Ledger(RuleBasedStateMachine):
    """Anything that can happen to authority, in any order; the laws hold after every step."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory(prefix="law")
        self.world = World(Path(self.folder.name), prepared=made(), url=self.empty_database())
        self.payments = BadDay(self.world.connectors.payments)
        self.second = Database(self.world.database.url.render_as_string(hide_password=False))
        self.owners = [
            self.owner("first", self.world.database),
            self.owner("second", self.second),
        ]
        self.world.authority = self.owners[0]
        self.cap = 3000_00
        self.lowered = False
        self.turns = 0
        self.answers: dict[str, Any] = {}

    def empty_database(self) -> str | None:
        """The address of a database that nothing was done to; None is SQLite in the folder."""
        return None

    def owner(self, name: str, database: Database) -> Authority:
        """One of two processes on the same books."""
        return Authority(
            database=database,
            connectors=replace(self.world.connectors, payments=self.payments),
            clock=self.world.clock,
            limits_path=LIMITS,
            owner=name,
        )

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    @initialize()
    def begin(self) -> None:
        self.do(self.world.authority.start())
        for order, customer in CUSTOMERS.items():
            self.do(self.world.sign_in(f"of-{order}", customer))

    @rule(which=st.integers(0, 1))
    def go_on_in_the_other_process(self, which: int) -> None:
        self.world.authority = self.owners[which]

    @rule(mood=st.sampled_from(MOODS))
    def give_the_shop_a_bad_day(self, mood: str) -> None:
        self.payments.mood = mood

    @rule(order=st.sampled_from(ORDERS), reason=st.sampled_from(REASONS), part=st.integers(0, 3))
    def ask(self, order: str, reason: str | None, part: int) -> None:
        self.turns += 1
        items = (f"{order}-{part}",) if part else ()
        turn, asked = str(self.turns), {"reason": reason, "items": items}
        try:
            result = self.do(
                self.world.refund(
                    order, conversation=f"of-{order}", turn=turn, reason=reason, items=items
                )
            )
        except Died:
            return
        self.answers[turn] = (order, asked, result.outcome, result.reservation)

    @rule(data=st.data())
    def ask_the_same_again(self, data: st.DataObject) -> None:
        if not self.answers:
            return
        turn = data.draw(st.sampled_from(sorted(self.answers)))
        order, asked, outcome, reservation = self.answers[turn]
        if outcome.value == "handover":
            return  # a silent shop is not remembered: the same turn may succeed later
        again = self.do(self.world.refund(order, conversation=f"of-{order}", turn=turn, **asked))
        assert (again.outcome, again.reservation) == (outcome, reservation)

    @rule(mode=st.sampled_from(FAULTS), times=st.integers(1, 4))
    def break_the_provider(self, mode: str, times: int) -> None:
        self.world.backend.faults.set("payments", mode, times)  # type: ignore[arg-type]

    @rule()
    def mend_the_provider(self) -> None:
        self.world.backend.faults.clear()

    @rule(yes=st.booleans(), which=st.integers(0, 5))
    def decide(self, yes: bool, which: int) -> None:
        waiting = self.do(self.world.authority.approvals())
        if not waiting:
            return
        chosen = waiting[which % len(waiting)].id
        try:
            if yes:
                self.do(self.world.authority.approve(chosen, by=ANNA, role="approver"))
            else:
                self.do(self.world.authority.deny(chosen, by=ANNA, role="admin", reason="no"))
        except (ApprovalClosed, Stopped, ConnectorError, Died):
            pass

    @rule(minutes=st.sampled_from([1, 10, 61, 300, 1500]), back=st.booleans())
    def let_time_pass(self, minutes: int, back: bool) -> None:
        self.world.now += timedelta(minutes=-min(minutes, 60) if back else minutes)

    @rule()
    def recover(self) -> None:
        with contextlib.suppress(Died):
            self.do(self.world.authority.recover())

    @rule(on=st.booleans())
    def stop_or_resume(self, on: bool) -> None:
        button = self.world.authority.stop if on else self.world.authority.resume
        self.do(button("action:refund_order", by=ANNA, reason="law"))

    @rule(cap=st.sampled_from(CAPS), agreed=st.booleans())
    def change_the_limits(self, cap: str, agreed: bool) -> None:
        """Lower at once, also below what is spent; higher only when a second person agrees."""
        text = LIMITS.read_text(encoding="utf-8").split("\ntests:")[0]
        changed, new = text.replace(CAPS[0], cap, 1), int(float(cap.split()[1]) * 100)
        version = self.do(self.world.authority.apply(changed, by=OLGA, reason="law"))
        assert (version.applied_at is None) == (new > self.cap)
        if version.applied_at is None:
            with contextlib.suppress(NotPermitted):
                self.do(self.world.authority.agree(version.number, by=OLGA, role="admin"))
                raise AssertionError("the author agreed alone")
            if not agreed:
                return
            self.do(self.world.authority.agree(version.number, by=ANNA, role="admin"))
        self.lowered = self.lowered or new < self.cap
        self.cap = new

    @invariant()
    def budgets_are_what_the_reservations_hold(self) -> None:
        def work(connection: Connection) -> tuple[Any, Any]:
            wanted: dict[tuple[str, str, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
            for row in connection.execute(
                select(holds, reservations.c.state).join(
                    reservations, holds.c.reservation == reservations.c.id
                )
            ):
                place = wanted[row.budget, row.scope, row.bucket]
                settled = row.state == "settled"
                assert row.state != "released"
                place[1 if settled else 0] += row.minor
                place[3 if settled else 2] += row.count
            kept = {
                (row.budget, row.scope, row.bucket): [
                    row.pending_minor,
                    row.posted_minor,
                    row.pending_count,
                    row.posted_count,
                ]
                for row in connection.execute(select(budget_rows))
            }
            return wanted, kept

        wanted, kept = self.world.database.read_sync(work)
        assert {key: row for key, row in kept.items() if any(row)} == {
            key: row for key, row in wanted.items() if any(row)
        }

    @invariant()
    def no_budget_is_above_its_cap_unless_the_cap_was_lowered(self) -> None:
        def work(connection: Connection) -> list[Any]:
            return list(connection.execute(select(budget_rows)))

        for row in self.world.database.read_sync(work):
            if row.cap_minor is not None and not (self.lowered and row.budget == "refunds_per_day"):
                assert row.pending_minor + row.posted_minor <= row.cap_minor
            if row.cap_count is not None:
                assert row.pending_count + row.posted_count <= row.cap_count

    @invariant()
    def the_provider_paid_what_is_settled_and_nothing_that_is_not_at_least_in_doubt(self) -> None:
        books = self.world.books()
        known = list(books.provider)
        states = self.world.database.read_sync(lambda c: support.states(c, known))
        assert set(states) == set(known), "money left without a reservation"
        settled = sum(
            minor for id, minor in books.provider.items() if states[id] is ReservationState.SETTLED
        )
        assert settled == books.held("settled")
        assert {states[id] for id in known} <= {
            ReservationState.SETTLED,
            ReservationState.IN_DOUBT,
            ReservationState.EXECUTING,
        }

    @invariant()
    def no_order_was_paid_back_more_than_it_cost(self) -> None:
        for order in ORDERS:
            found = self.do(self.world.connectors.shop.order(order))
            assert found is not None and found.refunded <= found.paid

    @invariant()
    def the_chain_is_whole(self) -> None:
        assert self.do(self.world.authority.verify()).ok

    def teardown(self) -> None:
        try:
            self.in_the_end_only_what_nobody_can_know_is_open()
        finally:
            self.second.close_sync()
            self.world.close()
            self.loop.close()
            self.folder.cleanup()

    def in_the_end_only_what_nobody_can_know_is_open(self) -> None:
        """The shop is well again, nothing is stopped, and recovery runs for a while."""
        self.world.backend.faults.clear()
        self.payments.mood = None
        self.stop_or_resume(False)
        for _ in range(4):
            self.world.now += timedelta(hours=3)
            self.recover()
        self.budgets_are_what_the_reservations_hold()
        self.the_provider_paid_what_is_settled_and_nothing_that_is_not_at_least_in_doubt()
        books = self.world.books()
        assert books.held("executing") == 0
        assert books.moved == books.held("settled"), "what the shop knows is found"
        self.the_chain_is_whole()
