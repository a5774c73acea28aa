"""The twelve conditions as a decision table of GoRules' zen-engine, evaluated with its trace."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import zen

from bench.policy import Facts

_COLUMNS = {
    "known": "true",
    "mine": "true",
    "status": '"delivered", "lost"',
    "method": '"card", "ideal", "paypal"',
    "paid": "<= 40000",
    "refunded": "< 1",
    "age": "<= 2592000",
    "standing": 'not in ["blocked"]',
    "refunds_this_year": "<= 4",
    "weight": "< 20",
    "country": '"NL", "BE", "DE"',
    "reason": '"damaged", "wrong_item", "not_received"',
}


def _table() -> dict[str, Any]:
    inputs = [{"id": name, "name": name, "field": name} for name in _COLUMNS]
    output = {"id": "out", "name": "outcome", "field": "outcome"}
    rules = [
        {"_id": "allow", **_COLUMNS, "out": '"allow"'},
        {"_id": "refuse", **dict.fromkeys(_COLUMNS, ""), "out": '"refuse"'},
    ]
    content = {"hitPolicy": "first", "inputs": inputs, "outputs": [output], "rules": rules}
    nodes = [
        {"id": "in", "type": "inputNode", "name": "request"},
        {"id": "table", "type": "decisionTableNode", "name": "limits", "content": content},
        {"id": "end", "type": "outputNode", "name": "response"},
    ]
    edges = [
        {"id": "1", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "2", "type": "edge", "sourceId": "table", "targetId": "end"},
    ]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def prepare(facts: Facts) -> dict[str, Any]:
    """A request as zen-engine wants it."""
    return facts.flat()


def decider(trace: bool = True) -> Callable[[dict[str, Any]], bool]:
    """The decision is loaded once; the trace comes with every answer."""
    decision = zen.ZenEngine().create_decision(json.dumps(_table()))
    options = {"trace": trace}

    def decide(request: dict[str, Any]) -> bool:
        return bool(decision.evaluate(request, options)["result"]["outcome"] == "allow")

    return decide
