"""What our pipeline components need of Rasa's messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.nlu.constants import ENTITIES, TEXT
from rasa.shared.nlu.training_data.message import Message


def is_payload(text: str) -> bool:
    """Whether Rasa itself will read this as an intent with entities, such as `/greet`."""
    return text.lstrip().startswith("/")


def said_with(message: Message) -> Mapping[str, Any]:
    """The metadata that came with the message; empty in training and in a plain shell."""
    metadata = message.get("metadata")
    return metadata if isinstance(metadata, Mapping) else {}


def add_entities(message: Message, entities: list[dict[str, Any]]) -> None:
    """Append to the entities found so far."""
    message.set(ENTITIES, [*(message.get(ENTITIES) or []), *entities], add_to_output=True)


def add_whole(message: Message, entity: str, value: str, extractor: str) -> None:
    """Append an entity that is about the message as a whole."""
    end = len(message.get(TEXT))
    add_entities(
        message,
        [{"entity": entity, "value": value, "start": 0, "end": end, "extractor": extractor}],
    )
