"""Coming back about the same: counted from our own log, never from what somebody says."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.authority.contacts import SAME_VISIT, WITHIN, earlier_visits
from bot.authority.service import ActionRequest, Result
from bot.model import ConversationId, Outcome, ReservationState
from tests.support.authority import NOW, World
from tests.support.contacts import wrote

LATE = "O-20001"


def ago(**time: float) -> datetime:
    return NOW - timedelta(**time)


@pytest.mark.parametrize(
    ("moments", "visits"),
    [
        ([], 0),
        ([ago(minutes=5), ago(hours=3)], 0),
        ([ago(days=1)], 1),
        ([ago(days=1), ago(days=1, hours=1), ago(days=3)], 2),
        ([ago(hours=3), ago(hours=6), ago(hours=9)], 0),
        ([ago(days=8), ago(minutes=1)], 0),
        ([NOW + timedelta(hours=1)], 0),
    ],
)
def test_a_visit_is_new_after_hours_of_silence(moments: list[datetime], visits: int) -> None:
    assert earlier_visits(moments, NOW) == visits


@given(st.lists(st.integers(min_value=0, max_value=10_000), max_size=20))
def test_there_are_never_more_visits_than_fit_into_a_week(minutes: list[int]) -> None:
    moments = [ago(minutes=one) for one in minutes]
    assert 0 <= earlier_visits(moments, NOW) <= min(len(moments), WITHIN // SAME_VISIT)
    assert earlier_visits(moments, NOW) == earlier_visits(reversed(moments), NOW)


async def again(world: World, conversation: str = "c1", turn: str = "2") -> Result:
    return await world.authority.request(
        ActionRequest(
            "goodwill",
            ConversationId(conversation),
            f"{conversation}:{turn}",
            {"order": LATE, "cause": "contact_again"},
        )
    )


async def test_who_comes_back_about_a_late_order_gets_a_second_gesture_once(world: World) -> None:
    await wrote(world.database, "c0", {"order": LATE}, ago(days=2))
    assert (await world.goodwill(LATE)).state is ReservationState.SETTLED
    result = await again(world)
    assert (result.outcome, result.state) == (Outcome.ALLOW, ReservationState.SETTLED)
    assert "terugkomen" in result.summary["nl"]
    assert (await again(world, turn="3")).rule == "once_per"


async def test_the_same_conversation_counts_when_days_lie_between(world: World) -> None:
    await wrote(world.database, "c1", {"order": LATE}, ago(days=2))
    await wrote(world.database, "c1", {"order": LATE}, ago(minutes=1))
    assert (await again(world)).outcome is Outcome.ALLOW


@pytest.mark.parametrize(
    ("known", "at", "customer"),
    [
        ({"order": LATE}, ago(minutes=10), "C-1001"),
        ({"order": LATE}, ago(days=8), "C-1001"),
        ({"order": "O-20002"}, ago(days=2), "C-1001"),
        ({}, ago(days=2), "C-1001"),
        ({"order": LATE}, ago(days=2), "C-1002"),
        ({"order": LATE}, ago(days=2), None),
    ],
)
async def test_this_visit_another_week_order_or_customer_does_not_count(
    world: World, known: dict[str, str], at: datetime, customer: str | None
) -> None:
    await wrote(world.database, "c0", known, at, customer)
    result = await again(world)
    assert (result.outcome, result.rule) == (Outcome.REFUSE, "had_to_come_back")


async def test_a_guest_who_proved_the_number_came_back_too(world: World) -> None:
    await wrote(world.database, "c0", {"order": LATE}, ago(days=2), None)
    await world.prove("c0", LATE)
    assert (await again(world)).outcome is Outcome.ALLOW
