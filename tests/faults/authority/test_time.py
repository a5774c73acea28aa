"""Clocks that go back or jump, days of 23 and 25 hours, and a process that stands still."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import pytest_asyncio

from bot.authority.windows import Window
from bot.model import Outcome, ReservationState, StaffId
from tests.support.authority import LIMITS, World
from tests.support.authority_crew import ROOT, full_size
from tests.support.authority_process import RealTime
from tests.support.authority_verdict import budget_problems

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
OLGA = StaffId("olga")
HOUR = timedelta(hours=1)
SHORT, LONG = datetime(2026, 3, 29), datetime(2026, 10, 25)  # noqa: DTZ001 - local days


def a_day_of(cap: str) -> str:
    source = LIMITS.read_text(encoding="utf-8").split("\ntests:")[0]
    assert "cap: 3000.00 EUR" in source
    return source.replace("cap: 3000.00 EUR", f"cap: {cap} EUR")


def a_customer_of(cap: str) -> str:
    source = LIMITS.read_text(encoding="utf-8").split("\ntests:")[0]
    assert "cap: 600.00 EUR" in source
    return source.replace("cap: 600.00 EUR", f"cap: {cap} EUR")


async def books_agree(world: World) -> None:
    books = world.books()
    assert books.moved == books.held("settled")
    assert world.database.read_sync(budget_problems) == []
    assert (await world.authority.verify()).ok


@pytest.mark.parametrize("back", [HOUR, 25 * HOUR], ids=["an hour", "a day"])
async def test_a_clock_that_goes_back_gives_no_second_budget(world: World, back: timedelta) -> None:
    await world.authority.apply(a_customer_of("150.00"), by=OLGA, reason="little")
    assert (await world.refund("O-20002")).state is ReservationState.SETTLED
    world.now -= back
    second = await world.refund("O-20003", turn="2")
    assert second.outcome is Outcome.HANDOVER and second.rule == "refunds_per_customer"
    await books_agree(world)


async def test_a_stricter_version_written_after_the_clock_went_back_is_in_force(
    world: World,
) -> None:
    world.now += HOUR
    await world.authority.apply(a_customer_of("300.00"), by=OLGA, reason="before")
    world.now -= HOUR
    version = await world.authority.apply(a_customer_of("160.00"), by=OLGA, reason="after")
    assert (await world.authority.limits()).version == version.number
    assert (await world.refund("O-20003")).rule == "refunds_per_customer"


async def test_two_versions_written_at_once_are_each_compared_with_what_is_in_force(
    world: World,
) -> None:
    """One lowers to 160, the other to 300: coming second, that one lets more through."""
    other = World(world.folder)
    written = await asyncio.gather(
        world.authority.apply(a_customer_of("160.00"), by=OLGA, reason="much lower"),
        other.authority.apply(a_customer_of("300.00"), by=StaffId("otto"), reason="lower"),
    )
    other.close()
    lowest = written[0].number
    if written[1].number > lowest:
        assert written[1].applied_at is None, "it lets more through: a second person has to agree"
    assert (await world.authority.limits()).version == lowest


async def test_what_is_in_doubt_waits_out_a_clock_that_went_back_and_is_paid_once(
    world: World,
) -> None:
    world.backend.faults.set("payments", "timeout_after_success")
    result = await world.refund("O-20002")
    world.now -= HOUR
    await world.authority.recover()
    again = await world.refund("O-20002")
    assert again.reservation == result.reservation and again.state is ReservationState.IN_DOUBT
    world.now += HOUR + timedelta(minutes=1)
    await world.authority.recover()
    assert world.books().provider == {result.reservation: 109_90}
    await books_agree(world)


async def test_a_clock_that_jumps_on_during_the_call_pays_once(world: World) -> None:
    """The lease looks as if it ran out, so recovery goes past an owner that is well and calling."""
    calls = world.connectors.payments.refund
    other = World(world.folder, owner="other")

    async def jumping(grant: object) -> object:
        world.now += timedelta(hours=2)
        other.now = world.now
        await other.authority.recover()
        return await calls(grant)  # type: ignore[arg-type]

    world.connectors.payments.refund = jumping  # type: ignore[method-assign,assignment]
    result = await world.refund("O-20002")
    assert result.state is ReservationState.SETTLED
    assert list(world.books().provider) == [result.reservation]
    assert [row.receipt.status.value for row in await world.authority.outbox()] == ["done"]
    await books_agree(world)
    other.close()


async def test_an_approval_that_a_jump_of_the_clock_closes_frees_its_money(world: World) -> None:
    asked = await world.refund("O-20003")
    assert world.books().budget("refunds_per_day") == (249_00, 0)
    world.now += timedelta(days=1)
    await world.authority.recover()
    world.now -= timedelta(days=1)
    assert asked.reservation is not None
    states = await world.authority.states([asked.reservation])
    assert states[asked.reservation] is ReservationState.RELEASED
    assert world.books().budget("refunds_per_day") == (0, 0)
    await books_agree(world)


@pytest.mark.parametrize(("day", "hours"), [(SHORT, 23), (LONG, 25)], ids=["23 hours", "25 hours"])
@pytest.mark.parametrize("name", ["calendar_day", "calendar_week", "calendar_month"])
def test_a_calendar_window_has_no_gap_and_no_overlap_on_a_day_that_changes_the_clock(
    name: str, day: datetime, hours: int
) -> None:
    window = Window(name)
    start = day.replace(tzinfo=AMSTERDAM).astimezone(timezone.utc)
    moments = [start + quarter * timedelta(minutes=15) for quarter in range(-8, hours * 4 + 8)]
    of_the_day = [moment for moment in moments if moment.astimezone(AMSTERDAM).date() == day.date()]
    assert len(of_the_day) == hours * 4
    assert len({window.bucket(moment, AMSTERDAM) for moment in of_the_day}) == 1
    buckets = [window.bucket(moment, AMSTERDAM) for moment in moments]
    assert buckets == sorted(buckets)
    for moment, bucket in zip(moments, buckets, strict=True):
        until = window.resets_at(moment, AMSTERDAM)
        assert until is not None and bucket <= moment.timestamp() < until.timestamp()
        assert window.bucket(until, AMSTERDAM) == int(until.timestamp())


@pytest_asyncio.fixture(params=[SHORT, LONG], ids=["23 hours", "25 hours"])
async def dawn(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    """A shop half an hour after midnight on a day that changes the clock."""
    made = World(tmp_path)
    made.now = request.param.replace(hour=0, minute=30, tzinfo=AMSTERDAM).astimezone(timezone.utc)
    made.database.upgrade_sync()
    made.backend.ensure()
    await made.authority.start()
    yield made
    made.close()


async def test_a_budget_of_the_day_lasts_the_whole_day_that_changes_the_clock(dawn: World) -> None:
    day = dawn.now.astimezone(AMSTERDAM).date()
    await dawn.authority.apply(a_day_of("150.00"), by=OLGA, reason="a small day")
    for number, customer in (("O-20002", "C-1001"), ("O-20014", "C-1008")):
        await dawn.sign_in(f"of-{number}", customer)
    first = await dawn.refund("O-20002", conversation="of-O-20002")
    assert first.state is ReservationState.SETTLED
    late = datetime(day.year, day.month, day.day, 23, 30, tzinfo=AMSTERDAM)
    dawn.now = late.astimezone(timezone.utc)
    await _sign_in_again(dawn)
    second = await dawn.refund("O-20014", conversation="late")
    assert second.outcome is Outcome.HANDOVER and second.rule == "refunds_per_day"
    dawn.now += HOUR
    third = await dawn.refund("O-20014", conversation="late", turn="2")
    assert third.state is ReservationState.SETTLED, "it is another day"
    await books_agree(dawn)


async def _sign_in_again(world: World) -> None:
    before = world.now
    world.now = before + HOUR
    await world.sign_in("late", "C-1008")
    world.now = before


@pytest.mark.slow
async def test_a_process_that_stood_still_does_not_call_any_more(
    made_world: Path, tmp_path: Path
) -> None:
    """By the real clock: 30 seconds at full size, a few otherwise, with a lease of one second."""
    stands_still_s = 30 if full_size() else 3
    world = RealTime(tmp_path, prepared=made_world)
    await world.authority.start()
    await world.sign_in("of-O-20002", "C-1001")
    started = world.started.isoformat()
    command = [sys.executable, "-m", "tests.support.authority_process", "still", str(tmp_path)]
    process = subprocess.Popen(
        [*command, str(LIMITS), started, "O-20002"], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    _, status = await asyncio.to_thread(os.waitpid, process.pid, os.WUNTRACED)
    assert os.WIFSTOPPED(status)
    until = time.monotonic() + stands_still_s
    while time.monotonic() < until:
        await asyncio.sleep(0.5)
        await world.authority.recover()
    assert world.books().moved == world.books().held("settled") == 109_90
    os.kill(process.pid, signal.SIGCONT)
    out, _ = process.communicate(timeout=60)
    assert out.split() == ["0", "calls", "SETTLED"], "it did not call, and heard how it ended"
    assert world.books().moved == 109_90
    await books_agree(world)
    world.close()
