"""What our pipeline components need of Rasa's messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.shared.nlu.constants import ENTITIES
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


def say_of_whole(message: Message, name: str, value: str) -> None:
    """Add something about the message as a whole to its parse data, beside the entities in it."""
    message.set(name, value, add_to_output=True)
