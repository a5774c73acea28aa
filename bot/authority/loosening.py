"""Whether new limits let anything through that the old ones did not: then a second person agrees.

When in doubt the answer is yes: a changed condition, a removed line, another window.
"""

from __future__ import annotations

from bot.authority.expressions import Expression, Literal
from bot.authority.language import STRICTNESS, Action, Budget, Limits
from bot.model import Money


def loosened(before: Limits, after: Limits) -> tuple[str, ...]:
    """What became looser, in words; empty when the new limits are at most as wide."""
    found: list[str] = []
    if (before.currency, before.zone.key) != (after.currency, after.zone.key):
        found.append("the currency or the time zone is another one")
    found += _facts(before, after)
    for name, action in after.actions.items():
        old = before.actions.get(name)
        if old is None:
            found.append(f"{name} is new")
        else:
            found += [f"{name}: {what}" for what in _action(old, action)]
    for name, budget in after.budgets.items():
        known = before.budgets.get(name)
        if known is not None:
            found += [f"{name}: {what}" for what in _budget(known, budget)]
    return tuple(found)


def _facts(before: Limits, after: Limits) -> list[str]:
    """A fact that is believed more than before, or that holds another kind of thing."""
    found = []
    for name, fact in after.facts.items():
        old = before.facts.get(name)
        if old is not None and (old.kind, old.trust) != (fact.kind, fact.trust):
            found.append(f"the fact {name} is another one, or is trusted otherwise")
    return found


def _action(old: Action, new: Action) -> list[str]:
    found = []
    for what, mine, theirs in (
        ("allow_up_to", old.allow_up_to, new.allow_up_to),
        ("approve_up_to", old.approve_up_to, new.approve_up_to),
    ):
        if theirs is not None and (mine is None or mine < theirs):
            found.append(f"{what} is higher")
    if not set(old.budgets) <= set(new.budgets):
        found.append("a budget does not count any more")
    if old.once_per and old.once_per != new.once_per:
        found.append("what happens once is another thing")
    if old.one_open_per and old.one_open_per != new.one_open_per:
        found.append("more than one may be open at a time")
    if STRICTNESS.index(new.above) > STRICTNESS.index(old.above):
        found.append("what is above the tiers is treated more mildly")
    if new.unasked and not old.unasked:
        found.append("it is offered without being asked for")
    if old.confirm and not new.confirm:
        found.append("no confirmation is asked")
    same_shape = (old.amount, old.does, old.params) == (new.amount, new.does, new.params)
    if not same_shape:
        found.append("what is done is changed")
    if old.rollout.loosened(new.rollout):
        found.append("it is rolled out to more customers")
    known = old.exceptions
    if any(role not in known or known[role] < most for role, most in new.exceptions.items()):
        found.append("people may make larger exceptions")
    if old.approval.loosened(new.approval):
        found.append("fewer people, or others, have to agree")
    new_rules = {rule.id: rule for rule in new.rules}
    for rule in old.rules:
        kept = new_rules.get(rule.id)
        if kept is None:
            found.append(f"the rule {rule.id} is gone")
        elif (kept.when, kept.only_if) != (rule.when, rule.only_if):
            found.append(f"the rule {rule.id} asks something else")
        elif STRICTNESS.index(kept.otherwise) > STRICTNESS.index(rule.otherwise):
            found.append(f"the rule {rule.id} is milder")
        elif rule.final and not kept.final:
            found.append(f"a person may now do what {rule.id} refuses")
    gates = [[rule.id for rule in action.rules if rule.gate] for action in (old, new)]
    if not set(gates[1]) <= set(gates[0]):
        found.append("a new gate decides before other rules")
    elif gates[1] != [name for name in gates[0] if name in gates[1]]:
        found.append("the gates stand in another order")
    return found


def _budget(old: Budget, new: Budget) -> list[str]:
    found = []
    if (old.window, old.per) != (new.window, new.per):
        found.append("it counts in another window or for somebody else")
    if not _lower(old.cap, new.cap):
        found.append("the cap is higher or another one")
    if old.max_count is not None and (new.max_count is None or new.max_count > old.max_count):
        found.append("more times are allowed")
    return found


def _lower(old: Expression | None, new: Expression | None) -> bool:
    if old is None or old == new:
        return True
    if isinstance(old, Literal) and isinstance(new, Literal):
        mine, theirs = old.content, new.content
        return isinstance(mine, Money) and isinstance(theirs, Money) and theirs <= mine
    return False
