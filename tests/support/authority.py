"""A shop, a ledger and an authority on a movable clock: what the tests of authority stand on."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from bot.authority import ledger
from bot.authority.budgets import kept_scope
from bot.authority.ledger import Reservation
from bot.authority.service import ActionRequest, Authority, Result
from bot.connectors.demo import DemoBackend
from bot.connectors.demo.tables import effects
from bot.model import ConversationId, Digest, ReservationId, ReservationState
from bot.storage.authority_tables import budget_rows, reservations
from bot.storage.database import BUSY_TIMEOUT_S, Database
from bot.storage.people_tables import proof_tries, sessions

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=timezone.utc)
LIMITS = Path(__file__).parents[2] / "limits.yml"


def prepare(folder: Path) -> None:
    """Make the shop's and our own database once, to be copied by every test."""
    shop = DemoBackend(folder / "shop.db", lambda: NOW)
    shop.ensure()
    shop.database.close_sync()
    ours = Database(f"sqlite:///{folder / 'ours.db'}")
    ours.upgrade_sync()
    ours.close_sync()


class World:
    """One test's own shop and ledger; `now` moves when the test says so."""

    def __init__(
        self,
        folder: Path,
        *,
        prepared: Path | None = None,
        limits: Path = LIMITS,
        owner: str | None = None,
        call_timeout: timedelta = timedelta(seconds=10),
        url: str | None = None,
        lease: timedelta = timedelta(seconds=90),
        busy_timeout_s: float = BUSY_TIMEOUT_S,
    ) -> None:
        if prepared is not None:
            for name in ("shop.db", "ours.db"):
                shutil.copy(prepared / name, folder / name)
        self.now = NOW
        self.folder = folder
        self.backend = DemoBackend(folder / "shop.db", self.clock)
        self.connectors = self.backend.connectors()
        self.database = Database(
            url or f"sqlite:///{folder / 'ours.db'}", busy_timeout_s=busy_timeout_s
        )
        self.authority = Authority(
            database=self.database,
            connectors=self.connectors,
            clock=self.clock,
            limits_path=limits,
            owner=owner,
            call_timeout=call_timeout,
            lease=lease,
        )

    def clock(self) -> datetime:
        """The moment of this world."""
        return self.now

    def close(self) -> None:
        """Let go of both databases."""
        self.database.close_sync()
        self.backend.database.close_sync()

    async def sign_in(self, conversation: str, customer: str) -> None:
        """The customer of a conversation, as the gateway binds them."""

        def work(connection: Connection) -> None:
            connection.execute(
                insert(sessions).values(
                    conversation=conversation,
                    customer=customer,
                    expires=self.now + timedelta(hours=1),
                    bound_at=self.now,
                )
            )

        await self.database.run(work)

    async def prove(self, conversation: str, number: str) -> None:
        """A guest who proved that a number is theirs."""

        def work(connection: Connection) -> None:
            connection.execute(
                insert(proof_tries).values(
                    conversation=conversation, number=number, at=self.now, proven=True
                )
            )

        await self.database.run(work)

    async def refund(
        self,
        order: str,
        *,
        conversation: str = "c1",
        turn: str = "1",
        reason: str | None = "damaged",
        items: tuple[str, ...] = (),
    ) -> Result:
        """Ask for a refund."""
        claims: Mapping[str, Any] = {"reason": reason} if reason else {}
        return await self.authority.request(
            ActionRequest(
                "refund_order",
                ConversationId(conversation),
                f"{conversation}:{turn}",
                {"order": order, "items": items},
                claims,
            )
        )

    async def goodwill(self, order: str, *, conversation: str = "c1", turn: str = "1") -> Result:
        """Ask for a gesture for a late order."""
        return await self.authority.request(
            ActionRequest(
                "goodwill",
                ConversationId(conversation),
                f"{conversation}:{turn}",
                {"order": order, "cause": "late"},
            )
        )

    def rebooking(
        self,
        booking: str,
        trip: str,
        *,
        conversation: str = "c1",
        turn: str = "1",
        confirmed: Digest | None = None,
    ) -> ActionRequest:
        """A request to move a trip."""
        return ActionRequest(
            "rebook_trip",
            ConversationId(conversation),
            f"{conversation}:{turn}",
            {"booking": booking, "trip": trip},
            confirmed=confirmed,
        )

    def books(self) -> Books:
        """What the ledger and the provider say, side by side."""
        return Books.read(self)


@dataclass(frozen=True)
class Books:
    """Money per state in the ledger, per budget, and at the provider (minor units)."""

    by_state: Mapping[str, int]
    in_budgets: Mapping[tuple[str, str], tuple[int, int]]
    provider: Mapping[str, int]

    @classmethod
    def read(cls, world: World) -> Books:
        def ours(connection: Connection) -> tuple[dict[str, int], dict[tuple[str, str], Any]]:
            rows = connection.execute(
                select(
                    reservations.c.state,
                    func.sum(
                        func.coalesce(reservations.c.actual_minor, reservations.c.amount_minor)
                    ),
                ).group_by(reservations.c.state)
            )
            states = {state: int(minor) for state, minor in rows}
            budgets = connection.execute(
                select(
                    budget_rows.c.budget,
                    budget_rows.c.scope,
                    func.sum(budget_rows.c.pending_minor),
                    func.sum(budget_rows.c.posted_minor),
                ).group_by(budget_rows.c.budget, budget_rows.c.scope)
            )
            return states, {
                (budget, scope): (int(pending), int(posted))
                for budget, scope, pending, posted in budgets
            }

        def theirs(connection: Connection) -> dict[str, int]:
            rows = connection.execute(select(effects.c.reservation, effects.c.amount_minor))
            return {reservation: int(minor) for reservation, minor in rows}

        states, budgets = world.database.read_sync(ours)
        return cls(states, budgets, world.backend.database.read_sync(theirs))

    @property
    def moved(self) -> int:
        """What really left the shop."""
        return sum(self.provider.values())

    def held(self, *states: str) -> int:
        """What the ledger has in these states."""
        return sum(self.by_state.get(state, 0) for state in states)

    def budget(self, name: str, scope: str = "all") -> tuple[int, int]:
        """Pending and posted of one budget."""
        return self.in_budgets.get((name, kept_scope(scope)), (0, 0))


def reservation(connection: Connection, id: str | None) -> Reservation:
    """One row of the ledger that has to be there."""
    found = ledger.find(connection, str(id))
    assert found is not None
    return found


def states(connection: Connection, ids: list[str]) -> dict[str, ReservationState]:
    """Where reservations stand, by their plain ids."""
    found = ledger.states(connection, [ReservationId(id) for id in ids])
    return {str(id): state for id, state in found.items()}
