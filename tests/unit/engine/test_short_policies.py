"""The shorter ways through the policies decide what Rasa's own ways decide."""

from __future__ import annotations

import copy
import json
from random import Random
from typing import Any

import pytest
from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.rule_policy import RulePolicy
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.rasa_ext.short_policies import _no_opinion, hears_words
from bot.rasa_ext.turns import Turns

LISTEN = "action_listen"


def node_of(turns: Turns, kind: type) -> Any:
    assert turns.agent.processor is not None
    runner: Any = turns.agent.processor.graph_runner
    return next(node for node in runner._nodes.values() if isinstance(node._component, kind))


def conversation(domain: Domain, draw: Random) -> DialogueStateTracker:
    """A conversation at random: messages, actions that fit or not, slots and loops."""
    tracker = DialogueStateTracker("c", domain.slots)
    slots = [slot for slot in domain.slots if slot.type_name == "text"]
    for _ in range(draw.randint(1, 8)):
        intent = {"name": draw.choice(domain.intents), "confidence": draw.random()}
        name = draw.choice(sorted(domain.entities))
        entities = [{"entity": name, "value": "x"}] * draw.randint(0, 1)
        tracker.update(ActionExecuted(LISTEN))
        tracker.update(UserUttered("words", intent, entities), domain)
        for _ in range(draw.randint(0, 3)):
            action = draw.choice(domain.action_names_or_texts)
            loop = draw.choice([action, None])
            event = draw.choice(
                [
                    ActionExecuted(action),
                    SlotSet(draw.choice(slots).name, draw.choice(["one", None])),
                    ActiveLoop(loop),
                    ActionExecutionRejected(tracker.active_loop_name or action),
                ]
            )
            tracker.update(event, domain)
    return tracker


@pytest.mark.parametrize("seed", range(300))
def test_every_conversation_is_judged_as_by_rasas_own_way(turns: Turns, seed: int) -> None:
    domain: Any = turns.agent.domain
    tracker = conversation(domain, Random(seed))
    short = node_of(turns, RulePolicy)._component
    assert "_find_action_from_rules" in vars(short)
    rasas = copy.copy(short)
    del rasas._find_action_from_rules
    assert short._predict(tracker, domain)[0] == rasas._predict(tracker, domain)[0]


@pytest.mark.parametrize("seed", range(20))
def test_who_remembers_nothing_has_the_opinion_that_rasa_finds(turns: Turns, seed: int) -> None:
    domain: Any = turns.agent.domain
    tracker = conversation(domain, Random(seed))
    node = node_of(turns, MemoizationPolicy)
    given = {"tracker": tracker, "domain": domain, "rule_only_data": {}}
    assert node._fn is _no_opinion
    assert node._fn(node._component, **given) == node._component.predict_action_probabilities(
        **given
    )


ASKED = {"user": {"intent": "greet"}, "prev_action": {"action_name": LISTEN}}
ACTED = {"prev_action": {"action_name": "utter_greet"}}


@pytest.mark.parametrize(
    ("last", "hears"),
    [
        (ASKED, False),
        ({**ASKED, "slots": {"flow": [1.0]}}, False),
        (ACTED, False),
        ({**ASKED, "user": {"text": "hello"}}, True),
        ({**ASKED, "user": {"intent": "should_not_be_set"}}, True),
        ({**ASKED, "user": {"entities": ["order"]}}, True),
        ({"prev_action": {"action_name": LISTEN}, "slots": {"flow": [1.0]}}, True),
        ({"slots": {"flow": [1.0]}}, True),
    ],
)
def test_a_rule_that_may_speak_without_an_intent_keeps_the_longer_way(
    last: dict[str, Any], hears: bool
) -> None:
    policy = RulePolicy.__new__(RulePolicy)
    policy.lookup = {"rules": {json.dumps([ASKED, ACTED, ASKED]): "x", json.dumps([last]): "y"}}
    assert hears_words(policy) is hears
