"""What a file may say and still not mean: gaps, dead lines, claims that widen, told thresholds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.authority.conditions import Age, Compare, Not, literals
from bot.authority.expressions import Literal
from bot.authority.kinds import Fact, Trust
from bot.authority.language import STRICTNESS, Action, Limits, Rule
from bot.authority.source import Problems
from bot.model import LocalText, Money


def check(limits: Limits, problems: Problems) -> None:
    """Note everything that is well formed and still wrong."""
    for action in limits.actions.values():
        _tiers(action, limits, problems)
        _duplicates(action, problems)
        _unreachable(action, problems)
        for rule in action.rules:
            _claims(rule, limits, problems)
            _told_lengths(rule, problems)
            if not rule.when.facts() and not (rule.only_if and rule.only_if.facts()):
                problems.add(rule.line, f"{rule.id} reads no fact", "it always says the same")
    _unused_budgets(limits, problems)
    _told_thresholds(limits, problems)


def _tiers(action: Action, limits: Limits, problems: Problems) -> None:
    now, later = action.allow_up_to, action.approve_up_to
    if action.amount is None:
        if now is not None or later is not None:
            problems.add(action.line, f"{action.id} has tiers and no amount", "add amount:")
        return
    if now is None:
        problems.add(
            action.line,
            f"{action.id} does not say what happens to small amounts",
            f"allow_up_to: 0.00 {limits.currency} lets nothing through at once",
        )
    elif later is not None and later <= now:
        problems.add(
            action.line,
            f"approve_up_to {later} is not above allow_up_to {now}: nobody is ever asked",
            "raise approve_up_to, or leave it out",
        )


def _duplicates(action: Action, problems: Problems) -> None:
    seen: set[str] = set()
    for rule in action.rules:
        if rule.id in seen:
            problems.add(rule.line, f"two rules are called {rule.id!r}", "give each its own id")
        seen.add(rule.id)


def _unreachable(action: Action, problems: Problems) -> None:
    for index, rule in enumerate(action.rules):
        for earlier in action.rules[:index]:
            same = (earlier.when, earlier.only_if) == (rule.when, rule.only_if)
            stricter = STRICTNESS.index(earlier.otherwise) <= STRICTNESS.index(rule.otherwise)
            if same and (stricter or earlier.gate) and not (rule.gate and not earlier.gate):
                problems.add(
                    rule.line,
                    f"{rule.id} can never decide: {earlier.id} fails whenever it does",
                    "remove one of them",
                )


def _claims(rule: Rule, limits: Limits, problems: Problems) -> None:
    """A claim that can make a rule pass, beside other ways to pass, needs the policy line named."""
    tests = list(literals(rule.when))
    if rule.only_if is not None:
        tests += literals(Not(rule.only_if), alternative=True)
    for test, positive, alternative in tests:
        if not alternative:
            continue
        claims = sorted(name for name in test.facts() if _is_claim(name, limits))
        turned = isinstance(test, Compare) and test.operator in ("is_not", "not_in")
        if not claims or not (positive or turned):
            continue
        if isinstance(test, Compare) and test.relies_on:
            continue
        problems.add(
            rule.line,
            f"{rule.id} lets the claim {claims[0]} widen what is allowed",
            "rest it on a record, or name the policy line with may_rely_on_claim:",
        )


def _told_lengths(rule: Rule, problems: Problems) -> None:
    """A text that names a length of time has to name the one that the rule judges by."""
    tests = list(literals(rule.when))
    lengths = {
        number
        for test, _, _ in tests
        if isinstance(test, Age)
        for number in re.findall(r"\d+", str(test.span))
    }
    if not lengths:
        return
    for what, text in (("the text", rule.say), ("the title", rule.title)):
        for said in text.values():
            for number in re.findall(r"(?<![\w{.,-])\d+(?![\w.,-]*\d)", said):
                if number not in lengths:
                    problems.add(
                        rule.line,
                        f"{what} of {rule.id} says {number}, the rule {', '.join(sorted(lengths))}",
                        "make them say the same",
                    )


def _is_claim(name: str, limits: Limits) -> bool:
    fact: Fact | None = limits.facts.get(name)
    return name.startswith("claim.") or (fact is not None and fact.trust is Trust.CLAIM)


def _unused_budgets(limits: Limits, problems: Problems) -> None:
    used = {name for action in limits.actions.values() for name in action.budgets}
    for budget in limits.budgets.values():
        if budget.id not in used:
            problems.add(
                budget.line,
                f"no action counts in {budget.id}",
                "name it under budgets:, or remove it",
            )


def _customer_texts(limits: Limits) -> Iterator[tuple[int, str, LocalText]]:
    for name, text in limits.texts.items():
        yield 1, f"the text {name!r}", text
    for action in limits.actions.values():
        for variant in action.summary:
            yield action.line, f"the summary of {action.id}", variant.text
        yield action.line, f"the explanation of {action.id}", action.explain
        for rule in action.rules:
            yield rule.line, rule.id, rule.say


def _told_thresholds(limits: Limits, problems: Problems) -> None:
    secrets = {tier for a in limits.actions.values() for tier in (a.allow_up_to, a.approve_up_to)}
    secrets |= {
        budget.cap.content for budget in limits.budgets.values() if isinstance(budget.cap, Literal)
    }
    patterns = [(secret, _told(secret)) for secret in secrets if isinstance(secret, Money)]
    for line, what, text in _customer_texts(limits):
        for said in text.values():
            for secret, pattern in patterns:
                if pattern.search(said):
                    problems.add(
                        line,
                        f"{what} tells the customer the limit {secret}",
                        "customers never read a threshold; leave the amount out",
                    )


def _told(secret: Money) -> re.Pattern[str]:
    """The amount as somebody might write it: with its decimals, or with the currency beside it."""
    whole, cents = secret.minor // 100, secret.minor % 100
    money = rf"(?:€|{secret.currency}|euros?)"
    exact = rf"{whole}[.,]{cents:02d}"
    loose = rf"{money}\s?{whole}|{whole}\s?{money}"
    number = exact if cents else rf"{exact}|{loose}"
    return re.compile(rf"(?<![\d.,])(?:{number})(?![.,]?\d)", re.IGNORECASE)
