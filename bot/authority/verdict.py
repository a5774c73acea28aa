"""The verdict: every line of the limits judged over one request, without the words around it.

`decide` puts words to a verdict; replay and benchmarks need no more than this. Pure: facts, limits
and the moment in, a value out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from bot.authority import offers
from bot.authority.canonical import digest
from bot.authority.decision import BudgetKey, Need, Needs, Question, Step, Used
from bot.authority.language import BUDGET_FACTS, STRICTNESS, Limits
from bot.authority.parameters import typed
from bot.authority.plan import ALLOWED, CONFIRM, NONE_YET, ONCE, STOPPED, TWICE, Plan, plan_of
from bot.authority.rollout import held_back
from bot.authority.spelling import spelled, spelled_mapping
from bot.authority.view import View
from bot.model import Digest, Money, Outcome

Use = Mapping[BudgetKey, Used] | Callable[[Need], Used]
"""What budgets hold now: by key, or a function that looks it up for a need."""

_SPELLED = attrgetter("spelled")
_RANK = {outcome: rank for rank, outcome in enumerate(STRICTNESS)}
_UNUSED = Used()
_UNKNOWN_ACTION = Step("unknown_action", "failed", Outcome.REFUSE)


class Verdict(NamedTuple):
    """The outcome with what every line said. `decided` is the place in `trace` of what decided.

    `amount` is None when it is not known. `sees` holds the facts, worked-out ones included. `stage`
    is how far the action is rolled out for this customer; when that held it back, `would` is what
    the limits alone would have said.
    """

    action: str
    outcome: Outcome
    rule: str | None
    failed: tuple[str, ...]
    trace: tuple[Step, ...]
    amount: Money | None
    needs: Needs
    offer: Mapping[str, Any] | None
    final: bool
    decided: int | None
    limits: str
    question: Question
    sees: View
    stage: str = "live"
    would: Outcome | None = None

    @property
    def hash(self) -> str:
        """sha256 over the limits, the whole question and the trace, in the canonical spelling."""
        return hashlib.sha256(self.document.encode()).hexdigest()

    @property
    def document(self) -> str:
        """What is hashed."""
        asked = self.question
        return (
            f'{{"action":{spelled(asked.action)},"claims":{spelled(asked.claims)},'
            f'"confirmed":{spelled(asked.confirmed)},"facts":{spelled_mapping(asked.facts)},'
            f'"limits":"{self.limits}","now":{spelled(asked.now)},'
            f'"params":{spelled(asked.params)},"stopped":{spelled(asked.stopped)},'
            f'"trace":[{",".join(map(_SPELLED, self.trace))}]}}'
        )


def verdict(
    limits: Limits,
    question: Question,
    use: Use | None = None,
    once: Mapping[str, str] | None = None,
    exhausted: frozenset[str] = frozenset(),
    *,
    offering: bool = True,
) -> Verdict:
    """Judge a request by every line of the limits; the strictest line that fails decides.

    `use` is what the budgets hold now, `once` the state of reservations under the same once-key,
    `exhausted` budgets that a concurrent request has just emptied.
    """
    plan = plan_of(limits, question.action)
    if plan is None:
        return _not_covered(limits, question)
    view = seen_by(limits, question)
    if plan.looks:
        view.facts = {**view.facts, **_spent(limits, plan.looked(view), use)}
    trace, bad, amount = plan.judge(view)
    if plan.action.amount is None:
        amount = plan.nothing
    else:
        amount = amount if amount.__class__ is Money else None
        step = plan.tier(amount)
        if step is not ALLOWED:
            bad.append(len(trace))
        trace += (step,)
    wanted = plan.needs(view, amount)
    if wanted is not NONE_YET:
        trace += _held(plan, wanted, use, once, exhausted, len(trace), bad)
    if question.stopped:
        bad.append(len(trace))
        trace += (STOPPED,)
    if plan.action.confirm and not _confirmed(plan, question, view, amount):
        bad.append(len(trace))
        trace += (CONFIRM,)
    found = _judged(plan, limits, question, view, trace, bad, amount, wanted)
    if found.offer is not None and offering:
        found = found._replace(offer=_kept(found, limits, plan, use, once, exhausted))
    return found if plan.live else held_back(plan.action, found)


def _kept(
    found: Verdict,
    limits: Limits,
    plan: Plan,
    use: Use | None,
    once: Mapping[str, str] | None,
    exhausted: frozenset[str],
) -> Mapping[str, Any] | None:
    """The offer, unless taking it would not be granted: an offer is a promise."""
    offer = found.offer or {}
    again = offers.taken(plan.action, found.question, offer)
    if again is None:
        return offer
    if not offers.worth_saying(offer):
        return None
    then = verdict(limits, again, use, once, exhausted, offering=False)
    return offer if offers.granted(then.outcome, then.rule) else None


def _spent(limits: Limits, looks: tuple[Need, ...], use: Use | None) -> dict[str, Any]:
    """What budgets hold now, as the facts that rules read."""
    found: dict[str, Any] = {}
    for need in looks:
        used = _used(use, need)
        found[f"{BUDGET_FACTS}{need.budget}.spent"] = Money(used.minor, limits.currency)
        found[f"{BUDGET_FACTS}{need.budget}.times"] = used.count
    return found


def needs(limits: Limits, question: Question) -> Needs:
    """Which budgets and once-keys this request touches, before anything is decided."""
    plan = plan_of(limits, question.action)
    if plan is None:
        return NONE_YET
    view = seen_by(limits, question)
    amount = plan.action.amount.value(view) if plan.action.amount else plan.nothing
    return plan.needs(view, amount if isinstance(amount, Money) else None)


def seen_by(limits: Limits, question: Question) -> View:
    """The facts of a request, its parameters and claims among them under their own names."""
    facts = question.facts
    if question.params or question.claims:
        facts = {**facts, **typed(limits.actions.get(question.action), question.params)}
        for name, value in question.claims.items():
            facts["claim." + name] = value
    return View(facts, question.now, limits.zone)


def bound(
    plan: Plan, question: Question, view: View, amount: Money | None
) -> tuple[Digest, Mapping[str, Any]]:
    """The digest that a yes is bound to, with the values that the customer saw."""
    shown = {name: view.get(name) for name in plan.shown}
    content = {
        "action": plan.action.id,
        "params": question.params,
        "amount": amount,
        "shown": shown,
    }
    return Digest(digest(content)), shown


def _confirmed(plan: Plan, question: Question, view: View, amount: Money | None) -> bool:
    if question.confirmed is True or not question.confirmed:
        return question.confirmed is True
    return bound(plan, question, view, amount)[0] == question.confirmed


def _held(
    plan: Plan,
    wanted: Needs,
    use: Use | None,
    once: Mapping[str, str] | None,
    exhausted: frozenset[str],
    place: int,
    bad: list[int],
) -> tuple[Step, ...]:
    """Budgets and once-keys: what is not known or has no room fails."""
    steps: list[Step] = []
    for name in wanted.unknown:
        bad.append(place + len(steps))
        steps.append(plan.budgets[name].unknown)
    for need in wanted.budgets:
        used = _used(use, need)
        line = plan.budgets[need.budget]
        if need.fits(used) and need.budget not in exhausted:
            steps.append(line.passed)
            continue
        bad.append(place + len(steps))
        steps.append(line.failed)
    if wanted.once:
        taken = bool(once) and any(key in once for key in wanted.once)  # type: ignore[operator]
        if taken:
            bad.append(place + len(steps))
        steps.append(TWICE if taken else ONCE)
    return tuple(steps)


def _used(use: Use | None, need: Need) -> Used:
    if use is None:
        return _UNUSED
    return use(need) if callable(use) else use.get(need.key, _UNUSED)


def _judged(
    plan: Plan,
    limits: Limits,
    question: Question,
    view: View,
    trace: tuple[Step, ...],
    bad: list[int],
    amount: Money | None,
    wanted: Needs,
) -> Verdict:
    """The first gate that failed decides; else the first in file order among the strictest."""
    if not bad:
        allow, sha = Outcome.ALLOW, limits.sha256
        return Verdict(
            plan.action.id,
            allow,
            None,
            (),
            trace,
            amount,
            wanted,
            None,
            False,
            None,
            sha,
            question,
            view,
        )
    rules = plan.action.rules
    decided = next((place for place in bad if place < len(rules) and rules[place].gate), None)
    if decided is None:
        decided = min(bad, key=lambda place: _RANK[trace[place].outcome])
    source = rules[decided] if decided < len(rules) else None
    offer = (
        {name: value.value(view) for name, value in source.offer.items()}
        if source and source.offer
        else None
    )
    return Verdict(
        question.action,
        trace[decided].outcome,
        trace[decided].rule,
        tuple([trace[place].rule for place in bad]),
        trace,
        amount,
        wanted,
        offer,
        bool(source and source.final),
        decided,
        limits.sha256,
        question,
        view,
    )


def _not_covered(limits: Limits, question: Question) -> Verdict:
    """No rule matched: refuse."""
    return Verdict(
        question.action,
        Outcome.REFUSE,
        "unknown_action",
        ("unknown_action",),
        (_UNKNOWN_ACTION,),
        Money(0, limits.currency),
        NONE_YET,
        None,
        False,
        0,
        limits.sha256,
        question,
        seen_by(limits, question),
    )
