"""Actions in the engine's own process: what they give back, and what becomes of their mistakes."""

from __future__ import annotations

import asyncio
import json
import logging
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError

from bot.rasa_ext.local_endpoint import (
    LocalEndpoint,
    check_results_with_one_validator,
    failed,
)

ACTIONS = """
import asyncio
import threading
import time
from rasa_sdk import Action
from rasa_sdk.events import SlotSet
from rasa_sdk.interfaces import ActionExecutionRejection

class Base(Action):
    title = ""
    def name(self):
        return self.title

class Good(Base):
    title = "action_good"
    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_good", why={"kind": "flow"})
        return [SlotSet("order_number", tracker.sender_id)]

class Broken(Base):
    title = "action_broken"
    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(response="utter_half_done")
        raise ValueError("secret words of a customer")

class Slow(Base):
    title = "action_slow"
    async def run(self, dispatcher, tracker, domain):
        await asyncio.sleep(30)

class Blocking(Base):
    title = "action_blocking"
    def run(self, dispatcher, tracker, domain):
        time.sleep(0.1)
        dispatcher.utter_message(response="utter_blocked")
        return [SlotSet("thread", threading.current_thread() is threading.main_thread())]

class Stuck(Base):
    title = "action_stuck"
    def run(self, dispatcher, tracker, domain):
        time.sleep(0.5)
        return []

class Unusual(Base):
    title = "action_unusual"
    def run(self, dispatcher, tracker, domain):
        async def later():
            return [SlotSet("order_number", "later")]
        return later()

class Rejecting(Base):
    title = "action_rejecting"
    async def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection("action_rejecting", "not now")
"""


@pytest.fixture(scope="module")
def endpoint(tmp_path_factory: pytest.TempPathFactory) -> LocalEndpoint:
    folder = tmp_path_factory.mktemp("package")
    (folder / "endpoint_test_actions").mkdir()
    (folder / "endpoint_test_actions" / "__init__.py").write_text(ACTIONS)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        return LocalEndpoint("endpoint_test_actions", slowest_s=0.2)


def call(action: str) -> dict[str, Any]:
    tracker = {"sender_id": "c-1", "slots": {}, "latest_message": {}, "events": []}
    return {"next_action": action, "sender_id": "c-1", "tracker": tracker, "domain": {}}


async def test_an_action_gives_its_events_and_what_it_says(endpoint: LocalEndpoint) -> None:
    result = await endpoint.request(json=call("action_good"))
    assert result["events"][0]["value"] == "c-1"
    assert result["responses"][0]["response"] == "utter_good"
    assert result["responses"][0]["why"] == {"kind": "flow"}


@pytest.mark.parametrize("name", ["action_broken", "action_unknown"])
async def test_an_action_that_fails_says_so_and_nothing_half_done(
    endpoint: LocalEndpoint, name: str
) -> None:
    result = await endpoint.request(json=call(name))
    assert result == failed()
    assert [said.get("response") for said in result["responses"]] == ["utter_error", None]
    assert result["responses"][1]["custom"]["handoff"]["reason"] == "error"


async def test_an_action_that_hangs_is_ended_in_time(endpoint: LocalEndpoint) -> None:
    assert await asyncio.wait_for(endpoint.request(json=call("action_slow")), 5) == failed()


async def test_an_action_that_blocks_holds_up_nobody_else(endpoint: LocalEndpoint) -> None:
    blocking = asyncio.create_task(endpoint.request(json=call("action_blocking")))
    turned = 0
    while not blocking.done():
        turned += 1
        await asyncio.sleep(0.001)
    result = blocking.result()
    assert turned > 5
    assert result["events"][0]["value"] is False, "not in the thread of the loop"
    assert result["responses"][0]["response"] == "utter_blocked"


async def test_an_action_that_blocks_too_long_is_given_up(endpoint: LocalEndpoint) -> None:
    assert await endpoint.request(json=call("action_stuck")) == failed()


async def test_an_action_may_give_back_something_to_wait_for(endpoint: LocalEndpoint) -> None:
    result = await endpoint.request(json=call("action_unusual"))
    assert result["events"][0]["value"] == "later"


async def test_a_rejection_is_left_to_rasa(endpoint: LocalEndpoint) -> None:
    with pytest.raises(ClientResponseError) as caught:
        await endpoint.request(json=call("action_rejecting"))
    assert caught.value.status == 400
    assert json.loads(caught.value.text)["action_name"] == "action_rejecting"


async def test_a_failure_is_logged_by_the_actions_name(
    endpoint: LocalEndpoint, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, logger="bot.rasa_ext.local_endpoint"):
        await endpoint.request(json=call("action_broken"))
    [record] = [r for r in caplog.records if r.name == "bot.rasa_ext.local_endpoint"]
    assert record.getMessage() == "action_failed action=action_broken"


def test_a_package_that_cannot_be_imported_is_an_error_and_no_exit(tmp_path: Path) -> None:
    with pytest.raises(ImportError):
        LocalEndpoint("no_such_package_of_actions")


def test_the_schema_of_results_is_looked_at_once_and_not_in_every_turn(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kind = validator_for(RemoteAction.action_response_format_spec())
    looked: list[object] = []
    check = kind.check_schema

    def counted(schema: dict[str, Any], **more: Any) -> None:
        looked.append(schema)
        check(schema, **more)

    monkeypatch.setattr(kind, "check_schema", counted)
    action = RemoteAction("action_x", None)
    check_results_with_one_validator()
    for _ in range(5):
        action._validate_action_result({"events": [], "responses": []})
    assert looked == []


def test_results_are_still_checked_with_the_validator_that_is_made_once() -> None:
    check_results_with_one_validator()
    action = RemoteAction("action_x", None)
    assert action._validate_action_result({"events": [], "responses": []})
    with pytest.raises(ValidationError):
        action._validate_action_result({"events": "none", "responses": []})
