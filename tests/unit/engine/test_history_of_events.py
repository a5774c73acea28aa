"""Rasa's events read as a conversation, and the policy's choice where no engine has decided."""

from __future__ import annotations

from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_ext.handoff_policy import HandoffPolicy
from bot.rasa_ext.history import history

CALM = {"neutral": 0.9, "satisfied": 0.05, "angry": 0.05}
ANGRY = {"neutral": 0.1, "angry": 0.6, "frustrated": 0.3}
DOMAIN = Domain.from_dict(
    {
        "intents": ["greet", "talk_to_human", "crisis", "complain"],
        "actions": ["action_talk_to_human", "action_crisis"],
        "slots": {"handoff_reason": {"type": "text", "mappings": [{"type": "custom"}]}},
    }
)


def said(text: str, intent: str = "greet", moods: dict[str, float] = CALM, **parse: Any) -> Event:
    ranked = {"name": intent, "confidence": 1.0}
    data: Any = {"intent": ranked, "entities": [], "emotion": {"moods": moods}, **parse}
    return UserUttered(text, ranked, [], data)


def answered(utter: str, **metadata: Any) -> Event:
    return BotUttered("…", metadata={"utter_action": utter, **metadata})


def test_a_question_asked_again_counts_the_times_before() -> None:
    asked = [said("where is my order", "ask_order_status"), answered("utter_order_status_shipped")]
    found = history([*asked, *asked, said("where's my order?", "ask_order_status")])
    assert [one.repeats for one in found] == [0, 1, 2]


def test_a_request_that_was_made_good_is_not_repeated_by_the_next_one() -> None:
    done = answered("utter_refund_order_done", claims=["R-1"])
    found = history(
        [said("refund please", "ask_refund"), done, said("refund please", "ask_refund")]
    )
    assert found[-1].repeats == 0


def test_courtesy_said_twice_is_no_question() -> None:
    assert [one.repeats for one in history([said("hello"), said("hello"), said("hello")])] == [
        0
    ] * 3


def test_what_the_flow_understood_was_not_a_failure() -> None:
    lost = said("the blue one", "nlu_fallback")
    understood = history([lost, answered("utter_refund_order_done"), said("thanks")])
    not_understood = history([lost, answered("utter_unsure"), said("thanks")])
    assert [one.unsure for one in understood] == [False, False]
    assert [one.unsure for one in not_understood] == [True, False]


def test_refusals_and_questions_asked_twice_are_noticed() -> None:
    question = answered("utter_ask_order_number")
    found = history(
        [said("refund"), question, said("no"), question, said("x"), answered("utter_x_refused")]
    )
    assert [(one.refused, one.asked_again) for one in found] == [
        (False, False),
        (False, True),
        (True, False),
    ]


def test_who_has_to_give_the_same_number_again_was_not_heard() -> None:
    question = answered("utter_ask_order_number")
    asked = [said("cancel it", "ask_cancel_order"), question]
    same = [said(text, "inform") for text in ("O-20012", "it is O-20012", "20012, see above")]
    again = history([*asked, same[0], question, same[1], question, same[2]])
    assert [one.missed for one in again] == [False, False, True, True]
    other = history([*asked, same[0], question, said("O-20013 then", "inform")])
    assert not other[-1].missed
    unasked = history([*asked, same[0], answered("utter_done"), same[1]])
    assert not unasked[-1].missed


def test_a_button_has_no_words_and_no_mood() -> None:
    [pressed] = history([said('/choose{"item": "1"}', "choose", ANGRY)])
    assert (pressed.text, pressed.spoken, pressed.distress) == ("", False, 0.0)


def test_a_complaint_is_cross_even_where_the_words_are_unknown_but_not_with_mood_reading_off() -> (
    None
):
    [known] = history([said("gedverdemme", "complain", CALM)])
    [switched_off] = history([said("gedverdemme", "complain", {})])
    assert known.cross >= 0.5 and known.mood == "angry"
    assert switched_off.cross == 0.0 and switched_off.mood == "neutral"


@pytest.mark.parametrize("text", ["I have a complaint", "ik heb een klacht"])
def test_who_calmly_announces_a_complaint_is_not_cross(text: str) -> None:
    [calm, upset] = history([said(text, "complain", CALM), said(text, "complain", ANGRY)])
    assert calm.cross < 0.5 and calm.mood == "neutral"
    assert upset.cross >= 0.5 and upset.mood == "angry"


def test_nothing_before_a_handoff_counts_any_more() -> None:
    events = [said("bad", "complain", ANGRY), ActionExecuted("action_talk_to_human")]
    assert [one.text for one in history([*events, answered("x"), said("hello")])] == ["hello"]
    assert [one.text for one in history(events)] == ["bad"]


@pytest.fixture
def policy(tmp_path: Any) -> HandoffPolicy:
    return HandoffPolicy(
        HandoffPolicy.get_default_config(),
        LocalModelStorage(tmp_path),
        Resource("handoff"),
        ExecutionContext(GraphSchema({}), None),
    )


def predict(policy: HandoffPolicy, *events: Event) -> tuple[str | None, list[Event]]:
    tracker = DialogueStateTracker.from_events("c", [*events], slots=DOMAIN.slots)
    prediction = policy.predict_action_probabilities(tracker, DOMAIN)
    chosen = max(prediction.probabilities)
    name = DOMAIN.action_names_or_texts[prediction.probabilities.index(chosen)] if chosen else None
    return name, prediction.optional_events


LISTEN = ActionExecuted("action_listen")


def test_the_policy_has_no_opinion_about_a_calm_message(policy: HandoffPolicy) -> None:
    assert predict(policy, LISTEN, said("hello")) == (None, [])


def test_the_policy_hands_over_and_names_the_reason(policy: HandoffPolicy) -> None:
    reason = [SlotSet("handoff_reason", "asked")]
    assert predict(policy, LISTEN, said("a human", "talk_to_human")) == (
        "action_talk_to_human",
        reason,
    )


def test_danger_is_another_action(policy: HandoffPolicy) -> None:
    name, _ = predict(policy, LISTEN, said("…", "crisis"))
    assert name == "action_crisis"


def test_without_an_engine_the_policy_reads_the_mood_itself(policy: HandoffPolicy) -> None:
    angry = said("a disgrace", "complain", ANGRY)
    name, events = predict(policy, LISTEN, angry, LISTEN, angry)
    assert (name, events) == ("action_talk_to_human", [SlotSet("handoff_reason", "anger")])


def test_what_the_engine_decided_is_not_decided_again(policy: HandoffPolicy) -> None:
    angry = said("a disgrace", "complain", ANGRY, handoff=None)
    assert predict(policy, LISTEN, angry, LISTEN, angry) == (None, [])
    unsure = said("hello", handoff="unsure")
    assert predict(policy, LISTEN, unsure)[0] == "action_talk_to_human"


@pytest.mark.parametrize("action", ["action_talk_to_human", "action_crisis"])
def test_after_the_handoff_the_bot_listens(policy: HandoffPolicy, action: str) -> None:
    name, _ = predict(policy, LISTEN, said("help", "crisis"), ActionExecuted(action))
    assert name == "action_listen"


def test_the_policy_asks_once_in_a_turn(policy: HandoffPolicy) -> None:
    wish = said("a human", "talk_to_human")
    assert predict(policy, LISTEN, wish, ActionExecuted("utter_x"))[0] is None
