"""The shorter ways through Rasa end where Rasa's own end."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions import action
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.events import UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.rasa_ext.local_endpoint import LocalEndpoint, check_results_with_one_validator
from bot.rasa_ext.shortcuts import PlannedRunner, make_default_actions_once
from bot.rasa_ext.turns import Turns

EVENTS: list[Any] = [
    {"event": "slot", "name": "flow", "value": None, "timestamp": None},
    {"event": "slot", "value": 1},
    {"event": "slot", "name": 1, "value": 1},
    {"event": "followup", "name": "action_listen"},
    {"event": "followup", "metadata": "none"},
    {"event": "reset_slots", "timestamp": 1.5},
    {"event": "reset_slots", "timestamp": "late"},
    {"event": "action", "hide_rule_turn": "no"},
    {"event": "dance"},
    {"name": "flow"},
    "slot",
]


@pytest.fixture
def both(turns: Turns) -> tuple[Turns, Any, Any]:
    """The engine with its own runner, that one, and Rasa's on the same nodes."""
    assert turns.agent.processor is not None
    planned: Any = turns.agent.processor.graph_runner
    rasas = DaskGraphRunner.__new__(DaskGraphRunner)
    rasas._graph_schema, rasas._instantiated_nodes = planned._schema, planned._nodes
    rasas._execution_context = None  # type: ignore[assignment]
    return turns, planned, rasas


@pytest.mark.parametrize("text", ["where is my order?", "O-20001", "ik wil een mens", ":-)", ""])
async def test_a_message_is_read_and_answered_alike_by_both_runners(
    both: tuple[Turns, Any, Any], text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns, planned, rasas = both
    processor: Any = turns.agent.processor
    assert isinstance(processor.graph_runner, PlannedRunner)
    found = []
    for runner in (planned, rasas):
        monkeypatch.setattr(processor, "graph_runner", runner)
        tracker = DialogueStateTracker("c", processor.domain.slots)
        parse = await processor.parse_message(UserMessage(text), tracker)
        tracker.update(UserUttered(text, parse["intent"], parse["entities"], parse))
        prediction = processor._predict_next_with_tracker(tracker)
        found.append((parse, prediction.max_confidence_index, prediction.policy_name))
    parses = [{k: v for k, v in parse.items() if k != "message_id"} for parse, *_ in found]
    assert parses[0] == parses[1]
    assert found[0][1:] == found[1][1:]


def test_a_copied_slot_is_the_same_and_changes_alone(turns: Turns) -> None:
    for slot in turns.agent.domain.slots:  # type: ignore[union-attr]
        made = copy.copy(slot)
        assert type(made) is type(slot) and vars(made) == vars(slot)
        made.value = "other" if slot.type_name == "text" else slot.value
        assert slot.value == slot.initial_value


def test_rasas_own_actions_are_made_once_for_an_endpoint(
    turns: Turns, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(action, "default_actions", action.default_actions)
    made = {one.name(): type(one) for one in action.default_actions(None)}
    make_default_actions_once()
    domain: Any = turns.agent.domain
    here, there = LocalEndpoint("actions"), EndpointConfig("http://127.0.0.1:1")
    for endpoint in (here, there, None):
        found = {
            name: action.action_for_name_or_text(name, domain, endpoint)
            for name in made
            if name not in domain.user_actions_and_forms
        }
        again = {name: action.action_for_name_or_text(name, domain, endpoint) for name in found}
        assert {name: type(one) for name, one in found.items()} == {n: made[n] for n in found}
        assert all(again[name] is one for name, one in found.items())
        extract: Any = found["action_extract_slots"]
        assert extract._action_endpoint is endpoint


RESULTS: list[Any] = [
    *({"events": [{"event": "pause"}, event], "responses": []} for event in EVENTS),
    *({}, {"events": []}, {"events": None}, {"responses": [{}]}, {"responses": ["x"]}, [], "no"),
]


@pytest.mark.parametrize("result", RESULTS, ids=str)
def test_what_an_action_gives_is_judged_as_by_the_whole_schema(result: Any) -> None:
    check_results_with_one_validator()
    remote = RemoteAction("action_x", None)
    try:
        validate(result, remote.action_response_format_spec())
    except ValidationError:
        with pytest.raises(ValidationError):
            remote._validate_action_result(result)
    else:
        assert remote._validate_action_result(result)
