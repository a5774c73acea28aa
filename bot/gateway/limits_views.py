"""Limits, versions, shadow and doubts as the operator page reads them."""

from __future__ import annotations

import difflib
from typing import Any

from bot.authority.form_field import Field
from bot.authority.operating import Report
from bot.authority.replay_report import ReplayReport
from bot.authority.resolving import Doubt
from bot.authority.shadow import ShadowCase, ShadowReport, ShadowView
from bot.authority.source import Problem
from bot.authority.versions import Version
from bot.gateway.views import time


def field(one: Field) -> dict[str, Any]:
    """A field with the sentence that it stands in."""
    return {
        "path": one.path,
        "kind": one.kind.value,
        "value": one.value,
        "group": one.group,
        "line": one.line,
        "sentence": dict(one.sentence),
        "first": one.first,
        "name": dict(one.name),
        "part_of": one.part_of,
        "roles": list(one.roles),
    }


def is_test(one: Problem) -> bool:
    """Whether a test in the file objects, not the language."""
    return one.message.startswith("test ")


def problem(one: Problem, field: str | None) -> dict[str, Any]:
    """A mistake in the file, and the field it is about. `test`: a test of the file objects."""
    return {
        "line": one.line,
        "text": one.message,
        "remedy": one.remedy,
        "test": is_test(one),
        "field": None if is_test(one) else field,
        "told": dict(one.told),
    }


def version(one: Version, in_force: int | None) -> dict[str, Any]:
    """A version and where it stands."""
    state = "waiting"
    if one.withdrawn_at is not None:
        state = "withdrawn"
    elif one.applied_at is not None:
        state = "in_force" if one.number == in_force else "past"
    return {
        "version": one.number,
        "sha256": one.sha256,
        "author": one.author,
        "reason": one.reason,
        "approver": one.approver,
        "written_at": time(one.written_at),
        "applied_at": time(one.applied_at),
        "withdrawn_at": time(one.withdrawn_at),
        "withdrawn_by": one.withdrawn_by,
        "state": state,
    }


def diff(before: str, after: str) -> list[str]:
    """The changed lines, with two lines around each."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2)
    return list(lines)[2:]


def replay(found: ReplayReport) -> dict[str, Any]:
    """What a change would have meant."""
    return {
        "requests": found.requests,
        "unjudged": found.unjudged,
        "changed": found.changed,
        "before": dict(found.before),
        "after": dict(found.after),
        "paid_before": found.paid_before.to_json(),
        "paid_after": found.paid_after.to_json(),
        "lines": [
            {
                "action": line.action,
                "rule": line.rule,
                "line": line.line,
                "newly": dict(line.newly),
                "money": line.money.to_json(),
                "examples": list(line.examples),
            }
            for line in found.lines
        ],
    }


def report(found: Report) -> dict[str, Any]:
    """Proof, gestures and shadow."""
    return {
        "proof": [
            {
                "action": one.action,
                "rule": one.rule,
                "requests": one.requests,
                "believed": one.believed,
                "asked": one.asked,
                "given": one.given,
                "granted": one.granted,
                "refused": one.refused,
                "left": one.left,
            }
            for one in found.proof
        ],
        "overruled": [
            {
                "action": one.action,
                "rule": one.rule,
                "times": one.times,
                "refused": one.refused,
            }
            for one in found.overruled
        ],
        "kindness": [
            {
                "action": one.action,
                "cases": one.cases,
                "given": one.given,
                "amounts": [{"amount": a.to_json(), "count": n} for a, n in one.amounts],
                "shares": [
                    {"fact": s.fact, "value": s.value, "cases": s.cases, "given": s.given}
                    for s in one.shares
                ],
                "unequal": [
                    {
                        "given": u.given,
                        "amounts": [amount.to_json() for amount in u.amounts],
                        "withheld": [{"rule": rule, "count": n} for rule, n in u.withheld],
                    }
                    for u in one.unequal
                ],
            }
            for one in found.kindness
        ],
        "shadow": [_shadow_report(one) for one in found.shadow],
    }


def shadow(view: ShadowView) -> dict[str, Any]:
    """Shadow cases and their count."""
    return {
        "items": [_shadow_case(one) for one in view.cases],
        "report": [_shadow_report(one) for one in view.report],
    }


def _shadow_case(one: ShadowCase) -> dict[str, Any]:
    return {
        "decision": one.decision,
        "at": time(one.at),
        "conversation": one.conversation,
        "action": one.action,
        "would": one.would.value,
        "amount": one.amount.to_json() if one.amount else None,
        "summary": dict(one.summary),
        "did": one.did.value if one.did else None,
        "did_amount": one.did_amount.to_json() if one.did_amount else None,
        "by": one.by,
        "note": one.note,
    }


def _shadow_report(one: ShadowReport) -> dict[str, Any]:
    return {
        "action": one.action,
        "would": one.would.value,
        "cases": one.cases,
        "known": one.known,
        "agreed": one.agreed,
    }


def doubt(one: Doubt) -> dict[str, Any]:
    """Something of which nobody knows whether it happened."""
    return {
        "reservation": one.reservation,
        "action": one.action,
        "summary": dict(one.summary),
        "amount": one.amount.to_json(),
        "conversation": one.conversation,
        "since": time(one.since),
        "tries": one.tries,
        "problem": one.problem,
    }
