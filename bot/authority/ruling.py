"""What a combination of answers comes to: worked out at its first use and looked up afterwards.

The lines of an action can be answered in few ways, and outcome, trace and words depend on nothing
else. So the hundredth request that is refused for the same lines shares the trace of the first.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.authority.canonical import digest
from bot.authority.compiled import ABOVE, NOT_APPLICABLE, TO_APPROVE, WITHIN, Answers
from bot.authority.decision import Step
from bot.authority.language import STRICTNESS, Action, Rule
from bot.model import Outcome

ALLOWED = Step("allow_up_to", "passed", Outcome.APPROVE)
APPROVE = Step("allow_up_to", "failed", Outcome.APPROVE)
NO_AMOUNT = Step("amount", "unknown", Outcome.HANDOVER)
ONCE = Step("once_per", "passed", Outcome.REFUSE)
TWICE = Step("once_per", "failed", Outcome.REFUSE)
STOPPED = Step("stopped", "failed", Outcome.HANDOVER)
CONFIRM = Step("confirm", "failed", Outcome.ASK)

_MOST = 4_096
"""Rulings kept for one action; there are seldom more than some dozens."""
_RANK = {outcome: rank for rank, outcome in enumerate(STRICTNESS)}
_WORDS = {True: "passed", False: "failed", None: "unknown", NOT_APPLICABLE: "not_applicable"}


class Ruling:
    """An outcome with the trace behind it. `decided` is the place in `trace` of what decided.

    `source` is the rule that decided, if it was one. `closed`: no later line can change outcome or
    rule any more. `digest` stands for the trace in the hash of a verdict.
    """

    __slots__ = (
        "closed",
        "decided",
        "digest",
        "failed",
        "final",
        "outcome",
        "rule",
        "source",
        "trace",
    )

    def __init__(
        self,
        outcome: Outcome,
        rule: str | None,
        failed: tuple[str, ...],
        trace: tuple[Step, ...],
        decided: int | None,
        source: Rule | None = None,
    ) -> None:
        self.outcome = outcome
        self.rule = rule
        self.failed = failed
        self.trace = trace
        self.decided = decided
        self.source = source
        self.final = source is not None and source.final
        gated = source is not None and source.gate
        self.closed = gated or outcome in (Outcome.SILENT, Outcome.REFUSE)
        self.digest = digest([[step.rule, step.result, step.outcome.value] for step in trace])

    def then(self, step: Step) -> Ruling:
        """The same with a last step that decides, whatever came before."""
        failed, trace = (*self.failed, step.rule), (*self.trace, step)
        return Ruling(step.outcome, step.rule, failed, trace, self.decided)


_UNKNOWN = Step("unknown_action", "failed", Outcome.REFUSE)
NOT_COVERED = Ruling(Outcome.REFUSE, _UNKNOWN.rule, (_UNKNOWN.rule,), (_UNKNOWN,), 0)
"""No limits name the action."""


def ruled(action: Action, answers: Sequence[Any]) -> Ruling:
    """Rules, tier, budgets, once-keys, stop and yes, in this order, as `plan` puts them together.

    The first gate that failed decides; else the first in file order among the strictest.
    """
    rules = action.rules
    trace: list[Step] = []
    bad: list[int] = []
    for rule, answer in zip(rules, answers, strict=False):
        if answer is not True and answer != NOT_APPLICABLE:
            bad.append(len(trace))
        trace.append(Step(rule.id, _WORDS[answer], rule.otherwise))
    others = list(answers[len(rules) :])
    steps = [_tier(action, others.pop(0))] if action.amount is not None else []
    if others:
        steps += _held(action, others)
    for step in steps:
        if step.result != "passed":
            bad.append(len(trace))
        trace.append(step)
    if not bad:
        return Ruling(Outcome.ALLOW, None, (), tuple(trace), None)
    decided = next((place for place in bad if place < len(rules) and rules[place].gate), None)
    if decided is None:
        decided = min(bad, key=lambda place: _RANK[trace[place].outcome])
    return Ruling(
        trace[decided].outcome,
        trace[decided].rule,
        tuple(trace[place].rule for place in bad),
        tuple(trace),
        decided,
        rules[decided] if decided < len(rules) else None,
    )


def _tier(action: Action, where: int) -> Step:
    """Where an amount stands among the tiers, inclusive to the cent."""
    if where in (WITHIN, TO_APPROVE):
        return ALLOWED if where == WITHIN else APPROVE
    if where != ABOVE:
        return NO_AMOUNT
    which = "approve_up_to" if action.approve_up_to is not None else "allow_up_to"
    return Step(which, "failed", action.above)


def _held(action: Action, answers: Sequence[Any]) -> list[Step]:
    """Budgets and once-keys: what is not known or has no room fails. Then the stop and the yes."""
    *budgets, once, stopped, agreed = answers
    named = list(zip(action.budgets, budgets, strict=True))
    steps = [Step(name, "unknown", Outcome.HANDOVER) for name, fits in named if fits is None]
    for name, fits in named:
        if fits is not None:
            steps.append(Step(name, "passed" if fits else "failed", Outcome.HANDOVER))
    if once is not None:
        steps.append(ONCE if once else TWICE)
    if stopped:
        steps.append(STOPPED)
    if not agreed:
        steps.append(CONFIRM)
    return steps


class Rulings(dict[Answers, Ruling]):
    """The rulings of an action by the answers that lead to them; what is not there is made."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self._action = action

    def __missing__(self, answers: Answers) -> Ruling:
        if len(self) > _MOST:
            self.clear()
        found = self[answers] = ruled(self._action, answers)
        return found
