"""Pipeline component: one embedding a message, which every classifier after it shares."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import FEATURIZER_CLASS_ALIAS
from rasa.shared.nlu.constants import FEATURE_TYPE_SENTENCE, TEXT
from rasa.shared.nlu.training_data.features import Features
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.encoder import encoder
from bot.rasa_ext.messages import is_payload
from bot.rasa_ext.plain import plain


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceEncoder(GraphComponent):
    """Sets the dense sentence feature of a text; numbers are masked, so only their kind counts."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """The name under which other components may select these features."""
        return {FEATURIZER_CLASS_ALIAS: "sentence_encoder"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._alias = str(config[FEATURIZER_CLASS_ALIAS])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> SentenceEncoder:
        """Made by Rasa's graph. The weights are read here, so that no customer waits for them."""
        encoder().load()
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Embed the messages in one batch."""
        worded = [m for m in messages if m.get(TEXT) and not is_payload(m.get(TEXT))]
        rows = encoder().encode([plain(message.get(TEXT)) for message in worded])
        for message, row in zip(worded, rows, strict=True):
            message.add_features(
                Features(row.reshape(1, -1), FEATURE_TYPE_SENTENCE, TEXT, self._alias)
            )
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Embed the training messages."""
        self.process(training_data.training_examples)
        return training_data
