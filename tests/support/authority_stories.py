"""What is going on when the blow falls: one short story each, and how every one has to end."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from bot.authority.errors import ApprovalClosed
from bot.authority.service import Result
from bot.model import Digest, ReservationState, StaffId
from tests.support.authority import NOW, World

LEASE = timedelta(seconds=90)
PAST_THE_LEASE = LEASE + timedelta(seconds=1)
OPEN = (ReservationState.EXECUTING, ReservationState.IN_DOUBT)


class SharedClock(World):
    """A world whose time lies in its folder, so that all its processes have the same."""

    def clock(self) -> datetime:
        """The moment that stands in the folder."""
        here = self.folder / "clock"
        return datetime.fromisoformat(here.read_text()) if here.exists() else NOW

    def later(self, by: timedelta) -> None:
        """Move the time of every process of this world."""
        then = (self.clock() + by).isoformat()
        (self.folder / "next").write_text(then)
        (self.folder / "next").replace(self.folder / "clock")


Step = Callable[[SharedClock], Awaitable["Result | None"]]


@dataclass(frozen=True)
class Story:
    """`act` is what the blow interrupts and what the customer or the colleague then tries again.

    In the end the provider has done `moved` (None: nothing), and the customer has exactly these
    receipts; those in `maybe` are told at most once.
    """

    prepare: Step
    act: Step
    moved: int | None
    receipts: Mapping[str, int] = field(default_factory=dict)
    maybe: frozenset[str] = frozenset()


async def _signed_in(world: SharedClock) -> None:
    await world.sign_in("c1", "C-1001")


async def _refund(world: SharedClock) -> Result:
    return await world.refund("O-20002")


async def _loses_its_answer(world: SharedClock) -> None:
    await _signed_in(world)
    world.backend.faults.set("payments", "timeout_after_success")


async def _declines(world: SharedClock) -> None:
    await _signed_in(world)
    world.backend.faults.set("payments", "final")


async def _is_down(world: SharedClock) -> None:
    await _signed_in(world)
    world.backend.faults.set("payments", "retryable", 1)


async def _waits(world: SharedClock) -> Result:
    await _signed_in(world)
    return await world.refund("O-20003")


async def _ask_and_agree(world: SharedClock) -> Result:
    asked = await world.refund("O-20003")
    if asked.approval is None:
        return asked
    try:
        return await world.authority.approve(asked.approval, by=StaffId("anna"), role="approver")
    except ApprovalClosed:
        return asked


async def _deny(world: SharedClock) -> None:
    for approval in await world.authority.approvals():
        await world.authority.deny(
            approval.id, by=StaffId("anna"), role="approver", reason="not this time"
        )


async def _waits_too_long(world: SharedClock) -> None:
    await _waits(world)
    world.later(timedelta(hours=5))


async def _recover(world: SharedClock) -> None:
    await world.authority.recover()


async def _chooses_a_trip(world: SharedClock) -> None:
    await _signed_in(world)
    trip = (await world.connectors.bookings.alternatives("B-30001", None))[0]
    asked = await world.authority.preview(world.rebooking("B-30001", trip.id))
    chosen = {"trip": trip.id, "digest": asked.digest}
    (world.folder / "chosen").write_text(json.dumps(chosen))


async def _rebook(world: SharedClock) -> Result:
    chosen = json.loads(Path(world.folder / "chosen").read_text())
    confirmed = Digest(chosen["digest"])
    return await world.authority.request(
        world.rebooking("B-30001", chosen["trip"], turn="2", confirmed=confirmed)
    )


_REFUSED = {"waiting": 1, "refused": 1}
_PERHAPS = frozenset({"checking"})

STORIES: Mapping[str, Story] = {
    "allow": Story(_signed_in, _refund, 109_90, {"done": 1}),
    "approve": Story(_signed_in, _ask_and_agree, 249_00, {"waiting": 1, "done": 1}),
    "deny": Story(_waits, _deny, None, _REFUSED),
    "expire": Story(_waits_too_long, _recover, None, _REFUSED),
    "rebook": Story(_chooses_a_trip, _rebook, 20_00, {"done": 1}),
    "unknown": Story(_loses_its_answer, _refund, 109_90, {"done": 1}, _PERHAPS),
    "final": Story(_declines, _refund, None, {}, frozenset({"refused"})),
    "not_now": Story(_is_down, _refund, 109_90, {"done": 1}, _PERHAPS),
}
"""Two refunds, a yes, a no, no answer by anybody, a rebooking, and three ways to be let down."""
