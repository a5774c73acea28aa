"""What can be worked out about an action once, for all requests: made at first use and kept."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from zoneinfo import ZoneInfo

from bot.authority.budget_line import BudgetLine
from bot.authority.compiled import Judge, compile_action
from bot.authority.decision import OPEN_KEY, Need, Needs
from bot.authority.language import BUDGET_FACTS, Action, Limits
from bot.authority.rollout_stage import Stage
from bot.authority.ruling import Rulings
from bot.authority.spelling import spelled
from bot.authority.view import DERIVED, View
from bot.authority.wording import placeholders

_new = tuple.__new__
NONE_YET = Needs()
"""A request that touches no budget and no once-key."""


@dataclass(frozen=True)
class Plan:
    """An action ready to be judged.

    `views`: its lines need a view, because they read derived facts or what budgets hold.
    `reads` are the facts it looks at, `keys` those of them that once-keys are made of.
    `holds`: it takes from budgets or happens once. `bare`: it has rules and tiers, no more.
    """

    action: Action
    judge: Judge
    zone: ZoneInfo
    budgets: tuple[BudgetLine, ...]
    looks: tuple[BudgetLine, ...]
    once: OnceKeys | None
    open: OnceKeys | None
    shown: tuple[str, ...]
    derived: int
    live: bool
    views: bool
    holds: bool
    bare: bool
    reads: frozenset[str]
    keys: tuple[str, ...]
    rulings: Rulings

    def needs(self, view: View, minor: int, *, hashed: bool = True) -> Needs:
        """The budgets and once-keys that a request for so many cents touches.

        Not `hashed`, the keys are as good among themselves but are no keys of the ledger.
        """
        if not self.holds and not self.looks:
            return NONE_YET
        get, now = view.facts.get, view.now
        found: list[Need] = []
        unknown: tuple[str, ...] = ()
        for line in self.budgets:
            need = line.need(get, view, now, minor)
            if need is None:
                unknown += (line.name,)
            else:
                found.append(need)
        keys = self.once.of(view, hashed) if self.once else ()
        if self.open:
            # Freed when the request is settled: see `ledger.settle`.
            cut = len(OPEN_KEY) if hashed else 0
            keys += tuple([OPEN_KEY + key[cut:] for key in self.open.of(view, hashed)])
        looked = self.looked(view) if self.looks else ()
        # What the constructor of a NamedTuple does, without its detour through Python.
        return _new(Needs, (tuple(found), unknown, keys, looked))

    def looked(self, view: View) -> tuple[Need, ...]:
        """The budgets whose use its rules speak about; one of somebody unknown is left out."""
        needs = (line.need(view.facts.get, view, view.now, 0) for line in self.looks)
        return tuple(need for need in needs if need is not None)


class OnceKeys:
    """The keys under which a request happens once, out of the facts that they are made of."""

    def __init__(self, action: Action, names: tuple[str, ...]) -> None:
        self._head = "[" + spelled(action.id)
        self.facts = tuple(f"request.{name}" if name in action.params else name for name in names)
        self._parts = [
            (fact, f",[{spelled(name)},") for fact, name in zip(self.facts, names, strict=True)
        ]

    def of(self, view: View, hashed: bool = True) -> tuple[str, ...]:
        """One key, or one for each element of a list: refunding [a] and then [a, b] is twice a."""
        fixed = self._head
        listed: Any = None
        facts = view.facts
        for fact, name in self._parts:
            value = facts.get(fact)
            if value is None and fact in DERIVED:
                value = view.get(fact)
            if isinstance(value, (list, tuple)):
                listed = value
            else:
                fixed += f"{name}{spelled(value)}]"
        if listed is None:
            texts = [fixed + "]"]
        else:
            texts = [f"{fixed},{spelled(element)}]" for element in listed]
        if hashed:
            texts = [sha256(text.encode()).hexdigest() for text in texts]
        return tuple(texts) if len(texts) == 1 else tuple(sorted(set(texts)))


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
    shown = [
        name
        for variant in action.summary
        for text in variant.text.values()
        for name in placeholders(text)
        if name != "amount"
    ]
    budgets = [limits.budgets[name] for name in action.budgets]
    once = OnceKeys(action, action.once_per) if action.once_per else None
    open = OnceKeys(action, action.one_open_per) if action.one_open_per else None
    keys = tuple(fact for made in (once, open) if made is not None for fact in made.facts)
    names = [*action.reads(), *keys]
    for budget in budgets:
        names += [budget.per] if budget.per else []
        names += budget.cap.facts() if budget.cap else []
    looks = action.looks()
    views = bool(looks) or any(name in DERIVED for name in names)
    holds = bool(budgets or action.once_per or action.one_open_per)
    return Plan(
        action=action,
        judge=compile_action(action, limits.currency, views=views),
        zone=limits.zone,
        budgets=tuple(BudgetLine(budget, limits) for budget in budgets),
        looks=tuple(BudgetLine(limits.budgets[name], limits) for name in looks),
        once=once,
        open=open,
        shown=tuple(dict.fromkeys(shown)),
        derived=len(DERIVED),
        live=action.rollout.stage is Stage.LIVE,
        views=views,
        holds=holds,
        bare=not views and not holds and not action.confirm,
        reads=frozenset(name for name in names if not name.startswith(BUDGET_FACTS)),
        keys=keys,
        rulings=Rulings(action),
    )
