"""What a file may say and still not mean: gaps, dead lines, claims that widen, told thresholds."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.authority.conditions import Age, Compare, Known, Not, known_tests, literals
from bot.authority.dead_lines import check_budgets, check_lines
from bot.authority.expressions import Literal
from bot.authority.kinds import Fact, Trust
from bot.authority.language import Action, Limits, Rule
from bot.authority.origin import check_origin
from bot.authority.problem_words import told
from bot.authority.source import Problems
from bot.authority.view import DERIVED
from bot.authority.wording import placeholders
from bot.model import Money, Outcome


def check(limits: Limits, problems: Problems) -> None:
    """Note everything that is well formed and still wrong."""
    for action in limits.actions.values():
        _tiers(action, limits, problems)
        _duplicates(action, problems)
        check_lines(action, limits, problems)
        check_budgets(action, limits, problems)
        check_origin(action, limits, problems)
        for rule in action.rules:
            _claims(rule, limits, problems)
            _missing(rule, limits, problems)
            _told_lengths(rule, problems)
            if not rule.when.facts() and not (rule.only_if and rule.only_if.facts()):
                problems.add(rule.line, f"{rule.id} reads no fact", "it always says the same")
    _unused_budgets(limits, problems)
    _told_thresholds(limits, problems)
    _told_secrets(limits, problems)


def _tiers(action: Action, limits: Limits, problems: Problems) -> None:
    now, later = action.allow_up_to, action.approve_up_to
    first = action.lines.get("allow_up_to", action.lines.get("approve_up_to", action.line))
    if action.amount is None:
        if now is not None or later is not None:
            problems.add(first, f"{action.id} has tiers and no amount", "add amount:")
        return
    if now is None:
        problems.add(
            action.line,
            f"{action.id} does not say what happens to small amounts",
            f"allow_up_to: 0.00 {limits.currency} lets nothing through at once",
        )
    elif later is not None and later < now:
        problems.add(
            action.lines.get("approve_up_to", action.line),
            f"approve_up_to {later} is below allow_up_to {now}: nobody is ever asked",
            "raise approve_up_to, or leave it out",
            told("nobody_asked", later, now),
        )


def _duplicates(action: Action, problems: Problems) -> None:
    seen: set[str] = set()
    for rule in action.rules:
        if rule.id in seen:
            problems.add(rule.line, f"two rules are called {rule.id!r}", "give each its own id")
        seen.add(rule.id)


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
            rule.lines.get(f"fact {claims[0]}", rule.line),
            f"{rule.id} lets the claim {claims[0]} widen what is allowed",
            "rest it on a record, or name the policy line with may_rely_on_claim:",
        )


def _missing(rule: Rule, limits: Limits, problems: Problems) -> None:
    """A turned test over a fact that is often missing: say first what happens without it."""
    sides = [(rule.when, True), *([(rule.only_if, False)] if rule.only_if else [])]
    asked = {name for side, _ in sides for test in known_tests(side) for name in test.facts()}
    for side, wanted in sides:
        for test, positive, _ in literals(side):
            turned = isinstance(test, Compare) and test.operator in ("is_not", "not_in")
            if isinstance(test, Known) or (positive and not turned) or not wanted:
                continue
            for name in sorted(test.facts() - asked):
                fact = limits.facts.get(name)
                if fact is not None and fact.optional:
                    problems.add(
                        rule.lines.get(f"fact {name}", rule.line),
                        f"{rule.id} turns a test over {name}, which may be missing; it fails then",
                        f"say when it applies, only_if: {{known: {name}}}, or test what is there",
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
    for key, what, text in (("say", "the text", rule.say), ("title", "the title", rule.title)):
        for language, said in text.items():
            line = rule.lines.get(f"{key}.{language}", rule.line)
            for number in re.findall(r"(?<![\w{.,-])\d+(?![\w.,-]*\d)", said):
                if number not in lengths:
                    problems.add(
                        line,
                        f"{what} of {rule.id} says {number}, the rule {', '.join(sorted(lengths))}",
                        "make them say the same",
                    )


def _is_claim(name: str, limits: Limits) -> bool:
    fact: Fact | None = limits.facts.get(name)
    if name.startswith("claim.") or (fact is not None and fact.trust is Trust.CLAIM):
        return True
    return name in DERIVED and any(_is_claim(read, limits) for read in DERIVED[name].reads)


def _unused_budgets(limits: Limits, problems: Problems) -> None:
    used = {name for action in limits.actions.values() for name in action.budgets}
    for budget in limits.budgets.values():
        if budget.id not in used:
            problems.add(
                budget.line,
                f"no action counts in {budget.id}",
                "name it under budgets:, or remove it",
            )


def _customer_texts(limits: Limits) -> Iterator[tuple[int, str, str]]:
    """Every text that a customer can read, with its line and what it is."""
    for name, text in limits.texts.items():
        for said in text.values():
            yield limits.lines.get(f"texts.{name}", 1), f"the text {name!r}", said
    for action in limits.actions.values():
        for variant in action.summary:
            for said in variant.text.values():
                line = action.lines.get("summary", action.line)
                yield line, f"the summary of {action.id}", said
        for said in action.explain.values():
            line = action.lines.get("explain", action.line)
            yield line, f"the explanation of {action.id}", said
        for rule in action.rules:
            for language, said in rule.say.items():
                yield rule.lines.get(f"say.{language}", rule.line), rule.id, said


def _secrets(limits: Limits) -> Iterator[Money]:
    """The amounts at which something waits for a person, and what budgets hold."""
    for action in limits.actions.values():
        yield from (tier for tier in (action.allow_up_to, action.approve_up_to) if tier)
        yield from (tier.above for tier in action.approval.tiers)
        for rule in action.rules:
            if rule.otherwise in (Outcome.APPROVE, Outcome.HANDOVER, Outcome.SILENT):
                yield from _amounts(rule)
    for budget in limits.budgets.values():
        if isinstance(budget.cap, Literal) and isinstance(budget.cap.content, Money):
            yield budget.cap.content


def _amounts(rule: Rule) -> Iterator[Money]:
    for side in (rule.when, rule.only_if):
        for test, _, _ in literals(side) if side is not None else ():
            for part in test.right if isinstance(test, Compare) else ():
                if isinstance(part, Literal) and isinstance(part.content, Money):
                    yield part.content


def _told_thresholds(limits: Limits, problems: Problems) -> None:
    own = {
        action.amount.content
        for action in limits.actions.values()
        if isinstance(action.amount, Literal)
    }
    secrets = sorted({one for one in _secrets(limits) if one.minor and one not in own})
    patterns = [(secret, _told(secret)) for secret in secrets]
    for line, what, said in _customer_texts(limits):
        for secret, pattern in patterns:
            if pattern.search(said):
                problems.add(
                    line,
                    f"{what} tells the customer the limit {secret}",
                    "customers never read a threshold; leave the amount out",
                )


def _told_secrets(limits: Limits, problems: Problems) -> None:
    for line, what, said in _customer_texts(limits):
        for name in placeholders(said):
            fact = limits.facts.get(name)
            if fact is not None and fact.secret:
                problems.add(
                    line,
                    f"{what} tells the customer {name}",
                    "customers never read a score or a budget; leave it out",
                )


def _told(secret: Money) -> re.Pattern[str]:
    """The amount as somebody might write it: with its decimals, or with the currency beside it."""
    whole, cents = secret.minor // 100, secret.minor % 100
    money = rf"(?:€|{secret.currency}|euros?)"
    exact = rf"{whole}[.,]{cents:02d}"
    loose = rf"{money}\s?{whole}|{whole}\s?{money}"
    number = exact if cents else rf"{exact}|{loose}"
    return re.compile(rf"(?<![\d.,])(?:{number})(?![.,]?\d)", re.IGNORECASE)
