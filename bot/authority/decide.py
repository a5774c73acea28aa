"""The decision, pure: facts, limits and the moment in; an outcome with its whole trace out.

`verdict` judges; here its outcome gets the words that customers and staff read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.authority import evidence
from bot.authority.canonical import digest
from bot.authority.catalogue import DEEDS
from bot.authority.decision import BudgetKey, Decision, Needs, Question, Step, Used
from bot.authority.language import Action, Limits, Rule
from bot.authority.plan import plan_of
from bot.authority.rollout import HELD_BACK
from bot.authority.sentences import Speaker, rule_line
from bot.authority.verdict import Verdict, bound, needs, verdict
from bot.authority.view import DERIVED, View
from bot.authority.wording import fill
from bot.model import Digest, LocalText, Money, Outcome

__all__ = ["decide", "needs"]

_ONCE_TEXTS = {
    "settled": "already_done",
    "reserved": "already_waiting",
    "executing": "checking",
    "in_doubt": "checking",
}


@dataclass(frozen=True)
class _Failure:
    """The line that decided, with what is said about it."""

    rule: str
    say: LocalText
    source: Rule | None = None
    note: LocalText | None = None


@dataclass(frozen=True)
class _Case:
    """A verdict on its way to its words."""

    limits: Limits
    action: Action
    found: Verdict
    view: View

    def value_of(self, name: str) -> Any:
        return self.found.amount if name == "amount" else self.view.get(name)


def decide(
    limits: Limits,
    question: Question,
    use: Mapping[BudgetKey, Used] | None = None,
    once: Mapping[str, str] | None = None,
    exhausted: frozenset[str] = frozenset(),
) -> Decision:
    """Judge a request by every line of the limits; the strictest line that fails decides.

    `use` is what the budgets hold now, `once` the state of reservations under the same once-key,
    `exhausted` budgets that a concurrent request has just emptied.
    """
    plan = plan_of(limits, question.action)
    if plan is None:
        return _not_covered(limits, question)
    found = verdict(limits, question, use, once, exhausted)
    action, view = plan.action, found.sees
    case = _Case(limits, action, found, view)
    said = next(
        (v.text for v in action.summary if v.when is not None and v.when.holds(view)),
        action.summary[-1].text,
    )
    bound_to, shown = bound(plan, question, view, found.amount)
    for fact in DEEDS[action.does].passes.values() if action.does else ():
        view.get(fact)
    summary = fill(said, case.value_of, limits.zone)
    failure = _failure(case, use or {}, once or {})
    return _worded(case, failure, bound_to, shown, summary)


def _failure(
    case: _Case, use: Mapping[BudgetKey, Used], once: Mapping[str, str]
) -> _Failure | None:
    """The deciding line, found by its place: rules, amount, budgets, once_per, stopped, confirm."""
    found, texts = case.found, case.limits.texts
    place = found.decided
    if place is None:
        return None
    step = found.trace[place]
    if place < len(case.action.rules):
        rule = case.action.rules[place]
        say = rule.say or texts.get(step.outcome.value) or {}
        if rule.offer and found.offer is None and any("{offer." in text for text in say.values()):
            say = texts.get(step.outcome.value) or texts["not_covered"]
        return _Failure(rule.id, say, rule)
    place -= len(case.action.rules)
    if case.action.amount is not None:
        if place == 0:
            return _amount_failure(case, step.rule)
        place -= 1
    if place < len(found.needs.unknown):
        title = case.limits.budgets[step.rule].title
        note = evidence.note(case.limits, "who_unknown", title)
        return _Failure(step.rule, texts["handover"], note=note)
    place -= len(found.needs.unknown)
    if place < len(found.needs.budgets):
        used = use.get(found.needs.budgets[place].key, Used())
        spent = Money(used.minor, case.limits.currency)
        budget = case.limits.budgets[step.rule]
        line = _spoken(case.limits, lambda speaker: speaker.budget(budget))
        note = evidence.note(case.limits, "budget_used", line, spent, used.count)
        return _Failure(step.rule, texts["handover"], note=note)
    place -= len(found.needs.budgets)
    if found.needs.once and place == 0:
        state = next(once[key] for key in found.needs.once if key in once)
        note = evidence.note(case.limits, "done_before", evidence.state(state))
        return _Failure(step.rule, texts[_ONCE_TEXTS.get(state, "already_done")], note=note)
    return _Failure(step.rule, texts[step.rule])


def _amount_failure(case: _Case, which: str) -> _Failure:
    action, amount, texts = case.action, case.found.amount, case.limits.texts
    if which == "amount":
        key, parts = ("amount_unknown", ()) if amount is None else ("amount_is", (amount,))
        return _Failure(which, texts["handover"], note=evidence.note(case.limits, key, *parts))
    assert case.found.decided is not None
    if case.found.trace[case.found.decided].outcome is Outcome.APPROVE:
        note = evidence.note(case.limits, "above_at_once", amount, action.allow_up_to)
        return _Failure(which, texts["approve"], note=note)
    top = action.approve_up_to or action.allow_up_to
    note = evidence.note(case.limits, "above_all", amount, top)
    return _Failure(which, texts["handover"], note=note)


def _worded(
    case: _Case,
    decided: _Failure | None,
    bound_to: Digest,
    shown: Mapping[str, Any],
    summary: LocalText,
) -> Decision:
    limits, action, found = case.limits, case.action, case.found

    def value_of(name: str) -> Any:
        if name == "summary":
            return summary
        if name.startswith("offer."):
            return (found.offer or {}).get(name.removeprefix("offer."))
        return case.value_of(name)

    explain = fill(action.explain, value_of, limits.zone)
    say: LocalText = fill(decided.say, value_of, limits.zone) if decided else explain
    line = _line(case, decided)
    operator = _operator(case, decided, line)
    if found.trace[-1:] == (HELD_BACK,) and found.would is not None:
        say = limits.texts["handover"]
        operator = evidence.held_back(limits, action, found.stage, found.would)
    return Decision(
        action=action.id,
        outcome=found.outcome,
        rule=found.rule,
        failed=found.failed,
        trace=found.trace,
        say=say,
        why=say,
        line=line,
        explain=explain,
        summary=summary,
        operator=operator,
        amount=found.amount or Money(0, limits.currency),
        digest=bound_to,
        shown=shown,
        offer=found.offer,
        final=found.final,
        facts={**case.view.facts, **case.view.worked_out},
        derived={name: DERIVED[name].version for name in case.view.worked_out},
        needs=found.needs,
        stage=found.stage,
        would=found.would if found.stage == "shadow" else None,
    )


def _line(case: _Case, decided: _Failure | None) -> LocalText:
    """The line of the limits that decided, as staff read it."""
    if decided is None:
        return _spoken(case.limits, lambda speaker: speaker.action(case.action))
    if decided.source is not None:
        return rule_line(case.limits, decided.source)
    budget = case.limits.budgets.get(decided.rule)
    if budget is not None:
        return _spoken(case.limits, lambda speaker: speaker.budget(budget))
    if decided.rule == "once_per":
        return _spoken(case.limits, lambda speaker: speaker.once(case.action))
    if decided.rule == "confirm":
        return _spoken(case.limits, lambda speaker: speaker.confirm())
    if decided.rule == "stopped":
        return case.limits.texts["stopped"]
    return _spoken(case.limits, lambda speaker: speaker.action(case.action))


def _spoken(limits: Limits, say: Callable[[Speaker], str]) -> LocalText:
    return {language: say(Speaker(limits, language)) for language in limits.languages}


def _operator(case: _Case, decided: _Failure | None, line: LocalText) -> LocalText:
    """What staff read about the deciding line; nothing when every line passed."""
    if decided is None:
        return {}
    if decided.note is not None:
        return decided.note
    if decided.source is None:
        return line
    return evidence.of_rule(case.limits, decided.source, line, case.value_of)


def _not_covered(limits: Limits, question: Question) -> Decision:
    """No rule matched: refuse."""
    say = limits.texts["not_covered"]
    empty = dict.fromkeys(limits.languages, question.action)
    return Decision(
        action=question.action,
        outcome=Outcome.REFUSE,
        rule="unknown_action",
        failed=("unknown_action",),
        trace=(Step("unknown_action", "failed", Outcome.REFUSE),),
        say=say,
        why=say,
        line=say,
        explain=say,
        summary=empty,
        operator=evidence.note(limits, "not_named", question.action),
        amount=Money(0, limits.currency),
        digest=Digest(digest({"action": question.action, "params": question.params})),
        shown={},
        offer=None,
        final=False,
        facts=dict(question.facts),
        derived={},
        needs=Needs(),
    )
