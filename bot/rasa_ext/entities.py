"""Pipeline component: numbers, addresses, dates, places in a list and reasons, as entities."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message

from bot.rasa_ext import reasons, things
from bot.rasa_ext.messages import add_entities, is_payload


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.ENTITY_EXTRACTOR, is_trainable=False)
class EntityExtractor(GraphComponent):
    """Finds what a message names by its form; needs no training."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """In which time zone "tomorrow" is meant."""
        return {"timezone": "Europe/Amsterdam"}

    def __init__(self, config: dict[str, Any]) -> None:
        self._zone = ZoneInfo(str(config["timezone"]))

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> EntityExtractor:
        """Made by Rasa's graph."""
        return cls(config)

    def process(self, messages: list[Message]) -> list[Message]:
        """Add what each message names."""
        today = datetime.now(self._zone).date()
        for message in messages:
            text = message.get(TEXT)
            if text and not is_payload(text):
                found = things.find(text, today)
                reason = reasons.find(text)
                if reason is not None:
                    found.append(things.Thing("reason", reason.value, reason.start, reason.end))
                add_entities(message, [_entity(thing) for thing in found])
        return messages


def _entity(thing: things.Thing) -> dict[str, Any]:
    return {
        "entity": thing.kind,
        "value": thing.value,
        "start": thing.start,
        "end": thing.end,
        "extractor": EntityExtractor.__name__,
    }
