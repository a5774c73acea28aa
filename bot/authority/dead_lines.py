"""Lines that can never decide, never hold or never fail: said when the file is checked."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from bot.authority.expressions import Literal
from bot.authority.kinds import Fact
from bot.authority.language import STRICTNESS, Action, Limits, Rule
from bot.authority.problem_words import told
from bot.authority.regions import ANYTHING, Region, natural, region
from bot.authority.source import Problems
from bot.model import Money


class _Read:
    """A rule with what fits its condition and what it applies to."""

    def __init__(self, rule: Rule, facts: Mapping[str, Fact]) -> None:
        self.rule = rule
        self.when = region(rule.when, facts)
        self.only_if = region(rule.only_if, facts) if rule.only_if else ANYTHING


def check_lines(action: Action, limits: Limits, problems: Problems) -> None:
    """Note every rule of an action that says nothing."""
    read = [_Read(rule, limits.facts) for rule in action.rules]
    dead: set[str] = set()
    for one in read:
        dead |= _by_itself(one, limits, problems)
    for index, one in enumerate(read):
        for other in read[:index]:
            if one.rule.id in dead or other.rule.id in dead:
                continue
            if _decides_first(other.rule, one.rule) and _covers(other, one):
                dead.add(one.rule.id)
                problems.add(
                    one.rule.line,
                    f"{one.rule.id} can never decide: {other.rule.id} fails whenever it does",
                    "remove one of them, or make the other one narrower",
                )
    for first, second in combinations(read, 2):
        free = first.rule.only_if is None and second.rule.only_if is None
        named = {first.rule.id, second.rule.id}
        if free and not named & dead and first.when.both(second.when).empty:
            problems.add(
                second.rule.lines.get("when", second.rule.line),
                f"{first.rule.id} and {second.rule.id} never both hold: nothing ever passes",
                "give one of them an only_if:, or correct it",
            )


def _by_itself(one: _Read, limits: Limits, problems: Problems) -> set[str]:
    rule = one.rule
    line = rule.lines.get("when") or rule.lines.get("unless") or rule.line
    if one.only_if.empty:
        problems.add(
            rule.lines.get("only_if", rule.line),
            f"{rule.id} never applies: its only_if contradicts itself",
            "correct it, or remove the rule",
        )
    elif one.when.empty:
        what = f"{rule.id} can never hold: its condition contradicts itself"
        problems.add(line, what, "correct one of the two ends")
    elif one.when.exact and one.when.parts and _everything(one.when, limits.facts):
        what = f"{rule.id} can never fail: its condition always holds"
        problems.add(line, what, "correct it, or remove the rule")
    else:
        return set()
    return {rule.id}


def _everything(found: Region, facts: Mapping[str, Fact]) -> bool:
    return all(natural(subject, facts).inside(domain) for subject, domain in found.parts.items())


def _decides_first(one: Rule, later: Rule) -> bool:
    """Whether the earlier of two decides when both fail."""
    if one.gate or later.gate:
        return one.gate
    return STRICTNESS.index(one.otherwise) <= STRICTNESS.index(later.otherwise)


def _covers(other: _Read, one: _Read) -> bool:
    """Whether `other` fails whenever `one` does."""
    if other.rule.only_if is not None and not _same_or_inside(one, other):
        return False
    if one.rule.only_if is not None and one.only_if.both(other.when).empty:
        return True
    only_if, together = one.rule.only_if, one.rule.only_if == other.rule.only_if
    if only_if and not together and not only_if.facts() <= other.rule.when.facts():
        return False  # where it is not known whether it applies, it decides after all
    return other.rule.when == one.rule.when or other.when.inside(one.when)


def _same_or_inside(one: _Read, other: _Read) -> bool:
    if one.rule.only_if is None:
        return False
    return one.rule.only_if == other.rule.only_if or one.only_if.inside(other.only_if)


def check_budgets(action: Action, limits: Limits, problems: Problems) -> None:
    """A budget that is smaller than one fixed amount or holds nothing; a tier that does nothing."""
    fixed = action.amount.content if isinstance(action.amount, Literal) else None
    for name in action.budgets:
        budget = limits.budgets[name]
        cap = budget.cap.content if isinstance(budget.cap, Literal) else None
        if isinstance(cap, Money) and isinstance(fixed, Money) and cap < fixed:
            problems.add(
                budget.lines.get("cap", budget.line),
                f"{name} has room for {cap}, and each {action.id} takes {fixed}",
                "raise the cap, or lower the amount",
                told("too_little_room", cap, fixed),
            )
        if budget.max_count == 0:
            line = budget.lines.get("max_count", budget.line)
            what, remedy = f"{name} has room for nothing", "at least 1, or remove the action"
            problems.add(line, what, remedy, told("no_room"))
    _check_tiers(action, problems)


def _check_tiers(action: Action, problems: Problems) -> None:
    """A tier that no amount reaches, or that asks the same as the one below it."""
    top, below = action.approve_up_to or action.allow_up_to, action.approval.agreement
    for tier in action.approval.tiers:
        if tier.agreement == below:
            problems.add(
                tier.line,
                f"above {tier.above} the same people have to agree as below it",
                "other roles, more people, or no such tier",
                told("tier_the_same", tier.above),
            )
        below = tier.agreement
        if top is not None and tier.above >= top:
            problems.add(
                tier.line,
                f"no amount of {action.id} that a person can agree to is above {tier.above}",
                f"a tier below {top}, or a higher approve_up_to",
                told("tier_too_high", tier.above, top),
            )
