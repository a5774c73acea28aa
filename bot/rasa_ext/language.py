"""Pipeline component: the language of each message, as `language` in the parse data."""

from __future__ import annotations

from typing import Any

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.rasa_ext import tongue
from bot.rasa_ext.messages import is_payload, said_with, say_of_whole


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class LanguageDetector(GraphComponent):
    """Detects English or Dutch; an unclear message stays in the language of the conversation."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Which languages the bot speaks, and the one for a first message that says nothing."""
        return {"languages": ["en", "nl"], "default": "en"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._languages = tuple(config["languages"])
        self._default = str(config["default"])

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> LanguageDetector:
        """Made by Rasa's graph."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add it to messages in words; a payload keeps the language as it was."""
        for message in messages:
            text = message.get(TEXT)
            if not text or is_payload(text):
                continue
            known = said_with(message)
            current = known.get("language") or known.get("locale")
            current = current if current in self._languages else None
            language = tongue.decide(text, current, self._languages) or self._default
            say_of_whole(message, "language", language)
        return messages
