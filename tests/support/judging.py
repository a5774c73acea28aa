"""Small limits files and requests put to them: what the tests of the language stand on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from textwrap import dedent, indent
from typing import Any

from bot.authority.decide import decide, needs
from bot.authority.decision import Decision, Question, Used
from bot.authority.language import Limits
from bot.authority.limits import lint_text
from bot.model import Digest, Money

NOON = datetime(2026, 6, 15, 10, 0, tzinfo=timezone.utc)
SAY = "say: {en: sorry, nl: helaas}"


def money(text: str) -> Money:
    """12.50 as an amount in euro."""
    return Money.parse(f"{text} EUR")


def ago(**span: float) -> datetime:
    """A moment before noon."""
    return NOON - timedelta(**span)


def ahead(**span: float) -> datetime:
    """A moment after noon."""
    return NOON + timedelta(**span)


def text_of(require: str, *, top: str = "", extra: str = "") -> str:
    """A whole file with one action `act`; `top` goes before the actions, `extra` into it."""
    action = dedent(extra).strip("\n") + "\nrequire:\n" + indent(dedent(require).strip("\n"), "  ")
    head = "version: 1\nname: small\ncurrency: EUR\ntimezone: Europe/Amsterdam\n"
    named = "    title: {en: Act, nl: Doen}\n    explain: {en: it fits, nl: het past}\n"
    if "summary:" not in extra:
        named += "    summary: {en: do it, nl: het doen}\n"
    body = indent(action.strip("\n"), "    ")
    return f"{head}{dedent(top).strip()}\nactions:\n  act:\n{named}{body}\n"


def limits_of(require: str, *, top: str = "", extra: str = "") -> Limits:
    """Good limits with one action `act`."""
    report = lint_text(text_of(require, top=top, extra=extra))
    assert report.limits is not None, str(report)
    return report.limits


def mistakes(require: str, *, top: str = "", extra: str = "") -> str:
    """What is told about limits that are not good."""
    report = lint_text(text_of(require, top=top, extra=extra))
    assert not report.ok
    assert all(problem.line > 1 and problem.remedy for problem in report.problems)
    return str(report)


def judge(
    limits: Limits,
    facts: Mapping[str, Any] | None = None,
    *,
    params: Mapping[str, Any] | None = None,
    claims: Mapping[str, Any] | None = None,
    confirmed: Digest | bool | None = None,
    used: Mapping[str, Used] | None = None,
    once: Mapping[str, str] | None = None,
    now: datetime = NOON,
) -> Decision:
    """The decision about a request for `act`."""
    question = Question("act", params or {}, claims or {}, facts or {}, now, confirmed)
    wanted = needs(limits, question)
    use = {need.key: (used or {}).get(need.budget, Used()) for need in wanted.read}
    return decide(limits, question, use, once)


def outcome(limits: Limits, facts: Mapping[str, Any] | None = None, **more: Any) -> str:
    """The outcome and the line that decided, as `refuse by in_time`; `allow` alone."""
    decision = judge(limits, facts, **more)
    by = f" by {decision.rule}" if decision.rule else ""
    return decision.outcome.value + by
