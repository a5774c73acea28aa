"""The policy above the rules: brings in a person, also in the middle of a flow or a form.

What it decides stands in bot/empathy/handoff.py. The engine has usually decided already, with the
settings of the installation, and put the result into the parse data; elsewhere (`rasa shell`,
`rasa test`) the policy decides itself, with the thresholds of config.yml.
"""

from __future__ import annotations

from typing import Any

from rasa.core.featurizers.tracker_featurizers import TrackerFeaturizer
from rasa.core.policies.policy import Policy, PolicyPrediction, SupportedData
from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.constants import ACTION_LISTEN_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.generator import TrackerWithCachedStates
from rasa.shared.core.trackers import DialogueStateTracker

from bot.empathy import frustration, handoff
from bot.rasa_ext import history
from bot.settings import Empathy

TO_HUMAN = "action_talk_to_human"
TO_HELP = "action_crisis"
REASON_SLOT = "handoff_reason"
PARSED = "handoff"


@DefaultV1Recipe.register(
    DefaultV1Recipe.ComponentType.POLICY_WITHOUT_END_TO_END_SUPPORT, is_trainable=False
)
class HandoffPolicy(Policy):
    """Predicts the handoff and then silence; has no opinion about anything else."""

    @staticmethod
    def supported_data() -> SupportedData:
        """Nothing is learned, so it makes no difference."""
        return SupportedData.RULE_DATA

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Above RulePolicy (4), and the thresholds of the settings' defaults."""
        return {
            "priority": 100,
            "handoff_level": 0.7,
            "handoff_messages": 2,
            "repeats": 3,
            "unsure": 2,
        }

    def __init__(
        self,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        featurizer: TrackerFeaturizer | None = None,
    ) -> None:
        super().__init__(config, model_storage, resource, execution_context, featurizer)
        self._thresholds = Empathy(
            handoff_level=float(config["handoff_level"]),
            handoff_messages=int(config["handoff_messages"]),
            repeats=int(config["repeats"]),
            unsure=int(config["unsure"]),
        )

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
        """The handoff right after the message that calls for it; then listen."""
        probabilities = self._default_predictions(domain)
        name, reason = self._choose(tracker)
        if name is None or name not in domain.action_names_or_texts:
            return self._prediction(probabilities)
        probabilities[domain.index_for_action(name)] = 1.0
        known = any(slot.name == REASON_SLOT for slot in domain.slots)
        return PolicyPrediction(
            probabilities,
            type(self).__name__,
            self.priority,
            optional_events=[SlotSet(REASON_SLOT, reason)] if reason and known else [],
            # A form that waits for an answer says the same of itself, with a lower priority.
            is_no_user_prediction=True,
            hide_rule_turn=True,
        )

    def _choose(self, tracker: DialogueStateTracker) -> tuple[str | None, str | None]:
        if tracker.latest_action_name in (TO_HUMAN, TO_HELP):
            return ACTION_LISTEN_NAME, None
        if tracker.latest_action_name != ACTION_LISTEN_NAME or tracker.latest_message is None:
            return None, None
        reason = self._reason(tracker)
        if reason is None:
            return None, None
        return (TO_HELP if reason == handoff.CRISIS else TO_HUMAN), reason

    def _reason(self, tracker: DialogueStateTracker) -> str | None:
        parsed: Any = tracker.latest_message.parse_data if tracker.latest_message else {}
        if PARSED in parsed:
            decided = parsed[PARSED]
            return str(decided) if decided else None
        said = history.history(tracker.events)
        reading = frustration.read(said, history.behaviour(tracker.events), self._thresholds)
        return handoff.decide(said, reading, self._thresholds)
