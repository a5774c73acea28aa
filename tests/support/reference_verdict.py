"""The verdict as the conditions themselves give it: what the compiled one has to be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.authority.canonical import digest
from bot.authority.decision import BudgetKey, Need, Needs, Question, Step, Used
from bot.authority.language import STRICTNESS, Action, Limits, Rule
from bot.authority.view import View
from bot.authority.wording import placeholders
from bot.model import Money, Outcome

Failed = tuple[str, Outcome, Rule | None]


class Reference:
    """One request judged without any shortcut."""

    def __init__(
        self,
        limits: Limits,
        question: Question,
        use: Mapping[BudgetKey, Used],
        once: Mapping[str, str],
    ) -> None:
        self.limits, self.question = limits, question
        self.action = limits.actions[question.action]
        facts = dict(question.facts)
        facts.update({f"request.{name}": value for name, value in question.params.items()})
        facts.update({f"claim.{name}": value for name, value in question.claims.items()})
        self.view = View(facts, question.now, limits.zone)
        self.steps: list[Step] = []
        self.failures: list[Failed] = []
        amount = self.action.amount
        worth = amount.value(self.view) if amount else Money(0, limits.currency)
        self.amount = worth if isinstance(worth, Money) else None
        self.needs = self._needs()
        for rule in self.action.rules:
            self._rule(rule)
        self._tiers(self.action)
        self._budgets(use)
        if self.needs.once:
            taken = any(key in once for key in self.needs.once)
            self._line("once_per", not taken, Outcome.REFUSE)
        if question.stopped:
            self._line("stopped", False, Outcome.HANDOVER)
        self.worked_out = dict(self.view.worked_out)
        agreed = question.confirmed is True or question.confirmed == self._bound()
        if self.action.confirm and not agreed:
            self._line("confirm", False, Outcome.ASK)

    def _line(
        self, name: str, truth: bool | None, outcome: Outcome, rule: Rule | None = None
    ) -> None:
        words = {True: "passed", False: "failed", None: "unknown"}
        self.steps.append(Step(name, words[truth], outcome))
        if truth is not True:
            self.failures.append((name, outcome, rule))

    def _rule(self, rule: Rule) -> None:
        applies = True if rule.only_if is None else rule.only_if.holds(self.view)
        if applies is False:
            self.steps.append(Step(rule.id, "not_applicable", rule.otherwise))
            return
        truth = rule.when.holds(self.view) if applies else None
        self._line(rule.id, truth, rule.otherwise, rule)

    def _tiers(self, action: Action) -> None:
        amount, top = self.amount, action.allow_up_to
        if action.amount is None or top is None:
            return
        if amount is None or amount.minor < 0 or amount.currency != self.limits.currency:
            self._line("amount", None, Outcome.HANDOVER)
        elif amount <= top:
            self._line("allow_up_to", True, Outcome.APPROVE)
        elif action.approve_up_to is not None and amount <= action.approve_up_to:
            self._line("allow_up_to", False, Outcome.APPROVE)
        else:
            which = "approve_up_to" if action.approve_up_to is not None else "allow_up_to"
            self._line(which, False, action.above)

    def _needs(self) -> Needs:
        found, unknown, now = [], [], self.question.now
        for name in self.action.budgets:
            budget = self.limits.budgets[name]
            scope = "all" if budget.per is None else self.view.get(budget.per)
            cap = budget.cap.value(self.view) if budget.cap else None
            if scope is None or (budget.cap is not None and not isinstance(cap, Money)):
                unknown.append(name)
                continue
            found.append(
                Need(
                    budget=name,
                    scope=str(scope),
                    minor=self.amount.minor if self.amount else 0,
                    cap_minor=cap.minor if cap else None,
                    cap_count=budget.max_count,
                    bucket=budget.window.bucket(now, self.limits.zone),
                    span=budget.window.span,
                    oldest=budget.window.oldest(now, self.limits.zone),
                )
            )
        return Needs(tuple(found), tuple(unknown), self._once())

    def _once(self) -> tuple[str, ...]:
        if not self.action.once_per:
            return ()
        fixed: list[Any] = [self.action.id]
        listed: tuple[Any, ...] | None = None
        for name in self.action.once_per:
            value = self.view.get(f"request.{name}" if name in self.action.params else name)
            if isinstance(value, (list, tuple)):
                listed = tuple(value)
            else:
                fixed.append([name, value])
        if listed is None:
            return (digest(fixed),)
        return tuple(sorted({digest([*fixed, element]) for element in listed}))

    def _budgets(self, use: Mapping[BudgetKey, Used]) -> None:
        for name in self.needs.unknown:
            self._line(name, None, Outcome.HANDOVER)
        for need in self.needs.budgets:
            self._line(need.budget, need.fits(use.get(need.key, Used())), Outcome.HANDOVER)

    def _bound(self) -> str:
        names = [
            name
            for variant in self.action.summary
            for text in variant.text.values()
            for name in placeholders(text)
            if name != "amount"
        ]
        return digest(
            {
                "action": self.action.id,
                "params": self.question.params,
                "amount": self.amount,
                "shown": {name: self.view.get(name) for name in names},
            }
        )

    @property
    def decided(self) -> Failed | None:
        """The first gate that failed, else the first of the strictest."""
        for failure in self.failures:
            if failure[2] is not None and failure[2].gate:
                return failure
        return min(self.failures, key=lambda failed: STRICTNESS.index(failed[1]), default=None)

    @property
    def outcome(self) -> Outcome:
        """What it comes to."""
        return self.decided[1] if self.decided else Outcome.ALLOW
