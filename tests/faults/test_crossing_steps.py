"""Take-over, hand-back, closing and running turns cross in every order: the log stays honest."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.model import AuthorKind
from tests.support.crossing import Crossing, Program, lies, merges
from tests.support.gateway import Gateway

STORIES: dict[str, tuple[Program, ...]] = {
    "a take-over during a turn": (
        ("customer.write", "customer.answer"),
        ("maria.claim", "maria.reply", "maria.hand_back"),
        ("sam.claim",),
    ),
    "a double claim": (
        ("maria.claim", "maria.reply", "maria.release"),
        ("sam.claim", "sam.reply", "sam.close"),
    ),
    "a handoff during a claim": (
        ("customer.hands_over", "customer.answer"),
        ("maria.claim", "maria.hand_back"),
        ("customer.human",),
    ),
    "a hand-back during a reply": (
        ("customer.write", "customer.answer", "customer.write", "customer.answer"),
        ("maria.claim", "maria.reply", "maria.hand_back"),
    ),
    "a close during an approval": (
        ("customer.refund", "customer.answer"),
        ("maria.claim", "maria.close"),
        ("sam.deny",),
    ),
    "somebody who leaves": (
        ("customer.write", "customer.answer", "customer.bot"),
        ("maria.claim", "maria.leaves"),
        ("customer.human",),
    ),
}
STEPS = sorted({step for programs in STORIES.values() for program in programs for step in program})


def test_the_documentation_says_how_many_orders_there_are() -> None:
    orders = sum(len(list(merges(*programs))) for programs in STORIES.values())
    page = Path(__file__).parents[2] / "docs" / "proofs" / "who-talks.md"
    assert f"all orders, {orders} conversations" in page.read_text("utf-8")


def test_every_order_of_two_programs_is_tried_once() -> None:
    assert sorted(merges(("a", "b"), ("c",))) == [("a", "b", "c"), ("a", "c", "b"), ("c", "a", "b")]
    assert len(set(merges(("a", "b"), ("c", "d", "e"), ("f",)))) == 60


@pytest.mark.parametrize("story", STORIES)
async def test_no_order_of_steps_shows_the_customer_something_untrue(
    gateway: Gateway, story: str
) -> None:
    shown = dropped = 0
    for order in merges(*STORIES[story]):
        crossing = Crossing(gateway)
        await crossing.begin()
        await crossing.run(order)
        entries = await crossing.entries()
        assert lies(entries) == [], order
        said = [str(entry.body.get("text", "")) for entry in entries if entry.type == "message"]
        assert [text for text in crossing.replied if said.count(text) != 1] == [], order
        echoes = sum(text.startswith("echo: ") for text in said)
        written = sum(
            entry.author.kind is AuthorKind.CUSTOMER for entry in entries if entry.type == "message"
        )
        assert written == crossing.written, order
        shown, dropped = shown + echoes, dropped + written - echoes
    if any("customer.answer" in program for program in STORIES[story]):
        # Both happened, or the orders did not cross the turn at all.
        assert shown
        assert dropped


@given(steps=st.lists(st.sampled_from(STEPS), min_size=4, max_size=16))
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
async def test_no_random_story_shows_the_customer_something_untrue(
    gateway: Gateway, steps: list[str]
) -> None:
    crossing = Crossing(gateway)
    await crossing.begin()
    await crossing.run(steps)
    assert lies(await crossing.entries()) == []
