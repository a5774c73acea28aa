"""Counter-offers: the values to ask again with, and whether asking so would be granted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.authority.decision import Question
from bot.authority.language import Action
from bot.model import Money, Outcome


def taken(action: Action, question: Question, offer: Mapping[str, Any]) -> Question | None:
    """The request that takes an offer; None when the offer names no parameter to ask with."""
    named = {name: value for name, value in offer.items() if name in action.params}
    if not named:
        return None
    return replace(question, params={**question.params, **named}, confirmed=None)


def worth_saying(offer: Mapping[str, Any]) -> bool:
    """Whether everything in it is known, and no amount is nothing."""
    return all(
        value is not None and not (isinstance(value, Money) and value.minor <= 0)
        for value in offer.values()
    )


def granted(outcome: Outcome, rule: str | None) -> bool:
    """Whether a request that takes an offer goes through: at once, by a person or after a yes."""
    return outcome in (Outcome.ALLOW, Outcome.APPROVE) or rule == "confirm"
