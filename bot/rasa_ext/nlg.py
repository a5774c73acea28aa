"""Chooses the variation of a response: the customer's language first, then what else fits."""

from __future__ import annotations

import copy
import random
from collections.abc import Mapping, Sequence
from typing import Any

from rasa.core.nlg import TemplatedNaturalLanguageGenerator

DEFAULT_LANGUAGE = "en"
LAST_RESORT = "utter_default"


class ResponsesByLanguage(TemplatedNaturalLanguageGenerator):
    """Rasa's responses, ranked: language, number of conditions that hold, channel.

    Rasa alone prefers any variation for the channel, in whatever language, and says nothing at all
    when no condition fits.
    """

    def __init__(
        self,
        responses: dict[str, list[dict[str, Any]]] | None = None,
        *,
        endpoint_config: Any = None,
        domain: Any = None,
    ) -> None:
        super().__init__(responses or (domain.responses if domain else {}))

    def generate_from_slots(
        self,
        utter_action: str,
        filled_slots: dict[str, Any],
        output_channel: str,
        **kwargs: Any,
    ) -> dict[str, Any] | None:
        """The text of a response with the slots filled in; None only for an unknown response."""
        for name in (utter_action, LAST_RESORT):
            chosen = choose(self.responses.get(name) or [], filled_slots, output_channel)
            if chosen is not None:
                return self._fill_response(copy.deepcopy(dict(chosen)), filled_slots, **kwargs)
            if name not in self.responses:
                return None
        return None


def choose(
    variations: Sequence[Mapping[str, Any]], slots: Mapping[str, Any], channel: str
) -> Mapping[str, Any] | None:
    """The best variation, at random among equals; in the default language when there is none."""
    wanted = slots.get("language") or DEFAULT_LANGUAGE
    for language in (wanted, DEFAULT_LANGUAGE):
        seen = {**slots, "language": language}
        fitting = [v for v in variations if _fits(v, seen, channel)]
        if fitting:
            best = max(_rank(v, channel) for v in fitting)
            return random.choice([v for v in fitting if _rank(v, channel) == best])
    return None


def _fits(variation: Mapping[str, Any], slots: Mapping[str, Any], channel: str) -> bool:
    if variation.get("channel") not in (None, channel):
        return False
    return all(_holds(c, slots) for c in variation.get("condition") or ())


def _holds(condition: Mapping[str, Any], slots: Mapping[str, Any]) -> bool:
    value, wanted = slots.get(condition["name"]), condition["value"]
    if isinstance(value, str) and isinstance(wanted, str):
        return value.casefold() == wanted.casefold()
    return bool(value == wanted)


def _rank(variation: Mapping[str, Any], channel: str) -> tuple[bool, int, bool, bool]:
    names = [condition["name"] for condition in variation.get("condition") or ()]
    # How somebody feels comes before how fast they want to get on.
    return "language" in names, len(names), "mood" in names, variation.get("channel") == channel
