"""The twelve conditions as Cedar policies: one permit, and a forbid for each condition."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import cedarpy

from bench.policy import Facts

_UNLESS = {
    "known": "context.known",
    "mine": "context.mine",
    "status": '["delivered", "lost"].contains(context.status)',
    "method": '["card", "ideal", "paypal"].contains(context.method)',
    "paid": "context.paid <= 40000",
    "not_refunded": "context.refunded < 1",
    "in_time": "context.age <= 2592000",
    "not_blocked": 'context.standing != "blocked"',
    "few_refunds": "context.refunds_this_year <= 4",
    "weight": "context.weight < 20",
    "country": '["NL", "BE", "DE"].contains(context.country)',
    "reason": '["damaged", "wrong_item", "not_received"].contains(context.reason)',
}
POLICIES = "permit(principal, action, resource);\n" + "\n".join(
    f'@id("{name}")\nforbid(principal, action, resource) unless {{ {condition} }};'
    for name, condition in _UNLESS.items()
)


def prepare(facts: Facts) -> dict[str, Any]:
    """A request as cedarpy wants it."""
    return {
        "principal": {"type": "Bot", "id": "bot"},
        "action": {"type": "Action", "id": "refund"},
        "resource": {"type": "Order", "id": "order"},
        "context": facts.flat(),
    }


def decider(parse_each_time: bool = False) -> Callable[[dict[str, Any]], bool]:
    """Decides with the policies that forbade among the diagnostics; parsed once, if not told so."""
    policies = POLICIES if parse_each_time else cedarpy.PolicySet.from_str(POLICIES)
    entities = [] if parse_each_time else cedarpy.Entities.from_json_str("[]")

    def decide(request: dict[str, Any]) -> bool:
        found = cedarpy.is_authorized(request, policies, entities)
        return bool(found.allowed)

    return decide


def batch_decider() -> Callable[[list[dict[str, Any]]], list[bool]]:
    """The same for many requests in one call."""
    policies = cedarpy.PolicySet.from_str(POLICIES)
    entities = cedarpy.Entities.from_json_str("[]")

    def decide(requests: list[dict[str, Any]]) -> list[bool]:
        return [
            bool(one.allowed) for one in cedarpy.is_authorized_batch(requests, policies, entities)
        ]

    return decide
