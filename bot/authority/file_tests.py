"""The tests that a limits file carries: examples with the outcome they must have, run at load."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.authority.decide import decide, needs
from bot.authority.decision import Question, Used
from bot.authority.kinds import BadFact, Fact, Kind, read_value
from bot.authority.language import Action, FileTest, Limits
from bot.authority.names import nearest
from bot.authority.rollout_stage import Rollout
from bot.authority.sections import Context, amount, flag, known_keys, named, word
from bot.authority.source import Listing, Node, Problems, Scalar, Table
from bot.authority.spans import parse_span
from bot.model import Outcome, in_language

NOON = datetime(2026, 6, 15, 10, 0, tzinfo=timezone.utc)
_RELATIVE = re.compile(r"(?:(\S+) ago|in (\S+)|(now))\Z")
_KEYS = ("name", "action", "from", "given", "now", "used", "confirmed", "expect", "because")


def tests_section(
    node: Node | None, examples: Node | None, actions: Mapping[str, Action], context: Context
) -> tuple[FileTest, ...]:
    """Read `tests:`; each may start from the facts of one of the `examples:`."""
    bases = {entry.key: table for entry, table in named(examples, "examples", context)}
    if node is None:
        return ()
    if not isinstance(node, Listing):
        context.wrong(node.line, "tests: is a list", "- {name: …, action: …, expect: …}")
        return ()
    found = [_test(item, bases, actions, context) for item in node.items]
    return tuple(test for test in found if test is not None)


def _test(
    node: Node, bases: Mapping[str, Table], actions: Mapping[str, Action], context: Context
) -> FileTest | None:
    if not isinstance(node, Table):
        context.wrong(node.line, "a test is a mapping", "- {name: …, action: …, expect: …}")
        return None
    known_keys(node, _KEYS, "a test", context)
    action_name, expect = word(node.get("action"), context), word(node.get("expect"), context)
    base_name = word(node.get("from"), context)
    outcomes = [outcome.value for outcome in Outcome]
    if action_name not in actions:
        context.wrong(node.line, f"unknown action {action_name!r}", nearest(action_name, actions))
        return None
    if expect not in outcomes:
        context.wrong(node.line, f"unknown outcome {expect!r}", nearest(expect, outcomes))
        return None
    if base_name and base_name not in bases:
        context.wrong(node.line, f"unknown example {base_name!r}", nearest(base_name, bases))
        return None
    now = _now(node.get("now"), context)
    facts: dict[str, Any] = {}
    for part in (bases.get(base_name), node.get("given")):
        if isinstance(part, Table):
            facts.update(_given(part, actions[action_name], now, context))
    return FileTest(
        name=word(node.get("name"), context, f"line {node.line}"),
        line=node.line,
        action=action_name,
        facts=facts,
        now=now,
        used=_used(node.get("used"), context),
        confirmed=flag(node.get("confirmed"), context),
        expect=Outcome(expect),
        because=word(node.get("because"), context) or None,
    )


def _now(node: Node | None, context: Context) -> datetime:
    text = word(node, context)
    if not text:
        return NOON
    try:
        moment: datetime = read_value("now", Kind.TIME, text)
    except BadFact as error:
        context.wrong(node.line if node else 1, str(error), "2026-06-15T12:00:00Z")
        return NOON
    return moment


def _given(table: Table, action: Action, now: datetime, context: Context) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    for entry in table.entries:
        fact = context.facts.get(entry.key)
        if entry.key.startswith("request."):
            fact = action.params.get(entry.key.removeprefix("request."))
        if fact is None:
            remedy = nearest(entry.key, context.facts)
            context.wrong(entry.line, f"unknown fact {entry.key!r}", remedy)
            continue
        value = _raw(entry.value)
        value = _with_moments(value, fact, now)
        try:
            facts[entry.key] = read_value(entry.key, fact.kind, value, fact.fields)
        except BadFact as error:
            context.wrong(entry.line, str(error), f"a value of kind {fact.kind.value}")
    return facts


def _with_moments(value: Any, fact: Fact, now: datetime) -> Any:
    """Relative times read, also those inside the elements of a list."""
    if fact.kind is Kind.TIME and isinstance(value, str):
        return _moment(value, now)
    if fact.kind is Kind.LIST and isinstance(value, list):
        times = [name for name, kind in fact.fields.items() if kind is Kind.TIME]
        return [
            {
                key: _moment(part, now) if key in times and isinstance(part, str) else part
                for key, part in element.items()
            }
            if isinstance(element, dict)
            else element
            for element in value
        ]
    return value


def _moment(text: str, now: datetime) -> Any:
    """Read `5d ago`, `in 2h` or `now`; anything else stays as it is."""
    match = _RELATIVE.match(text)
    if match is None:
        return text
    past, future, _ = match.groups()
    span = parse_span(past or future or "0s")
    if span is None:
        return text
    length = timedelta(seconds=span.seconds)
    return now - length if past else now + length


def _raw(node: Node) -> Any:
    if isinstance(node, Table):
        return {entry.key: _raw(entry.value) for entry in node.entries}
    if isinstance(node, Listing):
        return [_raw(item) for item in node.items]
    return node.value


def _used(node: Node | None, context: Context) -> dict[str, tuple[int, int]]:
    """{refunds_per_day: 990.00 EUR} or {refunds_per_customer: 3} (times)."""
    found: dict[str, tuple[int, int]] = {}
    if not isinstance(node, Table):
        return found
    for entry in node.entries:
        value = entry.value.value if isinstance(entry.value, Scalar) else None
        if entry.key not in context.budgets:
            remedy = nearest(entry.key, context.budgets)
            context.wrong(entry.line, f"unknown budget {entry.key!r}", remedy)
        elif isinstance(value, int):
            found[entry.key] = (0, value)
        else:
            money = amount(entry.value, context)
            found[entry.key] = (money.minor if money else 0, 0)
    return found


def run_tests(limits: Limits, problems: Problems) -> None:
    """Run every test of the file; one that fails keeps the file out of force.

    They say what the limits mean, so they run as if every action were rolled out to everybody.
    """
    actions = {name: replace(one, rollout=Rollout()) for name, one in limits.actions.items()}
    limits = replace(limits, actions=actions)
    for test in limits.tests:
        facts = {key: value for key, value in test.facts.items() if "." in key}
        question = Question(
            action=test.action,
            params={
                key.removeprefix("request."): value
                for key, value in facts.items()
                if key.startswith("request.")
            },
            claims={},
            facts=facts,
            now=test.now,
            confirmed=test.confirmed or None,
        )
        use = {
            need.key: Used(*test.used.get(need.budget, (0, 0)))
            for need in needs(limits, question).read
        }
        decision = decide(limits, question, use)
        if decision.outcome is not test.expect:
            problems.add(
                test.line,
                f"test {test.name!r}: {decision.outcome.value}, not {test.expect.value}",
                f"decided by {decision.rule or 'no line: everything passed'}; "
                + in_language(decision.operator, limits.languages[0]),
            )
        elif test.because is not None and decision.rule != test.because:
            problems.add(
                test.line,
                f"test {test.name!r}: decided by {decision.rule}, not {test.because}",
                "failed: " + (", ".join(decision.failed) or "nothing"),
            )
