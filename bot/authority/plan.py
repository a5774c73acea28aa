"""What can be worked out about an action once, for all requests: made at first use and kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from bot.authority.compiled import Judge, compile_action
from bot.authority.decision import OPEN_KEY, Need, Needs, Step
from bot.authority.expressions import Literal
from bot.authority.language import Action, Budget, Limits
from bot.authority.rollout_stage import Stage
from bot.authority.spelling import spelled
from bot.authority.view import DERIVED, View
from bot.authority.wording import placeholders
from bot.model import Money, Outcome

NONE_YET = Needs()
"""A request that touches no budget and no once-key."""


ALLOWED = Step("allow_up_to", "passed", Outcome.APPROVE)
APPROVE = Step("allow_up_to", "failed", Outcome.APPROVE)
NO_AMOUNT = Step("amount", "unknown", Outcome.HANDOVER)
ONCE = Step("once_per", "passed", Outcome.REFUSE)
TWICE = Step("once_per", "failed", Outcome.REFUSE)
STOPPED = Step("stopped", "failed", Outcome.HANDOVER)
CONFIRM = Step("confirm", "failed", Outcome.ASK)


class BudgetLine:
    """One budget of an action, with the steps that it can come to."""

    def __init__(self, budget: Budget, limits: Limits) -> None:
        self._budget = budget
        self._zone = limits.zone
        self._fixed = budget.cap.content.minor if isinstance(budget.cap, Literal) else None
        self._starts: dict[int, int] = {}
        self.passed = Step(budget.id, "passed", Outcome.HANDOVER)
        self.failed = Step(budget.id, "failed", Outcome.HANDOVER)
        self.unknown = Step(budget.id, "unknown", Outcome.HANDOVER)

    def need(self, view: View, minor: int) -> Need | None:
        """What a request takes from it; None when its scope or its cap is not known."""
        budget = self._budget
        scope = "all" if budget.per is None else view.get(budget.per)
        cap = self._fixed
        if cap is None and budget.cap is not None:
            worked_out = budget.cap.value(view)
            if not isinstance(worked_out, Money):
                return None
            cap = worked_out.minor
        if scope is None:
            return None
        bucket = self._bucket(view)
        span = budget.window.span
        return Need(
            budget.id, str(scope), minor, cap, budget.max_count, bucket, span, bucket - span
        )

    def _bucket(self, view: View) -> int:
        """Calendar windows start on a date in the file's time zone: worked out once for each."""
        window = self._budget.window
        if window.span or window.name == "all_time":
            return window.bucket(view.now, self._zone)
        day = view.now.astimezone(self._zone).toordinal()
        start = self._starts.get(day)
        if start is None:
            if len(self._starts) > 4096:
                self._starts.clear()
            start = self._starts[day] = window.bucket(view.now, self._zone)
        return start


@dataclass(frozen=True)
class Plan:
    """An action ready to be judged."""

    action: Action
    judge: Judge
    budgets: dict[str, BudgetLine]
    nothing: Money
    shown: tuple[str, ...]
    derived: int
    live: bool
    above: Step
    looks: tuple[BudgetLine, ...] = ()

    def tier(self, amount: Money | None) -> Step:
        """Where an amount stands among the tiers, inclusive to the cent."""
        action = self.action
        if amount is None or amount.minor < 0 or amount.currency != self.nothing.currency:
            return NO_AMOUNT
        assert action.allow_up_to is not None
        if amount.minor <= action.allow_up_to.minor:
            return ALLOWED
        if action.approve_up_to is not None and amount.minor <= action.approve_up_to.minor:
            return APPROVE
        return self.above

    def needs(self, view: View, amount: Money | None) -> Needs:
        """The budgets and once-keys that a request touches."""
        action = self.action
        once = action.once_per or action.one_open_per
        if not action.budgets and not once and not self.looks:
            return NONE_YET
        minor = amount.minor if amount is not None else 0
        found: list[Need] = []
        unknown: list[str] = []
        for name in action.budgets:
            need = self.budgets[name].need(view, minor)
            if need is None:
                unknown.append(name)
            else:
                found.append(need)
        keys = self._once(view, action.once_per) if action.once_per else ()
        if action.one_open_per:
            # Freed when the request is settled: see `ledger.settle`.
            held = self._once(view, action.one_open_per)
            keys += tuple(OPEN_KEY + key[len(OPEN_KEY) :] for key in held)
        return Needs(tuple(found), tuple(unknown), keys, self.looked(view))

    def looked(self, view: View) -> tuple[Need, ...]:
        """The budgets whose use its rules speak about; one of somebody unknown is left out."""
        needs = (line.need(view, 0) for line in self.looks)
        return tuple(need for need in needs if need is not None)

    def _once(self, view: View, names: tuple[str, ...]) -> tuple[str, ...]:
        """One key, or one for each element of a list: refunding [a] and then [a, b] is twice a."""
        action = self.action
        fixed = "[" + spelled(action.id)
        listed: Any = None
        for name in names:
            value = view.get(f"request.{name}" if name in action.params else name)
            if isinstance(value, (list, tuple)):
                listed = value
            else:
                fixed += f",[{spelled(name)},{spelled(value)}]"
        if listed is None:
            return (_hashed(fixed + "]"),)
        return tuple(sorted({_hashed(f"{fixed},{spelled(element)}]") for element in listed}))


def _hashed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def plan_of(limits: Limits, name: str) -> Plan | None:
    """The plan of an action, kept beside the limits; None when they do not name it.

    Made anew when derived facts were registered since.
    """
    plans: dict[str, Plan] | None = limits.__dict__.get("_plans")
    if plans is None:
        plans = limits.__dict__["_plans"] = {}
    plan = plans.get(name)
    if plan is not None and plan.derived == len(DERIVED):
        return plan
    action = limits.actions.get(name)
    if action is None:
        return None
    plan = plans[name] = _made(limits, action)
    return plan


def _made(limits: Limits, action: Action) -> Plan:
    which = "approve_up_to" if action.approve_up_to is not None else "allow_up_to"
    shown = [
        name
        for variant in action.summary
        for text in variant.text.values()
        for name in placeholders(text)
        if name != "amount"
    ]
    return Plan(
        action=action,
        judge=compile_action(action),
        budgets={name: BudgetLine(limits.budgets[name], limits) for name in action.budgets},
        nothing=Money(0, limits.currency),
        shown=tuple(dict.fromkeys(shown)),
        derived=len(DERIVED),
        live=action.rollout.stage is Stage.LIVE,
        above=Step(which, "failed", action.above),
        looks=tuple(BudgetLine(limits.budgets[name], limits) for name in action.looks()),
    )
