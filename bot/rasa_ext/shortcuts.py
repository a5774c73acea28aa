"""Shorter ways through Rasa with the same end: what never changes is worked out once.

A turn runs the graph for the message and for each choice of an action, and copies every slot some
five times; Rasa plans the graph anew each time, copies a slot as if it could be anything, and makes
its own dozen actions at every look for one.
"""

from __future__ import annotations

from collections.abc import Sequence
from graphlib import TopologicalSorter
from typing import Any

from rasa.core.actions import action
from rasa.engine.graph import ExecutionContext, GraphNodeHook, GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.core.slots import Slot
from rasa.utils.endpoints import EndpointConfig


class PlannedRunner(GraphRunner):
    """Runs the nodes of a loaded graph one after the other, in an order planned once a target."""

    def __init__(self, runner: DaskGraphRunner) -> None:
        self._nodes = runner._instantiated_nodes
        self._schema = runner._graph_schema
        self._orders: dict[tuple[str, ...], list[str]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: list[GraphNodeHook] | None = None,
    ) -> PlannedRunner:
        """A runner with nodes of its own."""
        return cls(DaskGraphRunner.create(graph_schema, model_storage, execution_context, hooks))

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """The outputs of the targets, as Rasa's own runner gives them."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._orders:
            self._orders[wanted] = self._order(wanted)
        outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name in self._orders[wanted]:
            needs = self._schema.nodes[name].needs.values()
            outputs[name] = self._nodes[name](*(outputs.get(need, need) for need in needs))
        return dict(outputs[name] for name in wanted)

    def _order(self, targets: Sequence[str]) -> list[str]:
        nodes = self._schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: list(node.needs.values()) for name, node in nodes.items()}
        return [name for name in TopologicalSorter(needs).static_order() if name in nodes]


def copy_slots_shortly() -> None:
    """Let `copy.copy` of a slot take its attributes over, which is all that it does anyway."""
    Slot.__copy__ = _copied  # type: ignore[attr-defined]


def _copied(slot: Slot) -> Slot:
    made = type(slot).__new__(type(slot))
    made.__dict__.update(slot.__dict__)
    return made


def make_default_actions_once() -> None:
    """Let Rasa's own actions be made once for an endpoint: they keep nothing of a conversation."""
    make = action.default_actions
    made: list[tuple[Any, list[action.Action]]] = []

    def once(action_endpoint: EndpointConfig | None = None) -> list[action.Action]:
        if not made or made[0][0] is not action_endpoint:
            made[:] = [(action_endpoint, make(action_endpoint))]
        return made[0][1]

    action.default_actions = once
