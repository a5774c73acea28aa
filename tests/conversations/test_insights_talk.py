"""What the real engine records can be read as facts."""

from __future__ import annotations

from bot.insights.happenings import turns
from bot.insights.steps import walk
from tests.support.talking import Start


async def test_a_real_conversation_is_read_step_by_step(start: Start) -> None:
    chat = await start("C-1001", "en")
    for words in (
        "I want my money back",
        "blorp fnord",
        "can my dog come on the trip?",
        "O-20002",
        "I want to talk to a person",
    ):
        await chat.say(words)
    tracker = await chat.turns.agent.tracker_store.retrieve_full_tracker(chat.conversation)
    assert tracker is not None
    events = [event.as_dict() for event in tracker.events]

    found = turns(events, {"Pets on board": "pets"})
    steps = {(one.kind, one.flow, one.name): one.times for one in walk(found, None).steps}

    assert found[0].intent == "ask_refund"
    assert [turn.id for turn in found] == [f"{chat.conversation}:{n}" for n in range(1, 6)]
    assert steps["entered", "refund_order", ""] == 1
    assert steps["asked", "refund_order", "order_number"] == 3
    assert steps["asked", "refund_order", "refund_order_items"] == 1
    assert steps["fallback", "refund_order", ""] == 1
    assert steps["article", "", "pets"] == 1
    assert steps["wanted", "refund_order", ""] == 1
    assert ("asked_on", "refund_order", "") not in steps
