"""Whether new limits let anything through that the old ones did not: then a second person agrees.

When in doubt the answer is yes: a changed condition, a removed line, another window.
"""

from __future__ import annotations

from collections.abc import Iterator

from bot.authority.expressions import Expression, Literal
from bot.authority.language import STRICTNESS, Action, Budget, Limits
from bot.authority.loosening_words import WORDS
from bot.model import LocalText, Money, in_language

_Found = Iterator[tuple[str, str]]
"""What became looser as a key of WORDS, and the name of the line or fact that it is about."""


def loosened(before: Limits, after: Limits) -> tuple[LocalText, ...]:
    """What became looser, in words; empty when the new limits are at most as wide."""
    found: list[LocalText] = []
    if (before.currency, before.zone.key) != (after.currency, after.zone.key):
        found.append(_told({}, "money_or_zone"))
    found += [_told({}, *one) for one in _facts(before, after)]
    for name, action in after.actions.items():
        old = before.actions.get(name)
        seen = [("new_action", name)] if old is None else _action(old, action)
        found += [_told(action.title or {"en": name}, *one) for one in seen]
    for name, budget in after.budgets.items():
        known = before.budgets.get(name)
        if known is not None:
            title = budget.title or {"en": name}
            found += [_told(title, *one) for one in _budget(known, budget)]
    return tuple(found)


def _told(where: LocalText, what: str, name: str = "") -> LocalText:
    return {
        language: words.format(where=in_language(where, language), name=name)
        for language, words in WORDS[what].items()
    }


def _facts(before: Limits, after: Limits) -> _Found:
    """A fact that is believed more than before, or that holds another kind of thing."""
    for name, fact in after.facts.items():
        old = before.facts.get(name)
        if old is not None and (old.kind, old.trust) != (fact.kind, fact.trust):
            yield "fact", name


def _action(old: Action, new: Action) -> _Found:
    for what, mine, theirs in (
        ("allow_up_to", old.allow_up_to, new.allow_up_to),
        ("approve_up_to", old.approve_up_to, new.approve_up_to),
    ):
        if theirs is not None and (mine is None or mine < theirs):
            yield what, ""
    if not set(old.budgets) <= set(new.budgets):
        yield "budget_gone", ""
    if old.once_per and old.once_per != new.once_per:
        yield "once_per", ""
    if old.one_open_per and old.one_open_per != new.one_open_per:
        yield "one_open_per", ""
    if STRICTNESS.index(new.above) > STRICTNESS.index(old.above):
        yield "above", ""
    if new.unasked and not old.unasked:
        yield "unasked", ""
    if old.confirm and not new.confirm:
        yield "confirm", ""
    same_shape = (old.amount, old.does, old.params) == (new.amount, new.does, new.params)
    if not same_shape:
        yield "deed", ""
    if old.rollout.loosened(new.rollout):
        yield "rollout", ""
    known = old.exceptions
    if any(role not in known or known[role] < most for role, most in new.exceptions.items()):
        yield "exceptions", ""
    desk = old.at_desk
    if any(role not in desk or _more(desk[role], most) for role, most in new.at_desk.items()):
        yield "at_desk", ""
    if old.approval.loosened(new.approval):
        yield "approval", ""
    if old.approval.expires.seconds < new.approval.expires.seconds:
        yield "expires", ""
    new_rules = {rule.id: rule for rule in new.rules}
    for rule in old.rules:
        kept = new_rules.get(rule.id)
        if kept is None:
            yield "rule_gone", rule.id
        elif (kept.when, kept.only_if) != (rule.when, rule.only_if):
            yield "rule_other", rule.id
        elif STRICTNESS.index(kept.otherwise) > STRICTNESS.index(rule.otherwise):
            yield "rule_milder", rule.id
        elif rule.final and not kept.final:
            yield "rule_not_final", rule.id
    gates = [[rule.id for rule in action.rules if rule.gate] for action in (old, new)]
    if not set(gates[1]) <= set(gates[0]):
        yield "gate_new", ""
    elif gates[1] != [name for name in gates[0] if name in gates[1]]:
        yield "gate_order", ""


def _more(old: Money | None, new: Money | None) -> bool:
    """None is where no amount counts."""
    return old is not None and (new is None or old < new)


def _budget(old: Budget, new: Budget) -> _Found:
    if (old.window, old.per) != (new.window, new.per):
        yield "window", ""
    if not _lower(old.cap, new.cap):
        yield "cap", ""
    if old.max_count is not None and (new.max_count is None or new.max_count > old.max_count):
        yield "max_count", ""


def _lower(old: Expression | None, new: Expression | None) -> bool:
    if old is None or old == new:
        return True
    if isinstance(old, Literal) and isinstance(new, Literal):
        mine, theirs = old.content, new.content
        return isinstance(mine, Money) and isinstance(theirs, Money) and theirs <= mine
    return False
