"""The twelve conditions as one CEL expression that gives the result of each, for the trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import celpy

from bench.policy import Facts

EXPRESSION = """[
  known == true, mine == true, status in ["delivered", "lost"],
  method in ["card", "ideal", "paypal"], paid <= 40000, refunded < 1, age <= 2592000,
  standing != "blocked", refunds_this_year <= 4, weight < 20, country in ["NL", "BE", "DE"],
  reason in ["damaged", "wrong_item", "not_received"]
]"""


def prepare(facts: Facts) -> Any:
    """A request as an activation of CEL values."""
    return {name: celpy.json_to_cel(value) for name, value in facts.flat().items()}


def decider(compiled: bool = True) -> Callable[[Any], bool]:
    """Compiled once; every condition is evaluated for every request."""
    runner = celpy.CompiledRunner if compiled else celpy.InterpretedRunner
    environment = celpy.Environment(runner_class=runner)
    program = environment.program(environment.compile(EXPRESSION))

    def decide(activation: Any) -> bool:
        return all(program.evaluate(activation))

    return decide
