"""The actions in the engine's own process, where Rasa expects a server somewhere else."""

from __future__ import annotations

import asyncio
import importlib
import json as json_text
import logging
from collections.abc import Awaitable, Callable
from typing import Any

import jsonschema.validators
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError, EndpointConfig
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

from bot import tracing

logger = logging.getLogger(__name__)

SLOWEST_S = 10.0
ERROR_RESPONSE = "utter_error"


class LocalEndpoint(EndpointConfig):
    """Runs actions by name. One that fails says so, calls a person and ends the turn.

    Rasa alone would log the error, take the action for done and leave the customer in silence.
    """

    def __init__(self, package: str, slowest_s: float = SLOWEST_S) -> None:
        super().__init__(url="local://actions")
        importlib.import_module(package)
        self._executor = ActionExecutor()
        self._executor.register_package(package)
        for name, run in self._executor.actions.items():
            if not asyncio.iscoroutinefunction(run):
                self._executor.actions[name] = _in_a_thread(run)
        self._slowest_s = slowest_s

    @property
    def names(self) -> frozenset[str]:
        """The actions that can be run."""
        return frozenset(self._executor.actions)

    async def request(
        self,
        method: str = "post",
        subpath: str | None = None,
        content_type: str | None = "application/json",
        compress: bool = False,
        **kwargs: Any,
    ) -> Any:
        """Run one action and give its events and responses."""
        call = kwargs["json"]
        name = call["next_action"]
        try:
            with tracing.stage("action"):
                return await asyncio.wait_for(self._executor.run(call), self._slowest_s)
        except ActionExecutionRejection as rejected:
            body = {"error": str(rejected), "action_name": name}
            raise ClientResponseError(400, "rejected", json_text.dumps(body)) from rejected
        except asyncio.TimeoutError:
            logger.error("action_too_slow action=%s limit_s=%s", name, self._slowest_s)
        except Exception:
            logger.exception("action_failed action=%s", name)
        return failed()


def _in_a_thread(run: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """The same action beside the loop: what it waits for holds up no other conversation.

    A thread cannot be stopped: after the time-out the turn goes on without what comes of it.
    """

    async def beside(*given: Any) -> Any:
        result = await asyncio.to_thread(run, *given)
        return await result if asyncio.iscoroutine(result) else result

    return beside


def failed() -> dict[str, Any]:
    """What a failed action amounts to: an honest sentence, a person, and the end of the turn."""
    return {
        "events": [{"event": "followup", "name": "action_listen"}],
        "responses": [
            {"response": ERROR_RESPONSE},
            {"custom": {"handoff": {"reason": "error", "urgent": False}}},
        ],
    }


def check_results_with_one_validator() -> None:
    """Let Rasa compile the schema of action results once; it does so in every call, for 30 ms.

    An event fits one of some twenty schemas, and says itself which. What does not fit is held
    against the whole, which tells why.
    """
    schema = RemoteAction.action_response_format_spec()
    event = dict(schema["properties"]["events"]["items"])
    kind = jsonschema.validators.validator_for(schema)
    kinds = {
        one["properties"]["event"]["const"]: kind({**event, "oneOf": [one]})
        for one in event["oneOf"]
    }
    whole = kind(schema)

    def fits(event: Any) -> bool:
        known = kinds.get(event.get("event")) if isinstance(event, dict) else None
        return known is not None and known.is_valid(event)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        if not (_list_of(fits, result, "events") and _list_of(_is_object, result, "responses")):
            whole.validate(result)
        return True

    RemoteAction._validate_action_result = validate  # type: ignore[method-assign]


def _list_of(fits: Callable[[Any], bool], result: Any, key: str) -> bool:
    found = result.get(key) if isinstance(result, dict) else None
    return isinstance(found, list) and all(map(fits, found))


def _is_object(value: Any) -> bool:
    return isinstance(value, dict)
