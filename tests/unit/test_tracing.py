"""One id and the times of the stages go along, each conversation with its own."""

from __future__ import annotations

import asyncio

import pytest

from bot import tracing


async def test_what_happens_in_a_request_belongs_to_the_first_that_named_it() -> None:
    with tracing.following("c1:2"), tracing.following("other"):
        assert tracing.current() == "c1:2"
        assert await asyncio.create_task(_current()) == "c1:2"
    assert tracing.current() is None


async def test_two_at_the_same_time_keep_apart() -> None:
    async def one(name: str) -> tuple[str | None, float]:
        with tracing.following(name), tracing.timed() as stages:
            with tracing.stage("wait"):
                await asyncio.sleep(0.03)
            return tracing.current(), stages["wait"]

    (first, took), (second, _) = await asyncio.gather(one("c1:2"), one("c2:2"))

    assert (first, second) == ("c1:2", "c2:2")
    assert 0.02 < took < 5


async def test_a_stage_in_another_task_counts_and_a_second_time_adds() -> None:
    async def work() -> None:
        with tracing.stage("write"):
            await asyncio.sleep(0.01)

    with tracing.timed() as stages:
        await asyncio.create_task(work())
        once = stages["write"]
        await asyncio.create_task(work())

    assert stages["write"] > once > 0


def test_a_stage_that_fails_is_timed_as_well_and_one_that_nobody_asks_for_is_not() -> None:
    with tracing.timed() as stages:
        try:
            with tracing.stage("broken"):
                raise ValueError
        except ValueError:
            pass
    with tracing.stage("unasked"):
        pass
    assert list(stages) == ["broken"]


def test_times_go_over_http_and_back_and_nonsense_is_left_out() -> None:
    sent = tracing.spelled({"understanding": 0.0075, "action": 1.25})
    assert sent == "understanding;dur=7.50, action;dur=1250.00"
    assert tracing.read(sent) == pytest.approx({"understanding": 0.0075, "action": 1.25})
    assert tracing.read(f"{sent}, saving;dur=-1.00, quick, log;dur=x") == tracing.read(sent)


async def _current() -> str | None:
    return tracing.current()
