"""The verdict: every line of the limits judged over one request, without the words around it.

`decide` puts words to a verdict; replay and benchmarks need no more than this. Pure: facts, limits
and the moment in, a value out.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from bot.authority import offers
from bot.authority.canonical import digest
from bot.authority.compiled import CLAIM
from bot.authority.decision import BudgetKey, Need, Needs, Question, Spent, Step, Used
from bot.authority.language import BUDGET_FACTS, Limits
from bot.authority.parameters import typed
from bot.authority.plan import NONE_YET, Plan, plan_of
from bot.authority.rollout import held_back
from bot.authority.ruling import NOT_COVERED, Ruling
from bot.authority.view import View
from bot.model import Digest, Money, Outcome

Use = Mapping[BudgetKey, Used] | Callable[[Need], Spent]
"""What budgets hold now: by key, or a function that looks it up for a need."""

Agreed = Callable[[View, Money | None], bool] | bool
"""Whether the customer said yes to exactly this, or how to find out once the amount is known."""

_UNUSED = Used()
_NO_CLAIMS: Mapping[str, Any] = MappingProxyType({})
_new = tuple.__new__
_spell = msgspec.json.Encoder(order="sorted").encode


class Verdict(NamedTuple):
    """The outcome with what every line said.

    `amount` is None when it is not known. `stage` is how far the action is rolled out for this
    customer; when that held it back, `would` is what the limits alone would have said.
    """

    ruling: Ruling
    amount: Money | None
    needs: Needs
    offer: Mapping[str, Any] | None
    by: Limits
    question: Question
    view: View | None
    stage: str = "live"
    would: Outcome | None = None

    @property
    def action(self) -> str:
        return self.question.action

    @property
    def outcome(self) -> Outcome:
        return self.ruling.outcome

    @property
    def rule(self) -> str | None:
        """The line that decided; None when everything passed."""
        return self.ruling.rule

    @property
    def failed(self) -> tuple[str, ...]:
        return self.ruling.failed

    @property
    def trace(self) -> tuple[Step, ...]:
        """What every line said, the rules in file order."""
        return self.ruling.trace

    @property
    def decided(self) -> int | None:
        """The place in `trace` of what decided."""
        return self.ruling.decided

    @property
    def final(self) -> bool:
        return self.ruling.final

    @property
    def limits(self) -> str:
        """Which limits judged, as the sha256 of their text."""
        return self.by.sha256

    @property
    def sees(self) -> View:
        """The facts, with those that were worked out. Made anew where judging needed no view."""
        return self.view or seen_by(self.by, self.question)

    @property
    def hash(self) -> str:
        """sha256 over the limits, the whole question and what every line said."""
        return sha256(self.document).hexdigest()

    @property
    def document(self) -> bytes:
        """What is hashed: JSON with sorted keys, the trace by its own digest."""
        asked = self.question
        return _spell(
            (
                self.by.sha256,
                asked.action,
                asked.params,
                asked.claims,
                asked.facts,
                asked.now,
                asked.confirmed,
                asked.stopped,
                self.ruling.digest,
            )
        )


def verdict(
    limits: Limits,
    question: Question,
    use: Use | None = None,
    once: Container[str] | None = None,
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
        money = Money(0, limits.currency)
        return Verdict(NOT_COVERED, money, NONE_YET, None, limits, question, None)
    facts, claims, now = question.facts, question.claims, question.now
    view = None
    if plan.bare and not question.params and not question.stopped:
        # Rules and tiers alone: `judged` without what it would find not to be there.
        answers, amount = plan.judge(facts, claims, now, plan.zone, None)
        ruling, wanted = plan.rulings[answers], NONE_YET
    else:
        if question.params or (claims and (plan.views or plan.holds)):
            facts, claims = _together(limits, question), _NO_CLAIMS
        agreed = _agreed(plan, question)
        stopped = question.stopped
        ruling, amount, wanted, view = judged(
            plan, limits, facts, claims, now, agreed, stopped, use, once, exhausted
        )
    # What the constructor of a NamedTuple does, without its detour through Python.
    found = _new(Verdict, (ruling, amount, wanted, None, limits, question, view, "live", None))
    source = ruling.source
    if source is not None and source.offer:
        seen = found.sees
        offer = {name: value.value(seen) for name, value in source.offer.items()}
        given = _kept(found, offer, plan, use, once, exhausted) if offering else offer
        found = found._replace(offer=given)
    if plan.live:
        return found
    customer = facts.get("customer.id")
    ruling, stage, would = held_back(plan.action, ruling, customer)
    kept = found.offer if ruling is found.ruling else None
    return found._replace(ruling=ruling, offer=kept, stage=stage, would=would)


def judged(
    plan: Plan,
    limits: Limits,
    facts: Mapping[str, Any],
    claims: Mapping[str, Any],
    now: datetime,
    agreed: Agreed,
    stopped: bool,
    use: Use | None,
    once: Container[str] | None,
    exhausted: frozenset[str] = frozenset(),
    view: View | None = None,
    brief: bool = False,
) -> tuple[Ruling, Money | None, Needs, View | None]:
    """The ruling before offers and roll-out, the amount, what it takes, the view if one was needed.

    Claims stand apart from the facts only for a plan that neither `views` nor `holds` anything.
    `view` sees the facts in a way of its own. `brief`: when the rules leave nothing open, budgets
    and once-keys are left out; the keys that are given are not hashed.
    """
    if view is None and (plan.views or plan.holds):
        view = View(facts, now, plan.zone)
    if view is not None and plan.looks:
        view.facts = facts = {**facts, **_spent(limits, plan.looked(view), use)}
    answers, amount = plan.judge(facts, claims, now, plan.zone, view)
    wanted = NONE_YET
    if brief and plan.rulings[answers].closed:
        return plan.rulings[answers], amount, wanted, view
    confirm = plan.action.confirm
    if view is not None or stopped or confirm:
        if confirm and agreed.__class__ is not bool:
            seen = view or View(facts, now, plan.zone)
            agreed = agreed(seen, amount)  # type: ignore[operator]
        room: Sequence[bool | None] = ()
        free = None
        if view is not None:
            minor = amount.minor if amount is not None else 0
            wanted = plan.needs(view, minor, hashed=not brief)
            room = _room(plan, wanted, use, exhausted)
            if wanted.once:
                free = not once or not _taken(once, wanted.once)
        answers = (*answers, *room, free, stopped, agreed if confirm else True)
    return plan.rulings[answers], amount, wanted, view


def _agreed(plan: Plan, question: Question) -> Agreed:
    confirmed = question.confirmed
    if not plan.action.confirm or not confirmed or confirmed is True:
        return confirmed is True
    return lambda view, amount: bound(plan, question, view, amount)[0] == confirmed


def _room(
    plan: Plan, wanted: Needs, use: Use | None, exhausted: frozenset[str]
) -> list[bool | None]:
    """Whether each budget has room; None when it is not known whose it is."""
    found: list[bool | None] = []
    look = use if callable(use) else None
    for need in wanted.budgets:
        used = look(need) if look is not None else _used(use, need)
        found.append(need.fits(used) and (not exhausted or need.budget not in exhausted))
    for name in wanted.unknown:
        found.insert(plan.action.budgets.index(name), None)
    return found


def _taken(once: Container[str], keys: tuple[str, ...]) -> bool:
    for key in keys:  # noqa: SIM110 a generator costs more than the one or two looks
        if key in once:
            return True
    return False


def _kept(
    found: Verdict,
    offer: Mapping[str, Any],
    plan: Plan,
    use: Use | None,
    once: Container[str] | None,
    exhausted: frozenset[str],
) -> Mapping[str, Any] | None:
    """The offer, unless taking it would not be granted: an offer is a promise."""
    again = offers.taken(plan.action, found.question, offer)
    if again is None:
        return offer
    if not offers.worth_saying(offer):
        return None
    then = verdict(found.by, again, use, once, exhausted, offering=False)
    return offer if offers.granted(then.outcome, then.rule) else None


def _spent(limits: Limits, looks: tuple[Need, ...], use: Use | None) -> dict[str, Any]:
    """What budgets hold now, as the facts that rules read."""
    found: dict[str, Any] = {}
    for need in looks:
        used = _used(use, need)
        found[f"{BUDGET_FACTS}{need.budget}.spent"] = Money(used.minor, limits.currency)
        found[f"{BUDGET_FACTS}{need.budget}.times"] = used.count
    return found


def _used(use: Use | None, need: Need) -> Spent:
    if use is None:
        return _UNUSED
    return use(need) if callable(use) else use.get(need.key, _UNUSED)


def needs(limits: Limits, question: Question) -> Needs:
    """Which budgets and once-keys this request touches, before anything is decided."""
    plan = plan_of(limits, question.action)
    if plan is None:
        return NONE_YET
    view = seen_by(limits, question)
    amount = plan.action.amount.value(view) if plan.action.amount else None
    return plan.needs(view, amount.minor if isinstance(amount, Money) else 0)


def seen_by(limits: Limits, question: Question) -> View:
    """The facts of a request, its parameters and claims among them under their own names."""
    facts = question.facts
    if question.params or question.claims:
        facts = _together(limits, question)
    return View(facts, question.now, limits.zone)


def _together(limits: Limits, question: Question) -> dict[str, Any]:
    action = limits.actions.get(question.action)
    facts = {**question.facts, **typed(action, question.params)}
    for name, value in question.claims.items():
        facts[CLAIM + name] = value
    return facts


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
