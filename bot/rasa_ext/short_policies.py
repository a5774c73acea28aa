"""Shorter ways through the policies of a loaded model, with the same end.

What a trained policy has learned does not change any more, so what it says of every conversation
can be known beforehand. A policy that remembers no story has no opinion, and need not look at the
conversation for it. And where no rule is about the very words of a customer, looking for one finds
nothing: `RulePolicy` does so after each message, and goes through the conversation for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.policies.memoization import MemoizationPolicy
from rasa.core.policies.policy import PolicyPrediction
from rasa.core.policies.rule_policy import RulePolicy
from rasa.engine.graph import GraphNode
from rasa.shared.core.constants import (
    ACTION_LISTEN_NAME,
    PREVIOUS_ACTION,
    SHOULD_NOT_BE_SET,
    USER,
)
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_Found = tuple[Any, Any, bool]


def shorten(nodes: Mapping[str, GraphNode]) -> None:
    """Let the policies among the nodes of a loaded graph go the shorter ways."""
    for node in nodes.values():
        policy: Any = node._component
        if isinstance(policy, MemoizationPolicy) and not policy.lookup:
            node._fn = _no_opinion
        elif isinstance(policy, RulePolicy) and not hears_words(policy):
            policy._find_action_from_rules = _ByIntent(policy)  # type: ignore[method-assign]


def _no_opinion(policy: MemoizationPolicy, domain: Domain, **_: Any) -> PolicyPrediction:
    """What it says of a conversation that it does not remember."""
    return policy._prediction(policy._default_predictions(domain))


def hears_words(policy: RulePolicy) -> bool:
    """Whether any rule could speak after a message of which only the words are known.

    Each rule is learned as the states before its action. One that has to come after a message, and
    names the intent of it, fits no conversation without an intent.
    """
    last = (policy._rule_key_to_state(key)[-1] for key in policy.lookup["rules"])
    return any(_after_a_message(state) and not _names_intent(state) for state in last)


def _after_a_message(state: Mapping[str, Any]) -> bool:
    before: Mapping[str, str] = state.get(PREVIOUS_ACTION) or {}
    return before.get(ACTION_NAME, ACTION_LISTEN_NAME) == ACTION_LISTEN_NAME


def _names_intent(state: Mapping[str, Any]) -> bool:
    return (state.get(USER) or {}).get(INTENT) not in (None, "", SHOULD_NOT_BE_SET)


class _ByIntent:
    """Looks for a rule by the words of a message only where that could find something."""

    def __init__(self, policy: RulePolicy) -> None:
        self._find = policy._find_action_from_rules

    def __call__(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> _Found:
        # Inside a loop it would still find out whether the loop was left for a while.
        if use_text_for_last_user_input and tracker.active_loop_name is None:
            return None, None, False
        return self._find(tracker, domain, use_text_for_last_user_input)
