"""Puts how a message was said, its language and its mood, into the slots before anything answers.

They are about a message as a whole, so they are no entities: `rasa test` would count each of them
as one that nobody annotated. They travel in the parse data, and this policy, which has no opinion
about what to do next, hands them to the conversation, in every way of running the model.
"""

from __future__ import annotations

from typing import Any

from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

HEARD = ("language", "mood", "pace")


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class HeardPolicy(Policy):
    """Sets the slots `language`, `mood` and `pace`; predicts nothing."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Nothing is learned, so it makes no difference."""
        return SupportedData.RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Never chosen: its predictions are all zero."""
        return {"priority": 1}

    def train(
        self, training_trackers: list[TrackerWithCachedStates], domain: Domain, **kwargs: Any
    ) -> Resource:
        """Nothing to learn."""
        return self._resource

    def predict_action_probabilities(
        self,
        tracker: DialogueStateTracker,
        domain: Domain,
        rule_only_data: dict[str, Any] | None = None,
        **kwargs: Any,
    ) -> PolicyPrediction:
        """No action; right after a message, the slots that it changes."""
        return PolicyPrediction(
            self._default_predictions(domain),
            type(self).__name__,
            self.priority,
            events=_changed(tracker, domain),
        )


def _changed(tracker: DialogueStateTracker, domain: Domain) -> list[Event]:
    if tracker.latest_message is None or tracker.latest_action_name != ACTION_LISTEN_NAME:
        return []
    parsed: Any = tracker.latest_message.parse_data
    slots = {slot.name for slot in domain.slots}
    return [
        SlotSet(name, parsed[name])
        for name in HEARD
        if name in slots and parsed.get(name) and tracker.get_slot(name) != parsed[name]
    ]
