"""The rate limit: a sliding window, and an honest time until the next one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.gateway.ratelimit import RateLimit


class Watch:
    """A watch that is turned by hand."""

    def __init__(self) -> None:
        self.seconds = 100.0

    def __call__(self) -> float:
        return self.seconds


def test_the_twenty_first_message_within_a_minute_is_refused() -> None:
    watch = Watch()
    limit = RateLimit(20, 60, watch)
    assert [limit.take("a") for _ in range(21)] == [True] * 20 + [False]
    assert limit.seconds_left("a") == 60


def test_after_the_window_there_is_room_again() -> None:
    watch = Watch()
    limit = RateLimit(2, 60, watch)
    limit.take("a")
    watch.seconds += 30
    limit.take("a")
    assert not limit.take("a")
    assert limit.seconds_left("a") == 30
    watch.seconds += 30
    assert limit.take("a")
    assert not limit.take("a")


def test_one_conversation_does_not_use_up_anothers_share() -> None:
    limit = RateLimit(1, 60, Watch())
    assert limit.take("a")
    assert limit.take("b")
    assert not limit.take("a")


@given(st.lists(st.floats(0, 30), max_size=200))
def test_no_window_ever_holds_more_than_the_limit(pauses: list[float]) -> None:
    watch = Watch()
    limit = RateLimit(5, 60, watch)
    taken = []
    for pause in pauses:
        watch.seconds += pause
        if limit.take("a"):
            taken.append(watch.seconds)
    for moment in taken:
        assert sum(moment - 60 < other <= moment for other in taken) <= 5


def test_those_who_have_been_quiet_are_forgotten() -> None:
    watch = Watch()
    limit = RateLimit(5, 60, watch)
    for number in range(2_500):
        limit.take(f"conversation-{number}")
        watch.seconds += 1
    assert len(limit._taken) < 1_200
