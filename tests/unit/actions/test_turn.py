"""What a message tells, as read from Rasa's tracker."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Tracker

from actions.turn import messages_since, read


def tracker(message: dict[str, Any], events: list[dict[str, Any]], **slots: Any) -> Tracker:
    """A tracker as the engine hands it to an action."""
    return Tracker("conv-1", slots, message, events, False, None, {}, "action_listen")


def heard(text: str, intent: str, **entities: str) -> dict[str, Any]:
    """A message as the pipeline leaves it."""
    return {
        "text": text,
        "intent": {"name": intent},
        "entities": [{"entity": name, "value": value} for name, value in entities.items()],
        "metadata": {"turn": "conv-1:7"},
    }


def user() -> dict[str, Any]:
    return {"event": "user"}


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "name": name, "value": value}


def test_a_message_is_read_with_its_language_and_mood() -> None:
    turn = read(tracker(heard("waar is hij?", "ask_order_status"), [], language="nl", mood="sad"))

    assert (turn.conversation, turn.id, turn.intent) == ("conv-1", "conv-1:7", "ask_order_status")
    assert (turn.text, turn.language, turn.mood) == ("waar is hij?", "nl", "sad")


def test_a_pressed_button_is_no_text_of_the_customer() -> None:
    turn = read(tracker(heard('/choose{"item": "O-1-1"}', "choose", item="O-1-1"), []))

    assert turn.text == ""
    assert turn.one("item") == "O-1-1"


def test_only_a_sure_yes_agrees_and_a_button_is_sure() -> None:
    def said(text: str, intent: str, confidence: float) -> bool:
        message = heard(text, intent)
        message["intent_ranking"] = [{"name": intent, "confidence": confidence}]
        return read(tracker(message, [])).agrees

    assert said("ja", "affirm", 0.99)
    assert not said("maar eentje", "affirm", 0.29)
    assert not said("nee", "deny", 0.99)
    assert read(tracker(heard("/affirm", "affirm"), [])).agrees


def test_a_text_that_begins_with_a_slash_stays_a_text() -> None:
    assert read(tracker(heard("/etc/hosts is broken", "nlu_fallback"), [])).text != ""


def test_the_last_of_two_dates_is_the_one_meant() -> None:
    message = heard("not the 3rd but the 10th", "inform")
    message["entities"] = [
        {"entity": "date", "value": "2026-12-03"},
        {"entity": "date", "value": "2026-12-10"},
    ]

    assert read(tracker(message, [])).one("date") == "2026-12-10"


def test_a_shell_without_turn_ids_counts_messages() -> None:
    message = {**heard("hi", "greet"), "metadata": {}}

    assert read(tracker(message, [user(), user()])).id == "conv-1:2"


def test_messages_are_counted_from_the_last_time_a_slot_got_a_value() -> None:
    events = [slot("digest", "old"), user(), slot("digest", None), slot("digest", "new"), user()]

    assert messages_since(tracker(heard("yes", "affirm"), events), "digest") == 1


def test_a_slot_that_was_emptied_does_not_count_as_shown() -> None:
    events = [slot("digest", "old"), user(), slot("digest", None), user()]

    assert messages_since(tracker(heard("yes", "affirm"), events), "digest") == 2
