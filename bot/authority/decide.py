"""The decision, pure: facts, limits and the moment in; an outcome with its whole trace out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.authority.canonical import digest
from bot.authority.catalogue import DEEDS
from bot.authority.decision import BudgetKey, Decision, Need, Needs, Question, Step, Used
from bot.authority.language import STRICTNESS, Action, Limits, Rule
from bot.authority.rollout import held_back
from bot.authority.sentences import Speaker, rule_line
from bot.authority.view import DERIVED, View
from bot.authority.wording import fill, fill_one, placeholders, spoken
from bot.model import Digest, LocalText, Money, Outcome


@dataclass(frozen=True)
class _Failure:
    rule: str
    outcome: Outcome
    say: LocalText
    source: Rule | None = None
    gate: bool = False
    note: str = ""


@dataclass
class _Case:
    """One decision while it is being made."""

    limits: Limits
    action: Action
    question: Question
    view: View
    amount: Money | None
    steps: list[Step] = field(default_factory=list)
    failures: list[_Failure] = field(default_factory=list)

    def fail(self, failure: _Failure, result: str = "failed") -> None:
        self.failures.append(failure)
        self.steps.append(Step(failure.rule, result, failure.outcome))

    def value_of(self, name: str) -> Any:
        return self.amount if name == "amount" else self.view.get(name)


def needs(limits: Limits, question: Question) -> Needs:
    """Which budgets and once-keys this request touches, before anything is decided."""
    action = limits.actions.get(question.action)
    if action is None:
        return Needs()
    return _needs(_case(limits, action, question))


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
    action = limits.actions.get(question.action)
    if action is None:
        return _not_covered(limits, question)
    case = _case(limits, action, question)
    wanted = _needs(case)
    for rule in action.rules:
        _judge_rule(case, rule)
    _judge_amount(case)
    _judge_budgets(case, wanted, use or {}, exhausted)
    _judge_once(case, wanted, once or {})
    if question.stopped:
        case.fail(_Failure("stopped", Outcome.HANDOVER, limits.texts["stopped"]))
    said = next(
        (v.text for v in action.summary if v.when is not None and v.when.holds(case.view)),
        action.summary[-1].text,
    )
    shown = {
        name: case.view.get(name)
        for variant in action.summary
        for text in variant.text.values()
        for name in placeholders(text)
        if name != "amount"
    }
    for fact in DEEDS[action.does].passes.values() if action.does else ():
        case.view.get(fact)
    bound = Digest(
        digest(
            {
                "action": action.id,
                "params": question.params,
                "amount": case.amount,
                "shown": shown,
            }
        )
    )
    summary = fill(said, case.value_of, limits.zone)
    if action.confirm and question.confirmed is not True and question.confirmed != bound:
        case.fail(_Failure("confirm", Outcome.ASK, limits.texts["confirm"]))
    return held_back(limits, action, _outcome(case, wanted, bound, shown, summary))


def _case(limits: Limits, action: Action, question: Question) -> _Case:
    facts = dict(question.facts)
    facts.update({f"request.{name}": value for name, value in question.params.items()})
    facts.update({f"claim.{name}": value for name, value in question.claims.items()})
    view = View(facts, question.now, limits.zone)
    nothing = Money(0, limits.currency)
    return _Case(
        limits, action, question, view, action.amount.value(view) if action.amount else nothing
    )


def _needs(case: _Case) -> Needs:
    found: list[Need] = []
    unknown: list[str] = []
    for name in case.action.budgets:
        budget = case.limits.budgets[name]
        scope = "all" if budget.per is None else case.view.get(budget.per)
        cap = budget.cap.value(case.view) if budget.cap else None
        if scope is None or (budget.cap is not None and cap is None):
            unknown.append(name)
            continue
        found.append(
            Need(
                budget=name,
                scope=str(scope),
                minor=case.amount.minor if case.amount else 0,
                cap_minor=cap.minor if cap else None,
                cap_count=budget.max_count,
                bucket=budget.window.bucket(case.question.now, case.limits.zone),
                span=budget.window.span,
                oldest=budget.window.oldest(case.question.now, case.limits.zone),
            )
        )
    return Needs(tuple(found), tuple(unknown), _once_keys(case))


def _once_keys(case: _Case) -> tuple[str, ...]:
    """One key, or one for each element of a list: refunding [a] and then [a, b] is twice a."""
    action = case.action
    if not action.once_per:
        return ()
    fixed: list[Any] = [action.id]
    listed: tuple[Any, ...] | None = None
    for name in action.once_per:
        value = case.view.get(f"request.{name}" if name in action.params else name)
        if isinstance(value, (list, tuple)):
            listed = tuple(value)
        else:
            fixed.append([name, value])
    if listed is None:
        return (digest(fixed),)
    return tuple(sorted({digest([*fixed, element]) for element in listed}))


def _judge_rule(case: _Case, rule: Rule) -> None:
    applies = True if rule.only_if is None else rule.only_if.holds(case.view)
    if applies is False:
        case.steps.append(Step(rule.id, "not_applicable", rule.otherwise))
        return
    truth = rule.when.holds(case.view) if applies else None
    if truth:
        case.steps.append(Step(rule.id, "passed", rule.otherwise))
        return
    say = rule.say or case.limits.texts.get(rule.otherwise.value) or {}
    failure = _Failure(rule.id, rule.otherwise, say, rule, rule.gate)
    case.fail(failure, "unknown" if truth is None else "failed")


def _judge_amount(case: _Case) -> None:
    action, amount, texts = case.action, case.amount, case.limits.texts
    if action.amount is None:
        return
    if amount is None or amount.minor < 0 or amount.currency != case.limits.currency:
        note = "the amount is not known" if amount is None else f"the amount is {amount}"
        case.fail(_Failure("amount", Outcome.HANDOVER, texts["handover"], note=note), "unknown")
        return
    assert action.allow_up_to is not None
    if amount <= action.allow_up_to:
        case.steps.append(Step("allow_up_to", "passed", Outcome.APPROVE))
        return
    if action.approve_up_to is not None and amount <= action.approve_up_to:
        note = f"{amount} is above {action.allow_up_to}, up to which the bot does it at once"
        case.fail(_Failure("allow_up_to", Outcome.APPROVE, texts["approve"], note=note))
        return
    top = action.approve_up_to or action.allow_up_to
    which = "approve_up_to" if action.approve_up_to is not None else "allow_up_to"
    case.fail(_Failure(which, action.above, texts["handover"], note=f"{amount} is above {top}"))


def _judge_budgets(
    case: _Case, wanted: Needs, use: Mapping[BudgetKey, Used], exhausted: frozenset[str]
) -> None:
    texts = case.limits.texts
    for name in wanted.unknown:
        note = f"who or what {name} counts for is not known"
        case.fail(_Failure(name, Outcome.HANDOVER, texts["handover"], note=note), "unknown")
    for need in wanted.budgets:
        used = use.get(need.key, Used())
        if need.fits(used) and need.budget not in exhausted:
            case.steps.append(Step(need.budget, "passed", Outcome.HANDOVER))
            continue
        currency = case.limits.currency
        note = (
            f"the budget {need.budget} is used: {Money(used.minor, currency)}, {used.count} times"
        )
        case.fail(_Failure(need.budget, Outcome.HANDOVER, texts["handover"], note=note))


_ONCE_TEXTS = {
    "settled": "already_done",
    "reserved": "already_waiting",
    "executing": "checking",
    "in_doubt": "checking",
}


def _judge_once(case: _Case, wanted: Needs, once: Mapping[str, str]) -> None:
    if not wanted.once:
        return
    states = [once[key] for key in wanted.once if key in once]
    if not states:
        case.steps.append(Step("once_per", "passed", Outcome.REFUSE))
        return
    say = case.limits.texts[_ONCE_TEXTS.get(states[0], "already_done")]
    note = f"there is a reservation for the same already, {states[0]}"
    case.fail(_Failure("once_per", Outcome.REFUSE, say, note=note))


def _outcome(
    case: _Case, wanted: Needs, bound: Digest, shown: Mapping[str, Any], summary: LocalText
) -> Decision:
    limits, action = case.limits, case.action
    decided = _deciding(case.failures)
    source = decided.source if decided else None
    offer = (
        {name: value.value(case.view) for name, value in source.offer.items()}
        if source and source.offer
        else None
    )

    def value_of(name: str) -> Any:
        if name == "summary":
            return summary
        if name.startswith("offer."):
            return (offer or {}).get(name.removeprefix("offer."))
        return case.value_of(name)

    explain = fill(action.explain, value_of, limits.zone)
    say = fill(decided.say, value_of, limits.zone) if decided else explain
    line = _line(case, decided)
    return Decision(
        action=action.id,
        outcome=decided.outcome if decided else Outcome.ALLOW,
        rule=decided.rule if decided else None,
        failed=tuple(failure.rule for failure in case.failures),
        trace=tuple(case.steps),
        say=say,
        why=say if decided else explain,
        line=line,
        explain=explain,
        summary=summary,
        operator=_operator(case, decided, line, value_of),
        amount=case.amount or Money(0, limits.currency),
        digest=bound,
        shown=shown,
        offer=offer,
        final=bool(source and source.final),
        facts={**case.view.facts, **case.view.worked_out},
        derived={name: DERIVED[name].version for name in case.view.worked_out},
        needs=wanted,
    )


def _deciding(failures: list[_Failure]) -> _Failure | None:
    """The first gate that failed; else the first in file order among the strictest."""
    for failure in failures:
        if failure.gate:
            return failure
    return min(failures, key=lambda failure: STRICTNESS.index(failure.outcome), default=None)


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


def _operator(
    case: _Case, decided: _Failure | None, line: LocalText, value_of: Callable[[str], Any]
) -> str:
    """What staff read about the deciding line: its own text, or the line with the values it saw."""
    if decided is None:
        return ""
    if decided.note:
        return decided.note
    rule = decided.source
    if rule is None:
        return line.get("en", decided.rule)
    if rule.operator:
        return fill_one(rule.operator, "en", value_of, case.limits.zone)
    read = sorted(rule.when.facts() | (rule.only_if.facts() if rule.only_if else frozenset()))
    seen = "; ".join(
        f"{name}: {spoken(case.view.get(name), 'en', case.limits.zone)}" for name in read
    )
    return f"{line.get('en', rule.id)} [{seen}]"


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
        operator=f"the limits in force do not name the action {question.action}",
        amount=Money(0, limits.currency),
        digest=Digest(digest({"action": question.action, "params": question.params})),
        shown={},
        offer=None,
        final=False,
        facts=dict(question.facts),
        derived={},
        needs=Needs(),
    )
