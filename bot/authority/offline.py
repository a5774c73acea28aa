"""Decide requests from a file, one JSON object a line, with budgets that live only while it runs.

The form is fixed in the contracts: {"id", "action", "params", "facts", "now"} in, the outcome out.
Optional in a request: "claims" and "confirmed" (true, or the digest that was confirmed).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.authority.canonical import plain
from bot.authority.decide import decide, needs
from bot.authority.decision import Decision, Question
from bot.authority.kinds import BadFact, Kind, read_value
from bot.authority.language import Limits
from bot.authority.simulated import SimulatedLedger
from bot.model import Digest, Outcome, in_language

_FIELDS = {"id", "action", "params", "facts", "claims", "now", "confirmed"}


class BadLine(ValueError):
    """A line that is not a request; the message says what is wrong with it."""

    code = "bad_line"


@dataclass(frozen=True)
class Answer:
    """One line of output; `failed` when the request could not be read."""

    line: str
    failed: bool


def decide_lines(limits: Limits, lines: Iterable[str], *, fresh: bool = False) -> Iterator[Answer]:
    """Decide line by line, in order; a bad line is told and the others are still decided.

    `fresh`: every line starts with empty budgets.
    """
    ledger = SimulatedLedger()
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        if fresh:
            ledger = SimulatedLedger()
        name: Any = f"line {number}"
        try:
            document = json.loads(line)
            if not isinstance(document, dict):
                raise BadLine("a request is a JSON object")
            name = document.get("id", name)
            question = _question(limits, document)
            wanted = needs(limits, question)
            use = {need.key: ledger.used(need) for need in wanted.read}
            decision = decide(limits, question, use, ledger.once)
        except (json.JSONDecodeError, BadLine, BadFact) as error:
            yield Answer(_line({"id": name, "error": str(error)}), True)
            continue
        if decision.outcome in (Outcome.ALLOW, Outcome.APPROVE):
            ledger.hold(str(number), decision.outcome, decision.needs)
        yield Answer(_line({"id": name, **_answer(limits, decision)}), False)


def _question(limits: Limits, document: Mapping[str, Any]) -> Question:
    unknown = sorted(set(document) - _FIELDS)
    if unknown:
        raise BadLine(f"unknown field {unknown[0]!r}: allowed are {', '.join(sorted(_FIELDS))}")
    if not isinstance(document.get("action"), str):
        raise BadLine("action is missing: name an action of the limits")
    if "now" not in document:
        raise BadLine("now is missing: a time such as 2026-11-21T12:00:00Z")
    action = limits.actions.get(document["action"])
    declared = action.params if action else {}
    claims = {f"claim.{name}": value for name, value in _mapping(document, "claims").items()}
    given = {**_mapping(document, "facts"), **claims}
    params = {
        name: _typed(f"request.{name}", declared[name], value) if name in declared else value
        for name, value in _mapping(document, "params").items()
    }
    facts = {
        name: _typed(name, limits.facts[name], value) if name in limits.facts else value
        for name, value in given.items()
    }
    confirmed = document.get("confirmed")
    if confirmed is not None and not isinstance(confirmed, (bool, str)):
        raise BadLine("confirmed is true, or the digest that was confirmed")
    return Question(
        action=document["action"],
        params=params,
        claims={},
        facts=facts,
        now=read_value("now", Kind.TIME, document["now"]),
        confirmed=Digest(confirmed) if isinstance(confirmed, str) else confirmed or None,
    )


def _typed(name: str, fact: Any, value: Any) -> Any:
    return read_value(name, fact.kind, value, fact.fields)


def _mapping(document: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = document.get(key, {})
    if not isinstance(value, dict):
        raise BadLine(f"{key} is a JSON object")
    return value


def _answer(limits: Limits, decision: Decision) -> dict[str, Any]:
    return {
        "outcome": decision.outcome.value,
        "rule": decision.rule,
        "failed": list(decision.failed),
        "say": decision.say,
        "operator": in_language(decision.operator, limits.languages[0]),
        "offer": decision.offer,
        "limits": limits.sha256,
    }


def _line(document: Mapping[str, Any]) -> str:
    return json.dumps(plain(document), ensure_ascii=False)
