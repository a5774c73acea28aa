"""Where amounts come from: a record bounds them, never only what the customer says."""

from __future__ import annotations

from bot.authority.conditions import All, Compare, Condition
from bot.authority.expressions import Arithmetic, Expression, FactValue
from bot.authority.kinds import Kind, Trust
from bot.authority.language import BUDGET_FACTS, Action, Limits
from bot.authority.source import Problems
from bot.model import Outcome

_REMEDY = "bound it by a record: {request.amount: {at_most: refund.amount}}, or min: [.., ..]"


def check_origin(action: Action, limits: Limits, problems: Problems) -> None:
    """Note an amount or a cap that only the customer's word holds."""
    if action.amount is not None:
        line = action.lines.get("amount", action.line)
        if any(name.startswith(BUDGET_FACTS) for name in action.amount.facts()):
            what = f"the amount of {action.id} follows from what a budget holds"
            problems.add(line, what, "offer: may say what is left; the amount comes from records")
        elif not _bounded(action.amount, action, limits):
            what = f"the amount of {action.id} is whatever the customer says"
            problems.add(line, what, _REMEDY)
    for name in action.budgets:
        budget = limits.budgets[name]
        if budget.cap is not None and not _recorded(budget.cap, limits):
            line = budget.lines.get("cap", budget.line)
            problems.add(line, f"the cap of {name} is whatever the customer says", "name a record")


def _recorded(value: Expression, limits: Limits) -> bool:
    return not any(_told(name, limits) for name in value.facts())


def _told(name: str, limits: Limits) -> bool:
    """Money, numbers and lists from the request or from a claim; its words only name things."""
    fact = limits.facts.get(name)
    if fact is None or fact.kind in (Kind.WORD, Kind.BOOL):
        return False
    return name.startswith("request.") or fact.trust is Trust.CLAIM


def _bounded(amount: Expression, action: Action, limits: Limits) -> bool:
    """Nothing in it is told, or the smallest of several is meant, or a rule bounds what is."""
    if _recorded(amount, limits):
        return True
    if isinstance(amount, Arithmetic) and amount.operation == "min":
        return any(_recorded(part, limits) for part in amount.parts)
    told = {name for name in amount.facts() if _told(name, limits)}
    bounds = {
        name
        for rule in action.rules
        if rule.only_if is None and rule.otherwise is not Outcome.ASK
        for name in _bounds(rule.when, limits)
    }
    return told <= bounds


def _bounds(condition: Condition, limits: Limits) -> set[str]:
    """The facts that a condition holds below something recorded, whatever else it says."""
    if isinstance(condition, All):
        return set().union(*(_bounds(part, limits) for part in condition.parts))
    if not isinstance(condition, Compare) or condition.operator not in ("at_most", "below", "is"):
        return set()
    recorded = all(_recorded(part, limits) for part in condition.right)
    return {condition.left.name} if recorded and isinstance(condition.left, FactValue) else set()
